/**
 * Smart accounts on the local node: code is put where the account is, and batches run in one real
 * transaction, all calls or none. Nobody signs: a plain account that delegates (EIP-7702) gets its
 * designator from the node, and a multisig's owners agree by `execute`.
 */
import { encodeFunctionData, parseAbi } from "viem";

const ABI = parseAbi([
  "struct Call { address to; uint256 value; bytes data; }",
  "function execute(Call[] calls) payable",
]);

/** Enough for any batch, so that one that reverts is mined as reverted. */
const GAS = "0xf00000";

/** `implementation`: address of the devnet's BatchAccount. */
export function createSmartAccounts({ node, implementation }) {
  const code = {
    plain: async () => "0x",
    delegated: async () => `0xef0100${implementation.slice(2)}`,
    multisig: () => node("eth_getCode", [implementation, "latest"]),
  };

  return {
    /** "plain", "delegated" or "multisig". */
    async kindOf(account) {
      const found = await node("eth_getCode", [account, "latest"]);
      if (found === "0x") return "plain";
      return found.startsWith("0xef0100") ? "delegated" : "multisig";
    },

    async turn(account, kind) {
      await node("anvil_setCode", [account, await code[kind]()]);
    },

    /** Runs all calls in one transaction of `from`; returns its hash. */
    run(account, calls, from = account) {
      const args = calls.map(({ to, value, data }) => ({
        to,
        value: BigInt(value ?? 0),
        data: data ?? "0x",
      }));
      const data = encodeFunctionData({ abi: ABI, functionName: "execute", args: [args] });
      return node("eth_sendTransaction", [{ from, to: account, data, gas: GAS }]);
    },
  };
}
