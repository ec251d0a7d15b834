import type { Reader } from "../../../lib/chain/index.js";
import type { Codec, Hex } from "../../../lib/index.js";
import type { BeaconStatus } from "../beacon.js";
import type { ClusterView } from "../cluster-view.js";
import type { Figures } from "../figures.js";
import type { Problem } from "../problem.js";

export type ActionName =
  "deposit" | "withdraw" | "exit" | "remove" | "reactivate" | "liquidate" | "migrate" | "recipient";

/** What an action asks the user for, in the order it is drawn. */
export type Field = "amount" | "effectiveBalance" | "days" | "keys" | "recipient";

/** What the user has chosen so far. An action looks at its own fields only. */
export interface Wishes {
  /** ETH, as typed. */
  readonly amount: string;
  /** How long the cluster shall run. */
  readonly days: number;
  /** Whole ETH over all validators, as the user states it. */
  readonly effectiveBalance: number;
  readonly keys: readonly Hex[];
  /** Address, as typed. */
  readonly recipient: string;
}

/** What is known when an action is planned. */
export interface Context {
  readonly codec: Codec;
  /** The account that signs. */
  readonly sender: Hex;
  /** All clusters of the sender. */
  readonly clusters: readonly ClusterView[];
  /** Where the sender's rewards go now. */
  readonly feeRecipient: Hex | undefined;
  /** What a beacon node says of validators; empty where none is asked. */
  readonly beacon: ReadonlyMap<Hex, BeaconStatus>;
  /** The operator has left the network, as far as operators were read. */
  hasLeft(operatorId: bigint): boolean;
}

/** The same, for an action on one cluster. */
export interface ClusterContext extends Context {
  readonly cluster: ClusterView;
}

/** An amount that one press fills in. */
export interface Preset {
  readonly name: "days-30" | "half-year" | "year" | "most";
  /** Wei. */
  readonly amount: bigint;
}

/** Everything that follows from the wishes. */
export interface Plan {
  /** What would be signed; undefined: the wishes do not add up to a call yet. */
  readonly call?: { readonly data: Hex; readonly value: bigint };
  /** The cluster once it is done. */
  readonly after?: Figures;
  /** What comes back to the sender with it. */
  readonly payout?: { readonly amount: bigint; readonly unit: "ETH" | "SSV" };
  /** What keeps it from being done. */
  readonly problem?: Problem;
  /** Worth knowing, but the user may go on. */
  readonly warnings?: readonly Problem[];
  /** The user has to say that the consequences are understood. */
  readonly acknowledge?: boolean;
}

interface Common {
  readonly name: ActionName;
  readonly fields: readonly Field[];
  /** It ends something that cannot be taken back. */
  readonly grave?: boolean;
}

/** One thing that a staker does to a cluster. Pure: nothing is read, nothing is drawn. */
export interface ClusterAction extends Common {
  readonly about: "cluster";
  /** Why the state of the cluster rules it out. */
  obstacle(cluster: ClusterView): Problem | undefined;
  presets?(context: ClusterContext): readonly Preset[];
  plan(wishes: Wishes, context: ClusterContext): Plan;
}

/** One thing that a staker sets for all clusters. */
export interface OwnerAction extends Common {
  readonly about: "owner";
  plan(wishes: Wishes, context: Context): Plan;
  /** Warnings that need a look at the chain. */
  inspect?(wishes: Wishes, context: Context, reader: Reader): Promise<readonly Problem[]>;
}

export type ActionSpec = ClusterAction | OwnerAction;
