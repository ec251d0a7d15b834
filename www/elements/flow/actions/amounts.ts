import { BLOCKS_PER_DAY } from "../../../lib/index.js";
import type { ClusterView } from "../cluster-view.js";
import { LOW_DAYS } from "../cluster-view.js";
import { MOST_VALIDATOR_ETH, VALIDATOR_ETH } from "../figures.js";
import type { Figures } from "../figures.js";
import { problem } from "../problem.js";
import type { Problem } from "../problem.js";
import type { ClusterContext, Plan, Wishes } from "./action-spec.js";

/** Blocks that a transaction may wait to be mined, about ten minutes: amounts hold until then. */
export const SLACK_BLOCKS = 50n;

/** Most days that a page may be asked to pay for. */
export const MOST_DAYS = 3650;

/** A plan for a field that holds no amount: a problem only where something was typed. */
export function amountProblem(text: string): Plan {
  return text.trim() === "" ? {} : { problem: problem("AMOUNT_INVALID") };
}

/** The warning that a cluster will need ETH again soon. */
export function shortRunway({ runway }: Figures): Problem[] {
  if (runway === undefined || runway >= LOW_DAYS * BLOCKS_PER_DAY) return [];
  return [problem("SHORT_RUNWAY", { blocks: runway })];
}

/** The warning that fewer operators than planned will run the validators. */
export function operatorsGone({ cluster, hasLeft }: ClusterContext): Problem[] {
  const { operatorIds } = cluster;
  const gone = operatorIds.filter(hasLeft).length;
  return gone === 0 ? [] : [problem("OPERATORS_GONE", { gone, of: operatorIds.length })];
}

/** Stated balance and days of a cluster that is to start, or why they cannot be. */
export function startingTerms(
  { effectiveBalance, days }: Wishes,
  { snapshot }: ClusterView,
): { effectiveBalance: bigint; blocks: bigint } | Problem {
  const validators = BigInt(snapshot.cluster.validatorCount);
  const [least, most] = [VALIDATOR_ETH * validators, MOST_VALIDATOR_ETH * validators];
  const whole = Number.isSafeInteger(effectiveBalance) ? BigInt(effectiveBalance) : -1n;
  if (whole < least || whole > most) {
    return problem("EFFECTIVE_BALANCE_TOTAL", { least, most });
  }
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    return problem("DAYS_RANGE", { most: MOST_DAYS });
  }
  return { effectiveBalance: whole, blocks: BigInt(days) * BLOCKS_PER_DAY };
}
