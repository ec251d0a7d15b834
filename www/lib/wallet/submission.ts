import { bytes, fields, hexQuantity, quantity } from "../chain/answer.js";
import { faultText, revertOf } from "../chain/failure.js";
import { bounded, pause } from "../chain/pause.js";
import type { Reader } from "../chain/reader.js";
import type { DecodedError } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Call, Eip1193, Hex } from "../types.js";
import { readAccounts } from "./account.js";
import { readChainId, wrongChain } from "./chain.js";
import { preload } from "./deferred.js";
import { isRejection, walletFailure } from "./failure.js";
import { refused } from "./refusal.js";
import { beforeAsking } from "./unasked.js";

/** All that is needed to find a transaction again after a reload. JSON-safe. */
export interface SavedTransaction {
  readonly hash: Hex;
  readonly from: Hex;
  readonly nonce: number;
  readonly to: Hex;
  readonly data: Hex;
  /** Wei, as a hex quantity. */
  readonly value: Hex;
  readonly chainId: number;
  readonly blockAtSend: number;
}

/**
 * `proposed`: a multisig or smart account has taken the call and may run it later, in a transaction of
 * another hash: `awaitCall` finds it by its events. `id` is whatever the wallet answered.
 */
export type SendOutcome =
  | { readonly status: "rejected" }
  | { readonly status: "submitted"; readonly transaction: SavedTransaction }
  | { readonly status: "proposed"; readonly id: string; readonly blockAtSend: number };

/** Most gas that one transaction may ask for (EIP-7825). */
export const GAS_CAP = 16_777_216n;

export function insufficientFunds(needed: bigint, available: bigint, cause?: unknown): SsvError {
  const message = "The account holds too little ETH for call and gas.";
  return new SsvError("INSUFFICIENT_FUNDS", message, { needed, available }, { cause });
}

export type Simulation =
  | { readonly ok: true; readonly gas: bigint; readonly block: bigint }
  | { readonly ok: false; readonly reason: DecodedError };

export async function simulate(call: Call, reader: Reader): Promise<Simulation> {
  const block = await reader.blockNumber();
  try {
    await reader.call(call, block);
    return { ok: true, gas: await reader.estimateGas(call, block), block };
  } catch (error) {
    const revert = revertOf(error);
    if (revert !== undefined)
      return { ok: false, reason: (await reader.codec()).decodeError(revert) };
    if (/insufficient (?:funds|balance)/i.test(faultText(error))) {
      throw insufficientFunds(BigInt(call.value), await reader.ethBalance(call.from), error);
    }
    throw error;
  }
}

/** The account to sign with, spelled as the wallet spells it: some compare letter by letter. */
export async function signer(provider: Eip1193, call: Call): Promise<Hex> {
  const reads = Promise.all([readAccounts(provider), readChainId(provider)]);
  const [accounts, chainId] = await bounded(reads, undefined, 20_000);
  if (chainId !== call.chainId) throw wrongChain(call.chainId, chainId);
  const actual = accounts[0] ?? "0x";
  if (actual.toLowerCase() !== call.from.toLowerCase()) {
    const details = { expected: call.from, actual };
    throw new SsvError("ACCOUNT_CHANGED", "The wallet is on another account.", details);
  }
  return actual;
}

/** Gas limit for the wallet; rejects where the account cannot pay or the contract would refuse. */
async function affordableGas(call: Call, reader: Reader, isContract: boolean): Promise<bigint> {
  const value = BigInt(call.value);
  const [available, price] = await Promise.all([reader.ethBalance(call.from), reader.gasPrice()]);
  if (available < value) throw insufficientFunds(value, available);
  const simulation = await simulate(call, reader);
  if (!simulation.ok) throw refused(simulation.reason);
  if (simulation.gas > GAS_CAP) {
    const details = { needed: simulation.gas, limit: GAS_CAP };
    throw new SsvError("GAS_LIMIT", "The call needs too much gas.", details);
  }
  const roomy = (simulation.gas * 12n) / 10n;
  const gas = roomy < GAS_CAP ? roomy : GAS_CAP;
  const needed = value + gas * price;
  // Whoever runs a multisig's transaction pays its gas.
  if (!isContract && available < needed) throw insufficientFunds(needed, available);
  return gas;
}

const COUNT = "eth_getTransactionCount";

/** The nonce under which the transaction went out; the account's next one where the node has not seen it yet. */
async function nonceOf(reader: Reader, hash: Hex, expected: bigint): Promise<number> {
  const method = "eth_getTransactionByHash";
  for (let look = 0; look < 3; look++) {
    const answer = await reader.request({ method, params: [hash] }).catch(() => null);
    if (answer !== null) return Number(quantity(fields(answer, method)["nonce"], method));
    await pause(300);
  }
  return Number(expected);
}

export interface SendOptions {
  readonly reader: Reader;
  /**
   * Asked for the call again where the cluster has changed since it was made, so that the user can see the
   * new one before the wallet is asked; undefined gives up with CLUSTER_STALE.
   */
  rebuild?(): Promise<Call | undefined>;
  /** Rejects with ABORTED as long as the wallet has not been asked. */
  readonly signal?: AbortSignal;
}

/** Changes of the cluster between two looks that are put up with. */
const MAX_REBUILDS = 5;

export async function send(
  provider: Eip1193,
  call: Call,
  { reader, rebuild, signal }: SendOptions,
): Promise<SendOutcome> {
  let current: Call | undefined = call;
  for (let rebuilds = 0; ; rebuilds++) {
    try {
      return await ask(provider, current, reader, signal);
    } catch (error) {
      const stale = error instanceof SsvError && error.code === "CLUSTER_STALE";
      if (!stale || rebuild === undefined || rebuilds >= MAX_REBUILDS) throw error;
      current = await beforeAsking(rebuild);
      if (current === undefined) throw error;
    }
  }
}

/** All that is read before the wallet is asked. */
async function readyToAsk(provider: Eip1193, call: Call, reader: Reader, signal?: AbortSignal) {
  if (reader.network.chainId !== call.chainId) {
    throw wrongChain(call.chainId, reader.network.chainId);
  }
  await signer(provider, call);
  const isContract = (await reader.accountKind(call.from)) === "contract";
  const gas = await affordableGas(call, reader, isContract);
  const [block, count] = await Promise.all([
    reader.blockNumber(),
    reader.request({ method: COUNT, params: [call.from, "pending"] }),
    preload(),
  ]);
  const expectedNonce = quantity(count, COUNT);
  const blockAtSend = Number(block);

  // Read again at the last moment: shares are bound to this account, and all waits are behind us.
  const from = await bounded(signer(provider, call), signal);
  return { from, isContract, gas, expectedNonce, blockAtSend };
}

async function ask(
  provider: Eip1193,
  call: Call,
  reader: Reader,
  signal?: AbortSignal,
): Promise<SendOutcome> {
  const { from, isContract, gas, expectedNonce, blockAtSend } = await beforeAsking(() =>
    readyToAsk(provider, call, reader, signal),
  );
  const { to, data, value, chainId } = call;
  const transaction = { from, to, data, value, chainId: hexQuantity(chainId) };
  const method = "eth_sendTransaction";
  let answer: unknown;
  try {
    const params = [isContract ? transaction : { ...transaction, gas: hexQuantity(gas) }];
    answer = await provider.request({ method, params });
  } catch (error) {
    if (isRejection(error)) return { status: "rejected" };
    throw walletFailure(method, error);
  }

  // Smart accounts answer with an id of their own, of any shape.
  const isHash = typeof answer === "string" && /^0x[0-9a-f]{64}$/i.test(answer);
  if (isContract || !isHash) {
    const id = typeof answer === "string" ? answer.slice(0, 1024) : "";
    return { status: "proposed", id, blockAtSend };
  }
  const hash = bytes(answer, method, 32);
  const nonce = await nonceOf(reader, hash, expectedNonce);
  const saved = { hash, from: call.from, nonce, to, data, value, chainId };
  return { status: "submitted", transaction: { ...saved, blockAtSend } };
}
