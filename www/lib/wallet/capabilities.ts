import { hexQuantity } from "../chain/answer.js";
import { faultCodes } from "../chain/failure.js";
import { bounded } from "../chain/pause.js";
import type { Eip1193, Hex } from "../types.js";

/** What a wallet says about several calls at once (EIP-5792). "ready": after an upgrade that the user is asked for. */
export interface Atomicity {
  readonly status: "supported" | "ready" | "unsupported";
  /** Spelled as before version 2.0.0, as Safe's provider does. */
  readonly old: boolean;
}

const NONE: Atomicity = { status: "unsupported", old: false };
const INVALID_PARAMS = -32602;
/** Milliseconds: no user is asked, so an answer takes a moment at most. */
const PATIENCE = 5000;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/**
 * One chain's capabilities: `atomic.status` by the standard, `atomic.supported` as Base writes it,
 * `atomicBatch.supported` before 2.0.0.
 */
function stated(capabilities: unknown): Atomicity | undefined {
  if (!isFields(capabilities)) return undefined;
  const { atomic, atomicBatch } = capabilities;
  const claim = isFields(atomic) ? atomic : atomicBatch;
  if (!isFields(claim)) return undefined;
  const value = claim["status"] ?? claim["supported"];
  const old = claim !== atomic;
  if (value === "ready") return { status: "ready", old };
  return value === "supported" || value === true ? { status: "supported", old } : NONE;
}

/** The chain that a key stands for: hex, decimal or CAIP-2. 0 stands for all. */
function chainOf(key: string): number | undefined {
  const id = /^(?:eip155:)?(0x[0-9a-f]+|\d+)$/i.exec(key)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** The chain's own word before the word for all chains. */
export function atomicityOf(answer: unknown, chainId: number): Atomicity {
  if (!isFields(answer)) return NONE;
  const byChain = (id: number): Atomicity | undefined =>
    stated(Object.entries(answer).find(([key]) => chainOf(key) === id)?.[1]);
  return byChain(chainId) ?? byChain(0) ?? stated(answer) ?? NONE;
}

/** `account` as the wallet spells it. A wallet that gives no answer has no atomic batches. */
export async function readAtomicity(
  provider: Eip1193,
  account: Hex,
  chainId: number,
): Promise<Atomicity> {
  const method = "wallet_getCapabilities";
  const ask = (...params: unknown[]): Promise<unknown> =>
    bounded(provider.request({ method, params }), undefined, PATIENCE);
  try {
    const answer = await ask(account, [hexQuantity(chainId)]).catch((error: unknown) => {
      // Before the list of chains was part of the method.
      if (faultCodes(error).includes(INVALID_PARAMS)) return ask(account);
      throw error;
    });
    return atomicityOf(answer, chainId);
  } catch {
    return NONE;
  }
}
