import type { EventName } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Cluster, Hex } from "../types.js";
import { word } from "./answer.js";
import { revertOf } from "./failure.js";
import { scanLogs } from "./logs.js";
import { view, type Contracts } from "./views.js";

/** A cluster tuple that the contract confirmed to be the current one at `block`. */
export interface Snapshot {
  readonly cluster: Cluster;
  /** What the cluster pays its operators in. */
  readonly kind: "eth" | "ssv";
  readonly block: bigint;
  readonly liquidated: boolean;
  /** Wei at `block`, fees deducted; only of ETH clusters that are not liquidated. */
  readonly balance?: bigint;
}

const CLUSTER_EVENTS: readonly EventName[] = [
  "ValidatorAdded",
  "ValidatorRemoved",
  "ClusterDeposited",
  "ClusterWithdrawn",
  "ClusterLiquidated",
  "ClusterReactivated",
  "ClusterMigratedToETH",
  "ClusterBalanceUpdated",
];

const NEW_CLUSTER: Cluster = {
  validatorCount: 0,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 0n,
};

/** The tuple is not the one whose hash the contract holds. */
const STALE = Symbol("stale");

function sameIds(a: readonly bigint[], b: readonly bigint[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

export function ascending(ids: readonly bigint[]): bigint[] {
  return [...ids].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Name of the contract's refusal; rethrows everything that is not one. */
function refusal({ codec }: Contracts, error: unknown): string {
  const revert = revertOf(error);
  if (revert === undefined) throw error;
  return codec.decodeError(revert).name;
}

/** liquidated, undefined: no such cluster, or STALE. */
async function proof(
  contracts: Contracts,
  block: bigint,
  owner: Hex,
  operatorIds: bigint[],
  cluster: Cluster,
): Promise<boolean | undefined | typeof STALE> {
  try {
    return await view(contracts, block, "isLiquidated", { owner, operatorIds, cluster });
  } catch (error) {
    const name = refusal(contracts, error);
    // v1 contracts spell it with a final s.
    if (/^ClusterDoesNotExists?$/.test(name)) return undefined;
    if (name === "IncorrectClusterState") return STALE;
    throw error;
  }
}

async function kindOf(
  contracts: Contracts,
  block: bigint,
  owner: Hex,
  operatorIds: bigint[],
): Promise<"eth" | "ssv"> {
  try {
    const type = await view(contracts, block, "getClusterAssetType", { owner, operatorIds });
    return type === 0 ? "ssv" : "eth";
  } catch (error) {
    // A v1 contract does not know the question; all its clusters pay in SSV.
    if (refusal(contracts, error) === "Empty") return "ssv";
    throw error;
  }
}

async function latestCluster(
  { node, codec, network, signal }: Contracts,
  head: bigint,
  owner: Hex,
  operatorIds: bigint[],
): Promise<Cluster | undefined> {
  const filter = {
    address: network.network,
    topics: [CLUSTER_EVENTS.map((name) => codec.topic(name)), word(BigInt(owner))],
    fromBlock: BigInt(network.genesisBlock),
    toBlock: head,
  };
  for await (const logs of scanLogs(node, filter, { backwards: true, signal })) {
    for (const log of logs.reverse()) {
      const event = codec.decodeEvent(log);
      if (event === undefined || !("cluster" in event.args)) continue;
      if (sameIds(event.args.operatorIds, operatorIds)) return event.args.cluster;
    }
  }
  return undefined;
}

/**
 * The newest cluster tuple in the owner's events, confirmed by the contract at the same block. When the
 * contract disagrees (a node behind the head, a reorganisation), everything is read once more.
 */
export async function readSnapshot(
  contracts: Contracts,
  owner: Hex,
  ids: readonly bigint[],
): Promise<Snapshot | undefined> {
  const operatorIds = ascending(ids);
  for (let attempt = 0; attempt < 2; attempt++) {
    const block = await contracts.node.blockNumber(contracts.signal);
    // Asked first: a new cluster, the common case, then needs no scan at all.
    const known = await proof(contracts, block, owner, operatorIds, NEW_CLUSTER);
    if (known === undefined) return undefined;
    const cluster = await latestCluster(contracts, block, owner, operatorIds);
    if (cluster === undefined) continue;
    const liquidated = await proof(contracts, block, owner, operatorIds, cluster);
    if (typeof liquidated !== "boolean") continue;
    const kind = await kindOf(contracts, block, owner, operatorIds);
    if (kind === "ssv" || liquidated) return { cluster, kind, block, liquidated };
    const balance = await view(contracts, block, "getBalance", { owner, operatorIds, cluster });
    return { cluster, kind, block, liquidated, balance };
  }
  const message = "The contract does not confirm the cluster state that this node's events give.";
  throw new SsvError("CLUSTER_STALE", message);
}
