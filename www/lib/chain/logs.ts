import { SsvError } from "../errors.js";
import type { Hex } from "../types.js";
import { hexQuantity, invalidAnswer, parseLog, type Log } from "./answer.js";
import type { Node } from "./node.js";
import type { ScanOptions } from "./reader.types.js";

export interface LogFilter {
  readonly address: Hex;
  /** By position; null matches everything, a list matches any of its members. */
  readonly topics: readonly (Hex | readonly Hex[] | null)[];
  readonly fromBlock: bigint;
  /** Inclusive. */
  readonly toBlock: bigint;
}

/** How far a scan has come: blocks `from` to `to` are scanned, `at` is the last one read. */
export interface ScanProgress {
  readonly from: bigint;
  readonly to: bigint;
  readonly at: bigint;
}

export interface WindowOptions extends ScanOptions {
  /** Newest window first. */
  readonly backwards?: boolean;
}

const FIRST_WINDOW = 50_000n;
// Even nodes that serve 1000 blocks a request cover four years within this bound.
const MAX_REQUESTS = 20_000;
// Some nodes cut an answer at this length without a word.
const SUSPECT_LENGTH = 10_000;

/** Successes in a row before a refused size is tried again. */
const CAUTION = 8;

const METHOD = "eth_getLogs";

/** The node gave an answer that a smaller window may avoid; everything else was already retried. */
function asksForLess(error: unknown): boolean {
  if (!(error instanceof SsvError) || error.code !== "RPC_FAILED") return false;
  const { status } = error.details;
  // 400 and 413: some put a range error into the HTTP status. 0 and 5xx: a gateway gave up on a long answer.
  return status === undefined || [0, 400, 413].includes(Number(status)) || Number(status) >= 500;
}

function position(log: Log): bigint {
  return (log.blockNumber << 64n) | (BigInt(log.transactionIndex) << 32n) | BigInt(log.logIndex);
}

/** Ascending by place in the chain, each place once, and nothing that was not asked for. */
function parseWindow(answer: unknown, filter: LogFilter): Log[] {
  if (!Array.isArray(answer)) throw invalidAnswer(METHOD);
  const address = filter.address.toLowerCase();
  const logs = new Map<string, Log>();
  for (const item of answer) {
    const log = parseLog(item, METHOD);
    const asked = filter.topics.every((wanted, index) => {
      const topic = log.topics[index];
      if (wanted === null) return true;
      return topic !== undefined && (Array.isArray(wanted) ? wanted : [wanted]).includes(topic);
    });
    const within = log.blockNumber >= filter.fromBlock && log.blockNumber <= filter.toBlock;
    if (!asked || !within || log.address !== address) throw invalidAnswer(METHOD);
    logs.set(`${log.blockNumber}:${log.logIndex}`, log);
  }
  return [...logs.values()].sort((a, b) => (position(a) < position(b) ? -1 : 1));
}

/**
 * Reads a range window by window and yields each window's logs in ascending order. A window that is
 * refused is asked again in a smaller size before the scan moves on, so no block is ever left out.
 */
export async function* scanLogs(
  node: Node,
  filter: LogFilter,
  { backwards = false, signal, onProgress }: WindowOptions = {},
): AsyncGenerator<Log[], void, undefined> {
  const { fromBlock: from, toBlock: to } = filter;
  let low = from;
  let high = to;
  let size = FIRST_WINDOW;
  // The size refused last: reached again only after a run of successes, as most limits stay.
  let ceiling: bigint | undefined;
  let successes = 0;
  for (let requests = 0; low <= high; requests++) {
    if (requests >= MAX_REQUESTS) {
      const details = { method: METHOD, window: size };
      throw new SsvError("RPC_FAILED", "The node serves too few blocks at once.", details);
    }
    const fromBlock = backwards && high - size + 1n > low ? high - size + 1n : low;
    const toBlock = !backwards && low + size - 1n < high ? low + size - 1n : high;
    const window = { ...filter, fromBlock, toBlock };
    const params = [
      {
        address: filter.address,
        topics: filter.topics,
        fromBlock: hexQuantity(fromBlock),
        toBlock: hexQuantity(toBlock),
      },
    ];
    const blocks = toBlock - fromBlock + 1n;
    let answer: unknown;
    let refusal: unknown;
    try {
      // A window that can be halved is not worth many long waits.
      answer = await node.request(METHOD, params, signal, blocks > 1n ? 2 : undefined);
    } catch (error) {
      if (!asksForLess(error)) throw error;
      refusal = error;
    }
    const cut = Array.isArray(answer) && answer.length >= SUSPECT_LENGTH;
    if (refusal !== undefined || (cut && blocks > 1n)) {
      if (blocks === 1n) throw refusal;
      ceiling = blocks;
      size = blocks / 2n;
      successes = 0;
      continue;
    }
    const logs = parseWindow(answer, window);
    if (ceiling !== undefined && blocks >= ceiling) ceiling = undefined;
    const nearCeiling = ceiling !== undefined && 2n * size >= ceiling;
    if (++successes >= (nearCeiling ? CAUTION : 1)) {
      size *= 2n;
      successes = 0;
    }
    if (backwards) high = fromBlock - 1n;
    else low = toBlock + 1n;
    onProgress?.({ from, to, at: backwards ? fromBlock : toBlock });
    yield logs;
  }
}
