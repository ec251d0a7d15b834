import {
  bytes,
  fields,
  hexQuantity,
  invalidAnswer,
  quantity,
  type Receipt,
} from "../chain/answer.js";
import { revertOf } from "../chain/failure.js";
import type { Reader } from "../chain/reader.js";
import type { DecodedError } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Hex } from "../types.js";
import { wrongChain } from "./chain.js";
import { poll } from "./polling.js";
import type { SavedTransaction } from "./submission.js";

export type TransactionState =
  | { readonly status: "pending" }
  | { readonly status: "mined"; readonly block: bigint; readonly confirmations: number }
  | { readonly status: "confirmed"; readonly receipt: Receipt }
  | { readonly status: "reverted"; readonly receipt: Receipt; readonly reason: DecodedError }
  | {
      readonly status: "replaced";
      /** Hash of the transaction that took the nonce. */
      readonly by: Hex;
      /** `repriced`: the same call with another fee: track that hash. `cancelled`: an empty transfer to oneself. */
      readonly kind: "repriced" | "cancelled" | "replaced";
    }
  | { readonly status: "dropped" };

/** How a transaction ends. */
export type TransactionEnd = Exclude<TransactionState, { status: "pending" | "mined" }>;

export interface TrackOptions {
  readonly reader: Reader;
  /** Blocks that hold the transaction, its own included; 2 unless given. */
  readonly confirmations?: number;
  readonly signal?: AbortSignal;
  readonly onState?: (state: TransactionState) => void;
  /** Milliseconds; 4000 unless given. */
  readonly pollInterval?: number;
  /** Blocks without a trace of the transaction after which it counts as dropped; 50 unless given. */
  readonly dropAfter?: number;
}

const MAX_BLOCKS = 256;
/** Looks without a trace, after `dropAfter` blocks of silence, that make a transaction dropped. */
const SILENT_LOOKS = 3;

async function transactionCount(reader: Reader, account: Hex, block: bigint): Promise<bigint> {
  const method = "eth_getTransactionCount";
  const params = [account, hexQuantity(block)];
  return quantity(await reader.request({ method, params }), method);
}

async function readBlock(
  reader: Reader,
  block: bigint,
  full: boolean,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const method = "eth_getBlockByNumber";
  const answer = await reader.request({ method, params: [hexQuantity(block), full] });
  return answer === null ? undefined : fields(answer, method);
}

interface Mined {
  readonly hash: Hex;
  readonly block: bigint;
  readonly to: string;
  readonly input: string;
  readonly value: bigint;
}

async function minedIn(
  reader: Reader,
  saved: SavedTransaction,
  block: bigint,
): Promise<Mined | undefined> {
  const method = "eth_getBlockByNumber";
  const found = await readBlock(reader, block, true);
  if (found === undefined) return undefined;
  const { transactions } = found;
  if (!Array.isArray(transactions)) throw invalidAnswer(method);
  for (const item of transactions) {
    const transaction = fields(item, method);
    if (bytes(transaction["from"], method, 20) !== saved.from.toLowerCase()) continue;
    if (quantity(transaction["nonce"], method) !== BigInt(saved.nonce)) continue;
    return {
      hash: bytes(transaction["hash"], method, 32),
      block,
      to: transaction["to"] ? bytes(transaction["to"], method, 20) : "",
      input: bytes(transaction["input"] ?? transaction["data"], method),
      value: quantity(transaction["value"], method),
    };
  }
  return undefined;
}

/** The mined transaction that used the saved one's nonce. The nonce is known to be used at `head`. */
async function nonceUser(
  reader: Reader,
  saved: SavedTransaction,
  head: bigint,
): Promise<Mined | undefined> {
  let low = BigInt(saved.blockAtSend);
  let high = head;
  try {
    // The first block after which the account's count exceeds the nonce.
    while (low < high) {
      const middle = (low + high) / 2n;
      if ((await transactionCount(reader, saved.from, middle)) > BigInt(saved.nonce)) high = middle;
      else low = middle + 1n;
    }
    const found = await minedIn(reader, saved, low);
    if (found !== undefined) return found;
  } catch (error) {
    // Most nodes drop old states: then the blocks are read one by one.
    if (!(error instanceof SsvError) || error.code !== "RPC_FAILED") throw error;
  }
  const first = BigInt(saved.blockAtSend);
  for (let block = first; block <= head && block < first + BigInt(MAX_BLOCKS); block++) {
    const found = await minedIn(reader, saved, block);
    if (found !== undefined) return found;
  }
  return undefined;
}

function kindOf(saved: SavedTransaction, other: Mined): "repriced" | "cancelled" | "replaced" {
  const value = BigInt(saved.value);
  const sameCall = other.to === saved.to.toLowerCase() && other.input === saved.data.toLowerCase();
  if (sameCall && other.value === value) return "repriced";
  const toSelf = other.to === saved.from.toLowerCase() && other.input === "0x";
  return toSelf ? "cancelled" : "replaced";
}

/**
 * Runs the failed call again on the state before its block, then after it: what made it fail may stand in
 * the same block.
 */
async function revertReason(
  reader: Reader,
  saved: SavedTransaction,
  receipt: Receipt,
): Promise<DecodedError> {
  for (const block of [receipt.blockNumber - 1n, receipt.blockNumber]) {
    try {
      await reader.call(saved, block);
    } catch (error) {
      const revert = revertOf(error);
      if (revert !== undefined) return (await reader.codec()).decodeError(revert);
    }
  }
  return { name: "Unknown", args: {} };
}

/**
 * Follows a transaction to its end: `confirmed`, `reverted`, `replaced` or `dropped`. Works after a reload
 * from the saved fields alone. A block that is reorganised away leads back to `pending`. Rejects with WRONG_CHAIN
 * where the reader reads another chain.
 */
export async function track(
  saved: SavedTransaction,
  options: TrackOptions,
): Promise<TransactionEnd> {
  const {
    reader,
    confirmations = 2,
    signal,
    onState,
    pollInterval = 4000,
    dropAfter = 50,
  } = options;
  // On another chain the nonce would tell a false story.
  const { chainId } = reader.network;
  if (chainId !== saved.chainId) throw wrongChain(saved.chainId, chainId);
  let last = "";
  let lastSeen = BigInt(saved.blockAtSend);
  // Saved as expected; the transaction itself knows better.
  let nonce = saved.nonce;
  // The head at which the nonce's user was looked for last.
  let searched: bigint | undefined;
  let silentLooks = 0;

  function report<S extends TransactionState>(state: S): S {
    const key = String(Object.values(state));
    if (key !== last) onState?.(state);
    last = key;
    return state;
  }

  const deep = (head: bigint, block: bigint): number =>
    head < block ? 0 : Number(head - block) + 1;

  async function mined(receipt: Receipt, head: bigint): Promise<TransactionEnd | undefined> {
    const { blockNumber } = receipt;
    const block = await readBlock(reader, blockNumber, false);
    if (String(block?.["hash"]).toLowerCase() !== receipt.blockHash)
      return void report({ status: "pending" });
    lastSeen = head;
    const depth = deep(head, blockNumber);
    if (depth < confirmations) {
      // Not shown before it is final where it failed: a user who sends again at once may register twice.
      if (receipt.status === "reverted") return undefined;
      return void report({ status: "mined", block: blockNumber, confirmations: depth });
    }
    if (receipt.status === "success") return { status: "confirmed", receipt };
    return { status: "reverted", receipt, reason: await revertReason(reader, saved, receipt) };
  }

  /** undefined: not over yet. */
  async function look(): Promise<TransactionEnd | undefined> {
    const head = await reader.blockNumber();
    const receipt = await reader.receipt(saved.hash);
    if (receipt !== undefined) return mined(receipt, head);
    report({ status: "pending" });
    const method = "eth_getTransactionByHash";
    const known = await reader.request({ method, params: [saved.hash] });
    if (known !== null) {
      lastSeen = head;
      nonce = Number(quantity(fields(known, method)["nonce"], method));
    }
    const used = (await transactionCount(reader, saved.from, head)) > BigInt(nonce);
    const other =
      used && head !== searched ? await nonceUser(reader, { ...saved, nonce }, head) : undefined;
    searched = head;
    if (other !== undefined) {
      // Ours after all: the receipt is late.
      if (other.hash === saved.hash.toLowerCase()) lastSeen = head;
      else {
        const kind = kindOf(saved, other);
        const final = kind === "repriced" || deep(head, other.block) >= confirmations;
        return final ? { status: "replaced", by: other.hash, kind } : undefined;
      }
    }
    // Private relays hide a transaction, and nodes behind a balancer forget it for a moment.
    const silent = head - lastSeen >= BigInt(dropAfter);
    silentLooks = silent ? silentLooks + 1 : 0;
    return silentLooks >= SILENT_LOOKS ? { status: "dropped" } : undefined;
  }

  return report(await poll(look, { interval: pollInterval, signal }));
}
