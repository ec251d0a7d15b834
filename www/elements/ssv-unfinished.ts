import { html } from "lit";
import type { TemplateResult } from "lit";
import type { OnboardingRecord } from "../lib/onboarding/index.js";
import { FlowElement } from "./flow-element.js";
import { registeredIn } from "./flow/batches.js";
import { shorten } from "./format.js";
import { t } from "./text.js";

/** Registrations that an earlier visit did not finish, to go on with or to forget. */
export class SsvUnfinished extends FlowElement {
  protected override render(): TemplateResult {
    return html`<ul class="list" data-test="unfinished">
      ${this.flow.batches.offered.map((record) => this.#record(record))}
    </ul>`;
  }

  #record(record: OnboardingRecord): TemplateResult {
    const { batches } = this.flow;
    const done = registeredIn(record.batches);
    return html`<li class="stack tight">
      <h3>${t.onboarding.unfinished}</h3>
      <p class="soft small">
        ${t.onboarding.unfinishedHint(shorten(record.owner), done, record.total)}
      </p>
      <div class="row end">
        <button class="plain" data-test="forget" @click=${() => batches.forget(record)}>
          ${t.onboarding.forget}
        </button>
        <button
          class="main"
          data-test="go-on"
          ?disabled=${batches.resuming}
          @click=${() => batches.resume(record)}
        >
          ${batches.resuming ? t.split.checking : t.onboarding.goOn}
        </button>
      </div>
      <ssv-notice .problem=${batches.problem}></ssv-notice>
    </li>`;
  }
}
