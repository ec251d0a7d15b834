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
  /** A multisig has not executed it yet. */
  | { readonly status: "waiting" }
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
  if (batch.state === "proposed") return { status: "waiting" };
  const sent =
    batch.transaction.hash === undefined ? await pendingHash(batch, options) : saved(batch);
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
  if (end.status === "confirmed") return prove(end.receipt, registrations, reader);
  if (end.status === "reverted")
    return { status: "nothing", cause: "reverted", reason: end.reason };
  if (end.status !== "replaced" && end.status !== "dropped") return { status: "waiting" };
  const cause = end.status === "dropped" ? "dropped" : end.kind;
  if (end.status === "replaced" && cause === "repriced") {
    return follow({ ...transaction, hash: end.by }, registrations, options);
  }
  // Another transaction may have registered the same validators after all.
  const fromBlock = transaction.blockAtSend;
  const receipt = await findRegistration(registrations, { reader, fromBlock });
  if (receipt) return prove(receipt, registrations, reader);
  return { status: "nothing", cause: cause === "repriced" ? "replaced" : cause };
}

async function prove(
  receipt: Receipt,
  registrations: readonly Registration[],
  reader: Reader,
): Promise<Settled> {
  const { network } = reader;
  const proof = proveRegistration(receipt, registrations, await reader.codec(), network);
  const { transactionHash: hash, blockNumber: block } = receipt;
  const first = registrations[0];
  if (!proof.proved || !first) {
    return { status: "differs", hash, differences: proof.proved ? [] : proof.differences };
  }
  const nonce = await nonceOf(receipt, first, reader);
  if (nonce !== first.nonce) return { status: "differs", hash, differences: ["NONCE"] };
  return { status: "proved", hash, block, cluster: proof.cluster };
}

/** Registrations of the owner before this one: what operators compare the signature with. */
async function nonceOf(receipt: Receipt, first: Registration, reader: Reader): Promise<bigint> {
  const codec = await reader.codec();
  const topics = [codec.topic("ValidatorAdded"), word(BigInt(first.owner))];
  for (;;) {
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
    return total - BigInt(logs.length - own);
  }
}

/**
 * The transaction of a batch whose hash was never learnt, while it waits to be mined: told by its
 * sender and its bytes. undefined: nothing of the account is waiting any more.
 */
async function pendingHash(
  batch: BatchRecord,
  { reader, pollInterval = 4000, signal }: SettleOptions,
): Promise<SavedTransaction | undefined> {
  const { from, data } = batch.transaction;
  const method = "eth_getBlockByNumber";
  while ((await reader.pendingTransactions(from)) > 0) {
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
  return undefined;
}
