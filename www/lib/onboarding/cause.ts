import { SsvError } from "../errors.js";
import { isUnasked } from "../wallet/unasked.js";

/** More gas or more bytes than this network, node or wallet takes at once. */
export function isTooLarge(error: unknown): boolean {
  if (isCode(error, "GAS_LIMIT")) return true;
  const words = /oversized|too large|exceeds (?:the )?(?:block|transaction) (?:gas|size)/i;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (words.test(cause.message)) return true;
  }
  return false;
}

/** Causes for which the wallet was not asked. */
const BEFORE_WALLET: ReadonlySet<SsvError["code"]> = new Set([
  "ACCOUNT_CHANGED",
  "CALL_REVERTED",
  "CLUSTER_STALE",
  "GAS_LIMIT",
  "INSUFFICIENT_FUNDS",
  "WRONG_CHAIN",
]);

export function isBeforeWallet(error: unknown): boolean {
  return isUnasked(error) || (error instanceof SsvError && BEFORE_WALLET.has(error.code));
}

export function isCode(error: unknown, code: SsvError["code"]): boolean {
  return error instanceof SsvError && error.code === code;
}
