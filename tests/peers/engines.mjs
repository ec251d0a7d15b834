/** What the peers, and dapps, compute with: a file here, so that the peers' versions are found. */
import { createRequire } from "node:module";

export { default as herumi } from "bls-eth-wasm";
export { default as forge } from "node-forge";
export * as hashWasm from "hash-wasm";
export { default as scryptJs } from "scrypt-js";

// Its ES modules name each other without the extension that Node needs.
export const JSEncrypt = createRequire(import.meta.url)("jsencrypt");
