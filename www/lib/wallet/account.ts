import { bytes, invalidAnswer } from "../chain/answer.js";
import { SsvError } from "../errors.js";
import type { Eip1193, Hex } from "../types.js";
import { isRejection, walletFailure } from "./failure.js";

/** Accounts as the wallet spells them. */
export function parseAccounts(value: unknown, method: string): Hex[] {
  if (!Array.isArray(value)) throw invalidAnswer(method);
  for (const account of value) bytes(account, method, 20);
  return value as Hex[];
}

/** Accounts that the wallet shows already. */
export async function readAccounts(provider: Eip1193): Promise<Hex[]> {
  const method = "eth_accounts";
  try {
    return parseAccounts(await provider.request({ method }), method);
  } catch (error) {
    throw walletFailure(method, error);
  }
}

export function noAccount(cause?: unknown): SsvError {
  const message = "The wallet shares no account: unlock it and allow one.";
  return new SsvError("NO_ACCOUNT", message, {}, { cause });
}

/** Asks for accounts; the user may have to answer. */
export async function requestAccounts(provider: Eip1193): Promise<Hex[]> {
  const method = "eth_requestAccounts";
  try {
    return parseAccounts(await provider.request({ method }), method);
  } catch (error) {
    if (isRejection(error)) throw noAccount(error);
    const failure = walletFailure(method, error);
    if (failure.code === "WALLET_PENDING") throw failure;
    // Safe's provider has no eth_requestAccounts: its accounts are there from the start.
    return readAccounts(provider);
  }
}
