/** A thousand keystores take no more memory than a few, in every worker and in the thread that asks; held keys, little. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openSession, splitKeystores } from "../../dist/index.js";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { operators, OWNER } from "./inputs.mjs";
import { watchWorkers } from "./workers.mjs";

const MIB = 2 ** 20;
const COUNT = 1000;
const SALTS = 50;
/** 4 MiB of scratch memory each, twice that where two are derived at once. */
const PARAMS = { dklen: 32, n: 2 ** 12, r: 8, p: 1 };

/** Module, stack, tables, and the scratch memory of two derivations. */
const MOST_PER_WORKER = 16 * MIB;
/** The same where half a thousand keys stay, each with its last split to be signed again. */
const MOST_PER_SESSION = 12 * MIB;
/** Registrations, their file, and what a thousand requests leave behind. */
const MOST_HEAP = 48 * MIB;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");
const heap = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

const firsts = Array.from({ length: SALTS }, () => makeKeystore(PARAMS));
const keystores = Array.from({ length: COUNT }, (_, index) => {
  const { salt, derived } = firsts[index % SALTS];
  return index < SALTS ? firsts[index] : makeKeystore(PARAMS, { salt, derived });
});

test(`${COUNT} keystores: memory of workers and page stays flat`, async () => {
  const workers = watchWorkers();
  try {
    const before = heap();
    let most = 0;
    const { registrations } = await splitKeystores({
      keystores: keystores.map(({ file }) => file),
      password: PASSWORD,
      operators: operators.slice(0, 4),
      owner: OWNER,
      nonce: 0,
      workers: 2,
      onProgress: ({ done }) => {
        if (done % 250 === 0) most = Math.max(most, heap() - before);
      },
    });
    most = Math.max(most, heap() - before);
    assert.deepEqual(
      registrations.map(({ publicKey }) => publicKey),
      keystores.map(({ publicKey }) => publicKey),
    );
    assert.equal(workers.started.length, 2);
    for (const { memory } of workers.started) {
      assert.ok(memory.length > COUNT / 32, "both worked");
      const [warm, last] = [memory[Math.floor(memory.length / 4)], memory.at(-2)];
      assert.ok(last <= warm, `grew from ${warm} to ${last} bytes`);
      // The last answer may be the file of all registrations, written by one of them.
      const peak = Math.max(...memory.slice(0, -1));
      assert.ok(peak <= MOST_PER_WORKER, `${peak} bytes in a worker`);
    }
    assert.ok(most <= MOST_HEAP, `${most} bytes of heap`);
  } finally {
    workers.restore();
  }
});

test(`${COUNT} keys held in one session and split: workers and page within their bounds`, async () => {
  const workers = watchWorkers();
  const session = await openSession({ workers: 2 });
  try {
    const before = heap();
    let most = 0;
    const onProgress = ({ done }) => {
      if (done % 250 === 0) most = Math.max(most, heap() - before);
    };
    const files = keystores.map(({ file }) => file);
    await session.unlock({ keystores: files, password: PASSWORD, onProgress });
    const order = { operators: operators.slice(0, 4), owner: OWNER, nonce: 0, onProgress };
    const { registrations } = await session.split(order);
    most = Math.max(most, heap() - before);
    assert.deepEqual(
      registrations.map(({ publicKey }) => publicKey),
      keystores.map(({ publicKey }) => publicKey),
    );
    assert.equal(workers.started.length, 2);
    for (const { memory } of workers.started) {
      assert.ok(memory.length > COUNT / 32, "both worked");
      // The last answer may be the file of all registrations, written by one of them.
      const peak = Math.max(...memory.slice(0, -1));
      assert.ok(peak <= MOST_PER_SESSION, `${peak} bytes in a worker`);
    }
    assert.ok(most <= MOST_HEAP, `${most} bytes of heap`);
  } finally {
    session.close();
    workers.restore();
  }
});
