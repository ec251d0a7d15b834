/** The work of a split put together by hand. */
import assert from "node:assert/strict";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { owner } from "../peers/committee.mjs";
import { forge, herumi, JSEncrypt } from "../peers/engines.mjs";

const { Fr } = bls12_381.fields;
const { G1, longSignatures } = bls12_381;
const PROOF_OF_POSSESSION = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/** What the splits are compared with besides the peers. */
export const byHand = (job) => [
  { name: "bls-eth-wasm + jsencrypt, no check", run: () => withHerumi(job) },
  { name: "@noble/curves + node-forge, no check", run: () => withNoble(job) },
];

function withHerumi({ keystore, nonce, operators }) {
  const key = herumi.deserializeHexStrToSecretKey(keystore.secret.slice(2));
  const coefficients = [key];
  for (let degree = 1; degree < threshold(operators); degree++) {
    const coefficient = new herumi.SecretKey();
    coefficient.setByCSPRNG();
    coefficients.push(coefficient);
  }
  const parts = operators.flatMap(({ id, publicKey }) => {
    const point = new herumi.Id();
    point.setInt(id);
    const share = new herumi.SecretKey();
    share.share(coefficients, point);
    const encryption = new JSEncrypt();
    encryption.setPublicKey(atob(publicKey));
    const sealed = encryption.encrypt(`0x${share.serializeToHexStr()}`);
    return [
      share.getPublicKey().serializeToHexStr(),
      Buffer.from(sealed, "base64").toString("hex"),
    ];
  });
  finish([key.sign(signedHash(nonce)).serializeToHexStr(), ...parts], operators);
}

function withNoble({ keystore, nonce, operators }) {
  const key = BigInt(keystore.secret);
  const coefficients = [key];
  while (coefficients.length < threshold(operators)) {
    coefficients.push(Fr.fromBytes(bls12_381.utils.randomSecretKey()));
  }
  const parts = operators.flatMap(({ id, publicKey }) => {
    const share = coefficients.reduceRight(
      (sum, coefficient) => Fr.add(Fr.mul(sum, BigInt(id)), coefficient),
      Fr.ZERO,
    );
    const text = `0x${share.toString(16).padStart(64, "0")}`;
    const sealed = forge.pki.publicKeyFromPem(atob(publicKey)).encrypt(text);
    return [G1.Point.BASE.multiply(share).toHex(), Buffer.from(sealed, "latin1").toString("hex")];
  });
  const hashed = longSignatures.hash(signedHash(nonce), PROOF_OF_POSSESSION);
  const signature = longSignatures.sign(hashed, Fr.toBytes(key));
  finish([signature.toHex(), ...parts], operators);
}

function threshold(operators) {
  return operators.length - (operators.length - 1) / 3;
}

function signedHash(nonce) {
  return keccak_256(new TextEncoder().encode(`${owner}:${nonce}`));
}

function finish(parts, operators) {
  assert.equal(parts.join("").length, 2 * (96 + 304 * operators.length));
}
