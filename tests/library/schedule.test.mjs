import assert from "node:assert/strict";
import { availableParallelism, totalmem } from "node:os";
import { describe, test } from "node:test";
import { importSource } from "./sources.mjs";

const { schedule, halves } = await importSource("keys/schedule.ts");
const { passwordBytes } = await importSource("keys/passwords.ts");
const { affordable, forWorkers } = await importSource("keys/resources.ts");
const { Estimate } = await importSource("keys/estimate.ts");

const SCRYPT = 2 ** 23;
const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** `count` keystores; those with one salt share a derivation. */
const efforts = (count, { kdf = "scrypt", work = SCRYPT, salt = (index) => index } = {}) =>
  new Map(
    Array.from({ length: count }, (_, index) => {
      return [index, { kdf, work, derivation: `${kdf} ${salt(index)}` }];
    }),
  );
const sizes = ({ batches }) => batches.map(({ indices }) => indices.length);

describe("sharing keystores out", () => {
  test("each keystore once, whatever the mix", () => {
    for (const lanes of [1, 2, 3, 8]) {
      for (const salts of [1, 2, 7, 100]) {
        const { batches, work } = schedule(efforts(100, { salt: (index) => index % salts }), lanes);
        const all = batches.flatMap(({ indices }) => indices).sort((a, b) => a - b);
        assert.deepEqual(
          all,
          Array.from({ length: 100 }, (_, index) => index),
        );
        const sum = batches.reduce((total, batch) => total + batch.work, 0);
        assert.ok(Math.abs(sum - work) < 1);
        for (const [at, batch] of batches.entries()) {
          assert.ok(at === 0 || batches[at - 1].work >= batch.work, "longest first");
        }
      }
    }
  });

  test("scrypts go two by two, unless that would leave a worker without any", () => {
    assert.deepEqual(sizes(schedule(efforts(4), 2)), [2, 2]);
    assert.deepEqual(sizes(schedule(efforts(2), 2)), [1, 1]);
    assert.deepEqual(sizes(schedule(efforts(3), 1)), [2, 1]);
    assert.deepEqual(sizes(schedule(efforts(8, { kdf: "pbkdf2", work: 2 ** 20 }), 2)), [4, 4]);
    assert.deepEqual(sizes(schedule(efforts(4, { kdf: "pbkdf2", work: 2 ** 20 }), 2)), [2, 2]);
  });

  test("one salt: one derivation, or one for each worker where the rest is worth it", () => {
    const salt = () => "same";
    assert.deepEqual(sizes(schedule(efforts(20, { salt }), 4)), [20]);
    assert.deepEqual(sizes(schedule(efforts(1000, { salt }), 4)), [250, 250, 250, 250]);
    assert.deepEqual(sizes(schedule(efforts(100, { salt }), 4)), [50, 50]);
  });

  test("one salt with a password each: as many derivations, on all workers", () => {
    const salt = () => "same";
    const one = schedule(efforts(20, { salt }), 4);
    const each = schedule(efforts(20, { salt }), 4, (index) => index);
    assert.deepEqual(sizes(each), Array(10).fill(2));
    assert.ok(each.work > 10 * one.work, "the estimate knows");
    const two = schedule(efforts(20, { salt }), 4, (index) => index % 2);
    assert.deepEqual(sizes(two), [10, 10]);
  });

  test("passwords are told apart by a number", () => {
    const groups = (request, count) => {
      const { group } = passwordBytes(request, count);
      return Array.from({ length: count }, (_, index) => group(index));
    };
    const word = () => new TextEncoder().encode("b");
    const passwords = ["b", "a", word(), "ab", "", "a", "", word()];
    const found = groups({ passwords }, passwords.length);
    const first = (index) => found.indexOf(found[index]);
    assert.deepEqual(
      passwords.map((_, index) => first(index)),
      [0, 1, 0, 3, 4, 1, 4, 0],
    );
    assert.deepEqual(groups({ password: "x" }, 3), [0, 0, 0]);
    assert.deepEqual(groups({ tryPasswords: ["x", "y"] }, 3), [0, 0, 0]);
  });

  test("halves of a batch hold all of it", () => {
    const [first, second] = halves({ indices: [4, 9, 2], work: 30 });
    assert.deepEqual([first.indices, second.indices], [[4, 9], [2]]);
    assert.equal(first.work + second.work, 30);
  });
});

test("workers by cores, and by a quarter of the memory", () => {
  const machine = (cores, memory) => affordable({ cores, memory: memory * GIB });
  assert.deepEqual(machine(8, 64), { workers: 8, scratch: 513 * MIB });
  assert.deepEqual(machine(8, 8), { workers: 8, scratch: 257 * MIB });
  assert.deepEqual(machine(8, 4), { workers: 8, scratch: 129 * MIB });
  assert.deepEqual(machine(8, 1), { workers: 2, scratch: 129 * MIB });
  assert.deepEqual(machine(8, 0.25), { workers: 1, scratch: 129 * MIB });
  assert.deepEqual(machine(1, 8), { workers: 1, scratch: 513 * MIB });
  const asked = forWorkers(3, { cores: 1, memory: GIB });
  assert.deepEqual(asked, { workers: 3, scratch: 129 * MIB });
});

test("no more memory than a container may take", (context) => {
  const limit = context.mock.method(process, "constrainedMemory", () => 2 ** 29);
  assert.deepEqual(affordable(), { workers: 1, scratch: 129 * MIB });
  const machine = { cores: availableParallelism(), memory: totalmem() };
  // What Node says where there is no limit: nothing, or more than there is.
  for (const none of [0, undefined, 2 ** 64]) {
    limit.mock.mockImplementation(() => none);
    assert.deepEqual(affordable(), affordable(machine));
  }
});

test("the time that is left settles on the truth", () => {
  let now = 0;
  const estimate = new Estimate(() => now);
  assert.equal(estimate.remainingMs, undefined);
  estimate.add(1000);
  now = 100;
  estimate.finish(10);
  assert.equal(estimate.remainingMs, undefined, "too early to tell");
  const told = [];
  // Twenty milliseconds a unit at first, then ten with some noise.
  for (let done = 10; done < 1000; done += 10) {
    now += done < 50 ? 200 : 100 + (done % 30);
    estimate.finish(10);
    const truth = ((1000 - done - 10) / 10) * 110;
    told.push({ left: estimate.remainingMs, truth });
  }
  for (const { left, truth } of told.slice(40)) {
    assert.ok(Math.abs(left - truth) < 0.15 * truth + 1, `${left} told, ${truth} true`);
  }
  assert.equal(told.at(-1).left, 0);
});
