/** EIP-5792: several calls in one request. */
import { ProviderError } from "./provider-error.js";
import { randomId } from "./random-id.js";

/** How wallets spell what they can do, by the setting `testWallet.batches`. */
const CAPABILITIES = {
  supported: (chain) => ({ [chain]: { atomic: { status: "supported" } } }),
  ready: (chain) => ({ [chain]: { atomic: { status: "ready" } } }),
  unsupported: (chain) => ({ [chain]: { atomic: { status: "unsupported" } } }),
  "all chains": () => ({ "0x0": { atomic: { status: "supported" } } }),
  CAIP: (chain) => ({ [`eip155:${Number(chain)}`]: { atomic: { status: "supported" } } }),
  Base: (chain) => ({ [chain]: { atomic: { supported: "supported" } } }),
  old: (chain) => ({ [chain]: { atomicBatch: { supported: true } } }),
};

const PENDING = 100;
const CONFIRMED = 200;
const REVERTED = 500;
const OLD_NAMES = { [PENDING]: "PENDING", [CONFIRMED]: "CONFIRMED", [REVERTED]: "CONFIRMED" };

/**
 * The methods of EIP-5792. `settings.batches` names a spelling of the capabilities, or is "absent".
 * `runs(calls)` gives a transaction hash; `proposes(calls)` an id where the account is a multisig.
 */
export function batchMethods({ settings, node, chainId, authorize, approval, runs, proposes }) {
  /** Hash of the transaction by id of the batch; undefined while a multisig's owners have not agreed. */
  const hashes = new Map();
  const isOld = () => settings.batches === "old";

  const present =
    (work) =>
    async (params = []) => {
      if (settings.batches !== "absent") return work(...params);
      throw new ProviderError(-32601, "The method does not exist / is not available.");
    };

  return {
    wallet_getCapabilities: present(async (account, chains) => {
      authorize(account);
      const all = CAPABILITIES[settings.batches](chainId());
      if (chains === undefined || isOld()) return all;
      const asked = Object.entries(all).filter(
        ([key]) => key === "0x0" || !key.startsWith("0x") || chains.includes(key),
      );
      return Object.fromEntries(asked);
    }),

    wallet_sendCalls: present(async (request) => {
      authorize(request.from);
      if (!isOld() && request.version !== "2.0.0") {
        throw new ProviderError(
          -32000,
          `Version not supported: Got ${request.version}, expected 2.0.0`,
        );
      }
      if (request.chainId !== chainId()) {
        throw new ProviderError(-32602, `EIP-5792: Chain ID must match the dapp selected network`);
      }
      if (settings.batches === "unsupported" && request.atomicRequired) {
        throw new ProviderError(5760, "The wallet does not support atomic execution.");
      }
      await approval("Send batch", request.calls);
      if (settings.batches === "ready") settings.batches = "supported";
      const proposed = await proposes(request.calls, (hash) => hashes.set(proposed, hash));
      const id = proposed ?? randomId(16);
      hashes.set(id, proposed === undefined ? await runs(request.calls) : undefined);
      return isOld() ? id : { id };
    }),

    wallet_getCallsStatus: present(async (id) => {
      if (!hashes.has(id)) throw new ProviderError(5730, "No matching bundle found");
      const hash = hashes.get(id);
      const receipt = hash && (await node("eth_getTransactionReceipt", [hash]));
      const status = !receipt ? PENDING : receipt.status === "0x1" ? CONFIRMED : REVERTED;
      const receipts = receipt ? { receipts: [receipt] } : {};
      if (isOld()) return { status: OLD_NAMES[status], ...receipts };
      return { version: "2.0.0", id, chainId: chainId(), atomic: true, status, ...receipts };
    }),
  };
}
