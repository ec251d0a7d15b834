import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { figuresTable } from "./figures.js";
import type { Action, ActionDraft } from "./flow/action.js";
import type { Transaction } from "./flow/transaction.js";
import { ClustersElement } from "./flow-element.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { callWords, t } from "./text.js";
import type { CallWords } from "./text.js";
import { transactionLink, transactionWay, wayStyles } from "./transaction-way.js";

/** What became of an action after the wallet was asked. */
export class SsvSent extends ClustersElement {
  static override styles = [...ClustersElement.styles, clusterStyles, wayStyles];

  protected override render(): TemplateResult | typeof nothing {
    const { action } = this.clusters;
    const transaction = action?.transaction;
    if (action === undefined || transaction === undefined) return nothing;
    const { phase } = transaction;
    return html`<div class="stack" data-test="sent" data-phase=${phase}>
      ${this.#what(action)} ${this.#how(action, transaction)} ${this.#hash(transaction)}
      ${this.#problem(action, transaction)}
    </div>`;
  }

  #what({ draft }: Action): TemplateResult | typeof nothing {
    if (draft === undefined) return nothing;
    const { headline } = read(draft);
    return html`<p data-test="headline">${headline}</p>`;
  }

  #how(action: Action, transaction: Transaction): TemplateResult | typeof nothing {
    switch (transaction.phase) {
      case "awaiting-wallet":
        return html`<div class="stack tight" role="status" data-test="in-wallet">
          <h3>${t.signing.inWallet}</h3>
          <p class="soft">${t.signing.inWalletHint}</p>
        </div>`;
      case "pending":
        return transactionWay(undefined);
      case "mined":
        return transactionWay(transaction.confirmations);
      case "proposed":
        return html`<div class="stack tight" role="status" data-test="proposed">
          <h3>${t.actions.proposed}</h3>
          <p class="soft">${t.actions.proposedHint}</p>
          <div class="row">
            <button data-test="abandon" @click=${this.#abandon}>${t.actions.abandon}</button>
          </div>
        </div>`;
      case "proved":
        return this.#proved(action, transaction);
      case "idle":
      case "failed":
        return nothing;
    }
  }

  #proved({ spec, draft, cluster, current }: Action, { recorded }: Transaction): TemplateResult {
    const words = t.actions.each[spec.name];
    const keys = draft === undefined ? 0 : read(draft).keys.length;
    const now = this.clusters.freshly(cluster);
    return html`<div class="proved" role="status" data-test="proved">
        <h3><span aria-hidden="true">✓</span> ${words.done(keys)}</h3>
        <p>${t.actions.proof}</p>
      </div>
      ${
        current === undefined || now === undefined || now === cluster
          ? nothing
          : figuresTable(current.now, now.now, true)
      }
      ${words.after === undefined ? nothing : html`<p>${words.after}</p>`}
      ${recorded === undefined ? nothing : html`<p class="small">${this.#link(recorded.hash)}</p>`}`;
  }

  #hash({ phase, saved }: Transaction): TemplateResult | typeof nothing {
    return saved === undefined || phase === "proved"
      ? nothing
      : html`<p class="small">${this.#link(saved.hash)}</p>`;
  }

  #link(hash: string): TemplateResult {
    const { network } = this.clusters.connection;
    return html`${t.transaction.hash} ${transactionLink(hash, network?.explorerUrl)}`;
  }

  #problem(action: Action, transaction: Transaction): TemplateResult | typeof nothing {
    const { problem } = transaction;
    if (problem === undefined) return nothing;
    const button = RETRIES.has(problem.code)
      ? action.context === undefined
        ? nothing
        : html`<button data-test="retry-transaction" @click=${() => action.retry()}>
            ${t.actions.again}
          </button>`
      : FINAL.has(problem.code)
        ? nothing
        : html`<button data-test="look-again" @click=${() => action.lookAgain()}>
            ${t.actions.lookAgain}
          </button>`;
    return html`<ssv-notice .problem=${problem}>${button}</ssv-notice>`;
  }

  readonly #abandon = (): void => {
    this.clusters.action?.transaction?.abandon();
    this.clusters.dismiss();
  };
}

function read({ decoded, call }: ActionDraft): CallWords {
  return callWords(decoded, { value: BigInt(call.value), from: call.from });
}

/** After these nothing has changed: the same wishes may be sent again. */
const RETRIES: ReadonlySet<string> = new Set([
  "TRANSACTION_REVERTED",
  "TRANSACTION_DROPPED",
  "TRANSACTION_CANCELLED",
  "TRANSACTION_REPLACED",
  "CLUSTER_STALE",
]);
/** Looking again would find the same. */
const FINAL: ReadonlySet<string> = new Set(["CALL_UNPROVED"]);
