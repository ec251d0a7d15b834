import { bytes, fields, quantity, word, type Receipt } from "../chain/answer.js";
import { pause } from "../chain/pause.js";
import type { Reader } from "../chain/reader.js";
import type { DecodedError } from "../codec.types.js";
import type { Cluster, Hex, Registration } from "../types.js";
import { track } from "../wallet/deferred.js";
import { proveRegistration } from "../wallet/proof.js";
import { findRegistration } from "../wallet/proposal.js";
import type { SavedTransaction } from "../wallet/submission.js";
import type { TransactionState } from "../wallet/tracking.js";
import type { BatchRecord } from "./record.js";

/** Milliseconds. */
export const POLL_INTERVAL = 4000;
/** At what a node does not show, before whoever asked decides. */
export const LOOKS = 15;

/** How long is waited and how deep a block has to be. */
export interface SettleOptions {
  readonly reader: Reader;
  readonly confirmations?: number | undefined;
  /** Milliseconds between two looks. */
  readonly pollInterval?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onState?: ((hash: Hex, state: TransactionState) => void) | undefined;
}

/** What became of a batch. Only after `nothing` may its validators be sent again. */
export type Settled =
  | {
      readonly status: "proved";
      readonly hash: Hex;
      readonly block: bigint;
      readonly cluster: Cluster;
    }
  | { readonly status: "nothing"; readonly cause: NothingCause; readonly reason?: DecodedError }
  /** `proposed`: a multisig has not executed it yet. `pending`: the chain has not settled it yet. */
  | { readonly status: "waiting"; readonly cause: "proposed" | "pending" }
  /** The chain holds something else than was signed, as `proveRegistration` names it, or `NONCE`. */
  | { readonly status: "differs"; readonly hash: Hex; readonly differences: readonly string[] };

export type NothingCause = "unsent" | "reverted" | "dropped" | "cancelled" | "replaced";

/**
 * Finds out what became of a batch that was sent, or that was being sent when the page went away,
 * and proves it by its events.
 */
export async function settle(
  batch: BatchRecord,
  registrations: readonly Registration[],
  options: SettleOptions,
): Promise<Settled> {
  const { reader } = options;
  const found = await findRegistration(registrations, { reader, fromBlock: batch.blockAtSend });
  // Already there, but a young block may go again: that is tracked below.
  if (found && batch.state !== "sent") {
    return follow({ ...saved(batch), hash: found.transactionHash }, registrations, options);
  }
  if (batch.state === "proposed") return { status: "waiting", cause: "proposed" };
  const sent =
    batch.transaction.hash === undefined ? await pendingHash(batch, options) : saved(batch);
  if (sent === "unseen") return { status: "waiting", cause: "pending" };
  if (sent) return follow(sent, registrations, options);
  // What was waiting may have been mined without being seen.
  const late = await findRegistration(registrations, { reader, fromBlock: batch.blockAtSend });
  if (!late) return { status: "nothing", cause: "unsent" };
  return follow({ ...saved(batch), hash: late.transactionHash }, registrations, options);
}

/** A transaction with its hash; its number among the account's is read from the chain where it is not known. */
function saved({ transaction, blockAtSend }: BatchRecord): SavedTransaction {
  const { hash = "0x", nonce = Number.MAX_SAFE_INTEGER } = transaction;
  return { ...transaction, hash, nonce, blockAtSend };
}

/** Waits until nothing of the account waits to be mined. False: something does, for long. */
export async function isQuiet(
  account: Hex,
  { reader, pollInterval = POLL_INTERVAL, signal }: SettleOptions,
): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await pause(pollInterval, signal);
    if ((await reader.pendingTransactions(account)) === 0) return true;
  }
  return false;
}

async function follow(
  transaction: SavedTransaction,
  registrations: readonly Registration[],
  options: SettleOptions,
): Promise<Settled> {
  const { reader, confirmations, pollInterval, signal, onState } = options;
  const end = await track(transaction, {
    reader,
    onState: (state) => onState?.(transaction.hash, state),
    ...(confirmations === undefined ? {} : { confirmations }),
    ...(pollInterval === undefined ? {} : { pollInterval }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (end.status === "confirmed") return prove(end.receipt, registrations, options);
  if (end.status === "reverted")
    return { status: "nothing", cause: "reverted", reason: end.reason };
  if (end.status !== "replaced" && end.status !== "dropped")
    return { status: "waiting", cause: "pending" };
  const cause = end.status === "dropped" ? "dropped" : end.kind;
  if (end.status === "replaced" && cause === "repriced") {
    return follow({ ...transaction, hash: end.by }, registrations, options);
  }
  // Another transaction may have registered the same validators after all.
  const fromBlock = transaction.blockAtSend;
  const receipt = await findRegistration(registrations, { reader, fromBlock });
  if (receipt) return prove(receipt, registrations, options);
  return { status: "nothing", cause: cause === "repriced" ? "replaced" : cause };
}

async function prove(
  receipt: Receipt,
  registrations: readonly Registration[],
  options: SettleOptions,
): Promise<Settled> {
  const { reader } = options;
  const { network } = reader;
  const proof = proveRegistration(receipt, registrations, await reader.codec(), network);
  const { transactionHash: hash, blockNumber: block } = receipt;
  const first = registrations[0];
  if (!proof.proved || !first) {
    return { status: "differs", hash, differences: proof.proved ? [] : proof.differences };
  }
  const nonce = await nonceOf(receipt, first, options);
  if (nonce === undefined) return { status: "waiting", cause: "pending" };
  if (nonce !== first.nonce) return { status: "differs", hash, differences: ["NONCE"] };
  return { status: "proved", hash, block, cluster: proof.cluster };
}

/**
 * Registrations of the owner before this one: what operators compare the signature with. undefined:
 * the chain does not show this one, because a node lags behind or the block is gone.
 */
async function nonceOf(
  receipt: Receipt,
  first: Registration,
  { reader, pollInterval = POLL_INTERVAL, signal }: SettleOptions,
): Promise<bigint | undefined> {
  const codec = await reader.codec();
  const topics = [codec.topic("ValidatorAdded"), word(BigInt(first.owner))];
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await pause(pollInterval, signal);
    const total = await reader.nonce(first.owner);
    const logs = await reader.logs({
      address: reader.network.network,
      topics,
      fromBlock: receipt.blockNumber,
      toBlock: await reader.blockNumber(),
    });
    // Both reads have to be of one state.
    if ((await reader.nonce(first.owner)) !== total) continue;
    const own = logs.findIndex((log) => log.transactionHash === receipt.transactionHash);
    if (own >= 0) return total - BigInt(logs.length - own);
  }
  return undefined;
}

/**
 * The transaction of a batch whose hash was never learnt, while it waits to be mined: told by its
 * sender and its bytes. undefined: nothing of the account is waiting any more. `unseen`: something
 * is, for long, and the node does not show it.
 */
async function pendingHash(
  batch: BatchRecord,
  { reader, pollInterval = POLL_INTERVAL, signal }: SettleOptions,
): Promise<SavedTransaction | "unseen" | undefined> {
  const { from, data } = batch.transaction;
  const method = "eth_getBlockByNumber";
  for (let look = 0; look < LOOKS; look++) {
    if ((await reader.pendingTransactions(from)) === 0) return undefined;
    const answer = await reader.request({ method, params: ["pending", true] });
    const { transactions } = answer === null ? {} : fields(answer, method);
    for (const item of Array.isArray(transactions) ? transactions : []) {
      const found = fields(item, method);
      const sender = bytes(found["from"], method, 20);
      if (sender !== from.toLowerCase() || found["input"] !== data.toLowerCase()) continue;
      const hash = bytes(found["hash"], method, 32);
      return { ...saved(batch), hash, nonce: Number(quantity(found["nonce"], method)) };
    }
    await pause(pollInterval, signal);
  }
  return "unseen";
}
