import { css, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import { BLOCKS_PER_DAY, loadCodec } from "../lib/index.js";
import type { Codec } from "../lib/index.js";
import { save } from "./download.js";
import { makeCalendar } from "./flow/calendar.js";
import type { ClusterView } from "./flow/cluster-view.js";
import { forecast } from "./flow/forecast.js";
import type { Forecast } from "./flow/forecast.js";
import { ClustersElement } from "./flow-element.js";
import { amount, dateAfter, day, endDate, holding, list } from "./format.js";
import { runwayChart } from "./runway-chart.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

const REMINDERS = [7, 14, 30] as const;
/** Until the page has been laid out. */
const FIRST_WIDTH = 560;

/** How long the open cluster lasts, as a picture and in words, and a reminder for the calendar. */
export class SsvForecast extends ClustersElement {
  static override properties = {
    ...ClustersElement.properties,
    codec: { state: true },
    width: { state: true },
    daysBefore: { state: true },
  };
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    css`
      figure {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 0.75rem;
      }
      svg {
        display: block;
        overflow: visible;
      }
      svg text {
        font: 400 0.75rem var(--ssv-font, system-ui, sans-serif);
        fill: var(--soft);
      }
      .area {
        fill: var(--tint);
      }
      .axis {
        stroke: var(--line);
      }
      .balance {
        fill: none;
        stroke: var(--accent);
        stroke-width: 2.5;
        stroke-linejoin: round;
      }
      .collateral {
        fill: none;
        stroke: var(--bad);
        stroke-width: 1.5;
        stroke-dasharray: 5 4;
      }
      .unchanged {
        stroke: var(--edge);
        stroke-width: 1.5;
        stroke-dasharray: 2 4;
      }
      .change {
        stroke: var(--warn);
        stroke-width: 1.5;
      }
      .end {
        fill: var(--bad);
      }
      .remind {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem;
        align-items: end;
      }
      .remind select {
        width: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        margin-top: 0.5rem;
      }
      th,
      td {
        padding: 0.25rem 0.5rem 0.25rem 0;
        border-bottom: 1px solid var(--line);
        text-align: start;
        font-weight: 400;
      }
      thead th {
        color: var(--soft);
      }
      @media (forced-colors: active) {
        .balance,
        .axis {
          stroke: CanvasText;
        }
        .area {
          fill: none;
        }
      }
    `,
  ];
  declare codec: Codec | undefined;
  declare width: number;
  declare daysBefore: number;
  #resize: ResizeObserver | undefined;

  constructor() {
    super();
    this.width = FIRST_WIDTH;
    this.daysBefore = 14;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void loadCodec().then((codec) => (this.codec = codec));
    this.#resize = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0) this.width = width;
    });
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize?.disconnect();
  }

  protected override updated(_: PropertyValues<this>): void {
    this.toggleAttribute("hidden", this.#forecast() === undefined);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { open } = this.clusters;
    const found = this.#forecast();
    if (open === undefined || found === undefined) return nothing;
    const width = Math.max(240, this.width);
    return html`<section class="stack" aria-labelledby="forecast">
      <h3 id="forecast">${t.clusters.forecast.title}</h3>
      <figure>
        ${drawable(found) ? runwayChart(found, width, "forecast-words") : nothing}
        <figcaption class="small" id="forecast-words" data-test="forecast">
          ${this.#words(open, found)}
        </figcaption>
      </figure>
      ${drawable(found) ? html`${table(found)} ${this.#reminder(open, found)}` : nothing}
    </section>`;
  }

  #forecast(): Forecast | undefined {
    const { open } = this.clusters;
    if (open === undefined || this.codec === undefined) return undefined;
    const now = BigInt(Math.floor(Date.now() / 1000));
    return forecast(this.codec, open, this.clusters.details.operatorsOf(open), now);
  }

  #words({ now }: ClusterView, { end, endUnchanged, changes }: Forecast): TemplateResult {
    const words = t.clusters.forecast;
    const { burnPerDay, effectiveBalance } = now;
    const codec = this.codec;
    if (end === 0n) return html`<p>${words.ended}</p>`;
    const date = endDate(end);
    if (date === undefined) return html`<p>${words.far(amount(burnPerDay))}</p>`;
    const unchanged = endUnchanged > end ? endDate(endUnchanged) : undefined;
    return html`<p>${words.falls(amount(burnPerDay), date, t.clusters.runwayDays(end))}</p>
      ${changes.map(({ from, operatorIds, fees }) => {
        const perDay = (codec?.burnRate(fees, effectiveBalance) ?? 0n) * BLOCKS_PER_DAY;
        const who = words.who(operatorIds.length, list(operatorIds));
        return html`<p data-test="forecast-change">
          ${words.change(day(from), who, amount(perDay))}
        </p>`;
      })}
      ${unchanged === undefined ? nothing : html`<p>${words.unchanged(unchanged)}</p>`}
      <p class="soft">${words.basis}</p>`;
  }

  #reminder(open: ClusterView, { end }: Forecast): TemplateResult {
    const words = t.clusters.forecast;
    return html`<div class="remind">
      <div class="field">
        <label for="before">${words.remind}</label>
        <select
          id="before"
          data-test="reminder-days"
          @change=${(event: Event) => {
            this.daysBefore = Number((event.target as HTMLSelectElement).value);
          }}
        >
          ${REMINDERS.map(
            (days) =>
              html`<option value=${days} ?selected=${days === this.daysBefore}>
                ${words.before(days)}
              </option>`,
          )}
        </select>
      </div>
      <button data-test="save-reminder" @click=${() => this.#save(open, end)}>${words.save}</button>
    </div>`;
  }

  #save({ operatorIds, owner }: ClusterView, end: bigint): void {
    const { network } = this.clusters.connection;
    if (this.codec === undefined || network === undefined) return;
    const id = this.codec.clusterId(owner, [...operatorIds]);
    const text = makeCalendar({
      uid: `${id}-${network.chainId}@ssv-wasm`,
      day: dateAfter(end),
      daysBefore: this.daysBefore,
      title: t.clusters.forecast.event(list(operatorIds)),
      description: t.clusters.forecast.eventHint(owner, network.name),
      made: new Date(),
    });
    save(text, t.clusters.forecast.file, "text/calendar");
  }
}

/** Beyond a century, or at its end, a picture says nothing. */
function drawable({ end }: Forecast): boolean {
  return end > 0n && endDate(end) !== undefined;
}

function table({ points }: Forecast): TemplateResult {
  const words = t.clusters.forecast;
  return html`<details class="small">
    <summary>${words.table}</summary>
    <table class="numbers" data-test="forecast-table">
      <thead>
        <tr>
          <th scope="col">${words.date}</th>
          <th scope="col">${words.balance}</th>
          <th scope="col">${words.collateral}</th>
        </tr>
      </thead>
      <tbody>
        ${points.map(
          ({ blocks, balance, collateral }) =>
            html`<tr>
              <td>${blocks === 0n ? words.today : endDate(blocks)}</td>
              <td>${holding(balance)}</td>
              <td>${holding(collateral)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
