import type { Account, Reader } from "../../lib/chain/index.js";
import type { Fees, Hex, LegacyFees } from "../../lib/index.js";
import { viewCluster } from "./cluster-view.js";
import type { ClusterView } from "./cluster-view.js";
import { FlowError, problem } from "./problem.js";

/** All clusters of an account. Fees of their operators come in one read; each takes those of its own. */
export async function viewAll(reader: Reader, account: Account): Promise<readonly ClusterView[]> {
  const { owner, clusters } = account;
  if (clusters.length === 0) return [];
  const codec = await reader.codec();
  const ids = [...new Set(clusters.flatMap(({ operatorIds }) => operatorIds))];
  const legacyIds = [
    ...new Set(clusters.flatMap(({ kind, operatorIds }) => (kind === "ssv" ? operatorIds : []))),
  ];
  const [fees, legacyFees] = await Promise.all([
    reader.fees(ids.map((id) => ({ id }))),
    legacyIds.length === 0 ? undefined : reader.legacyFees(legacyIds.map((id) => ({ id }))),
  ]);
  return clusters.map((snapshot) => {
    const { operatorIds, validators, kind } = snapshot;
    return viewCluster(codec, {
      owner,
      operatorIds,
      snapshot,
      validators,
      fees: pick(fees, ids, operatorIds),
      legacyFees:
        kind === "ssv" && legacyFees !== undefined
          ? pick(legacyFees, legacyIds, operatorIds)
          : undefined,
    });
  });
}

/** One cluster as it is now; undefined: there is none. */
export async function readOne(
  reader: Reader,
  owner: Hex,
  operatorIds: readonly bigint[],
  validators?: ClusterView["validators"],
): Promise<ClusterView | undefined> {
  const operators = operatorIds.map((id) => ({ id }));
  const [codec, snapshot, fees] = await Promise.all([
    reader.codec(),
    reader.snapshot(owner, operatorIds),
    reader.fees(operators),
  ]);
  if (snapshot === undefined) return undefined;
  const legacyFees = snapshot.kind === "ssv" ? await reader.legacyFees(operators) : undefined;
  return viewCluster(codec, { owner, operatorIds, snapshot, fees, legacyFees, validators });
}

/** The fees of some of the operators that were read. */
function pick<F extends Fees | LegacyFees>(
  fees: F,
  ids: readonly bigint[],
  wanted: readonly bigint[],
): F {
  return { ...fees, operatorFees: wanted.map((id) => fees.operatorFees[ids.indexOf(id)] ?? 0n) };
}

/** Operator numbers as typed or linked: "1, 2, 3, 4" or "1-2-3-4". */
export function parseIds(text: string): bigint[] {
  const words = text.split(/[\s,;#-]+/).filter((word) => word !== "");
  const wrong = words.find((word) => !/^\d{1,19}$/.test(word));
  if (wrong !== undefined)
    throw new FlowError(problem("OPERATOR_ID_INVALID", { input: wrong.slice(0, 24) }));
  const ids = words.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  if (![4, 7, 10, 13].includes(ids.length)) {
    throw new FlowError(problem("OPERATOR_COUNT", { count: ids.length }));
  }
  return ids;
}
