import type { ClusterView } from "../cluster-view.js";
import { problem } from "../problem.js";
import type { Problem } from "../problem.js";

/** Most validators of one exit or removal: 64 kB of call data, and well below the gas that a block gives one transaction. */
export const MOST_KEYS = 500;

/** A copy that the codec may take: the contract wants them ascending, as the cluster holds them. */
export function operatorIds({ operatorIds: ids }: ClusterView): bigint[] {
  return [...ids];
}

/** Why so many keys do not make one call. */
export function keysProblem(count: number): Problem | undefined {
  if (count === 0) return problem("NOTHING_SELECTED");
  if (count > MOST_KEYS) return problem("TOO_MANY_SELECTED", { count, most: MOST_KEYS });
  return undefined;
}
