import { faults, faultText } from "../chain/failure.js";
import { SsvError } from "../errors.js";
import { isUnasked } from "../wallet/unasked.js";

const TOO_LARGE =
  /oversized|too large|gas limit too high|exceeds[ _](?:the )?(?:block|transaction)[ _](?:gas|size)|not.enough.memory|0x6a84/i;
/** Status of Ledger's devices: NOT_ENOUGH_MEMORY_SPACE. */
const LEDGER_MEMORY = 0x6a84;

/** More gas or more bytes than this network, node, wallet or device takes at once. */
export function isTooLarge(error: unknown): boolean {
  return (
    isCode(error, "GAS_LIMIT") ||
    TOO_LARGE.test(faultText(error)) ||
    faults(error).some(({ statusCode }) => statusCode === LEDGER_MEMORY)
  );
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
