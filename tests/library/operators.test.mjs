/**
 * Operators' keys as the WebAssembly module reads them and seals with them, SIMD and all: weak ones
 * are found, and those at the edges of 2048 bits open what was sealed to them.
 */
import assert from "node:assert/strict";
import {
  checkPrimeSync,
  constants,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  randomBytes,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { openSession } from "../../dist/index.js";
import * as glue from "../../www/lib/generated/keys.js";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { operators, OWNER } from "./inputs.mjs";

const E = 65537n;
const toHex = (number, length) => number.toString(16).padStart(2 * length, "0");
const fromHex = (hex) => BigInt(`0x${hex}`);
const toBase64Url = (number) => {
  const digits = number.toString(16);
  return Buffer.from(digits.length % 2 ? `0${digits}` : digits, "hex").toString("base64url");
};
/** As the network hands it out: base64 of a PEM. */
const asText = (key) =>
  Buffer.from(createPublicKey(key).export({ type: "spki", format: "pem" })).toString("base64");
const modulusKey = (n) =>
  asText({ key: { kty: "RSA", n: toBase64Url(n), e: toBase64Url(E) }, format: "jwk" });

describe("weak moduli", () => {
  const primes = primesBelow(2 ** 16);
  const sound = operators.slice(0, 3).map(({ publicKey }) => publicKey);
  const ids = BigUint64Array.of(1n, 2n, 3n, 4n);
  before(() =>
    glue.initSync({
      module: readFileSync(new URL("../../www/lib/generated/keys.wasm", import.meta.url)),
    }),
  );

  /** What the module says of a key. */
  function outcome(modulus) {
    try {
      new glue.Committee(ids, [modulusKey(modulus), ...sound]).free();
      return "taken";
    } catch ({ code }) {
      return code;
    }
  }

  /** Odd, of 2048 bits. */
  const drawn = () => fromHex(randomBytes(256).toString("hex")) | 1n | (1n << 2047n);

  test("each factor below 2^16 is found", () => {
    const edges = [...primes.slice(1, 70), ...primes.slice(-70)];
    const others = Array.from(
      { length: 300 },
      () => primes[1 + (randomBytes(2).readUInt16BE() % 6541)],
    );
    for (const prime of [...edges, ...others]) {
      const rest = (drawn() / prime) | 1n;
      assert.equal(outcome(prime * rest), "OPERATOR_KEY_WEAK", `${prime}`);
    }
  });

  test("a modulus is weak exactly if a prime below 2^16 divides it", () => {
    const seen = { taken: 0, OPERATOR_KEY_WEAK: 0 };
    for (let round = 0; round < 400; round++) {
      const modulus = drawn();
      const isWeak = primes.some((prime) => modulus % prime === 0n);
      const code = outcome(modulus);
      assert.equal(code, isWeak ? "OPERATOR_KEY_WEAK" : "taken", `${modulus}`);
      seen[code] += 1;
    }
    // One of ten has no small factor.
    assert.ok(seen.taken > 0 && seen.OPERATOR_KEY_WEAK > 0);
  });

  test("squares of primes are found", () => {
    for (let round = 0; round < 3; round++) {
      const prime = primeBelow((1n << 1024n) - (BigInt(round) << 900n));
      assert.equal(outcome(prime * prime), "OPERATOR_KEY_WEAK");
    }
  });
});

describe("sealing", () => {
  /** The private key of two primes. */
  function privateKey(p, q) {
    const [n, d] = [p * q, inverse(E, (p - 1n) * (q - 1n))];
    const parts = { n, e: E, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
    const jwk = Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, toBase64Url(part)]),
    );
    return { n, key: createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" }) };
  }

  test("the largest and the smallest moduli, and drawn ones, open their shares", async () => {
    const top = 1n << 1024n;
    const half = sqrt(1n << 2047n);
    const random = () => primeBelow(fromHex(randomBytes(128).toString("hex")) | (3n << 1022n));
    const keys = [
      privateKey(primeBelow(top), primeBelow(top - (1n << 20n))),
      privateKey(primeAbove(half), primeAbove(half + (1n << 20n))),
      privateKey(random(), random()),
      privateKey(random(), random()),
    ];
    assert.equal(toHex(keys[0].n, 256).slice(0, 64), "f".repeat(64));
    assert.equal(keys[1].n.toString(2).slice(0, 200), `1${"0".repeat(199)}`);
    const committee = keys.map(({ key }, at) => ({ id: BigInt(at + 1), publicKey: asText(key) }));
    const keystore = makeKeystore({ dklen: 32, c: 1, prf: "hmac-sha256" });
    const session = await openSession({ workers: 1 });
    await session.unlock({ keystores: [keystore.file], password: PASSWORD });
    for (let round = 0; round < 20; round++) {
      const request = { operators: committee, owner: OWNER, nonce: round };
      const [{ sharesData }] = (await session.split(request)).registrations;
      const data = Buffer.from(sharesData.slice(2), "hex");
      for (const [at, { key }] of keys.entries()) {
        const sealed = data.subarray(96 + 48 * keys.length + 256 * at).subarray(0, 256);
        const share = data.subarray(96 + 48 * at).subarray(0, 48);
        const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, sealed);
        const padding = block.subarray(2, 256 - 67);
        assert.deepEqual([...block.subarray(0, 2), block[256 - 67]], [0, 2, 0]);
        assert.ok(!padding.includes(0));
        const secret = fromHex(block.subarray(-64).toString("latin1"));
        assert.equal(block.subarray(-66, -64).toString("latin1"), "0x");
        assert.equal(bls12_381.G1.Point.BASE.multiply(secret).toHex(), share.toString("hex"));
      }
    }
    session.close();
  });
});

function primesBelow(limit) {
  const composite = new Uint8Array(limit);
  const primes = [];
  for (let candidate = 2; candidate < limit; candidate++) {
    if (composite[candidate]) continue;
    primes.push(BigInt(candidate));
    for (let at = candidate * candidate; at < limit; at += candidate) composite[at] = 1;
  }
  return primes;
}

function primeBelow(limit) {
  for (let candidate = (limit - 1n) | 1n; ; candidate -= 2n)
    if (isPrime(candidate)) return candidate;
}

function primeAbove(limit) {
  for (let candidate = limit | 1n; ; candidate += 2n) if (isPrime(candidate)) return candidate;
}

/** One that the exponent of RSA has an inverse for. */
function isPrime(candidate) {
  return candidate % E !== 1n && checkPrimeSync(candidate);
}

function sqrt(square) {
  let root = 1n << BigInt(square.toString(2).length);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function inverse(number, modulus) {
  let [a, b, x, y] = [number, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}
