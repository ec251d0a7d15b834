/** Workers that die, find no memory or grow: what is left of a batch of keystores. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, test } from "node:test";
import { openSession, splitKeystores, SsvError } from "../../dist/index.js";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { operators, OWNER } from "./inputs.mjs";
import { watchWorkers, withMaximum } from "./workers.mjs";

const LIGHT = { dklen: 32, c: 1000, prf: "hmac-sha256" };
const MIB = 2 ** 20;
const light = Array.from({ length: 12 }, () => makeKeystore(LIGHT));
const wasm = readFileSync(new URL("../../dist/keys.wasm", import.meta.url));

const request = (keystores, changes) => ({
  keystores: keystores.map(({ file }) => file),
  password: PASSWORD,
  operators: operators.slice(0, 4),
  owner: OWNER,
  nonce: 5,
  workers: 2,
  ...changes,
});

function assertInOrder({ registrations }, keystores) {
  assert.deepEqual(
    registrations.map(({ publicKey, nonce }) => [publicKey, nonce]),
    keystores.map(({ publicKey }, index) => [publicKey, 5n + BigInt(index)]),
  );
}

describe("workers that fail", () => {
  let workers;
  let options;
  beforeEach(() => (workers = watchWorkers((options = {}))));
  afterEach(() => workers.restore());
  const watch = (changes) => {
    workers.restore();
    workers = watchWorkers(Object.assign(options, changes));
    return workers.started;
  };

  for (const operation of ["unlock", "split", "lock"]) {
    test(`killed at the third ${operation}: everything is there, in order`, async () => {
      let count = 0;
      const started = watch({
        onRequest: (worker, message) => {
          if (message.operation === operation && ++count === 3) void worker.terminate();
        },
      });
      assertInOrder(await splitKeystores(request(light)), light);
      assert.equal(started.length, 3);
    });
  }

  test("every worker wipes what derivations left, once, after its last keystore", async () => {
    const asked = new Map();
    watch({
      onRequest: (worker, { operation }) => {
        asked.set(worker, [...(asked.get(worker) ?? []), operation]);
      },
    });
    const session = await openSession({ workers: 2 });
    const { keystores } = request(light);
    for (const password of [PASSWORD, "wrong"]) {
      asked.clear();
      await session.unlock({ keystores, password });
      assert.equal(asked.size, 2);
      for (const operations of asked.values()) {
        const last = operations.lastIndexOf("unlock");
        assert.ok(last >= 0);
        assert.ok(operations.slice(last).includes("wipe"));
        assert.equal(operations.filter((operation) => operation === "wipe").length, 1);
      }
    }
    session.close();
  });

  test("a keystore that kills every worker fails alone", async () => {
    const poison = light[4].file;
    const started = watch({
      onRequest: (worker, { operation, request }) => {
        const poisoned =
          operation === "unlock" && request.files.some((file) => equal(file, poison));
        if (poisoned) void worker.terminate();
      },
    });
    const session = await openSession({ workers: 2 });
    const { keystores, password } = request(light);
    const outcomes = await session.unlock({ keystores, password });
    session.close();
    assert.deepEqual(
      outcomes.map(({ key, error }) => error?.code ?? key.publicKey),
      light.map(({ publicKey }, index) => (index === 4 ? "WORKER_CRASHED" : publicKey)),
    );
    assert.ok(started.length <= 6, `${started.length} workers for one bad keystore`);
  });

  test("keys that die with their worker while others open are opened again", async () => {
    let count = 0;
    watch({
      onRequest: (worker, { operation }) => {
        if (operation === "unlock" && ++count === 4) void worker.terminate();
      },
    });
    const session = await openSession({ workers: 1 });
    const { keystores, password } = request(light);
    const outcomes = await session.unlock({ keystores, password });
    assert.ok(outcomes.every(({ key }) => key));
    assert.equal(session.keys.length, light.length);
    const { operators, owner, nonce } = request(light);
    assertInOrder(await session.split({ operators, owner, nonce }), light);
    session.close();
  });

  test("a worker without memory is given up, and the others do its work", async () => {
    const heavy = { dklen: 32, n: 2 ** 14, r: 8, p: 1 };
    const keystores = Array.from({ length: 5 }, () => makeKeystore(heavy));
    const small = new WebAssembly.Module(withMaximum(wasm, 8 * MIB));
    const started = watch({ module: (place) => (place === 1 ? small : undefined) });
    assertInOrder(await splitKeystores(request(keystores)), keystores);
    assert.ok(Math.max(...started[1].memory) <= 8 * MIB);
    assert.ok(started[1].ended || started[1].threadId === -1);
  });

  /** Stands in for the module where a worker has no memory to start: it cannot be instantiated. */
  const unstartable = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

  test("a worker that cannot start is given up, and costs no keystore", async () => {
    const keystores = Array.from({ length: 40 }, (_, index) => light[index % light.length].file);
    const started = watch({ module: (place) => (place > 0 ? unstartable : undefined) });
    const session = await openSession({ workers: 2 });
    const outcomes = await session.unlock({ keystores, password: PASSWORD });
    session.close();
    assert.deepEqual(
      outcomes.map(({ error }) => error?.code),
      keystores.map((_, index) => (index < light.length ? undefined : "DUPLICATE_VALIDATOR")),
    );
    assert.equal(started.length, 2);
  });

  test("the first one dies and no other can start: said so, once", async () => {
    let count = 0;
    const started = watch({
      module: (place) => (place > 0 ? unstartable : undefined),
      onRequest: (worker, { operation }) => {
        if (operation === "unlock" && ++count === 2) void worker.terminate();
      },
    });
    const refused = (error) => error instanceof SsvError && error.code === "OUT_OF_MEMORY";
    await assert.rejects(splitKeystores(request(light)), refused);
    assert.ok(started.length <= 4, `${started.length} workers`);
  });

  test("no worker at all can start: said so at once", async () => {
    watch({ module: () => unstartable });
    const refused = (error) => error instanceof SsvError && error.code === "OUT_OF_MEMORY";
    await assert.rejects(openSession({ workers: 2 }), refused);
  });

  test("a worker that never says its word is given up, and costs no keystore", async (context) => {
    const started = watch({ silent: (place) => place > 0 });
    const session = await openSession({ workers: 2, requireWorker: true });
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const unlocking = session.unlock({
      keystores: light.map(({ file }) => file),
      password: PASSWORD,
    });
    while (started.length < 2) await new Promise((resolve) => setImmediate(resolve));
    context.mock.timers.tick(5000);
    const outcomes = await unlocking;
    session.close();
    assert.ok(outcomes.every(({ key }) => key));
    assert.equal(started.length, 2);
  });

  test("after one was given up, the next work goes to the worker that is left", async () => {
    const heavy = { dklen: 32, n: 2 ** 14, r: 8, p: 1 };
    const keystores = Array.from({ length: 5 }, () => makeKeystore(heavy));
    const small = new WebAssembly.Module(withMaximum(wasm, 8 * MIB));
    const started = watch({ module: (place) => (place === 0 ? small : undefined) });
    const session = await openSession({ workers: 2 });
    for (const part of [keystores, light]) {
      const files = part.map(({ file }) => file);
      const outcomes = await session.unlock({ keystores: files, password: PASSWORD });
      assert.ok(outcomes.every(({ key }) => key));
    }
    session.close();
    assert.equal(started.length, 2);
  });

  test("two requests at once take no more workers than one", async () => {
    const started = watch({});
    const session = await openSession({ workers: 2 });
    const unlock = (part) =>
      session.unlock({ keystores: part.map(({ file }) => file), password: PASSWORD });
    const found = await Promise.all([unlock(light.slice(0, 6)), unlock(light.slice(6))]);
    assert.ok(found.flat().every(({ key }) => key));
    assert.equal(started.length, 2);
    session.close();
  });

  test("a request that ends leaves its worker to the next, even one that has grown", async () => {
    const started = watch({});
    const grows = makeKeystore({ dklen: 32, n: 2 ** 16, r: 8, p: 1 });
    const session = await openSession({ workers: 1 });
    const [failed, found] = await Promise.all([
      session.unlock({ keystores: [grows.file], password: "another password" }),
      session.unlock({ keystores: light.map(({ file }) => file), password: PASSWORD }),
    ]);
    session.close();
    assert.equal(failed[0].error.code, "WRONG_PASSWORD");
    assert.deepEqual(
      found.map(({ error }) => error?.code),
      light.map(() => undefined),
    );
    assert.ok(started.length <= 2);
  });

  test("no memory anywhere: the keystore says so, the others open", async () => {
    const heavy = makeKeystore({ dklen: 32, n: 2 ** 17, r: 8, p: 1 });
    const small = new WebAssembly.Module(withMaximum(wasm, 8 * MIB));
    watch({ module: () => small });
    const session = await openSession({ workers: 2 });
    const keystores = [light[0].file, heavy.file, light[1].file];
    const outcomes = await session.unlock({ keystores, password: PASSWORD });
    session.close();
    assert.deepEqual(
      outcomes.map(({ error }) => error?.code),
      [undefined, "OUT_OF_MEMORY", undefined],
    );
  });

  test("a worker that has grown is replaced", async () => {
    // A machine with 512 MiB: 129 MiB for the worker, which this keystore exceeds even with half a table.
    const started = watch({ memory: 2 ** 29 });
    const heavy = makeKeystore({ dklen: 32, n: 2 ** 18, r: 16, p: 1 });
    const keystores = [heavy, ...light];
    assertInOrder(await splitKeystores(request(keystores, { workers: 1 })), keystores);
    assert.equal(started.length, 2);
    const [grown, fresh] = started.map(({ memory }) => Math.max(...memory));
    assert.ok(grown > 161 * MIB);
    assert.ok(fresh < 16 * MIB, `${fresh} bytes`);
  });

  test("cancelled: the workers are gone at once", async () => {
    const started = watch({});
    const abort = new AbortController();
    const heavy = { dklen: 32, n: 2 ** 18, r: 8, p: 1 };
    const keystores = [makeKeystore(heavy), makeKeystore(heavy)];
    const work = splitKeystores(request(keystores, { signal: abort.signal }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = performance.now();
    abort.abort();
    await assert.rejects(work, (error) => error instanceof SsvError && error.code === "ABORTED");
    const waited = performance.now() - start;
    assert.ok(waited < 200, `${waited} ms`);
    await Promise.all(
      started.map((worker) => worker.ended || new Promise((gone) => worker.once("exit", gone))),
    );
  });
});

function equal(a, b) {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
