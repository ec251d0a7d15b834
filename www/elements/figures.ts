import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ClusterView } from "./flow/cluster-view.js";
import type { Figures } from "./flow/figures.js";
import { amount, blocksToDays, count, endDate, exact, holding } from "./format.js";
import { t } from "./text.js";

/** State of a cluster, in a word. */
export function badge({ state, now }: ClusterView): TemplateResult {
  const words =
    state === "legacy" && !now.active ? t.clusters.liquidatedLegacy : t.clusters.states[state];
  return html`<span class="badge ${state}" data-test="state" data-state=${state}>${words}</span>`;
}

/** Balance, cost and end of a cluster, as cells of a definition list. */
export function mainFigures({ now }: ClusterView): TemplateResult {
  const { balance, burnPerDay, unit } = now;
  return html`<div>
      <dt>${t.clusters.balance}</dt>
      <dd title=${exact(balance, unit)} data-test="balance" data-value=${String(balance)}>
        ${holding(balance, unit)}
      </dd>
    </div>
    <div>
      <dt>${t.clusters.burn}</dt>
      <dd data-test="burn">
        ${burnPerDay === 0n ? t.clusters.endless : t.clusters.perDay(amount(burnPerDay, unit))}
      </dd>
    </div>
    <div>
      <dt>${t.clusters.runway}</dt>
      <dd data-test="runway">${runwayWords(now)}</dd>
    </div>`;
}

function runwayWords({ active, runway }: Figures): TemplateResult | string {
  if (!active) return t.clusters.offline;
  if (runway === undefined) return t.clusters.endless;
  if (runway === 0n) return t.clusters.ended;
  const until = endDate(runway);
  const days = t.clusters.runwayDays(runway);
  return until === undefined
    ? days
    : html`${until} <span class="note" data-test="runway-days">${days}</span>`;
}

/** A cluster now and as it will be, or as it was and is now that it is done. */
export function figuresTable(now: Figures, after: Figures, done = false): TemplateResult {
  const row = (name: string, key: string, tell: (of: Figures) => string): TemplateResult => {
    const [before, then] = [tell(now), tell(after)];
    return html`<tr class=${before === then ? "same" : ""}>
      <th scope="row">${name}</th>
      <td data-test="${key}-before">${before}</td>
      <td data-test="${key}-after">${then}</td>
    </tr>`;
  };
  return html`<table class="small numbers" data-test="figures">
    <caption class="unseen">
      ${t.actions.change}
    </caption>
    <thead>
      <tr>
        <td></td>
        <th scope="col">${done ? t.actions.before : t.actions.now}</th>
        <th scope="col">${done ? t.actions.now : t.actions.after}</th>
      </tr>
    </thead>
    <tbody>
      ${row(t.actions.balance, "balance", ({ balance, unit }) => holding(balance, unit))}
      ${row(t.actions.burn, "burn", ({ burnPerDay, unit }) => amount(burnPerDay, unit))}
      ${row(t.actions.runway, "runway", duration)}
      ${
        now.validators === after.validators
          ? nothing
          : row(t.actions.validators, "validators", ({ validators }) => count(validators))
      }
      ${
        now.effectiveBalance === after.effectiveBalance
          ? nothing
          : row(t.actions.effective, "effective", (of) => `${count(of.effectiveBalance)} ETH`)
      }
    </tbody>
  </table>`;
}

function duration({ active, runway }: Figures): string {
  if (!active) return t.actions.offline;
  const until = runway === undefined ? undefined : endDate(runway);
  const days = t.clusters.runwayDays(runway);
  return until === undefined || runway === undefined || blocksToDays(runway) === 0
    ? days
    : `${days}, ${t.actions.until(until)}`;
}
