import type { Codec } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Call } from "../types.js";
import { invalidAnswer, parseReceipt } from "./answer.js";
import { createNode } from "./node.js";
import type { Reader, ReaderOptions } from "./reader.types.js";
import type { Reads } from "./reads.js";
import { blockOf, view, type Contracts } from "./views.js";

export type { AccountKind, Reader, ReaderOptions } from "./reader.types.js";

function generationOf(version: string): "v1" | "v2" {
  const major = /^v?([12])\.\d/.exec(version)?.[1];
  if (major !== undefined) return major === "1" ? "v1" : "v2";
  const shown = version.replace(/[^\w.+-]/g, "").slice(0, 32);
  const message = "This address holds no SSV contract that we know.";
  throw new SsvError("CONTRACT_UNSUPPORTED", message, { version: shown });
}

function request({ from, to, data, value }: Call): Pick<Call, "from" | "to" | "data" | "value"> {
  return { from, to, data, value };
}

export function createReader(options: ReaderOptions): Reader {
  const { network, checkpoints } = options;
  const transport = options.transport ?? network.rpcUrl;
  if (transport === undefined) {
    throw new SsvError(
      "INVALID_ARGUMENT",
      "A reader needs a transport or a network with an rpcUrl.",
    );
  }
  const node = createNode(transport, options.patience);
  let loading = options.codec && Promise.resolve(options.codec);
  let later: Promise<Reads> | undefined;

  function codec(): Promise<Codec> {
    loading ??= import("../index.js").then(({ loadCodec }) => loadCodec());
    return loading;
  }

  async function contracts(): Promise<Contracts> {
    return { node, codec: await codec(), network };
  }

  /** Most pages read an account and a price long before they scan anything. */
  function reads(): Promise<Reads> {
    later ??= Promise.all([contracts(), import("./reads.js")])
      .then(([base, { createReads }]) => createReads(base, checkpoints))
      .catch((cause: unknown) => {
        later = loading = undefined;
        throw cause;
      });
    return later;
  }

  return {
    network,
    codec,
    request: ({ method, params }) =>
      node.request(method, Array.isArray(params) ? (params as unknown[]) : []),
    blockNumber: () => node.blockNumber(),
    async check() {
      const base = await contracts();
      const block = await blockOf(base);
      try {
        const version = await view(base, block, "getVersion", {});
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
    async pendingTransactions(account) {
      const method = "eth_getTransactionCount";
      const [latest, pending] = await Promise.all(
        ["latest", "pending"].map((tag) => node.request(method, [account, tag])),
      );
      const difference = Number(pending) - Number(latest);
      if (!Number.isSafeInteger(difference)) throw invalidAnswer(method);
      return Math.max(0, difference);
    },
    account: async (...args) => (await reads()).account(...args),
    nonce: async (...args) => (await reads()).nonce(...args),
    snapshot: async (...args) => (await reads()).snapshot(...args),
    validators: async (...args) => (await reads()).validators(...args),
    feeRecipient: async (...args) => (await reads()).feeRecipient(...args),
    effectiveBalance: async (...args) => (await reads()).effectiveBalance(...args),
    operators: async (...args) => (await reads()).operators(...args),
    fees: async (...args) => (await reads()).fees(...args),
    legacyFees: async (...args) => (await reads()).legacyFees(...args),
    parameters: async () => (await reads()).parameters(),
    validatorsPerOperatorLimit: async () => (await reads()).validatorsPerOperatorLimit(),
    tokenBalance: async (...args) => (await reads()).tokenBalance(...args),
    allowance: async (...args) => (await reads()).allowance(...args),
    registered: async (...args) => (await reads()).registered(...args),
    logs: async (...args) => (await reads()).logs(...args),
    async call(call, block) {
      return node.call(request(call), block ?? (await node.blockNumber()));
    },
    async estimateGas(call, block) {
      return node.estimateGas(request(call), block ?? (await node.blockNumber()));
    },
    async receipt(hash) {
      return parseReceipt(await node.request("eth_getTransactionReceipt", [hash]), hash);
    },
  };
}
