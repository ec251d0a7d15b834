/** The official keystores, devnet operators, and the package as it is published. */
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const VECTORS = "../vectors/keystore/eip2335/";

export const OWNER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/** The four keystores of EIP-2335, old and new text: one key, two passwords. */
export const official = JSON.parse(read(`${VECTORS}index.json`)).map((entry) => ({
  ...entry,
  bytes: () => new TextEncoder().encode(read(VECTORS + entry.file)),
}));

/** A second validator, protected with PBKDF2, and its password. */
export const other = {
  bytes: () => new TextEncoder().encode(read("../devnet/samples/keystore-m_12381_3600_5_0_0.json")),
  password: "testpassword",
  pubkey: `0x${JSON.parse(read("../devnet/samples/keystore-m_12381_3600_5_0_0.json")).pubkey}`,
};

export const operators = JSON.parse(read("../devnet/operators.json")).map(({ id, publicKey }) => ({
  id,
  publicKey,
}));

export const vectors = (path) => JSON.parse(read(`../vectors/${path}`));
