/**
 * The field of BLS12-381 as the module has it: the C code with its SIMD, compiled as for the package,
 * held against whole numbers on the edges of every range and on random numbers.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { compileField } from "../bench/field.mjs";

const P = BigInt(
  "0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
);
const BYTES = 48;
/** Numbers stand in Montgomery form. */
const R = 2n ** 384n;

const field = compileField("unsigned room[120]; unsigned *start(void) { return room; }");
const at = field.start();
const memory = new Uint8Array(field.memory.buffer);

const mod = (number) => ((number % P) + P) % P;
const inverse = power(mod(R), P - 2n);

function power(base, exponent) {
  let result = 1n;
  for (let bit = exponent; bit > 0n; bit >>= 1n) {
    if (bit & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

function put(place, parts) {
  for (const [part, number] of parts.entries()) {
    const digits = number.toString(16).padStart(2 * BYTES, "0");
    memory.set(Buffer.from(digits, "hex").reverse(), at + BYTES * (2 * place + part));
  }
}

function take(place, count) {
  return Array.from({ length: count }, (_, part) => {
    const start = at + BYTES * (2 * place + part);
    const digits = Buffer.from(memory.slice(start, start + BYTES).reverse()).toString("hex");
    return BigInt(`0x${digits}`);
  });
}

const [OUT, A, B] = [0, 1, 2].map((place) => at + 2 * BYTES * place);

/** Calls it three times: with a result of its own, and over either factor. */
function binary(name, a, b) {
  const results = [OUT, A, B].map((out, place) => {
    put(1, a);
    put(2, b);
    field[name](out, A, B);
    return take(place, a.length);
  });
  for (const result of results) assert.deepEqual(result, results[0], `${name}, in place`);
  return results[0];
}

function unary(name, a, ...count) {
  const results = [OUT, A].map((out, place) => {
    put(1, a);
    field[name](out, A, ...count);
    return take(place, a.length);
  });
  assert.deepEqual(results[1], results[0], `${name}, in place`);
  return results[0];
}

const drawn = () => mod(BigInt(`0x${randomBytes(64).toString("hex")}`));
/** A limb as the code has it, of a number times 2^lift: all of its bits. */
const limbs = (bits, lift, count) =>
  Array.from(
    { length: count },
    (_, limb) => (((1n << bits) - 1n) << (bits * BigInt(limb))) >> lift,
  );

/** Zero, one, p − 1, R mod p, and what has one limb full, or all but one. */
const edges = [
  0n,
  1n,
  2n,
  P - 1n,
  P - 2n,
  mod(R),
  P >> 1n,
  ...[limbs(30n, 3n, 13), limbs(28n, 4n, 14), limbs(32n, 0n, 12)]
    .flat()
    .flatMap((limb) => [mod(limb), P - 1n - mod(limb)]),
  ...[28n, 30n, 32n, 64n].map((bits) => mod((1n << 380n) - (1n << bits))),
];
const some = () =>
  Math.random() < 0.5 ? edges[Math.floor(Math.random() * edges.length)] : drawn();

/** Every edge with every edge, and as many drawn. */
function* pairs() {
  for (const a of edges) for (const b of edges) yield [a, b];
  for (let round = 0; round < 2000; round++) yield [drawn(), drawn()];
}

describe("Fp", () => {
  test("products, sums and differences", () => {
    for (const [a, b] of pairs()) {
      assert.deepEqual(binary("ssv_fp_mul", [a], [b]), [mod(a * b * inverse)]);
      assert.deepEqual(binary("ssv_fp_add", [a], [b]), [mod(a + b)]);
      assert.deepEqual(binary("ssv_fp_sub", [a], [b]), [mod(a - b)]);
    }
  });

  test("squares, three times and powers of two", () => {
    for (const [a] of pairs()) {
      assert.deepEqual(unary("ssv_fp_sqr", [a]), [mod(a * a * inverse)]);
      assert.deepEqual(unary("ssv_fp_triple", [a]), [mod(3n * a)]);
      for (const count of [1, 3]) {
        assert.deepEqual(unary("ssv_fp_lshift", [a], count), [mod(a << BigInt(count))]);
      }
    }
  });
});

describe("Fp2", () => {
  /** Pairs of parts: edges in every place, and drawn ones. */
  function* numbers() {
    for (const [a, b] of pairs())
      yield [
        [a, b],
        [some(), some()],
      ];
    for (const [a, b] of pairs())
      yield [
        [a, some()],
        [some(), b],
      ];
  }

  test("products, sums and differences", () => {
    for (const [[a0, a1], [b0, b1]] of numbers()) {
      const product = [mod((a0 * b0 - a1 * b1) * inverse), mod((a0 * b1 + a1 * b0) * inverse)];
      assert.deepEqual(binary("ssv_fp2_mul", [a0, a1], [b0, b1]), product);
      assert.deepEqual(binary("ssv_fp2_add", [a0, a1], [b0, b1]), [mod(a0 + b0), mod(a1 + b1)]);
      assert.deepEqual(binary("ssv_fp2_sub", [a0, a1], [b0, b1]), [mod(a0 - b0), mod(a1 - b1)]);
    }
  });

  test("squares, three times and eight times", () => {
    for (const [[a0, a1]] of numbers()) {
      const square = [mod((a0 * a0 - a1 * a1) * inverse), mod(2n * a0 * a1 * inverse)];
      assert.deepEqual(unary("ssv_fp2_sqr", [a0, a1]), square);
      assert.deepEqual(unary("ssv_fp2_triple", [a0, a1]), [mod(3n * a0), mod(3n * a1)]);
      assert.deepEqual(unary("ssv_fp2_lshift", [a0, a1], 3), [mod(8n * a0), mod(8n * a1)]);
    }
  });
});
