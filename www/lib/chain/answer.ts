import { SsvError } from "../errors.js";
import type { Hex } from "../types.js";

/** An event as the node reports it; hex is lower case. */
export interface Log {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly transactionIndex: number;
  readonly logIndex: number;
}

/** What became of a transaction; hex is lower case. */
export interface Receipt {
  readonly transactionHash: Hex;
  readonly blockHash: Hex;
  readonly blockNumber: bigint;
  readonly status: "success" | "reverted";
  readonly from: Hex;
  readonly to: Hex | undefined;
  readonly gasUsed: bigint;
  readonly logs: readonly Log[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The node broke the JSON-RPC or the Ethereum format: nothing it said is used. */
export function invalidAnswer(method: string, cause?: unknown): SsvError {
  const message = `The node's answer to ${method} is malformed.`;
  return new SsvError("RPC_INVALID", message, { method }, { cause });
}

export function fields(value: unknown, method: string): Fields {
  if (typeof value !== "object" || value === null) throw invalidAnswer(method);
  return value as Fields;
}

/** A hex quantity of at most 32 bytes. */
export function quantity(value: unknown, method: string): bigint {
  if (typeof value !== "string" || !/^0x[0-9a-f]{1,64}$/i.test(value)) throw invalidAnswer(method);
  return BigInt(value);
}

/** Hex bytes in lower case, of exactly `length` bytes where given. */
export function bytes(value: unknown, method: string, length?: number): Hex {
  if (typeof value !== "string" || !/^0x(?:[0-9a-f]{2})*$/i.test(value))
    throw invalidAnswer(method);
  if (length !== undefined && value.length !== 2 + 2 * length) throw invalidAnswer(method);
  return value.toLowerCase() as Hex;
}

function position(value: unknown, method: string): number {
  const index = quantity(value, method);
  if (index > 0xffff_ffffn) throw invalidAnswer(method);
  return Number(index);
}

export function parseLog(value: unknown, method: string): Log {
  const log = fields(value, method);
  const topics = log["topics"];
  if (!Array.isArray(topics) || topics.length > 4 || log["removed"] === true) {
    throw invalidAnswer(method);
  }
  return {
    address: bytes(log["address"], method, 20),
    topics: topics.map((topic) => bytes(topic, method, 32)),
    data: bytes(log["data"], method),
    blockNumber: quantity(log["blockNumber"], method),
    blockHash: bytes(log["blockHash"], method, 32),
    transactionHash: bytes(log["transactionHash"], method, 32),
    transactionIndex: position(log["transactionIndex"], method),
    logIndex: position(log["logIndex"], method),
  };
}

/** undefined: the node has no receipt for this hash. */
export function parseReceipt(value: unknown, hash: Hex): Receipt | undefined {
  if (value === null || value === undefined) return undefined;
  const method = "eth_getTransactionReceipt";
  const receipt = fields(value, method);
  const status = quantity(receipt["status"], method);
  const logs = receipt["logs"];
  if (status > 1n || !Array.isArray(logs)) throw invalidAnswer(method);
  const parsed: Receipt = {
    transactionHash: bytes(receipt["transactionHash"], method, 32),
    blockHash: bytes(receipt["blockHash"], method, 32),
    blockNumber: quantity(receipt["blockNumber"], method),
    status: status === 1n ? "success" : "reverted",
    from: bytes(receipt["from"], method, 20),
    to: receipt["to"] ? bytes(receipt["to"], method, 20) : undefined,
    gasUsed: quantity(receipt["gasUsed"], method),
    logs: logs.map((log) => parseLog(log, method)),
  };
  const foreign = (log: Log): boolean =>
    log.transactionHash !== parsed.transactionHash || log.blockHash !== parsed.blockHash;
  if (parsed.transactionHash !== hash.toLowerCase() || parsed.logs.some(foreign)) {
    throw invalidAnswer(method);
  }
  return parsed;
}

/** A quantity as JSON-RPC wants it: minimal lower-case hex. */
export function hexQuantity(value: bigint | number): Hex {
  return `0x${value.toString(16)}`;
}

/** 32 bytes, big-endian, left-padded with zeros: an ABI word or an indexed topic. */
export function word(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, "0")}`;
}
