import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { save } from "./download.js";
import { FlowElement } from "./flow-element.js";
import type { Proof } from "./flow/parts.js";
import { receiptOf } from "./flow/receipt.js";
import { count, endDate, list } from "./format.js";
import { wayWithout } from "./ssv-abandon.js";
import { t } from "./text.js";
import { transactionLink, transactionWay, wayStyles } from "./transaction-way.js";

/** The way of a transaction: sent, mined, confirmed, and proven by its own event. */
export class SsvTransaction extends FlowElement {
  static override styles = [
    ...FlowElement.styles,
    wayStyles,
    css`
      .after {
        display: grid;
        gap: 0.5rem;
        padding-inline-start: 1.25rem;
        list-style: disc;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { registering } = this.flow;
    const { state, problem } = registering;
    return html`<div class="stack" data-test="transaction" data-state=${state}>
      ${
        state === "proved"
          ? this.#proved()
          : state === "proposed"
            ? this.#proposed()
            : html`${state === "failed" ? nothing : this.#way()} ${this.#hash()}`
      }
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice .problem=${problem}>
              ${wayWithout(this.flow, problem)}
              ${
                state !== "failed"
                  ? nothing
                  : registering.retryable === "retry"
                    ? html`<button
                        data-test="retry-transaction"
                        @click=${() => registering.retry()}
                      >
                        ${t.transaction.retry}
                      </button>`
                    : problem.code === "PROOF_DIFFERS"
                      ? nothing
                      : html`<button data-test="resume" @click=${() => registering.resume()}>
                          ${t.transaction.lookAgain}
                        </button>`
              }
            </ssv-notice>`
      }
    </div>`;
  }

  #way(): TemplateResult {
    const { registering, following } = this.flow;
    const { confirmations } = following;
    return transactionWay(registering.state === "mined" ? confirmations : undefined);
  }

  #hash(): TemplateResult | typeof nothing {
    const hash = this.flow.following.hash;
    return hash === undefined
      ? nothing
      : html`<p class="small">${t.transaction.hash} ${this.#link(hash)}</p>`;
  }

  #link(hash: string): TemplateResult {
    return transactionLink(hash, this.flow.account.network?.explorerUrl);
  }

  #proposed(): TemplateResult {
    return html`<div class="stack tight" role="status" data-test="proposed">
      <h3>${t.transaction.proposed}</h3>
      <p class="soft">${t.transaction.proposedHint}</p>
      <div class="row end">
        <button data-test="resume" @click=${() => this.flow.registering.resume()}>
          ${t.transaction.checkNow}
        </button>
      </div>
    </div>`;
  }

  #proved(): TemplateResult | typeof nothing {
    const { registering, funding, parts, batches } = this.flow;
    const { proofs, sent, remaining } = parts;
    const proof = proofs.at(-1);
    if (proof === undefined) return nothing;
    const runway = funding.quote?.runway;
    const earlier = batches.registered - sent;
    return html`<div class="proved" role="status" data-test="proved">
        <h3 tabindex="-1">
          <span aria-hidden="true">✓</span> ${
            earlier > 0 ? t.onboarding.proved(batches.registered, sent) : t.transaction.proved(sent)
          }
        </h3>
        <p>${t.transaction.provedHint} ${remaining === 0 ? t.transaction.wiped : nothing}</p>
      </div>
      <dl class="facts small">
        <dt>${t.transaction.block}</dt>
        <dd class="numbers" data-test="block">${count(proof.block)}</dd>
        <dt>${t.transaction.hash}</dt>
        <dd>${this.#link(proof.hash)}</dd>
        <dt>${t.transaction.operators}</dt>
        <dd class="numbers">${list(proof.registrations[0]?.operatorIds ?? [])}</dd>
        <dt>${t.transaction.validators}</dt>
        <dd class="numbers">${t.transaction.inCluster(proof.cluster.validatorCount)}</dd>
      </dl>
      ${
        remaining > 0
          ? html`<p data-test="remaining">${t.transaction.remaining(remaining)}</p>
              <div class="row end">
                <button class="main" data-test="next-part" @click=${() => registering.next()}>
                  ${t.transaction.nextPart}
                </button>
                <button data-test="receipt" @click=${() => this.#save(proofs)}>
                  ${t.transaction.receipt}
                </button>
              </div>`
          : html`<ul class="after small">
                <li>${t.transaction.afterDuty}</li>
                ${
                  runway === undefined
                    ? nothing
                    : html`<li>
                        ${t.transaction.afterRunway(endDate(runway) ?? t.transaction.later)}
                      </li>`
                }
                <li>${t.transaction.afterKeep}</li>
              </ul>
              <div class="row end">
                <button data-test="receipt" @click=${() => this.#save(proofs)}>
                  ${t.transaction.receipt}
                </button>
                <button class="plain" data-test="start-over" @click=${this.#startOver}>
                  ${t.transaction.startOver}
                </button>
              </div>`
      }`;
  }

  #save(proofs: readonly Proof[]): void {
    save(receiptOf(this.flow.account.network, proofs), t.transaction.receiptName);
  }

  readonly #startOver = (): void => {
    this.dispatchEvent(new CustomEvent("ssv-start-over", { bubbles: true, composed: true }));
  };
}
