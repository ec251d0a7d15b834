import type { Reader } from "../chain/reader.js";
import type { DecodedError, Fees } from "../codec.types.js";
import type { Session } from "../keys/session.js";
import type { SplitResult } from "../keys/splits.js";
import type { Call, Cluster, Hex, OperatorInput, Registration } from "../types.js";
import type { Wallet } from "../wallet/connection.js";
import type { TransactionState } from "../wallet/tracking.js";
import type { Journal } from "./journal.js";
import type { Limits } from "./packing.js";
import type { BatchRecord } from "./record.js";
import type { NothingCause } from "./settling.js";

/** What a batch is going to be, for whoever decides on its amount or reviews it. */
export interface PlannedBatch {
  readonly registrations: readonly Registration[];
  /** The cluster before it. */
  readonly cluster: Cluster;
  /** Wei at the newest block, fees deducted; 0 for a new cluster. */
  readonly balance: bigint;
  /** Whole ETH that the contract bills the cluster for, before it; each new validator adds its own. */
  readonly effectiveBalance: bigint;
  readonly fees: Fees;
}

export interface OnboardingRequest {
  readonly reader: Reader;
  readonly wallet: Pick<Wallet, "send">;
  readonly owner: Hex;
  /** 4, 7, 10 or 13, with the keys that the network knows. */
  readonly operators: readonly OperatorInput[];
  /**
   * What is to be registered, in the order of its nonces. Without it the journal's unfinished
   * onboarding goes on.
   */
  readonly split?: Pick<SplitResult, "registrations" | "keyshares"> | undefined;
  /** Holds the keys that sign again when the nonce has moved. */
  readonly session?: Session | undefined;
  /** Wei that goes along with a batch. */
  value(batch: PlannedBatch): bigint | Promise<bigint>;
  /** The last look at a call before the wallet is asked; false stops. */
  review?(call: Call, batch: PlannedBatch): boolean | Promise<boolean>;
  /** Remembers how far it has come; without one, only as long as the call runs. */
  readonly journal?: Journal | undefined;
  readonly limits?: Limits | undefined;
  /** Stops once the first batch is proved, to see whether its validators attest. */
  readonly pauseAfterFirst?: boolean | undefined;
  /**
   * Gives up an earlier batch that was `proposed` or that `differs`: those of its validators that are
   * registered drop out, the others are signed and sent again. Decline the proposal first: a
   * multisig that still runs it takes the nonces of what is sent instead.
   */
  readonly abandon?: boolean | undefined;
  readonly confirmations?: number | undefined;
  /** Milliseconds between two looks at a transaction. */
  readonly pollInterval?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  onChange?(state: OnboardingState): void;
}

/** How far it has come. */
export interface OnboardingState {
  readonly batches: readonly BatchRecord[];
  /** Validators that were registered already and so dropped out. */
  readonly dropped: readonly Hex[];
  /** Validators that are not on their way yet. */
  readonly remaining: number;
  /** Of the transaction that is on its way. */
  readonly transaction?: TransactionState | undefined;
}

/**
 * Every outcome but `done` may be gone on from: by the same call again. Where that stays at
 * `proposed` or `differs`, `abandon` goes on without that batch.
 */
export type OnboardingOutcome =
  | { readonly status: "done" | "paused" | "declined" | "rejected" | "proposed" }
  /** What was sent, or the account's transactions before it, wait to be mined for long. */
  | { readonly status: "pending" }
  /** The nonce has moved to `nonce`: these keys have to be in the session to sign again. */
  | { readonly status: "keys-needed"; readonly publicKeys: readonly Hex[]; readonly nonce: bigint }
  /** A transaction came to nothing: what it would have registered is not on chain. */
  | { readonly status: "failed"; readonly cause: NothingCause; readonly reason?: DecodedError }
  /**
   * The chain holds something else than was signed: to be looked at before anything more is sent.
   * `NONCE`: operators ignore these validators, until they are removed and registered again.
   */
  | { readonly status: "differs"; readonly hash: Hex; readonly differences: readonly string[] };
