import { awaitCall, proveCall, track } from "../../lib/wallet/index.js";
import type { SavedTransaction, TransactionState, Wallet } from "../../lib/wallet/index.js";
import type { Reader, Receipt } from "../../lib/chain/index.js";
import type { Call, DecodedEvent } from "../../lib/index.js";
import { problem, problemOf, refusal } from "./problem.js";
import type { Problem } from "./problem.js";

export type TransactionPhase =
  "idle" | "awaiting-wallet" | "pending" | "mined" | "proposed" | "proved" | "failed";

/** What the chain recorded of a call. */
export interface Recorded {
  readonly hash: string;
  readonly events: readonly DecodedEvent[];
}

/** Who wants to know how a transaction goes. */
export interface TransactionListener {
  changed(): void;
  /** Handed to a wallet: a reload must not lose it. */
  handed(transaction: SavedTransaction | undefined, fromBlock: number): void;
  /** It can have no effect any more that is not known. */
  ended(transaction: SavedTransaction | undefined): void;
  status(hash: string, status: string): void;
}

/** The wallet, other signers or a block are awaited. */
const MOVING: ReadonlySet<string> = new Set(["awaiting-wallet", "pending", "mined", "proposed"]);
/** Looking again would find the same: it did something else, or can never run any more. */
const FINAL: ReadonlySet<string> = new Set(["CALL_UNPROVED", "CLUSTER_STALE"]);

/** One call on its way: wallet, block, proof. */
export class Transaction {
  phase: TransactionPhase = "idle";
  saved: SavedTransaction | undefined;
  confirmations = 0;
  problem: Problem | undefined;
  recorded: Recorded | undefined;
  #fromBlock = 0;
  readonly #stop = new AbortController();

  constructor(
    readonly call: Call,
    private readonly reader: Reader,
    private readonly listener: TransactionListener,
  ) {}

  get inFlight(): boolean {
    return MOVING.has(this.phase);
  }

  /**
   * Asks the wallet and follows the call to its end. False: the user declined. Rejects only where
   * nothing was sent.
   */
  async send(wallet: Wallet): Promise<boolean> {
    this.#enter("awaiting-wallet");
    const { reader } = this;
    const { signal } = this.#stop;
    const outcome = await wallet.send(this.call, { reader, signal }).catch((error) => {
      this.#enter("idle");
      throw error;
    });
    if (outcome.status === "rejected") {
      this.#enter("idle");
      return false;
    }
    if (outcome.status === "submitted") this.saved = outcome.transaction;
    const { blockAtSend } = outcome.status === "submitted" ? outcome.transaction : outcome;
    this.#fromBlock = blockAtSend;
    this.listener.handed(this.saved, blockAtSend);
    await this.follow();
    return true;
  }

  /** Goes on after a reload. */
  async resume(saved: SavedTransaction | undefined, fromBlock: number): Promise<void> {
    this.saved = saved;
    this.#fromBlock = fromBlock;
    await this.follow();
  }

  /** Looks for the call until it has ended. */
  async follow(): Promise<void> {
    try {
      if (this.saved === undefined) await this.#find();
      else await this.#track(this.saved);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const found = problemOf(error);
      if (FINAL.has(found.code)) this.#end(found);
      else this.#fail(found);
    }
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Looks for a proposal no longer; the other signers may run it all the same. */
  abandon(): void {
    if (this.phase !== "proposed") return;
    this.stop();
    this.phase = "idle";
    this.listener.ended(this.saved);
  }

  /** A multisig runs it under a hash that nobody knows beforehand. */
  async #find(): Promise<void> {
    this.#enter("proposed");
    const { reader } = this;
    const { signal } = this.#stop;
    const fromBlock = this.#fromBlock;
    const { hash, events } = await awaitCall(this.call, { reader, fromBlock, signal });
    this.#prove({ hash, events });
  }

  async #track(saved: SavedTransaction): Promise<void> {
    this.#enter("pending");
    const { reader } = this;
    const { signal } = this.#stop;
    const onState = (state: TransactionState): void => this.#seen(state, saved);
    const end = await track(saved, { reader, signal, onState });
    if (end.status === "confirmed") await this.#compare(end.receipt);
    else if (end.status === "reverted") this.#end(refusal("TRANSACTION_REVERTED", end.reason));
    else if (end.status === "dropped") {
      this.#end(problem("TRANSACTION_DROPPED", { hash: saved.hash }));
    } else if (end.status === "replaced" && end.kind === "repriced") {
      this.saved = { ...saved, hash: end.by };
      this.listener.handed(this.saved, this.#fromBlock);
      await this.#track(this.saved);
    } else if (end.status === "replaced") {
      const code = end.kind === "cancelled" ? "TRANSACTION_CANCELLED" : "TRANSACTION_REPLACED";
      this.#end(problem(code, { hash: end.by }));
    }
  }

  async #compare(receipt: Receipt): Promise<void> {
    const { events } = await proveCall(this.call, { reader: this.reader, receipt });
    this.#prove({ hash: receipt.transactionHash, events });
  }

  #seen(state: TransactionState, saved: SavedTransaction): void {
    if (state.status === "mined") this.confirmations = state.confirmations;
    if (state.status === "pending" || state.status === "mined") this.phase = state.status;
    this.listener.status(saved.hash, state.status);
    this.listener.changed();
  }

  #prove(recorded: Recorded): void {
    this.recorded = recorded;
    this.listener.ended(this.saved);
    this.#enter("proved");
  }

  #end(found: Problem): void {
    this.listener.ended(this.saved);
    this.#fail(found);
  }

  #enter(phase: TransactionPhase): void {
    this.phase = phase;
    this.problem = undefined;
    this.listener.changed();
  }

  #fail(found: Problem): void {
    this.phase = "failed";
    this.problem = found;
    this.listener.changed();
  }
}
