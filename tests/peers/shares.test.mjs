import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
// By path: the peers bring an older version, which would be found first.
import { bls12_381 } from "../../node_modules/@noble/curves/bls12-381.js";
import { keccak_256 } from "../../node_modules/@noble/hashes/sha3.js";
import { committee, owner, publicKey, secret, SIZES, split } from "./committee.mjs";

const { Fr } = bls12_381.fields;
const { longSignatures: bls, G1 } = bls12_381;
/** Ciphersuite of Ethereum's consensus layer. */
const PROOF_OF_POSSESSION = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/** Small and far apart, and around 2^32, where an id must not wrap. Ascending. */
const IDS = [1, 2, 3, 44, 739, 2011, 65_537, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40];
IDS.push(Number.MAX_SAFE_INTEGER);

const folder = mkdtempSync(join(tmpdir(), "ssv-shares-"));
after(() => rmSync(folder, { recursive: true }));

for (const size of SIZES) {
  test(`${size} operators open their shares, which rebuild the key`, async () => {
    const nonce = size === 4 ? 0 : 65_535;
    const operators = committee(size, (_, position) => IDS.at(position - size));
    const { registrations, warnings } = await split(operators, nonce);
    const [{ operatorIds, sharesData }] = registrations;
    assert.deepEqual(operatorIds, IDS.slice(-size).map(BigInt));
    assert.deepEqual(warnings, []);
    const { signature, shareKeys, sealed } = parts(sharesData, size);

    const keys = operators.map(({ privateKey }) => privateKey).reverse();
    const shares = sealed.map((block, position) => open(block, keys[position]));
    for (const [position, share] of shares.entries()) {
      const key = G1.Point.BASE.multiply(share).toBytes();
      assert.equal(toHex(key), toHex(shareKeys[position]));
    }

    const points = operatorIds.map((id, position) => ({ id, share: shares[position] }));
    const threshold = size - (size - 1) / 3;
    assert.equal(rebuild(points.slice(0, threshold)), BigInt(secret));
    assert.equal(rebuild(points.slice(-threshold)), BigInt(secret));
    assert.equal(rebuild(points), BigInt(secret));
    assert.notEqual(rebuild(points.slice(0, threshold - 1)), BigInt(secret));

    const message = keccak_256(new TextEncoder().encode(`${owner}:${nonce}`));
    const hashed = bls.hash(message, PROOF_OF_POSSESSION);
    assert.ok(bls.verify(signature, hashed, fromHex(publicKey)));
  });
}

/** Signature ‖ share public keys ‖ sealed shares. */
function parts(sharesData, size) {
  const bytes = fromHex(sharesData);
  assert.equal(bytes.length, 96 + size * (48 + 256));
  const take = (from, length) =>
    Array.from({ length: size }, (_, item) =>
      bytes.subarray(from + item * length).subarray(0, length),
    );
  return {
    signature: bytes.subarray(0, 96),
    shareKeys: take(96, 48),
    sealed: take(96 + size * 48, 256),
  };
}

/** What the operator's node does: PKCS#1 v1.5, then the text as a number. */
function open(sealed, privateKey) {
  const key = join(folder, "operator.pem");
  writeFileSync(key, privateKey);
  const options = ["-decrypt", "-inkey", key, "-pkeyopt", "rsa_padding_mode:pkcs1"];
  const text = execFileSync("openssl", ["pkeyutl", ...options], { input: sealed }).toString(
    "latin1",
  );
  assert.match(text, /^0x[0-9a-f]{64}$/);
  return BigInt(text);
}

/** The polynomial through these points, at zero. */
function rebuild(points) {
  const terms = points.map(({ id, share }) => {
    const others = points.filter((point) => point.id !== id).map((point) => point.id);
    const weight = others.reduce(
      (product, other) => Fr.mul(product, Fr.div(other, Fr.sub(other, id))),
      Fr.ONE,
    );
    return Fr.mul(share, weight);
  });
  return terms.reduce((sum, term) => Fr.add(sum, term), Fr.ZERO);
}

function fromHex(text) {
  return Uint8Array.from(Buffer.from(text.slice(2), "hex"));
}

function toHex(bytes) {
  return Buffer.from(bytes).toString("hex");
}
