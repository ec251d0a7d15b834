import type { Receipt } from "../chain/answer.js";
import type { Reader } from "../chain/reader.js";
import { SsvError } from "../errors.js";
import type { Cluster } from "../types.js";
import type { BatchPlan, Step } from "./batch-plan.js";
import { proveCall } from "./call-proof.js";
import type { SavedTransaction } from "./submission.js";
import type { TransactionEnd } from "./tracking.js";

/** What has become of one call of a batch. */
export type CallOutcome =
  | { readonly status: "unsent" }
  | { readonly status: "rejected" }
  /** On its way in a transaction of its own: `track` follows it, also after a reload. */
  | { readonly status: "submitted"; readonly transaction: SavedTransaction }
  /** Taken by the wallet or a multisig, which runs it in a transaction of theirs: `awaitCall` finds it. */
  | { readonly status: "proposed"; readonly id: string; readonly blockAtSend: number }
  /** Mined, and proved by its events; with the cluster that it left. */
  | { readonly status: "confirmed"; readonly receipt: Receipt; readonly cluster?: Cluster }
  | Exclude<TransactionEnd, { status: "confirmed" }>;

export interface BatchOutcome {
  /**
   * `confirmed`: every call. `rejected`: the user said no. `proposed`: some wait for a multisig's other owners.
   * `stopped`: one failed. What was not sent before the end was reached is `unsent`.
   */
  readonly status: "confirmed" | "rejected" | "proposed" | "stopped";
  readonly mode: BatchPlan["mode"];
  /** In the order of the calls. */
  readonly calls: readonly CallOutcome[];
  /** What stopped the batch, where it was not the fate of a transaction. */
  readonly error?: SsvError;
}

export interface BatchOptions {
  readonly reader: Reader;
  /**
   * Shows the plan; the wallet is asked nothing unless it resolves with true. Called again where the wallet
   * does not take the calls together: that plan is `sequential` and names the `obstacle`.
   */
  confirm(plan: BatchPlan): Promise<boolean>;
  /** After each change of a call's outcome. What is `submitted` or `proposed` should be kept for a reload. */
  onChange?(calls: readonly CallOutcome[]): void;
  readonly signal?: AbortSignal;
  /** Blocks that hold a call before the next one is sent; 2 unless given. */
  readonly confirmations?: number;
  /** Milliseconds; 4000 unless given. */
  readonly pollInterval?: number;
}

/** The outcomes of a batch as they come in. */
export class Outcomes {
  readonly #calls: CallOutcome[];

  constructor(
    private readonly mode: BatchPlan["mode"],
    private readonly steps: readonly Step[],
    private readonly options: BatchOptions,
  ) {
    this.#calls = steps.map(() => ({ status: "unsent" }));
  }

  set(index: number, outcome: CallOutcome): void {
    this.#calls[index] = outcome;
    this.options.onChange?.([...this.#calls]);
  }

  setAll(outcome: CallOutcome): void {
    this.#calls.fill(outcome);
    this.options.onChange?.([...this.#calls]);
  }

  /** Rejects with CALL_UNPROVED where the receipt does not hold what the call has to do. */
  async confirm(index: number, receipt: Receipt): Promise<void> {
    const { call, decoded } = this.steps[index]!;
    const { reader } = this.options;
    const cluster = decoded && (await proveCall(call, { reader, receipt })).cluster;
    const confirmed = { status: "confirmed", receipt } as const;
    this.set(index, cluster === undefined ? confirmed : { ...confirmed, cluster });
  }

  /** Confirms the call by that receipt of the batch which holds its events. */
  async confirmIn(index: number, receipts: readonly Receipt[]): Promise<void> {
    const [last] = receipts.slice(-1);
    for (const receipt of receipts) {
      try {
        return await this.confirm(index, receipt);
      } catch (error) {
        if (receipt === last) throw error;
      }
    }
  }

  end(status: BatchOutcome["status"], error?: unknown): BatchOutcome {
    const outcome = { status, mode: this.mode, calls: [...this.#calls] };
    if (error === undefined) return outcome;
    if (!(error instanceof SsvError)) throw error;
    return { ...outcome, error };
  }
}
