import type { AccountValidator, Snapshot } from "../../lib/chain/index.js";
import { BLOCKS_PER_DAY } from "../../lib/index.js";
import type { Cluster, Codec, Fees, Hex, LegacyFees } from "../../lib/index.js";
import { VALIDATOR_ETH, ethFigures, legacyFigures } from "./figures.js";
import type { Figures } from "./figures.js";

/**
 * `low`: fewer than 30 days left. `empty`: no validators, so nothing is paid. `legacy`: pays in SSV
 * tokens, active or not.
 */
export type ClusterState = "active" | "low" | "liquidated" | "legacy" | "empty";

/** Below this many days a running cluster needs attention. */
export const LOW_DAYS = 30n;

/** Operators of a cluster in the contract's order, as its address within one owner: "1-2-3-4". */
export function nameOf(operatorIds: readonly bigint[]): string {
  return operatorIds.join("-");
}

/** A cluster with what it costs, as of one block. */
export interface ClusterView {
  readonly name: string;
  readonly owner: Hex;
  readonly operatorIds: readonly bigint[];
  readonly snapshot: Snapshot;
  readonly state: ClusterState;
  readonly now: Figures;
  /** What it pays in ETH, or would pay after a migration. */
  readonly fees: Fees;
  /** In order of registration; undefined where nobody asked, as for someone else's cluster. */
  readonly validators: readonly AccountValidator[] | undefined;
}

/** What a cluster is made from. `legacyFees` only for those that pay in SSV. */
export interface ClusterSource {
  readonly owner: Hex;
  readonly operatorIds: readonly bigint[];
  readonly snapshot: Snapshot;
  readonly fees: Fees;
  readonly legacyFees?: LegacyFees | undefined;
  readonly validators?: readonly AccountValidator[] | undefined;
}

export function viewCluster(codec: Codec, source: ClusterSource): ClusterView {
  const { owner, operatorIds, snapshot, fees, legacyFees, validators } = source;
  const { cluster, liquidated } = snapshot;
  const active = cluster.active && !liquidated;
  const least = VALIDATOR_ETH * BigInt(cluster.validatorCount);
  const holding = {
    active,
    validators: cluster.validatorCount,
    effectiveBalance: snapshot.effectiveBalance ?? least,
  };
  const now =
    snapshot.kind === "ssv" && legacyFees !== undefined
      ? legacyFigures(codec, legacyFees, {
          ...holding,
          balance: snapshot.legacyBalance ?? cluster.balance,
        })
      : ethFigures(codec, fees, { ...holding, balance: snapshot.balance ?? cluster.balance });
  return {
    name: nameOf(operatorIds),
    owner,
    operatorIds,
    snapshot,
    state: stateOf(snapshot, now),
    now,
    fees,
    validators,
  };
}

function stateOf(snapshot: Snapshot, { active, validators, runway }: Figures): ClusterState {
  if (snapshot.kind === "ssv") return "legacy";
  if (!active) return "liquidated";
  if (validators === 0) return "empty";
  return runway !== undefined && runway < LOW_DAYS * BLOCKS_PER_DAY ? "low" : "active";
}

/** The contract takes either of them for the other. */
export function sameCluster(a: Cluster, b: Cluster): boolean {
  return (
    a.validatorCount === b.validatorCount &&
    a.networkFeeIndex === b.networkFeeIndex &&
    a.index === b.index &&
    a.active === b.active &&
    a.balance === b.balance
  );
}

export function sameState({ snapshot: a }: ClusterView, { snapshot: b }: ClusterView): boolean {
  return a.kind === b.kind && sameCluster(a.cluster, b.cluster);
}

export function sameFees(
  { fees: a, now: x }: ClusterView,
  { fees: b, now: y }: ClusterView,
): boolean {
  return (
    a.networkFee === b.networkFee &&
    a.liquidationThreshold === b.liquidationThreshold &&
    a.minimumCollateral === b.minimumCollateral &&
    a.operatorFees.every((fee, index) => fee === b.operatorFees[index]) &&
    x.effectiveBalance === y.effectiveBalance
  );
}
