import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { decodedCall, decodedStyles } from "./decoded-call.js";
import type { Action, ActionDraft } from "./flow/action.js";
import { ClustersElement } from "./flow-element.js";
import { figuresTable } from "./figures.js";
import { holding } from "./format.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { callWords, t } from "./text.js";

/** What will be signed, read back from the final bytes, and the button that asks the wallet. */
export class SsvPreview extends ClustersElement {
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    decodedStyles,
    css`
      .check {
        font-weight: 550;
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { action } = this.clusters;
    if (action === undefined) return nothing;
    const { draft, note, problem } = action;
    return html`<div class="stack">
      ${note === undefined ? nothing : html`<ssv-notice tone="warn" .problem=${note}></ssv-notice>`}
      ${
        draft === undefined
          ? problem === undefined
            ? html`<p class="soft" role="status">${t.signing.preparing}</p>`
            : nothing
          : html`${this.#draft(action, draft)} ${this.#figures(action)}`
      }
      ${action.warnings.map(
        (warning) => html`<ssv-notice tone="warn" .problem=${warning}></ssv-notice>`,
      )}
      ${draft === undefined ? nothing : this.#acknowledge(action)}
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice
              .problem=${problem}
              tone=${problem.code === "REJECTED" ? "warn" : "bad"}
            >
              ${
                problem.code === "REJECTED"
                  ? nothing
                  : html`<button data-test="retry" @click=${() => action.retry()}>
                      ${t.readAgain}
                    </button>`
              }
            </ssv-notice>`
      }
      ${this.#buttons(action)}
    </div>`;
  }

  #figures({ current, plan: { after, payout } }: Action): TemplateResult {
    return html`${
      payout === undefined
        ? nothing
        : html`<p>${t.actions.receive} <strong>${holding(payout.amount, payout.unit)}</strong></p>`
    }
    ${current === undefined || after === undefined ? nothing : figuresTable(current.now, after)}`;
  }

  #draft({ current }: Action, draft: ActionDraft): TemplateResult {
    const { network, wallet } = this.clusters.connection;
    const { call, decoded } = draft;
    const frame = { value: BigInt(call.value), from: call.from, unit: current?.now.unit };
    const { headline, rows, keys } = callWords(decoded, frame);
    const drawn = rows.map(
      ([name, words]) =>
        html`<dt>${name}</dt>
          <dd class=${words.startsWith("0x") ? "mono" : "numbers"}>${words}</dd>`,
    );
    const simulated = wallet !== undefined;
    return decodedCall(draft, { network, headline, rows: drawn, keys, simulated });
  }

  #acknowledge(action: Action): TemplateResult | typeof nothing {
    if (action.plan.acknowledge !== true) return nothing;
    const { acknowledge } = t.actions.each[action.spec.name];
    const validators = action.wishes.keys.length || (action.current?.now.validators ?? 0);
    return html`<label class="check">
      <input
        type="checkbox"
        data-test="acknowledge"
        .checked=${action.acknowledged}
        ?disabled=${action.stage !== "ready"}
        @change=${(event: Event) => action.acknowledge((event.target as HTMLInputElement).checked)}
      />
      <span>${acknowledge?.(validators) ?? t.actions.understood}</span>
    </label>`;
  }

  #buttons(action: Action): TemplateResult {
    const { connection } = this.clusters;
    const { stage, draft, problem, plan, note } = action;
    const back = html`<button
      class="plain"
      data-test="edit"
      ?disabled=${stage === "rechecking"}
      @click=${() => action.edit()}
    >
      ${t.actions.edit}
    </button>`;
    if (connection.wallet === undefined) {
      return html`<p data-test="no-wallet-send">${t.actions.noWallet}</p>
        <div class="row end">${back}</div>`;
    }
    const sendable =
      stage === "ready" &&
      draft?.gas !== undefined &&
      connection.signs &&
      (problem === undefined || problem.code === "REJECTED") &&
      (plan.acknowledge !== true || action.acknowledged);
    const again = problem?.code === "REJECTED" || note !== undefined;
    return html`<div class="row end">
      <button
        class="main ${action.spec.grave ? "danger" : ""}"
        data-test="send"
        ?disabled=${!sendable}
        @click=${() => action.send()}
      >
        ${
          stage === "rechecking"
            ? t.signing.rechecking
            : again
              ? t.signing.askAgain
              : t.signing.sign
        }
      </button>
      ${back}
    </div>`;
  }
}
