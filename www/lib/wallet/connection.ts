import type { Reader } from "../chain/reader.js";
import type { Codec, DecodedError } from "../codec.types.js";
import type { Call, Eip1193, Hex, Network } from "../types.js";
import { noAccount, parseAccounts, readAccounts, requestAccounts } from "./account.js";
import type { BatchOptions, BatchOutcome } from "./batch-outcome.js";
import type { BatchPlan } from "./batch-plan.js";
import { ensureChain, parseChainId, readChainId } from "./chain.js";
import { capture } from "./provider.js";
import { send, simulate, type SendOptions, type SendOutcome } from "./submission.js";

export interface WalletChange {
  readonly account?: Hex;
  readonly chainId?: number;
  readonly disconnected?: true;
}

/** A connected wallet. `account` and `chainId` follow the wallet; `send` reads both again. */
export interface Wallet {
  /** Checksummed. */
  readonly account: Hex;
  readonly chainId: number;
  readonly provider: Eip1193;
  subscribe(listener: (change: WalletChange) => void): () => void;
  /** Switches to the network's chain, adding it first where the wallet does not know it. */
  ensureChain(network: Network): Promise<{ status: "ready" } | { status: "rejected" }>;
  /** Executes the call without sending it, at one explicit block. */
  simulate(
    call: Call,
    options: { reader: Reader },
  ): Promise<{ ok: true; gas: bigint; block: bigint } | { ok: false; reason: DecodedError }>;
  /**
   * Asks the user to sign and send. Before the wallet is asked it rejects with ACCOUNT_CHANGED, WRONG_CHAIN,
   * INSUFFICIENT_FUNDS {needed, available} (wei), CLUSTER_STALE, GAS_LIMIT {needed, limit}, and with
   * CALL_REVERTED {reason, …} where the contract would refuse: `refusalOf` gives the reason.
   */
  send(call: Call, options: SendOptions): Promise<SendOutcome>;
  /** How the wallet would run several calls: with one signature, all or none, or each with its own. */
  batchSupport(chainId: number): Promise<BatchPlan["mode"]>;
  /**
   * Sends several calls of the account, together where the wallet can (EIP-5792). The plan is shown through
   * `confirm` before anything is asked of the wallet, and again before separate signatures take the place of
   * one. Rejects as `send`, and with BATCH_IMPOSSIBLE {first, second} where a call needs what another changes.
   */
  sendBatch(calls: readonly Call[], options: BatchOptions): Promise<BatchOutcome>;
  close(): void;
}

/** Asks the wallet for an account. Rejects with NO_ACCOUNT, also where the user declines. */
export async function connect(
  provider: Eip1193,
  options: { codec?: Codec | undefined } = {},
): Promise<Wallet> {
  const captured = capture(provider);
  const loading = options.codec ?? import("../index.js").then(({ loadCodec }) => loadCodec());
  const [first] = await requestAccounts(captured);
  if (first === undefined) throw noAccount();
  const codec = await loading;
  const checksum = (address: Hex): Hex => codec.checksumAddress(address.toLowerCase());

  let account = checksum(first);
  let chainId = await readChainId(captured);
  const listeners = new Set<(change: WalletChange) => void>();
  const emit = (change: WalletChange): void => listeners.forEach((listener) => listener(change));

  const handlers: Readonly<Record<string, (payload: unknown) => void>> = {
    accountsChanged(payload) {
      const [next] = parseAccounts(payload, "accountsChanged");
      if (next === undefined) return emit({ disconnected: true });
      if (checksum(next) === account) return;
      account = checksum(next);
      emit({ account });
    },
    chainChanged(payload) {
      const next = parseChainId(payload);
      if (next === chainId) return;
      chainId = next;
      emit({ chainId });
    },
    disconnect: () => emit({ disconnected: true }),
  };
  for (const [event, handler] of Object.entries(handlers)) captured.on?.(event, handler);

  return {
    get account() {
      return account;
    },
    get chainId() {
      return chainId;
    },
    provider: captured,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ensureChain(network) {
      const outcome = await ensureChain(captured, network);
      // Not every wallet announces the change.
      if (outcome.status === "ready") handlers["chainChanged"]!(network.chainId);
      return outcome;
    },
    simulate: (call, { reader }) => simulate(call, reader),
    send: (call, sending) => send(captured, call, sending),
    async batchSupport(chainId) {
      const [spelled = account] = await readAccounts(captured);
      return (await import("./batch.js")).batchSupport(captured, spelled, chainId);
    },
    sendBatch: async (calls, sending) =>
      (await import("./batch.js")).sendBatch(captured, calls, sending),
    close() {
      for (const [event, handler] of Object.entries(handlers))
        captured.removeListener?.(event, handler);
      listeners.clear();
    },
  };
}
