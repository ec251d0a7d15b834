import type { Codec, EventName } from "../codec.types.js";
import type { Cluster, Hex } from "../types.js";
import { invalidAnswer, type Log } from "./answer.js";
import type { AccountValidator } from "./reader.types.js";

/** One cluster as the owner's events tell it. */
export interface ClusterHistory {
  readonly operatorIds: readonly bigint[];
  cluster: Cluster;
  /** Those registered now, by public key, in order of registration. */
  readonly validators: Map<Hex, AccountValidator>;
}

/** What an owner's events say up to and including `block`. */
export interface History {
  block: bigint;
  /** Registrations ever made. */
  nonce: bigint;
  feeRecipient: Hex;
  /** By operator ids, joined by commas. */
  readonly clusters: Map<string, ClusterHistory>;
}

/** Every event that carries a cluster tuple. */
export const CLUSTER_EVENTS: readonly EventName[] = [
  "ValidatorAdded",
  "ValidatorRemoved",
  "ClusterDeposited",
  "ClusterWithdrawn",
  "ClusterLiquidated",
  "ClusterReactivated",
  "ClusterMigratedToETH",
  "ClusterBalanceUpdated",
];

/** Every event of an owner. All have the owner as their second topic. */
export const OWNER_EVENTS: readonly EventName[] = [
  ...CLUSTER_EVENTS,
  "ValidatorExited",
  "FeeRecipientAddressUpdated",
];

/** The owner before the first event; `block` is the one before the contract's first. */
export function emptyHistory(owner: Hex, block: bigint): History {
  return { block, nonce: 0n, feeRecipient: owner, clusters: new Map() };
}

/** Takes in the next event. Events must come in chain order. */
export function record(history: History, codec: Codec, log: Log): void {
  const event = codec.decodeEvent(log);
  if (event === undefined) throw invalidAnswer("eth_getLogs");
  if (event.name === "FeeRecipientAddressUpdated") {
    history.feeRecipient = event.args.recipientAddress;
    return;
  }
  if (!("operatorIds" in event.args && "owner" in event.args)) throw invalidAnswer("eth_getLogs");
  const { operatorIds } = event.args;
  const known = history.clusters.get(operatorIds.join());
  if (event.name === "ValidatorExited") {
    const { publicKey } = event.args;
    const validator = known?.validators.get(publicKey);
    if (validator !== undefined) {
      known!.validators.set(publicKey, { ...validator, exitRequestedAt: log.blockNumber });
    }
    return;
  }
  const { cluster } = event.args;
  const changed = known ?? { operatorIds, cluster, validators: new Map() };
  changed.cluster = cluster;
  history.clusters.set(operatorIds.join(), changed);
  if (event.name === "ValidatorAdded") {
    const { publicKey } = event.args;
    history.nonce++;
    changed.validators.set(publicKey, { publicKey, registeredAt: log.blockNumber });
  } else if (event.name === "ValidatorRemoved") changed.validators.delete(event.args.publicKey);
}

/**
 * The validators and the tuple of every cluster count the same, and no validator was registered without
 * raising the nonce. A node that holds events back, or a state that was tampered with, fails this once the
 * contract has confirmed the tuples.
 */
export function isComplete(history: History): boolean {
  let validators = 0n;
  for (const { cluster, validators: registered } of history.clusters.values()) {
    if (registered.size !== cluster.validatorCount) return false;
    validators += BigInt(registered.size);
  }
  return history.nonce >= validators;
}
