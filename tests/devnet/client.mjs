import { decodeErrorResult, decodeEventLog, decodeFunctionResult, encodeFunctionData } from "viem";
import { send } from "./deploy.mjs";

/** A cluster that does not exist yet. */
export const NEW_CLUSTER = Object.freeze({
  validatorCount: 0,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 0n,
});

/** Raw calls to a devnet by function name: what the tests speak. */
export function createClient(devnet) {
  const { rpc, contracts, network } = devnet;
  const writes = contracts.SSVNetwork.abi;
  const views = contracts.ViewsModule.abi;
  const abi = [...writes, ...views.filter((item) => item.type === "function")];
  const hex = (number) => `0x${number.toString(16)}`;

  const request = (functionName, args, { from = devnet.accounts[1], value = 0n } = {}) => ({
    from,
    to: network.network,
    data: encodeFunctionData({ abi, functionName, args }),
    value: hex(value),
  });

  const eventsOf = (receipt) =>
    receipt.logs
      .filter((log) => log.address === network.network.toLowerCase())
      .map((log) => decodeEventLog({ abi: writes, data: log.data, topics: log.topics }));

  return {
    /** A call as the node takes it. */
    request,

    /** The answer of a view, from the views address. */
    async read(functionName, args = [], to = network.views) {
      const data = await rpc("eth_call", [
        { to, data: encodeFunctionData({ abi, functionName, args }) },
        "latest",
      ]);
      return decodeFunctionResult({ abi, functionName, data });
    },

    /** Mines a call; `cluster` is the one of the last event. */
    async write(functionName, args, options) {
      const receipt = await send(rpc, request(functionName, args, options));
      const events = eventsOf(receipt);
      return {
        receipt,
        events,
        names: events.map((event) => event.eventName),
        cluster: events.at(-1)?.args.cluster,
      };
    },

    /** The custom error that a call ends with, or undefined when it goes through. */
    async refusal(functionName, args, options) {
      try {
        await rpc("eth_call", [request(functionName, args, options), "latest"]);
        return undefined;
      } catch (error) {
        if (!error.data || error.data === "0x") return { errorName: "", args: undefined };
        return decodeErrorResult({ abi: writes, data: error.data });
      }
    },

    async blockNumber() {
      return BigInt(await rpc("eth_blockNumber"));
    },

    mine(blocks) {
      return rpc("anvil_mine", [hex(blocks)]);
    },

    /** Runs `body` and takes everything back that it did to the chain. */
    async apart(body) {
      const snapshot = await rpc("evm_snapshot");
      try {
        await body();
      } finally {
        await rpc("evm_revert", [snapshot]);
      }
    },
  };
}

/** 48 bytes that nobody checks on chain. */
export function validatorKey(number) {
  return `0x${number.toString(16).padStart(96, "0")}`;
}
