/** A thousand keystores opened, split and registered in the page: what its heap and its workers take at most. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

const MIB = 2 ** 20;
const COUNT = 1000;
const SALTS = 50;
/** 4 MiB of scratch memory each, twice that where two are derived at once. */
const PARAMS = { dklen: 32, n: 2 ** 12, r: 8, p: 1 };

/** Module, stack, tables, scratch memory, and half a thousand keys. */
const MOST_PER_WORKER = 12 * MIB;
/** The one that writes the file of all registrations holds its text for a moment. */
const MOST_WHILE_WRITING = 40 * MIB;
/** What is alive of JavaScript, DOM and buffers, beyond what the page takes before the first file. */
const MOST_HEAP = 24 * MIB;
/** The same for moments: the text of a transaction in several requests, and that of the journal. */
const MOST_WHILE_REGISTERING = 64 * MIB;

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test(`${COUNT} keystores: heap and workers of the page within their bounds`, async () => {
  const stake = await site.openStake();
  const { page } = stake;
  await page.evaluate(watchWorkers);
  const heap = await measureHeap(page);
  const before = await heap();
  await stake.begin(filesOf(keystores()));
  await stake.chooseOperators([1, 2, 3, 4]);
  await stake.typePassword(PASSWORD);
  await stake.get("split-progress").waitFor();
  const unlocking = peakOf(heap);
  while (await stake.get("split-progress").isVisible()) await unlocking.measure();
  await stake.get("split-result").waitFor();
  await unlocking.measure();
  assert.ok(unlocking.peak - before <= MOST_HEAP, `${unlocking.peak - before} bytes of heap`);

  const { shares } = JSON.parse(await stake.save("download"));
  assert.equal(shares.length, COUNT);
  const workers = await page.evaluate(() => window.workerMemory);
  assert.ok(workers.length > 0);
  for (const memory of workers) {
    assert.ok(memory.length > COUNT / 32, "each worked");
    const peak = Math.max(...memory.slice(0, -1));
    assert.ok(peak <= MOST_PER_WORKER, `${peak} bytes in a worker`);
    assert.ok(memory.at(-1) <= MOST_WHILE_WRITING, `${memory.at(-1)} bytes in a worker`);
  }

  const registering = peakOf(heap);
  await stake.fund();
  await stake.click("send");
  await stake.proved();
  await stake.click("next-part");
  const end = stake.get("start-over");
  while (!(await end.isVisible())) await registering.measure();
  const left = (await heap()) - before;
  assert.ok(left <= MOST_HEAP, `${left} bytes of heap in the end`);
  const most = registering.peak - before;
  assert.ok(most <= MOST_WHILE_REGISTERING, `${most} bytes of heap while registering`);
  assert.equal((await registrationsOf(site.devnet, stake.owner)).length, COUNT);
  await page.close();
});

/** The most that was ever measured. */
function peakOf(heap) {
  return {
    peak: 0,
    async measure() {
      this.peak = Math.max(this.peak, await heap());
    },
  };
}

/** A thousand validators that share fifty derivations. */
function keystores() {
  const firsts = Array.from({ length: SALTS }, () => makeKeystore(PARAMS));
  return Array.from({ length: COUNT }, (_, index) => {
    const { salt, derived } = firsts[index % SALTS];
    return index < SALTS ? firsts[index] : makeKeystore(PARAMS, { salt, derived });
  });
}

/** Measures bytes that are alive in the page after a collection. */
async function measureHeap(page) {
  const browser = await page.context().newCDPSession(page);
  return async () => {
    await browser.send("HeapProfiler.collectGarbage");
    const { usedSize, embedderHeapUsedSize, backingStorageSize } =
      await browser.send("Runtime.getHeapUsage");
    return usedSize + embedderHeapUsedSize + backingStorageSize;
  };
}

/** Runs in the page: bytes of WebAssembly memory after each answer of each worker. */
function watchWorkers() {
  window.workerMemory = [];
  const Native = Worker;
  window.Worker = class extends Native {
    constructor(...args) {
      super(...args);
      const memory = [];
      window.workerMemory.push(memory);
      this.addEventListener("message", ({ data }) => data.usage && memory.push(data.usage.memory));
    }
  };
}
