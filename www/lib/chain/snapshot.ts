import type { Views } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Cluster, Hex } from "../types.js";
import { word } from "./answer.js";
import { revertOf } from "./failure.js";
import { CLUSTER_EVENTS } from "./history.js";
import { scanLogs } from "./logs.js";
import type { ScanOptions, Snapshot } from "./reader.types.js";
import { headOf, view, type Contracts } from "./views.js";

const NEW_CLUSTER: Cluster = {
  validatorCount: 0,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 0n,
};

/** What the contract says of a tuple: current and liquidated or not; `stale`: it holds another one; `none`. */
export type Confirmation = boolean | "stale" | "none";

export function ascending(ids: readonly bigint[]): bigint[] {
  return [...ids].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Name of the contract's refusal; rethrows everything that is not one. */
function refusal({ codec }: Contracts, error: unknown): string {
  const revert = revertOf(error);
  if (revert === undefined) throw error;
  return codec.decodeError(revert).name;
}

// v1 contracts spell it with a final s.
const isAbsent = (name: string): boolean => /^ClusterDoesNotExists?$/.test(name);

/** Holds a tuple against the hash that the contract keeps. */
export async function confirm(
  contracts: Contracts,
  block: bigint,
  owner: Hex,
  ids: readonly bigint[],
  cluster: Cluster,
): Promise<Confirmation> {
  try {
    const operatorIds = [...ids];
    return await view(contracts, block, "isLiquidated", { owner, operatorIds, cluster });
  } catch (error) {
    const name = refusal(contracts, error);
    if (isAbsent(name)) return "none";
    if (name === "IncorrectClusterState") return "stale";
    throw error;
  }
}

/** undefined: the contract knows no such cluster. */
async function kindOf(
  contracts: Contracts,
  block: bigint,
  owner: Hex,
  operatorIds: bigint[],
): Promise<Snapshot["kind"] | undefined> {
  try {
    const type = await view(contracts, block, "getClusterAssetType", { owner, operatorIds });
    return type === 0 ? "ssv" : "eth";
  } catch (error) {
    const name = refusal(contracts, error);
    // A v1 contract does not know the question; all its clusters pay in SSV.
    if (name === "Empty") return "ssv";
    if (isAbsent(name)) return undefined;
    throw error;
  }
}

/** SSV base units. */
async function legacyBalance(
  contracts: Contracts,
  block: bigint,
  args: Views["getBalance"][0],
): Promise<bigint> {
  try {
    return await view(contracts, block, "getBalanceSSV", args);
  } catch (error) {
    // The one balance of a v1 contract.
    if (refusal(contracts, error) !== "Empty") throw error;
    return view(contracts, block, "getBalance", args);
  }
}

/** The cluster with what it holds at `block`; undefined: the contract does not confirm the tuple. */
export async function readCluster(
  contracts: Contracts,
  block: bigint,
  owner: Hex,
  ids: readonly bigint[],
  cluster: Cluster,
): Promise<Snapshot | undefined> {
  const operatorIds = [...ids];
  const [liquidated, kind] = await Promise.all([
    confirm(contracts, block, owner, operatorIds, cluster),
    kindOf(contracts, block, owner, operatorIds),
  ]);
  if (typeof liquidated !== "boolean" || kind === undefined) return undefined;
  const snapshot = { cluster, kind, block, liquidated };
  if (liquidated) return snapshot;
  const args = { owner, operatorIds, cluster };
  if (kind === "ssv") {
    return { ...snapshot, legacyBalance: await legacyBalance(contracts, block, args) };
  }
  const [balance, effectiveBalance] = await Promise.all([
    view(contracts, block, "getBalance", args),
    view(contracts, block, "getEffectiveBalance", args),
  ]);
  return { ...snapshot, balance, effectiveBalance: BigInt(effectiveBalance) };
}

/** The tuple of the newest event; undefined: no event names these operators. */
async function latestCluster(
  { node, codec, network }: Contracts,
  head: bigint,
  owner: Hex,
  operatorIds: readonly bigint[],
  options: ScanOptions,
): Promise<Cluster | undefined> {
  const filter = {
    address: network.network,
    topics: [CLUSTER_EVENTS.map((name) => codec.topic(name)), word(BigInt(owner))],
    fromBlock: BigInt(network.genesisBlock),
    toBlock: head,
  };
  const wanted = operatorIds.join();
  for await (const logs of scanLogs(node, filter, { ...options, backwards: true })) {
    for (const log of logs.reverse()) {
      const event = codec.decodeEvent(log);
      if (event === undefined || !("cluster" in event.args)) continue;
      if (event.args.operatorIds.join() === wanted) return event.args.cluster;
    }
  }
  return undefined;
}

/** The contract holds a cluster of this owner with these operators. */
export async function exists(
  contracts: Contracts,
  block: bigint,
  owner: Hex,
  operatorIds: readonly bigint[],
): Promise<boolean> {
  return (await confirm(contracts, block, owner, operatorIds, NEW_CLUSTER)) !== "none";
}

export function staleCluster(): SsvError {
  const message = "The contract does not confirm the cluster that the events give.";
  return new SsvError("CLUSTER_STALE", message);
}

/**
 * The newest cluster tuple in the owner's events, confirmed by the contract at the same block. When the
 * contract disagrees (a node behind the head, a reorganisation), everything is read once more.
 */
export async function readSnapshot(
  contracts: Contracts,
  owner: Hex,
  operatorIds: readonly bigint[],
  options: ScanOptions,
): Promise<Snapshot | undefined> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const block = await headOf(contracts);
    // Asked first: a new cluster, the common case, then needs no scan at all.
    if (!(await exists(contracts, block, owner, operatorIds))) return undefined;
    const cluster = await latestCluster(contracts, block, owner, operatorIds, options);
    const snapshot = cluster && (await readCluster(contracts, block, owner, operatorIds, cluster));
    if (snapshot !== undefined) return snapshot;
    await contracts.node.rest(3, contracts.signal);
  }
  throw staleCluster();
}
