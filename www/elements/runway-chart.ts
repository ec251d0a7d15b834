import { svg } from "lit";
import type { TemplateResult } from "lit";
import type { Forecast, Point } from "./flow/forecast.js";
import { holding, shortDate } from "./format.js";
import { t } from "./text.js";

const HEIGHT = 190;
const TOP = 14;
const BOTTOM = 26;
const SIDE = 8;

/** The balance falling towards the collateral, drawn for a width in pixels. Its words stand beside it. */
export function runwayChart(forecast: Forecast, width: number, labelledBy: string): TemplateResult {
  const { points, changes, end, endUnchanged } = forecast;
  const first = points[0] as Point;
  const last = points.at(-1) as Point;
  const span = Number(endUnchanged > end ? endUnchanged : end) * 1.04 || 1;
  const high = Number(first.balance) * 1.08 || 1;
  const x = (blocks: bigint): number => SIDE + (Number(blocks) / span) * (width - 2 * SIDE);
  const y = (wei: bigint): number => TOP + (1 - Number(wei) / high) * (HEIGHT - TOP - BOTTOM);
  const path = (of: (point: Point) => bigint): string =>
    points.map((point) => `${x(point.blocks).toFixed(1)},${y(of(point)).toFixed(1)}`).join(" ");
  const floor = HEIGHT - BOTTOM;
  const balance = path((point) => point.balance);
  const unchanged = endUnchanged > end;
  // Above its line, unless the balance begins there.
  const close = y(first.collateral) - y(first.balance) < 28;
  const labelY = y(first.collateral) + (close ? 15 : -6);
  const collateralEnd = `${(width - SIDE).toFixed(1)},${y(last.collateral).toFixed(1)}`;
  return svg`<svg
    role="img"
    aria-labelledby=${labelledBy}
    viewBox="0 0 ${width} ${HEIGHT}"
    width=${width}
    height=${HEIGHT}
    data-test="chart"
  >
    <polygon class="area" points="${x(0n).toFixed(1)},${floor} ${balance} ${x(end).toFixed(1)},${floor}" />
    <line class="axis" x1=${SIDE} x2=${width - SIDE} y1=${floor} y2=${floor} />
    ${
      unchanged
        ? svg`<line class="unchanged" data-test="unchanged-line"
            x1=${x(0n)} y1=${y(first.balance)} x2=${x(endUnchanged)} y2=${y(first.collateral)} />`
        : ""
    }
    <polyline class="collateral" points="${path((point) => point.collateral)} ${collateralEnd}" />
    <polyline class="balance" points=${balance} />
    ${changes
      .filter(({ blocks }) => blocks < end)
      .map(
        ({ blocks }) =>
          svg`<line class="change" data-test="change-line"
            x1=${x(blocks)} x2=${x(blocks)} y1=${TOP} y2=${floor} />`,
      )}
    <circle class="end" cx=${x(end)} cy=${y(last.balance)} r="4.5" />
    <text x=${SIDE} y=${HEIGHT - 8}>${t.clusters.forecast.today}</text>
    <text x=${Math.min(x(end), width - SIDE)} y=${HEIGHT - 8} text-anchor="end">${shortDate(end)}</text>
    <text x=${SIDE} y=${labelY} class="soft">
      ${t.clusters.forecast.collateral} ${holding(first.collateral)}
    </text>
  </svg>`;
}
