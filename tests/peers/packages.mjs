/** ssv-keys and ssv-sdk, which have the same classes, and the way from a key to a file with them. */
import bls from "bls-eth-wasm";
import { createRequire } from "node:module";
import * as ssvSdk from "@ssv-labs/ssv-sdk/keys";

// A CommonJS package whose exports Node cannot see from an import.
const ssvKeys = createRequire(import.meta.url)("ssv-keys");
// ssv-sdk starts its curve without waiting for it; its first call would fail.
await bls.init(bls.BLS12_381);

/** By name and version. */
export const packages = { "ssv-keys 1.1.0": ssvKeys, "ssv-sdk 0.1.0": ssvSdk };

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
