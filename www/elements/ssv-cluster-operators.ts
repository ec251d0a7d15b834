import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Operator } from "../lib/chain/index.js";
import { BLOCKS_PER_DAY } from "../lib/index.js";
import { ClustersElement } from "./flow-element.js";
import { amount, count, day, shorten } from "./format.js";
import { nameSource, nameStyles, operatorName } from "./operator-name.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

const BLOCKS_PER_YEAR = 365n * BLOCKS_PER_DAY;

/** Who runs the validators of the open cluster, what each takes, and what each has announced. */
export class SsvClusterOperators extends ClustersElement {
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    nameStyles,
    css`
      .operator {
        display: grid;
        grid-template-columns: 3.5rem minmax(0, 1fr);
        gap: 0 0.75rem;
      }
      .id {
        font-size: 1.125rem;
        font-weight: 600;
      }
      .warn {
        color: var(--warn);
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { open } = this.clusters;
    const { names } = this.clusters.connection;
    if (open === undefined) return nothing;
    const operators = this.clusters.details.operatorsOf(open);
    return html`<section class="stack" aria-labelledby="operators">
      <h3 id="operators">${t.clusters.operators}</h3>
      <ul class="list" aria-labelledby="operators">
        ${open.operatorIds.map((id, index) => {
          const operator = operators[index];
          return html`<li class="operator" data-test="operator" data-id=${String(id)}>
            <span class="id numbers">${id}</span>
            <div class="small">
              ${operatorName(names, id)}
              ${
                operator === undefined
                  ? html`<p class="soft">${t.clusters.operator.reading}</p>`
                  : this.#operator(operator, open.state === "legacy")
              }
            </div>
          </li>`;
        })}
      </ul>
      ${nameSource(names, open.operatorIds)}
    </section>`;
  }

  #operator(operator: Operator, legacy: boolean): TemplateResult {
    const { fee, declaredFee, validatorCount, capacity, owner, removed } = operator;
    if (removed) return html`<p class="bad">${t.clusters.operator.removed}</p>`;
    const limit = validatorCount + capacity;
    const words = legacy ? t.clusters.operator.feeLater : t.clusters.operator.fee;
    return html`<p class="numbers">${words(amount(fee * BLOCKS_PER_YEAR))}</p>
      ${
        declaredFee === undefined
          ? nothing
          : html`<p class="warn numbers" data-test="declared-fee">
              ${t.clusters.operator.declared(
                amount(declaredFee.fee * BLOCKS_PER_YEAR),
                day(declaredFee.from),
                day(declaredFee.until),
              )}
            </p>`
      }
      <p class="soft numbers">
        ${t.clusters.operator.load(count(validatorCount), count(limit))}
        ${capacity === 0 ? html`· <span class="warn">${t.clusters.operator.full}</span>` : nothing}
        · <span title=${owner}>${t.operators.by(shorten(owner))}</span>
        ${
          operator.isPrivate && operator.allowed
            ? html`· ${t.clusters.operator.privateAllowed}`
            : nothing
        }
      </p>
      ${
        operator.isPrivate && !operator.allowed
          ? html`<p class="warn">${t.clusters.operator.privateRefused}</p>`
          : nothing
      }`;
  }
}
