/** A wallet's own "speed up" and "cancel" for a transaction that waits to be mined. */

const ELSEWHERE = "0x000000000000000000000000000000000000dead";
const hex = (number) => `0x${BigInt(number).toString(16)}`;

/** `kind`: "repriced", "cancelled" or "replaced" by another call. Resolves with the new hash. */
export async function replace(node, hash, kind) {
  const { from, to, input, value, nonce, gas, maxFeePerGas, gasPrice } = await node(
    "eth_getTransactionByHash",
    [hash],
  );
  const fee = hex(2n * BigInt(maxFeePerGas ?? gasPrice));
  const content = {
    repriced: { to, data: input, value },
    cancelled: { to: from, data: "0x", value: "0x0" },
    replaced: { to: ELSEWHERE, data: "0x", value: "0x1" },
  }[kind];
  const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee };
  return node("eth_sendTransaction", [{ from, nonce, gas, ...fees, ...content }]);
}
