import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Flow } from "./flow/flow.js";
import type { Problem } from "./flow/problem.js";
import { ENDLESS } from "./flow/settlement.js";
import { FlowElement } from "./flow-element.js";
import { t } from "./text.js";

/** The way on from a transaction that has no end: without it, once its consequence was read. */
export class SsvAbandon extends FlowElement {
  static override properties = {
    ...FlowElement.properties,
    problem: { attribute: false },
    declined: { state: true },
  };
  declare problem: Problem;
  /** The user says that the multisig will not execute it. */
  declare declined: boolean;

  constructor() {
    super();
    this.declined = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    switch (this.problem.code) {
      case "PROOF_DIFFERS":
        return html`<div class="stack tight">
          <p class="small">${t.onboarding.abandonHint}</p>
          ${this.#button(t.onboarding.abandon, true)}
        </div>`;
      case "PROPOSAL_WAITING":
        return html`<div class="stack tight">
          <label class="check">
            <input
              type="checkbox"
              data-test="declined"
              .checked=${this.declined}
              @change=${(event: Event) => {
                this.declined = (event.target as HTMLInputElement).checked;
              }}
            />
            <span>
              <strong>${t.onboarding.declined}</strong>
              <span class="small soft">${t.onboarding.declinedHint}</span>
            </span>
          </label>
          ${this.#button(t.onboarding.signAnew, this.declined)}
        </div>`;
      default:
        return nothing;
    }
  }

  #button(words: string, possible: boolean): TemplateResult {
    const { registering } = this.flow;
    return html`<div class="row">
      <button
        data-test="abandon"
        ?disabled=${!possible || registering.abandoning}
        @click=${() => registering.abandon()}
      >
        ${words}
      </button>
    </div>`;
  }
}

/** The same for a notice's slot, where the problem is one of those. */
export function wayWithout(flow: Flow, problem: Problem): TemplateResult | typeof nothing {
  return ENDLESS.has(problem.code)
    ? html`<ssv-abandon .flow=${flow} .problem=${problem}></ssv-abandon>`
    : nothing;
}
