import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { FlowElement } from "./flow-element.js";
import { t } from "./text.js";
import { transactionLink } from "./transaction-way.js";

/** One transaction of the plan, as its row shows it. */
interface Row {
  readonly size: number;
  readonly state: keyof typeof t.onboarding.states;
  readonly hash?: string | undefined;
}

/** All transactions of a plan that takes several: what became of each, and what is still to come. */
export class SsvBatches extends FlowElement {
  static override styles = [
    ...FlowElement.styles,
    css`
      .stack {
        margin-top: 1.25rem;
      }
      .batch {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.25rem 0.75rem;
      }
      .batch .state {
        grid-column: 1;
      }
      .proved .mark {
        color: var(--accent);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const rows = this.#rows();
    return rows.length < 2
      ? nothing
      : html`<div class="stack tight">
          <h3 id="batches">${t.onboarding.title}</h3>
          <ol class="list" aria-labelledby="batches" data-test="batches">
            ${rows.map((row, index) => this.#row(row, index + 1))}
          </ol>
        </div>`;
  }

  #row({ size, state, hash }: Row, place: number): TemplateResult {
    const { registering, account } = this.flow;
    const { retryable } = registering;
    const stopped = state === "rejected" || state === "failed";
    return html`<li class="batch ${state}" data-test="batch" data-state=${state}>
      <p>
        ${state === "proved" ? html`<span class="mark" aria-hidden="true">✓</span>` : nothing}
        ${t.onboarding.row(place, size)}
      </p>
      ${
        hash === undefined
          ? html`<span></span>`
          : html`<span class="small">${transactionLink(hash, account.network?.explorerUrl)}</span>`
      }
      <p class="small soft state">${t.onboarding.states[state]}</p>
      ${
        stopped && retryable !== undefined
          ? html`<button
              data-test="batch-retry"
              aria-label=${t.onboarding.retryRow(place)}
              @click=${() => registering[retryable]()}
            >
              ${t.onboarding.retry}
            </button>`
          : nothing
      }
    </li>`;
  }

  #rows(): Row[] {
    const { batches, parts } = this.flow;
    const rows = batches.all.map(({ publicKeys, state, hash, transaction }): Row => {
      return { size: publicKeys.length, state, hash: hash ?? transaction.hash };
    });
    const under = batches.ours ? (batches.open?.publicKeys.length ?? 0) : 0;
    const planned = parts.sizes(parts.remaining - under).map((size, at): Row => {
      return { size, state: under === 0 && at === 0 ? this.#current() : "planned" };
    });
    return [...rows, ...planned];
  }

  /** The transaction that is next, and not on its way. */
  #current(): Row["state"] {
    const { state, problem } = this.flow.registering;
    if (problem?.code === "REJECTED") return "rejected";
    if (state === "failed") return "failed";
    return state === "ready" ? "next" : state === "proved" ? "planned" : "preparing";
  }
}
