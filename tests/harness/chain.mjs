import { randomBytes } from "node:crypto";
import { startDevnet } from "../devnet/index.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";
import { Refusal } from "./node.mjs";

export const NEW_CLUSTER = {
  validatorCount: 0,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 0n,
};
export const ETHER = 10n ** 18n;
export const FAST = { delay: 5, attempts: 3 };

const bytes = (length) => `0x${randomBytes(length).toString("hex")}`;

/** The contract looks at no byte of a registration, so any will do. */
export function registration(owner, operatorIds, nonce = 0n) {
  const sharesData = bytes(96 + 304 * operatorIds.length);
  return { publicKey: bytes(48), operatorIds, sharesData, owner, nonce };
}

/** A local chain with a reader for it; `reader.patience` is short, so that failures come at once. */
export async function startChain(options) {
  const devnet = await startDevnet(options);
  return { ...devnet, reader: readerOf(devnet), staker: devnet.accounts[1] };
}

function readerOf({ network }) {
  return lib.createReader({ network, codec, patience: FAST });
}

/** Remembers the chain as it is; what is returned brings it back, with a reader that has not seen more. */
export async function checkpointOf(chain) {
  const id = await chain.rpc("evm_snapshot");
  return async () => {
    await chain.rpc("evm_revert", [id]);
    chain.reader = readerOf(chain);
  };
}

/** Checkpoints that take what JSON takes; `kept` is the text by key. */
export function memoryStore() {
  const kept = new Map();
  return {
    kept,
    load: async (key) => (kept.has(key) ? JSON.parse(kept.get(key)) : undefined),
    save: async (key, value) => void kept.set(key, JSON.stringify(value)),
  };
}

/** Sends a registration without a wallet and returns its receipt. */
export async function register(chain, registrations, cluster = NEW_CLUSTER, value = ETHER) {
  const call = codec.registerCall(chain.network, registrations, cluster, value);
  const { from, to, data } = call;
  return mined(chain, { from, to, data, value: call.value });
}

/** Sends a transaction and returns its receipt, which the node has a moment after the hash. */
export async function mined(chain, transaction) {
  return receiptOf(chain, await chain.rpc("eth_sendTransaction", [transaction]));
}

/** Waits for a transaction's receipt. */
export async function receiptOf(chain, hash) {
  for (;;) {
    const receipt = await chain.reader.receipt(hash);
    if (receipt !== undefined) return receipt;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/**
 * A wallet in front of the local node. `behaviour` answers a method instead of the node; it may be changed
 * between requests, as `accounts` and `chainId` may.
 */
export function testWallet(chain, behaviour = {}) {
  const listeners = new Map();
  const wallet = {
    accounts: [chain.staker.toLowerCase()],
    chainId: `0x${chain.network.chainId.toString(16)}`,
    behaviour,
    requests: [],
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    removeListener: (event, listener) =>
      listeners.set(
        event,
        (listeners.get(event) ?? []).filter((other) => other !== listener),
      ),
    listeners: (event) => listeners.get(event) ?? [],
    emit: (event, payload) => (listeners.get(event) ?? []).forEach((listener) => listener(payload)),
    async request({ method, params = [] }) {
      wallet.requests.push({ method, params });
      if (wallet.behaviour[method]) return wallet.behaviour[method](...params);
      if (method === "eth_accounts" || method === "eth_requestAccounts") return wallet.accounts;
      if (method === "eth_chainId") return wallet.chainId;
      if (method.startsWith("wallet_")) throw new Refusal(-32601, `${method} does not exist`);
      return chain.rpc(method, params);
    },
  };
  return wallet;
}
