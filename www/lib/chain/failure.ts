import { SsvError, type ErrorDetails } from "../errors.js";
import type { Hex } from "../types.js";

const NESTS = ["error", "data", "cause", "originalError", "info", "result"] as const;
const MAX_VISITS = 64;

/**
 * Every object inside a provider's error, outermost first. Wallets and nodes wrap each other's errors
 * in different keys, so only those keys are followed: `transaction` would lead to our own calldata.
 */
export function faults(error: unknown): Readonly<Record<string, unknown>>[] {
  const found: Record<string, unknown>[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && found.length < MAX_VISITS) {
    const value = queue.shift();
    if (typeof value !== "object" || value === null) continue;
    const fault = value as Record<string, unknown>;
    if (found.includes(fault)) continue;
    found.push(fault);
    for (const key of NESTS) queue.push(fault[key]);
  }
  return found;
}

/** All messages inside an error in one text, bounded. */
export function faultText(error: unknown): string {
  const texts = faults(error).map((fault) => fault["message"]);
  if (typeof error === "string") texts.push(error);
  return texts
    .filter((text) => typeof text === "string")
    .join("\n")
    .slice(0, 10_000);
}

/** All error codes inside an error: numbers, or names as ethers uses them. */
export function faultCodes(error: unknown): (number | string)[] {
  const codes = faults(error).map((fault) => fault["code"]);
  return codes.filter((code) => typeof code === "number" || typeof code === "string");
}

const REVERT_BYTES = /^0x(?:[0-9a-f]{2}){4,}$/i;
// In prose only a selector and whole words count: an address or a hash is not revert data.
const REVERT_IN_PROSE = /(?:revert|data)[^\n]{0,80}?\b(0x[0-9a-f]{8}(?:[0-9a-f]{64})*)\b/i;

/** The bytes that the contract reverted with; `0x` when it gave none; undefined: not a revert. */
export function revertData(error: unknown): Hex | undefined {
  const nested = faults(error);
  for (const fault of nested) {
    for (const key of ["data", "result"]) {
      const value = fault[key];
      if (typeof value === "string" && REVERT_BYTES.test(value)) return value.toLowerCase() as Hex;
    }
  }
  for (const fault of nested) {
    for (const key of ["message", "data"]) {
      const value = fault[key];
      const match = typeof value === "string" && REVERT_IN_PROSE.exec(value.slice(0, 10_000));
      if (match) return match[1]!.toLowerCase() as Hex;
    }
  }
  const reverted = faultCodes(error).includes(3) || /\brevert/i.test(faultText(error));
  return reverted ? "0x" : undefined;
}

const RATE_LIMIT =
  /rate.?limit|too many requests|throttl|requests? (?:per|limit)|compute units|quota|capacity/i;
const ANSWER_LIMIT = /results|range|blocks|response size|logs/i;

/** -32005 means both "slow down" and "too many results"; only the words tell. */
function isRateLimit(error: unknown): boolean {
  const text = faultText(error);
  const codes = faultCodes(error);
  if (codes.includes(429) || RATE_LIMIT.test(text)) return true;
  return codes.includes(-32005) && !ANSWER_LIMIT.test(text);
}

/** The node does not have this block yet: common behind load balancers, gone a moment later. */
export function isUnknownBlock(error: unknown): boolean {
  return /header not found|unknown block|block not found|BlockOutOfRange|beyond (?:current )?head|block height is|could not find block/i.test(
    faultText(error),
  );
}

/** A node's refusal as one of our errors; `details.revert` holds the revert bytes where the contract refused. */
export function rpcFailure(method: string, error: unknown): SsvError {
  if (error instanceof SsvError) return error;
  const options = { cause: error };
  if (isRateLimit(error)) {
    return new SsvError("RPC_RATE_LIMITED", "The node asks to slow down.", { method }, options);
  }
  const code = faultCodes(error)[0];
  const revert =
    method === "eth_call" || method === "eth_estimateGas" ? revertData(error) : undefined;
  const details: ErrorDetails = {
    method,
    ...(code === undefined ? {} : { code }),
    ...(revert === undefined ? {} : { revert }),
  };
  const message =
    revert === undefined ? `The node refused ${method}.` : "The contract refused the call.";
  return new SsvError("RPC_FAILED", message, details, options);
}

/** Revert bytes of an error made by `rpcFailure`. */
export function revertOf(error: unknown): Hex | undefined {
  if (!(error instanceof SsvError)) return undefined;
  const revert = error.details["revert"];
  return typeof revert === "string" ? (revert as Hex) : undefined;
}
