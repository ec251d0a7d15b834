import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Hex } from "../lib/index.js";
import { decodedCall, decodedStyles } from "./decoded-call.js";
import { save } from "./download.js";
import { FlowElement } from "./flow-element.js";
import type { Draft, RegisterCall } from "./flow/draft.js";
import type { Problem } from "./flow/problem.js";
import { ENDLESS } from "./flow/settlement.js";
import { amount, list } from "./format.js";
import { wayWithout } from "./ssv-abandon.js";
import { t } from "./text.js";

/** What will be signed, read back from the final bytes, and the button that asks the wallet. */
export class SsvReview extends FlowElement {
  static override styles = [...FlowElement.styles, decodedStyles];

  protected override render(): TemplateResult {
    const { registering, drafting, account, splitting } = this.flow;
    const { draft, note } = drafting;
    const { problem, state } = registering;
    const waiting = state === "awaiting-wallet";
    const sendable =
      state === "ready" &&
      draft !== undefined &&
      account.wallet !== undefined &&
      account.switchedTo === undefined &&
      !account.wrongChain;
    const again = problem?.code === "REJECTED" || note !== undefined;
    const resigned = note?.code === "NONCE_MOVED" || note?.code === "KEYS_DROPPED";
    return html`<div class="stack">
      ${
        note === undefined
          ? nothing
          : html`<ssv-notice tone="warn" .problem=${note}>
              ${
                resigned && splitting.result !== undefined
                  ? html`<button data-test="download-resigned" @click=${() => this.#save()}>
                      ${t.split.download}
                    </button>`
                  : nothing
              }
            </ssv-notice>`
      }
      ${
        draft === undefined
          ? html`<p class="soft" role="status">
              ${problem === undefined ? t.signing.preparing : ""}
            </p>`
          : html`${this.#draft(draft)} ${this.#pause()} ${this.#acknowledge()}`
      }
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice
              .problem=${problem}
              tone=${problem.code === "REJECTED" ? "warn" : "bad"}
            >
              ${this.#way(problem)}
            </ssv-notice>`
      }
      ${
        account.wallet === undefined
          ? html`<p data-test="no-wallet-send">${t.review.noWallet}</p>`
          : html`<div class="row end">
              <button
                class="main"
                data-test="send"
                ?disabled=${!sendable || !registering.acknowledged || problem?.code === "REVERTED"}
                @click=${() => registering.send()}
              >
                ${
                  waiting
                    ? t.signing.inWallet
                    : state === "rechecking"
                      ? t.signing.rechecking
                      : again
                        ? t.signing.askAgain
                        : t.signing.sign
                }
              </button>
            </div>`
      }
      ${
        waiting
          ? html`<p role="status" class="soft" data-test="in-wallet">${t.signing.inWalletHint}</p>`
          : this.#ahead()
      }
    </div>`;
  }

  /** Earlier transactions of the account that are waited for. */
  #ahead(): TemplateResult | typeof nothing {
    const { registering } = this.flow;
    return registering.ahead === 0
      ? nothing
      : html`<p role="status" class="soft" data-test="ahead">
            ${t.signing.ahead(registering.ahead)}
          </p>
          <div class="row end">
            <button data-test="stop-waiting" @click=${() => this.flow.following.stop()}>
              ${t.signing.stopWaiting}
            </button>
          </div>`;
  }

  /** What can be done about the problem here. */
  #way(problem: Problem): TemplateResult | typeof nothing {
    const { flow } = this;
    const { code } = problem;
    if (code === "REJECTED" || flow.registering.state !== "ready") return nothing;
    if (code === "PLAN_UNFINISHED") return html`<ssv-unfinished .flow=${flow}></ssv-unfinished>`;
    if (ENDLESS.has(code)) return wayWithout(flow, problem);
    return code === "KEYS_LOCKED"
      ? html`<button data-test="open-again" @click=${() => flow.goTo("split")}>
          ${t.review.openAgain}
        </button>`
      : html`<button data-test="prepare-again" @click=${() => flow.registering.retry()}>
          ${t.readAgain}
        </button>`;
  }

  #save(): void {
    const { splitting } = this.flow;
    if (splitting.result === undefined) return;
    save(splitting.result.keyshares, t.split.fileName);
    splitting.saved = true;
    this.flow.changed();
  }

  #draft(draft: Draft): TemplateResult {
    const { network, wallet } = this.flow.account;
    const { call, decoded } = draft;
    const keys = publicKeys(decoded);
    const { operatorIds, cluster } = decoded.args;
    const headline = t.review.headline(keys.length, list(operatorIds), amount(BigInt(call.value)));
    const rows = html`<dt>${t.review.operators}</dt>
      <dd class="numbers" data-test="decoded-operators">${list(operatorIds)}</dd>
      <dt>${t.review.cluster}</dt>
      <dd class="numbers">
        ${
          cluster.validatorCount === 0
            ? t.review.newCluster
            : t.review.joins(cluster.validatorCount, amount(cluster.balance))
        }
      </dd>`;
    return decodedCall(draft, { network, headline, rows, keys, simulated: wallet !== undefined });
  }

  /** Offered where more transactions follow the first. */
  #pause(): TemplateResult | typeof nothing {
    const { registering, batches, parts } = this.flow;
    if (batches.all.length > 0 || parts.remaining <= parts.most) return nothing;
    return html`<label class="check">
      <input
        type="checkbox"
        data-test="pause-after-first"
        .checked=${registering.pauseAfterFirst}
        @change=${(event: Event) => {
          registering.pauseAfterFirst = (event.target as HTMLInputElement).checked;
          this.flow.changed();
        }}
      />
      <span>
        <strong>${t.onboarding.pause}</strong>
        <span class="small soft">${t.onboarding.pauseHint}</span>
      </span>
    </label>`;
  }

  #acknowledge(): TemplateResult {
    const { registering } = this.flow;
    return html`<label class="check">
      <input
        type="checkbox"
        data-test="acknowledge"
        .checked=${registering.acknowledged}
        ?disabled=${registering.state === "awaiting-wallet"}
        @change=${(event: Event) => {
          registering.acknowledged = (event.target as HTMLInputElement).checked;
          this.flow.changed();
        }}
      />
      <span>
        <strong>${t.review.stopped}</strong>
        <span class="small soft">${t.review.stoppedHint}</span>
      </span>
    </label>`;
  }
}

/** The validator keys that the bytes name. */
function publicKeys(decoded: RegisterCall): readonly Hex[] {
  return decoded.name === "registerValidator" ? [decoded.args.publicKey] : decoded.args.publicKeys;
}
