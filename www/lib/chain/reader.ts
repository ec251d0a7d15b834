import type { Codec, Fees } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Call, Eip1193, Hex, Network } from "../types.js";
import { parseReceipt, quantity, type Log, type Receipt } from "./answer.js";
import { scanLogs, type LogFilter, type ScanProgress } from "./logs.js";
import { countPending, countRegistrations } from "./nonce.js";
import { createNode, type Patience } from "./node.js";
import { readFees, readOperators, type Operator, type OperatorKeys } from "./operators.js";
import { readSnapshot, type Snapshot } from "./snapshot.js";
import { view, type Contracts } from "./views.js";

export interface ReaderOptions {
  readonly network: Network;
  /** A wallet's provider or a JSON-RPC URL; `network.rpcUrl` unless given. */
  readonly transport?: Eip1193 | string | undefined;
  /** Loaded on first use unless given. */
  readonly codec?: Codec | undefined;
  readonly patience?: Patience | undefined;
}

/**
 * `eoa`: a plain account. `delegated`: a plain account with EIP-7702 code, which signs and sends as before.
 * `contract`: a multisig or smart account, whose transactions are proposed and run later.
 */
export type AccountKind = "eoa" | "delegated" | "contract";

/** Reads the chain. Every answer is validated; reads that belong together are made at one explicit block. */
export interface Reader extends Pick<Eip1193, "request"> {
  readonly network: Network;
  codec(): Promise<Codec>;
  blockNumber(): Promise<bigint>;
  /** Rejects with WRONG_CHAIN {expected, actual} or CONTRACT_UNSUPPORTED {version}. */
  check(): Promise<{ version: string; generation: "v1" | "v2" }>;
  /** Wei. */
  ethBalance(account: Hex): Promise<bigint>;
  /** Wei per gas that the next blocks can ask at most: twice the base fee plus the tip. */
  gasPrice(): Promise<bigint>;
  accountKind(account: Hex): Promise<AccountKind>;
  /** The owner's registration count, which the next share signature is bound to. */
  nonce(
    owner: Hex,
    options?: { signal?: AbortSignal; onProgress?(progress: ScanProgress): void },
  ): Promise<bigint>;
  /** Transactions of the account that wait to be mined; registrations among them move the nonce. */
  pendingTransactions(account: Hex): Promise<number>;
  /** undefined: no such cluster. Rejects with CLUSTER_STALE where the contract does not confirm the state. */
  snapshot(
    owner: Hex,
    operatorIds: readonly bigint[],
    options?: { signal?: AbortSignal },
  ): Promise<Snapshot | undefined>;
  /** Rejects with OPERATOR_UNKNOWN {operator}. */
  operators(
    ids: readonly bigint[],
    options?: { owner?: Hex; signal?: AbortSignal },
  ): Promise<Operator[]>;
  fees(operators: readonly Pick<Operator, "id">[]): Promise<Fees>;
  /** Validators that one operator may run. */
  validatorsPerOperatorLimit(): Promise<number>;
  /** Rejects where the chain cannot be read: never a guess. */
  registered(owner: Hex, publicKey: Hex): Promise<boolean>;
  /** eth_call at the given or the newest block. A refusal rejects with `details.revert`, the revert bytes. */
  call(call: Call, block?: bigint): Promise<Hex>;
  /** Gas; rejects as `call` does. */
  estimateGas(call: Call, block?: bigint): Promise<bigint>;
  /** undefined: not mined. */
  receipt(hash: Hex): Promise<Receipt | undefined>;
  /** In chain order; ranges that the node finds too large are split. */
  logs(filter: LogFilter, options?: { signal?: AbortSignal }): Promise<Log[]>;
}

function generationOf(version: string): "v1" | "v2" {
  const major = /^v?([12])\.\d/.exec(version)?.[1];
  if (major !== undefined) return major === "1" ? "v1" : "v2";
  const shown = version.replace(/[^\w.+-]/g, "").slice(0, 32);
  const message = "This address holds no SSV contract of a version we know.";
  throw new SsvError("CONTRACT_UNSUPPORTED", message, { version: shown });
}

function request({ from, to, data, value }: Call): Pick<Call, "from" | "to" | "data" | "value"> {
  return { from, to, data, value };
}

export function createReader(options: ReaderOptions): Reader {
  const { network } = options;
  const transport = options.transport ?? network.rpcUrl;
  if (transport === undefined) {
    throw new SsvError(
      "INVALID_ARGUMENT",
      "A reader needs a transport or a network with an rpcUrl.",
    );
  }
  const node = createNode(transport, options.patience);
  const operatorKeys: OperatorKeys = new Map();
  let loading = options.codec && Promise.resolve(options.codec);

  function codec(): Promise<Codec> {
    loading ??= import("../index.js").then(({ loadCodec }) => loadCodec());
    return loading;
  }

  async function contracts(signal?: AbortSignal): Promise<Contracts> {
    return { node, codec: await codec(), network, signal };
  }

  return {
    network,
    codec,
    request: ({ method, params }) =>
      node.request(method, Array.isArray(params) ? (params as unknown[]) : []),
    blockNumber: () => node.blockNumber(),
    async check() {
      const actual = quantity(await node.request("eth_chainId", []), "eth_chainId");
      if (actual !== BigInt(network.chainId)) {
        const details = { expected: network.chainId, actual: Number(actual) };
        throw new SsvError("WRONG_CHAIN", "The node serves another chain.", details);
      }
      const block = await node.blockNumber();
      try {
        const version = await view(await contracts(), block, "getVersion", {});
        return { version, generation: generationOf(version) };
      } catch (error) {
        // No contract at this address, or another one.
        const { revert, method } = error instanceof SsvError ? error.details : {};
        if (revert !== undefined || method === "getVersion") generationOf("");
        throw error;
      }
    },
    async ethBalance(account) {
      return node.balance(account, await node.blockNumber());
    },
    gasPrice: () => node.gasPrice(),
    async accountKind(account) {
      const code = await node.code(account, await node.blockNumber());
      if (code === "0x") return "eoa";
      return /^0xef0100[0-9a-f]{40}$/.test(code) ? "delegated" : "contract";
    },
    async nonce(owner, scan = {}) {
      const head = await node.blockNumber(scan.signal);
      return countRegistrations(node, await codec(), network, owner, head, scan);
    },
    pendingTransactions: (account) => countPending(node, account),
    async snapshot(owner, operatorIds, { signal } = {}) {
      return readSnapshot(await contracts(signal), owner, operatorIds);
    },
    async operators(ids, { owner, signal } = {}) {
      return readOperators(await contracts(signal), ids, owner, operatorKeys);
    },
    async fees(operators) {
      return readFees(await contracts(), operators);
    },
    async validatorsPerOperatorLimit() {
      return view(await contracts(), await node.blockNumber(), "getValidatorsPerOperatorLimit", {});
    },
    async registered(owner, publicKey) {
      return view(await contracts(), await node.blockNumber(), "getValidator", {
        owner,
        publicKey,
      });
    },
    async call(call, block) {
      return node.call(request(call), block ?? (await node.blockNumber()));
    },
    async estimateGas(call, block) {
      return node.estimateGas(request(call), block ?? (await node.blockNumber()));
    },
    async receipt(hash) {
      return parseReceipt(await node.request("eth_getTransactionReceipt", [hash]), hash);
    },
    async logs(filter, scan = {}) {
      const found: Log[] = [];
      for await (const logs of scanLogs(node, filter, scan)) found.push(...logs);
      return found;
    },
  };
}
