/** Keystores with a new key and a new salt each: nothing that was derived before can be used again. */
import assert from "node:assert/strict";
import {
  createCipheriv,
  createHash,
  pbkdf2Sync,
  randomBytes,
  randomUUID,
  scryptSync,
} from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";

/** What deposit tools write. */
export const SCRYPT = { dklen: 32, n: 2 ** 18, r: 8, p: 1 };
export const PBKDF2 = { dklen: 32, c: 2 ** 18, prf: "hmac-sha256" };
export const PASSWORD = "a password for the bench";

const ORDER = bls12_381.fields.Fr.ORDER;

/**
 * An EIP-2335 file with what is inside: `{ file, json, params, salt, derived, secret, publicKey }`.
 * `salt` and `derived` of another one make two that share a derivation, its `iv` too a key stream.
 */
export function makeKeystore(
  params,
  {
    password = PASSWORD,
    salt = randomBytes(32),
    derived = nativeKey(params, salt, password),
    iv = randomBytes(16),
  } = {},
) {
  const secret = (BigInt(`0x${randomBytes(31).toString("hex")}`) % (ORDER - 1n)) + 1n;
  const plain = Buffer.from(secret.toString(16).padStart(64, "0"), "hex");
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const message = Buffer.concat([cipher.update(plain), cipher.final()]);
  const checksum = createHash("sha256").update(derived.subarray(16)).update(message).digest("hex");
  const pubkey = Buffer.from(bls12_381.G1.Point.BASE.multiply(secret).toBytes()).toString("hex");
  const name = "n" in params ? "scrypt" : "pbkdf2";
  const json = {
    crypto: {
      kdf: { function: name, params: { ...params, salt: salt.toString("hex") }, message: "" },
      checksum: { function: "sha256", params: {}, message: checksum },
      cipher: {
        function: "aes-128-ctr",
        params: { iv: iv.toString("hex") },
        message: message.toString("hex"),
      },
    },
    description: "",
    pubkey,
    path: "m/12381/3600/0/0/0",
    uuid: randomUUID(),
    version: 4,
  };
  const file = new TextEncoder().encode(JSON.stringify(json));
  return {
    file,
    json,
    params,
    salt,
    derived,
    iv,
    secret: `0x${plain.toString("hex")}`,
    publicKey: `0x${pubkey}`,
  };
}

/** Opens keystores in a session, and fails where one does not give its key. */
export async function unlock(session, keystores) {
  const files = keystores.map(({ file }) => file);
  const outcomes = await session.unlock({ keystores: files, password: PASSWORD });
  for (const [index, { key, error }] of outcomes.entries()) {
    if (error) throw error;
    assert.equal(key.publicKey, keystores[index].publicKey);
  }
}

/** The derived key by Node's OpenSSL. */
export function nativeKey(params, salt, password = PASSWORD) {
  if ("c" in params) return pbkdf2Sync(password, salt, params.c, params.dklen, "sha256");
  const { n, r, p, dklen } = params;
  return scryptSync(password, salt, dklen, { N: n, r, p, maxmem: 2 ** 30 });
}
