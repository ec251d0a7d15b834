import type { Operator } from "../../lib/chain/index.js";
import type { Codec, Fees } from "../../lib/index.js";
import type { ClusterView } from "./cluster-view.js";

/** Seconds between two blocks without missed slots. */
const BLOCK_SECONDS = 12n;

/** A fee that operators have declared and may put in force. */
export interface DeclaredChange {
  /** Blocks from now, at the earliest. */
  readonly blocks: bigint;
  /** The same as unix seconds. */
  readonly from: bigint;
  readonly operatorIds: readonly bigint[];
  /** That hold from then on. */
  readonly fees: Fees;
}

/** The balance and what must stay in the cluster, so many blocks from now. */
export interface Point {
  readonly blocks: bigint;
  readonly balance: bigint;
  readonly collateral: bigint;
}

/** How the balance falls from here on, with the fees that operators have declared. */
export interface Forecast {
  /** At least two; the collateral changes between two points of the same block. */
  readonly points: readonly Point[];
  readonly changes: readonly DeclaredChange[];
  /** Blocks until it can be liquidated. */
  readonly end: bigint;
  /** The same if no operator changes its fee. */
  readonly endUnchanged: bigint;
}

/** undefined: the cluster pays nothing, or not in ETH. `now`: unix seconds. */
export function forecast(
  codec: Codec,
  { now: figures, fees }: ClusterView,
  operators: readonly (Operator | undefined)[],
  now: bigint,
): Forecast | undefined {
  const { unit, active, runway, effectiveBalance, balance } = figures;
  if (unit !== "ETH" || !active || runway === undefined) return undefined;
  const changes = declaredChanges(fees, operators, now);
  const end = codec.runway(fees, effectiveBalance, balance, changes);
  if (end === undefined) return undefined;
  const points: Point[] = [];
  let at = 0n;
  let left = balance;
  let current = fees;
  const mark = (): void => {
    const collateral = codec.liquidationThreshold(current, effectiveBalance);
    points.push({ blocks: at, balance: left, collateral });
  };
  const advance = (to: bigint): void => {
    const spent = codec.burnRate(current, effectiveBalance) * (to - at);
    left = left > spent ? left - spent : 0n;
    at = to;
  };
  mark();
  for (const change of changes) {
    if (change.blocks >= end) break;
    advance(change.blocks);
    mark();
    current = change.fees;
    mark();
  }
  advance(end);
  mark();
  return { points, changes, end, endUnchanged: runway };
}

/** In order of time; a declaration whose period has passed can never come into force. */
function declaredChanges(
  fees: Fees,
  operators: readonly (Operator | undefined)[],
  now: bigint,
): DeclaredChange[] {
  const declared = operators.flatMap((operator, index) => {
    const change = operator?.declaredFee;
    if (operator === undefined || change === undefined || change.until < now) return [];
    const from = change.from > now ? change.from : now;
    const blocks = (from - now) / BLOCK_SECONDS;
    return [{ blocks, from, index, id: operator.id, fee: change.fee }];
  });
  declared.sort((a, b) => (a.blocks < b.blocks ? -1 : 1));
  const changes: DeclaredChange[] = [];
  let operatorFees = fees.operatorFees;
  for (const { blocks, from, index, id, fee } of declared) {
    operatorFees = operatorFees.map((old, position) => (position === index ? fee : old));
    const last = changes.at(-1);
    const operatorIds = last?.blocks === blocks ? [...last.operatorIds, id] : [id];
    if (last?.blocks === blocks) changes.pop();
    changes.push({ blocks, from, operatorIds, fees: { ...fees, operatorFees } });
  }
  return changes;
}
