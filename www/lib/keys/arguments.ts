import { SsvError } from "../errors.js";
import type { OperatorInput } from "../types.js";
import type { OperatorList } from "./service.js";

const MAX_UINT64 = 2n ** 64n - 1n;

/** Operator ids as exact uint64, whatever they were written as. */
export function operatorList(operators: readonly OperatorInput[]): OperatorList {
  return {
    ids: BigUint64Array.from(operators.map(({ id }) => operatorId(id))),
    keys: operators.map(({ publicKey }) => publicKey),
  };
}

function operatorId(id: OperatorInput["id"]): bigint {
  const valid = typeof id === "string" ? /^[1-9][0-9]*$/.test(id) : isWhole(id);
  const exact = valid ? BigInt(id) : 0n;
  if (exact < 1n || exact > MAX_UINT64) {
    throw new SsvError(
      "OPERATOR_ID_INVALID",
      "an operator id is not a whole number from 1 to 2^64 - 1",
    );
  }
  return exact;
}

/** A nonce as bigint. */
export function wholeNumber(nonce: bigint | number): bigint {
  if (!isWhole(nonce) || BigInt(nonce) < 0n || BigInt(nonce) > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new SsvError("NONCE_INVALID", "the nonce is not a whole number from 0 to 2^53 - 1");
  }
  return BigInt(nonce);
}

function isWhole(value: bigint | number): boolean {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}
