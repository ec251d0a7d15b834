import {
  bytes,
  fields,
  hexQuantity,
  invalidAnswer,
  quantity,
  type Receipt,
} from "../chain/answer.js";
import { faultCodes, faultText } from "../chain/failure.js";
import type { Reader } from "../chain/reader.js";
import { SsvError } from "../errors.js";
import type { Eip1193, Hex } from "../types.js";
import {
  Outcomes,
  type BatchOptions,
  type BatchOutcome,
  type CallOutcome,
} from "./batch-outcome.js";
import { simulateAll } from "./batch-check.js";
import type { BatchObstacle, Step } from "./batch-plan.js";
import { isRejection, walletFailure } from "./failure.js";
import { poll } from "./polling.js";
import { follow } from "./sequential.js";
import { signer, type SavedTransaction } from "./submission.js";
import type { TransactionEnd } from "./tracking.js";

const SEND = "wallet_sendCalls";
const STATUS = "wallet_getCallsStatus";
const TRANSACTION = "eth_getTransactionByHash";

/** Codes of EIP-5792 and EIP-1193 that leave separate signatures as the way. */
const OBSTACLES: Readonly<Record<number, BatchObstacle>> = {
  5750: "UPGRADE_REJECTED",
  5760: "ATOMICITY_UNSUPPORTED",
  5700: "ATOMICITY_UNSUPPORTED",
  5710: "ATOMICITY_UNSUPPORTED",
  5740: "TOO_LARGE",
  4100: "WALLET_UNSUPPORTED",
  4200: "WALLET_UNSUPPORTED",
  [-32601]: "WALLET_UNSUPPORTED",
};
const OFF_CHAIN_FAILURE = 400;
/** From here on some of the calls may have run. */
const PARTIAL = 600;
const OLD_STATUS: Readonly<Record<string, number>> = { PENDING: 100, CONFIRMED: 200 };

function obstacleIn(error: unknown): BatchObstacle | undefined {
  const codes = faultCodes(error);
  // An upgrade that is declined may be reported in both ways; a plain no is a no.
  if (codes.includes(4001)) return undefined;
  const known = codes.find((code) => code in OBSTACLES);
  if (known !== undefined) return OBSTACLES[Number(known)];
  const unsupported = walletFailure(SEND, error).code === "WALLET_UNSUPPORTED";
  return unsupported && !isRejection(error) ? "WALLET_UNSUPPORTED" : undefined;
}

/**
 * Asks for all calls at once, and wallets from before version 2.0.0 again in their own way. Resolves with what
 * the wallet calls the batch.
 */
async function request(
  provider: Eip1193,
  from: Hex,
  steps: readonly Step[],
  old: boolean,
): Promise<string | { readonly obstacle: BatchObstacle }> {
  const calls = steps.map(({ call: { to, data, value } }) => ({ to, data, value }));
  const chainId = hexQuantity(steps[0]!.call.chainId);
  const ask = (batch: object): Promise<unknown> =>
    provider.request({ method: SEND, params: [{ ...batch, from, chainId, calls }] });
  try {
    return idOf(
      await ask({ version: "2.0.0", atomicRequired: true }).catch((error: unknown) => {
        const misread = faultCodes(error).includes(-32602) || /version/i.test(faultText(error));
        if (!old || !misread || isRejection(error)) throw error;
        return ask({ version: "1.0" });
      }),
    );
  } catch (error) {
    const obstacle = obstacleIn(error);
    if (obstacle !== undefined) return { obstacle };
    throw isRejection(error) ? error : walletFailure(SEND, error);
  }
}

/** Whatever the wallet calls the batch: an object with an id, or the bare id as before 2.0.0. */
function idOf(answer: unknown): string {
  const id = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : answer;
  return typeof id === "string" ? id : "";
}

/**
 * Hashes of the transactions that carried the batch; `undefined`: none yet, empty: there will be none. Rejects
 * where some calls may have run and the wallet does not say in which.
 */
async function hashesOf(provider: Eip1193, id: string): Promise<Hex[] | undefined> {
  let answer: unknown;
  try {
    answer = await provider.request({ method: STATUS, params: [id] });
  } catch (error) {
    throw walletFailure(STATUS, error);
  }
  const { status, receipts } = fields(answer, STATUS);
  const code = OLD_STATUS[String(status)] ?? Number(status);
  const none = !Array.isArray(receipts) || receipts.length === 0;
  if (code === OFF_CHAIN_FAILURE || (none && code >= 400 && code < PARTIAL)) return [];
  if (none && code >= PARTIAL) throw invalidAnswer(STATUS);
  if (!(code >= 200) || none) return undefined;
  const hashes = receipts.map((receipt) =>
    bytes(fields(receipt, STATUS)["transactionHash"], STATUS, 32),
  );
  return [...new Set(hashes)];
}

/** A transaction that the wallet named, in the form that can be followed. undefined: the node does not have it yet. */
async function transactionAt(
  reader: Reader,
  hash: Hex,
  blockAtSend: number,
): Promise<SavedTransaction | undefined> {
  const answer = await reader.request({ method: TRANSACTION, params: [hash] });
  if (answer === null) return undefined;
  const { from, to, nonce, input, data, value } = fields(answer, TRANSACTION);
  return {
    hash,
    from: bytes(from, TRANSACTION, 20),
    nonce: Number(quantity(nonce, TRANSACTION)),
    to: bytes(to, TRANSACTION, 20),
    data: bytes(input ?? data, TRANSACTION),
    value: hexQuantity(quantity(value, TRANSACTION)),
    chainId: reader.network.chainId,
    blockAtSend,
  };
}

/** The transactions that carry the batch, once the wallet and the node know them; none: it came to nothing. */
function transactionsOf(
  provider: Eip1193,
  id: string,
  blockAtSend: number,
  { reader, signal, pollInterval: interval = 4000 }: BatchOptions,
): Promise<SavedTransaction[]> {
  return poll(
    async () => {
      const hashes = await hashesOf(provider, id);
      const found = hashes?.map((hash) => transactionAt(reader, hash, blockAtSend));
      const known = found && (await Promise.all(found));
      return known?.every((transaction) => transaction !== undefined) ? known : undefined;
    },
    { interval, signal },
  );
}

/**
 * One signature for all calls, which run in one transaction or not at all (EIP-5792). Resolves with the obstacle
 * where the wallet does not do that; nothing is sent then. What the wallet reports is looked up on the chain.
 */
export async function sendAtomic(
  provider: Eip1193,
  steps: readonly Step[],
  options: BatchOptions,
  old: boolean,
): Promise<BatchOutcome | BatchObstacle> {
  const { reader } = options;
  const outcomes = new Outcomes("atomic", steps, options);
  const { call } = steps[0]!;
  let isContract: boolean;
  let blockAtSend: number;
  let id: string;
  try {
    // The user took a while to look at the plan.
    await simulateAll(steps, reader);
    isContract = (await reader.accountKind(call.from)) === "contract";
    blockAtSend = Number(await reader.blockNumber());
    const from = await signer(provider, call);
    const answer = await request(provider, from, steps, old);
    if (typeof answer !== "string") return answer.obstacle;
    id = answer;
  } catch (error) {
    if (!isRejection(error)) return outcomes.end("stopped", error);
    outcomes.setAll({ status: "rejected" });
    return outcomes.end("rejected");
  }
  outcomes.setAll({ status: "proposed", id, blockAtSend });
  // A multisig's owners may take days, and its calls are found by their events.
  if (isContract || id === "") return outcomes.end("proposed");

  let ends: TransactionEnd[];
  try {
    const transactions = await transactionsOf(provider, id, blockAtSend, options);
    ends = await Promise.all(transactions.map((each) => follow(each, options)));
  } catch (error) {
    // The calls are with the wallet: their events will still tell.
    return outcomes.end("proposed", error);
  }
  const receipts: Receipt[] = [];
  let failure: CallOutcome | undefined = ends.length === 0 ? { status: "dropped" } : undefined;
  for (const end of ends) {
    if (end.status === "confirmed") receipts.push(end.receipt);
    else failure = end;
  }
  // Old wallets split a batch, so that a part of it may have run.
  for (const [index, { decoded }] of steps.entries()) {
    try {
      if (receipts.length === 0 && failure) outcomes.set(index, failure);
      // Only events tell which calls a transaction carried; without them, an open fate stays open.
      else if (decoded || !failure) await outcomes.confirmIn(index, receipts);
    } catch (error) {
      const unproved = error instanceof SsvError && error.code === "CALL_UNPROVED";
      if (!failure || !unproved) return outcomes.end("stopped", error);
      outcomes.set(index, failure);
    }
  }
  return outcomes.end(failure ? "stopped" : "confirmed");
}
