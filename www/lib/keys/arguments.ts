import { SsvError } from "../errors.js";
import type { OperatorInput, Secret } from "../types.js";
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

/** Passwords as bytes that can be wiped. */
export interface PasswordBytes {
  /** A copy to give away, for the keystore at this position. */
  copy(index: number): Uint8Array<ArrayBuffer>;
  /** Overwrites every byte, also in arrays that the caller passed. */
  wipe(): void;
}

/** Exactly one of `password` and `passwords`; as many passwords as keystores. */
export function passwordBytes(
  request: { password?: Secret | undefined; passwords?: readonly Secret[] | undefined },
  count: number,
): PasswordBytes {
  const { password, passwords } = request;
  const secrets = passwords ?? (password === undefined ? [] : [password]);
  if ((password === undefined) === (passwords === undefined)) {
    throw new SsvError("INVALID_ARGUMENT", "give either password or passwords");
  }
  if (passwords && passwords.length !== count) {
    throw new SsvError("INVALID_ARGUMENT", "passwords must be as many as keystores");
  }
  const bytes = secrets.map((secret) =>
    typeof secret === "string" ? new TextEncoder().encode(secret) : secret,
  );
  return {
    copy: (index) => new Uint8Array(bytes[passwords ? index : 0] ?? []),
    wipe: () => {
      for (const secret of bytes) secret.fill(0);
    },
  };
}
