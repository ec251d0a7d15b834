/** One throw-away validator and thirteen operators with their private keys, for all peers' tests. */
import { readFileSync } from "node:fs";
import { splitKeystores } from "../../dist/index.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const VECTORS = "../vectors/keystore/eip2335/";

export const SIZES = [4, 7, 10, 13];
export const owner = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/** EIP-2335's own example with PBKDF2, which opens quickly. */
export const keystore = read(`${VECTORS}pbkdf2-ascii.json`);
export const {
  password,
  secret,
  pubkey: publicKey,
} = JSON.parse(read(`${VECTORS}index.json`)).find(({ file }) => file === "pbkdf2-ascii.json");

const operators = JSON.parse(read("../devnet/operators.json"));

/** The first operators, last one first, so that the order is the library's work. */
export function committee(size, idOf = ({ id }) => id) {
  return operators
    .slice(0, size)
    .map((operator, position) => ({ ...operator, id: idOf(operator, position) }))
    .reverse();
}

/** What the library makes of the keystore for these operators. */
export function split(operators, nonce) {
  const keystores = [new TextEncoder().encode(keystore)];
  return splitKeystores({ keystores, password, operators, owner, nonce, workers: 1 });
}
