import { SsvError } from "../errors.js";
import type { Eip1193, Hex } from "../types.js";
import { bytes, fields, hexQuantity, quantity } from "./answer.js";
import { isUnknownBlock, rpcFailure } from "./failure.js";
import { bounded, pause } from "./pause.js";
import { httpTransport, type Send } from "./transport.js";

/** How patiently a node is asked. */
export interface Patience {
  /** Requests in all for one read; 5 unless given. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled for each next one up to 8 s; 250 unless given. */
  readonly delay?: number;
  /** Milliseconds that one request may take; 20 000 unless given. */
  readonly timeout?: number;
}

/** What of a call is executed. */
export interface CallRequest {
  readonly from?: Hex;
  readonly to: Hex;
  readonly data: Hex;
  readonly value?: Hex;
}

/** Ethereum's JSON-RPC reads, with validated answers. */
export interface Node {
  /** `attempts`: requests in all where the node gives no answer; as patient as the node is set unless given. */
  request(
    method: string,
    params: readonly unknown[],
    signal?: AbortSignal,
    attempts?: number,
  ): Promise<unknown>;
  /** Waits as after that many failed attempts. */
  rest(attempts: number, signal?: AbortSignal): Promise<void>;
  blockNumber(signal?: AbortSignal): Promise<bigint>;
  /**
   * The newest block; rejects with WRONG_CHAIN {expected, actual}. With `newest`, for reads that must not miss
   * the last event, an older block than one already seen is taken for a node that is behind: it is asked again,
   * and at last rejected with RPC_FAILED {block, seen}. That is said once: after it the chain counts from
   * there, as it may have been reset.
   */
  head(chainId: number, newest: boolean, signal?: AbortSignal): Promise<bigint>;
  call(call: CallRequest, block: bigint, signal?: AbortSignal): Promise<Hex>;
  estimateGas(call: CallRequest, block: bigint): Promise<bigint>;
  balance(account: Hex, block: bigint): Promise<bigint>;
  code(account: Hex, block: bigint): Promise<Hex>;
  storage(address: Hex, slot: Hex, block: bigint, signal?: AbortSignal): Promise<Hex>;
  gasPrice(): Promise<bigint>;
}

function isTransient(error: SsvError): boolean {
  if (error.code === "RPC_RATE_LIMITED" || isUnknownBlock(error.cause)) return true;
  const status = error.details["status"];
  return (
    error.code === "RPC_FAILED" && typeof status === "number" && (status === 0 || status >= 500)
  );
}

export function createNode(transport: Eip1193 | string, patience: Patience = {}): Node {
  const { attempts = 5, delay = 250, timeout = 20_000 } = patience;
  const send: Send =
    typeof transport === "string"
      ? httpTransport(transport, timeout)
      : async (method, params) => transport.request({ method, params });

  /** The node asked for silence: no request leaves before it is over. */
  let silence: Promise<void> | undefined;
  let silentUntil = 0;
  /** The newest block that the node has told. */
  let seen = 0n;

  /** Milliseconds; the jitter spreads the clients that were refused together. */
  function backOff(failed: number): number {
    return Math.min(delay * 2 ** (failed - 1), 8000) * (0.5 + Math.random() / 2);
  }

  function keepSilent(milliseconds: number): void {
    const end = Date.now() + milliseconds;
    if (end <= silentUntil) return;
    silentUntil = end;
    const over = pause(milliseconds).then(() => {
      if (silence === over) silence = undefined;
    });
    silence = over;
  }

  async function request(
    method: string,
    params: readonly unknown[],
    signal?: AbortSignal,
    unanswered = attempts,
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      while (silence) await bounded(silence, signal);
      try {
        // A wallet's read may hang for ever.
        return await bounded(send(method, params), signal, timeout);
      } catch (error) {
        const failure = rpcFailure(method, error);
        const isRefused = failure.code === "RPC_RATE_LIMITED";
        const limit = failure.details["status"] === undefined || isRefused ? attempts : unanswered;
        if (attempt >= limit || !isTransient(failure)) throw failure;
        const asked = 1000 * Number(failure.details["retryAfter"] ?? 0);
        const wait = Math.max(asked, backOff(attempt));
        // All reads wait together, and then travel together again.
        if (isRefused) keepSilent(wait);
        else await pause(wait, signal);
      }
    }
  }

  async function amount(
    method: string,
    params: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<bigint> {
    return quantity(await request(method, params, signal), method);
  }

  async function data(
    method: string,
    params: readonly unknown[],
    signal?: AbortSignal,
  ): Promise<Hex> {
    return bytes(await request(method, params, signal), method);
  }

  const blockNumber = (signal?: AbortSignal): Promise<bigint> =>
    amount("eth_blockNumber", [], signal);

  return {
    request,
    rest: (failed, signal) => pause(backOff(failed), signal),
    blockNumber,
    async head(expected, newest, signal) {
      for (let attempt = 1; ; attempt++) {
        const [chainId, block] = await Promise.all([
          amount("eth_chainId", [], signal),
          blockNumber(signal),
        ]);
        if (chainId !== BigInt(expected)) {
          const details = { expected, actual: Number(chainId) };
          throw new SsvError("WRONG_CHAIN", "The node serves another chain.", details);
        }
        if (block >= seen) return (seen = block);
        if (!newest) return block;
        if (attempt >= attempts) {
          const details = { block, seen };
          seen = block;
          const message = "The node has fallen behind; try again.";
          throw new SsvError("RPC_FAILED", message, details);
        }
        await pause(backOff(attempt), signal);
      }
    },
    call: (call, block, signal) => data("eth_call", [call, hexQuantity(block)], signal),
    estimateGas: (call, block) => amount("eth_estimateGas", [call, hexQuantity(block)]),
    balance: (account, block) => amount("eth_getBalance", [account, hexQuantity(block)]),
    code: (account, block) => data("eth_getCode", [account, hexQuantity(block)]),
    async storage(address, slot, block, signal) {
      const method = "eth_getStorageAt";
      // Some nodes trim leading zeros of the word.
      const value = quantity(
        await request(method, [address, slot, hexQuantity(block)], signal),
        method,
      );
      return `0x${value.toString(16).padStart(64, "0")}`;
    },
    async gasPrice() {
      const method = "eth_getBlockByNumber";
      const block = fields(await request(method, ["latest", false]), method);
      if (block["baseFeePerGas"] === undefined) return amount("eth_gasPrice", []);
      const baseFee = quantity(block["baseFeePerGas"], method);
      const tip = await amount("eth_maxPriorityFeePerGas", []).catch((error: unknown) => {
        // Optional method; 1 gwei is what most wallets offer.
        if (error instanceof SsvError && error.code === "RPC_FAILED") return 1_000_000_000n;
        throw error;
      });
      return 2n * baseFee + tip;
    },
  };
}
