/** ssv-keys and ssv-sdk, which have the same classes, and the way from a key to a file with them. */
import { createRequire } from "node:module";

/** By name and version; each is loaded when it is called. */
export const packages = {
  "ssv-keys 1.1.0": async () => createRequire(import.meta.url)("ssv-keys"),
  "ssv-sdk 0.1.0": async () => {
    const peer = await import("@ssv-labs/ssv-sdk/keys");
    const { default: curve } = await import("bls-eth-wasm");
    // It starts its curve without waiting for it; its first call would fail.
    await curve.init(curve.BLS12_381);
    return peer;
  },
};

/** Splits a key as the peer's own README does: the text of a keyshares file. */
export async function splitWith(
  { SSVKeys, KeySharesItem, KeyShares },
  { privateKey, publicKey, operators, owner, nonce },
) {
  const list = operators.map(({ id, publicKey }) => ({ id, operatorKey: publicKey }));
  const encryptedShares = await new SSVKeys().buildShares(privateKey, list);
  const item = new KeySharesItem();
  await item.update({ ownerAddress: owner, ownerNonce: nonce, operators: list, publicKey });
  await item.buildPayload(
    { publicKey, operators: list, encryptedShares },
    { ownerAddress: owner, ownerNonce: nonce, privateKey },
  );
  const file = new KeyShares();
  file.add(item);
  return file.toJson();
}
