import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { FlowElement } from "./flow-element.js";
import type { Seat } from "./flow/committee.js";
import { amount, count, shorten } from "./format.js";
import { nameSource, nameStyles, operatorName } from "./operator-name.js";
import { explain, t } from "./text.js";

const BLOCKS_PER_YEAR = 2_628_000n;

/** Picks operators by number and shows what the chain says about each. */
export class SsvOperators extends FlowElement {
  static override styles = [
    ...FlowElement.styles,
    nameStyles,
    css`
      form .row {
        flex-wrap: nowrap;
      }
      .seat {
        display: grid;
        grid-template-columns: 3.25rem minmax(0, 1fr) auto;
        gap: 0 0.75rem;
        align-items: center;
      }
      .id {
        font-size: 1.125rem;
        font-weight: 600;
      }
      .blocked .id,
      .bad {
        color: var(--bad);
      }
      .why {
        grid-column: 2 / -1;
      }
      .offered {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
      }
      .offered button {
        min-width: 3.25rem;
        padding-inline: 0.75rem;
      }
      @media (max-width: 30rem) {
        .seat {
          grid-template-columns: 2.5rem minmax(0, 1fr) auto;
        }
        .id {
          font-size: 1rem;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { committee } = this.flow;
    const { seats, problem } = committee;
    const { names } = this.flow.connection;
    return html`<div class="stack">
      ${
        committee.fixed === undefined
          ? this.#field()
          : html`<p class="soft">${t.operators.fixed[committee.fixed]}</p>`
      }
      ${
        seats.length === 0
          ? nothing
          : html`<ul class="list" aria-label=${t.operators.list} data-test="operators">
                ${seats.map((seat) => this.#seat(seat))}
              </ul>
              ${nameSource(names, committee.ids)}`
      }
      <p class="soft" role="status" data-test="operators-hint">${this.#hint()}</p>
      ${
        committee.mistake === undefined
          ? nothing
          : html`<ssv-notice
              id="operators-mistake"
              tone="warn"
              .problem=${committee.mistake}
            ></ssv-notice>`
      }
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice .problem=${problem}>
              ${
                problem.code.startsWith("RPC_") || problem.code === "CLUSTER_STALE"
                  ? html`<button data-test="read-again" @click=${() => committee.refresh()}>
                      ${t.readAgain}
                    </button>`
                  : nothing
              }
            </ssv-notice>`
      }
      ${
        seats.length === 0
          ? nothing
          : html`<div class="row end">
              <button
                class="main"
                data-test="operators-next"
                ?disabled=${!committee.complete}
                @click=${() => this.flow.next()}
              >
                ${committee.reading ? t.operators.checking : t.next}
              </button>
            </div>`
      }
    </div>`;
  }

  #field(): TemplateResult {
    const offered = this.flow.configuration.policy.allowedOperators;
    const { seats, mistake } = this.flow.committee;
    const invalid = mistake !== undefined;
    return html`<form class="field" @submit=${this.#submit}>
        <label for="ids">${t.operators.field}</label>
        <div class="row">
          <input
            id="ids"
            name="ids"
            inputmode="text"
            autocomplete="off"
            spellcheck="false"
            placeholder=${t.operators.placeholder}
            data-test="operator-input"
            aria-describedby="ids-hint ${invalid ? "operators-mistake" : ""}"
            aria-invalid=${invalid}
          />
          <button data-test="add-operators">${t.operators.add}</button>
        </div>
        <p class="small soft" id="ids-hint">${t.operators.hint}</p>
      </form>
      ${
        offered === undefined
          ? nothing
          : html`<div class="field">
              <p class="label" id="offered">${t.operators.offered}</p>
              <div class="offered" role="group" aria-labelledby="offered">
                ${offered.map((id) => {
                  const chosen = seats.some((seat) => seat.id === BigInt(id));
                  const toggle = (): void => {
                    if (chosen) this.flow.committee.remove(BigInt(id));
                    else void this.flow.committee.add(String(id));
                  };
                  return html`<button
                    class=${chosen ? "main" : ""}
                    aria-pressed=${chosen}
                    @click=${toggle}
                  >
                    ${id}
                  </button>`;
                })}
              </div>
            </div>`
      }`;
  }

  #seat(seat: Seat): TemplateResult {
    const { id, operator } = seat;
    const words = seat.problem === undefined ? undefined : explain(seat.problem);
    const { committee } = this.flow;
    return html`<li
      class="seat ${words === undefined ? "" : "blocked"}"
      data-test="operator"
      data-id=${String(id)}
      data-code=${seat.problem?.code ?? nothing}
    >
      <span class="id numbers">${id}</span>
      <div class="small">
        ${operatorName(this.flow.connection.names, id)}
        ${
          words !== undefined
            ? html`<p class="bad"><span aria-hidden="true">✕</span> ${words.title}</p>`
            : operator === undefined
              ? html`<p class="soft">${t.operators.checking}</p>`
              : html`<p class="numbers">
                    ${t.operators.fee(amount(operator.fee * BLOCKS_PER_YEAR))}
                  </p>
                  <p class="soft numbers">
                    ${t.operators.load(count(operator.validatorCount), count(committee.limit ?? 0))}
                    ·
                    <span title=${operator.owner}>${t.operators.by(shorten(operator.owner))}</span>
                    ${operator.isPrivate ? html`· ${t.operators.privateAllowed}` : nothing}
                  </p>`
        }
      </div>
      ${
        committee.fixed !== undefined
          ? html`<span></span>`
          : html`<button
              class="plain"
              aria-label=${t.operators.remove(String(id))}
              data-test="remove-operator"
              @click=${() => this.#remove(id)}
            >
              ${t.remove}
            </button>`
      }
      ${
        words === undefined
          ? nothing
          : html`<p class="small why">${words.consequence} ${words.fix}</p>`
      }
    </li>`;
  }

  #hint(): string | typeof nothing {
    const { committee } = this.flow;
    const seated = committee.seats.length;
    if (seated === 0) return nothing;
    if (!committee.sized) {
      const next = [4, 7, 10, 13].find((size) => size > seated) ?? 13;
      return t.operators.missing(next - seated, next);
    }
    const kind = committee.snapshot === undefined ? undefined : committee.cluster.validatorCount;
    if (committee.blocked || kind === undefined)
      return t.operators.faults(seated, (seated - 1) / 3);
    const cluster = committee.snapshot === null ? t.operators.fresh : t.operators.existing(kind);
    return `${t.operators.faults(seated, (seated - 1) / 3)} ${cluster}`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = this.renderRoot.querySelector<HTMLInputElement>("#ids");
    if (input === null || input.value.trim() === "") return;
    void this.flow.committee.add(input.value);
    input.value = "";
    input.focus();
  };

  #remove(id: bigint): void {
    this.flow.committee.remove(id);
    this.renderRoot.querySelector<HTMLInputElement>("#ids")?.focus();
  }
}
