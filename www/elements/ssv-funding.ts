import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { FlowElement } from "./flow-element.js";
import type { Quote, Term } from "./flow/funding.js";
import { amount, blocksToDays, count, exact } from "./format.js";
import { t } from "./text.js";

/** Below this many days a running cluster needs attention soon. */
const SHORT_RUNWAY_DAYS = 30;

/** How long the cluster shall run, what that costs, and what comes back. */
export class SsvFunding extends FlowElement {
  static override styles = [
    ...FlowElement.styles,
    css`
      .terms {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
        gap: 0.75rem;
        margin-top: 0.5rem;
      }
      .term {
        display: flex;
        gap: 0.625rem;
        min-height: 2.75rem;
        padding: 0.5625rem 0.875rem;
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        font-weight: 550;
        cursor: pointer;
      }
      .term:has(:checked) {
        border-color: var(--accent);
        background: var(--tint);
        box-shadow: inset 0 0 0 1px var(--accent);
      }
      .term:has(:focus-visible) {
        outline: 3px solid var(--accent);
        outline-offset: 2px;
      }
      .term input {
        outline: none;
      }
      .inputs {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr));
        gap: 1.25rem;
        align-items: start;
      }
      .with-unit {
        display: flex;
        align-items: center;
        gap: 0.75rem;
      }
      .with-unit input {
        max-width: 8rem;
      }
      .quote {
        display: grid;
        gap: 1rem;
        padding: 1.25rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--ground);
      }
      .sum {
        font-size: 1.75rem;
        line-height: 1.2;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      .whole {
        margin-top: 0.75rem;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        font-weight: 400;
        color: var(--soft);
        text-align: start;
      }
      th,
      td {
        padding: 0.375rem 0.5rem 0.375rem 0;
        border-bottom: 1px solid var(--line);
        vertical-align: top;
      }
      thead th {
        font-size: 0.875rem;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { funding, committee } = this.flow;
    const { quote, problem, note, term } = funding;
    const exists = committee.snapshot !== null && committee.snapshot !== undefined;
    const terms: Term[] = exists
      ? ["half-year", "year", "custom", "none"]
      : ["half-year", "year", "custom"];
    return html`<div class="stack">
      <fieldset data-test="terms">
        <legend class="label">${exists ? t.funding.questionExisting : t.funding.question}</legend>
        <div class="terms">
          ${terms.map(
            (name) =>
              html`<label class="term">
                <input
                  type="radio"
                  name="term"
                  value=${name}
                  data-test="term-${name}"
                  .checked=${term === name}
                  @change=${() => funding.set({ term: name })}
                />
                ${t.funding.terms[name]}
              </label>`,
          )}
        </div>
      </fieldset>
      <div class="inputs">
        ${term === "custom" ? this.#days() : nothing} ${this.#effectiveBalance()}
      </div>
      ${
        quote === undefined
          ? html`<p class="soft" role="status">
              ${problem === undefined ? t.funding.reading : ""}
            </p>`
          : this.#quote(quote)
      }
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice id="funding-problem" .problem=${problem}>
              ${
                problem.code.startsWith("RPC_") || problem.code === "INSUFFICIENT_FUNDS"
                  ? this.#readAgain()
                  : nothing
              }
            </ssv-notice>`
      }
      ${
        note === undefined
          ? nothing
          : html`<ssv-notice tone="warn" .problem=${note}>${this.#readAgain()}</ssv-notice>`
      }
      <div class="row end">
        <button
          class="main"
          data-test="funding-next"
          ?disabled=${quote === undefined || problem !== undefined}
          @click=${this.#accept}
        >
          ${t.funding.next}
        </button>
      </div>
    </div>`;
  }

  #readAgain(): TemplateResult {
    return html`<button data-test="read-again" @click=${() => this.flow.funding.refresh()}>
      ${t.readAgain}
    </button>`;
  }

  #days(): TemplateResult {
    const { funding } = this.flow;
    return html`<div class="field">
      <label for="days">${t.funding.custom}</label>
      <div class="with-unit">
        <input
          id="days"
          type="number"
          min="1"
          max="3650"
          step="1"
          inputmode="numeric"
          data-test="days"
          .value=${String(funding.customDays)}
          @input=${(event: InputEvent) => {
            const days = (event.target as HTMLInputElement).valueAsNumber;
            if (Number.isInteger(days) && days >= 0 && days <= 3650)
              funding.set({ customDays: days });
          }}
        />
        <span class="soft">${t.funding.daysUnit}</span>
      </div>
    </div>`;
  }

  #effectiveBalance(): TemplateResult {
    const { funding } = this.flow;
    const invalid = funding.problem?.code === "EFFECTIVE_BALANCE_RANGE";
    return html`<div class="field">
      <label for="balance">${t.funding.effectiveBalance}</label>
      <div class="with-unit">
        <input
          id="balance"
          type="number"
          min="32"
          max="2048"
          step="1"
          inputmode="numeric"
          data-test="effective-balance"
          aria-describedby="balance-hint ${invalid ? "funding-problem" : ""}"
          aria-invalid=${invalid}
          .value=${String(funding.effectiveBalance)}
          @change=${(event: Event) => {
            const each = (event.target as HTMLInputElement).valueAsNumber;
            funding.set({ effectiveBalance: Number.isInteger(each) && each >= 0 ? each : 0 });
          }}
        />
        <span class="soft">ETH</span>
      </div>
      <p class="small soft" id="balance-hint">${t.funding.effectiveBalanceHint}</p>
    </div>`;
  }

  #quote(quote: Quote): TemplateResult {
    const { value, runway, burnPerDay, collateral, before, validators, gas, walletBalance } = quote;
    const short = runway !== undefined && blocksToDays(runway) < SHORT_RUNWAY_DAYS;
    return html`<div class="quote numbers" data-test="quote">
        <div aria-live="polite">
          <p class="soft">${before === undefined ? t.funding.send : t.funding.topUp}</p>
          <p class="sum" title=${exact(value)} data-test="value">${amount(value)}</p>
          <p data-test="runway">${t.funding.lasts(runway)}</p>
          ${this.#whole(quote)}
        </div>
        ${
          before === undefined
            ? nothing
            : html`<table class="small">
                <caption class="unseen">
                  ${t.funding.change}
                </caption>
                <thead>
                  <tr>
                    <td></td>
                    <th scope="col">${t.funding.now}</th>
                    <th scope="col">${t.funding.after}</th>
                  </tr>
                </thead>
                <tbody>
                  <tr>
                    <th scope="row">${t.funding.validators}</th>
                    <td>${count(validators - this.flow.parts.next.length)}</td>
                    <td>${count(validators)}</td>
                  </tr>
                  <tr>
                    <th scope="row">${t.funding.balance}</th>
                    <td>${amount(before.balance)}</td>
                    <td>${amount(before.balance + value)}</td>
                  </tr>
                  <tr>
                    <th scope="row">${t.funding.runway}</th>
                    <td data-test="runway-before">${t.funding.days(before.runway)}</td>
                    <td data-test="runway-after">${t.funding.days(runway)}</td>
                  </tr>
                </tbody>
              </table>`
        }
        <dl class="facts small">
          <dt>${t.funding.burn}</dt>
          <dd>${t.funding.perDay(amount(burnPerDay))}</dd>
          <dt>${t.funding.collateral}</dt>
          <dd>${amount(collateral)} <span class="soft">${t.funding.collateralHint}</span></dd>
          <dt>${t.funding.gas}</dt>
          <dd>${t.funding.upTo(amount(gas))} <span class="soft">${t.funding.gasHint}</span></dd>
          <dt>${t.funding.account}</dt>
          <dd>${amount(walletBalance)}</dd>
        </dl>
      </div>
      ${
        short
          ? html`<p class="small" role="status" data-test="short-runway">
              <strong>${t.funding.short}</strong> ${t.funding.shortHint}
            </p>`
          : nothing
      }`;
  }

  /** What goes beyond the next transaction, where others follow it. */
  #whole({ whole }: Quote): TemplateResult | typeof nothing {
    if (whole === undefined) return nothing;
    const { parts, batches } = this.flow;
    const { transactions, validators, value, gas, runway } = whole;
    const begun = batches.registered > 0;
    return html`<p data-test="part">${t.onboarding.part(parts.next.length, validators, begun)}</p>
      <p class="whole" data-test="whole">
        ${t.onboarding.whole(transactions, begun)}
        <strong>${t.onboarding.about(amount(value))}</strong>
        ${t.onboarding.wholeGas(amount(gas))} ${t.onboarding.wholeRunway(t.funding.days(runway))}
      </p>`;
  }

  readonly #accept = (): void => {
    this.flow.funding.accepted = true;
    this.flow.next();
  };
}
