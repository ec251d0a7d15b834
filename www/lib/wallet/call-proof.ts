import { word, type Receipt } from "../chain/answer.js";
import { revertOf } from "../chain/failure.js";
import type { Reader } from "../chain/reader.js";
import type { DecodedEvent } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Call, Cluster, Hex } from "../types.js";
import { clusterIn, eventsOf, expectedEvents, match, type ExpectedEvent } from "./evidence.js";
import { wrongChain } from "./chain.js";
import { poll } from "./polling.js";
import { refused, STALE } from "./refusal.js";

/** What a call has done, by the contract's own word. */
export interface CallProof {
  /** The events that the call had to produce, in order. */
  readonly events: readonly DecodedEvent[];
  /** The cluster right after the call: what the next call with it needs. None of exits and fee recipients. */
  readonly cluster?: Cluster;
}

async function expectationOf(call: Call, reader: Reader): Promise<ExpectedEvent[]> {
  const { chainId } = reader.network;
  if (chainId !== call.chainId) throw wrongChain(call.chainId, chainId);
  const expected = expectedEvents(call, (await reader.codec()).decodeCall(call.data));
  if (expected.length > 0) return expected;
  throw new SsvError("INVALID_ARGUMENT", "The call names no validator.");
}

function proofOf(events: readonly DecodedEvent[]): CallProof {
  const cluster = clusterIn(events);
  return cluster === undefined ? { events } : { events, cluster };
}

/**
 * Finds the events that the call has to produce in the receipt and compares all that the call determines:
 * owner, operators, validators, shares, amounts. Whatever transaction carried the call counts, a multisig's
 * or a batch too. Rejects with CALL_UNPROVED {event, index, argument?}, or {status} where it reverted, and
 * with CALLDATA_UNKNOWN where the call is none of a staker's.
 */
export async function proveCall(
  call: Call,
  { reader, receipt }: { reader: Reader; receipt: Receipt },
): Promise<CallProof> {
  const { status } = receipt;
  if (status !== "success") throw unproved({ status });
  const expected = await expectationOf(call, reader);
  const found = match(expected, eventsOf(receipt.logs, call.to, await reader.codec()));
  if (!Array.isArray(found)) throw unproved({ ...found });
  return proofOf(found);
}

function unproved(details: Record<string, string | number>): SsvError {
  const message = "The transaction did not do what was asked.";
  return new SsvError("CALL_UNPROVED", message, details);
}

export interface AwaitOptions {
  readonly reader: Reader;
  /** The block at which the call was proposed. */
  readonly fromBlock: number | bigint;
  readonly signal?: AbortSignal;
  /** Blocks that hold the call, its own included; 2 unless given. */
  readonly confirmations?: number;
  /** Milliseconds; 12 000 unless given. */
  readonly pollInterval?: number;
}

/** Blocks that are read again with each look: they may have been reorganised. */
const REORGANISED = 64n;
/** Looks in a row that find the cluster changed without the call: nodes of one service differ for a moment. */
const STALE_LOOKS = 3;

/**
 * Waits until the call has been run by any transaction, found by the contract's events: a multisig runs what
 * was proposed to it later, under a hash that nobody knows beforehand. Rejects with CLUSTER_STALE as soon as
 * the proposal can never succeed, because the cluster has moved on.
 */
export async function awaitCall(
  call: Call,
  options: AwaitOptions,
): Promise<CallProof & { readonly hash: Hex }> {
  const { reader, signal, confirmations = 2, pollInterval: interval = 12_000 } = options;
  const codec = await reader.codec();
  const expected = await expectationOf(call, reader);
  const { args } = expected[0]!;
  const owner = "owner" in args && args.owner !== undefined ? args.owner : call.from;
  const names = new Set(expected.map(({ name }) => name));
  const topics = [[...names].map((name) => codec.topic(name)), word(BigInt(owner))];
  let fromBlock = BigInt(options.fromBlock);
  let staleLooks = 0;

  async function carrier(toBlock: bigint): Promise<Hex | undefined> {
    const filter = { address: call.to, topics, fromBlock, toBlock };
    const logs = await reader.logs(filter, signal === undefined ? {} : { signal });
    const hashes = new Set(logs.map(({ transactionHash }) => transactionHash));
    return [...hashes].find((hash) => {
      const own = logs.filter(({ transactionHash }) => transactionHash === hash);
      return Array.isArray(match(expected, eventsOf(own, call.to, codec)));
    });
  }

  async function refuseStale(head: bigint): Promise<void> {
    const error = await reader.call(call, head).then(
      () => undefined,
      (error: unknown) => error,
    );
    const revert = revertOf(error);
    if (error !== undefined && revert === undefined) throw error;
    const stale = revert !== undefined && codec.decodeError(revert).name === STALE;
    staleLooks = stale ? staleLooks + 1 : 0;
    if (staleLooks >= STALE_LOOKS) throw refused({ name: STALE, args: {} });
  }

  return poll(
    async () => {
      const head = await reader.blockNumber();
      const hash = await carrier(head);
      if (hash === undefined) {
        await refuseStale(head);
        if (head - REORGANISED > fromBlock) fromBlock = head - REORGANISED;
        return undefined;
      }
      const receipt = await reader.receipt(hash);
      const deep =
        receipt !== undefined && head - receipt.blockNumber + 1n >= BigInt(confirmations);
      return deep ? { ...(await proveCall(call, { reader, receipt })), hash } : undefined;
    },
    { interval, signal },
  );
}
