import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { launch, openPage } from "./browser.mjs";
import { assertShares } from "./chain.mjs";
import { PASSWORD, publicKeyOf, QUICK } from "./stake.mjs";

const OWNER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const NONCE = 3;
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const operators = JSON.parse(readFileSync(new URL("../devnet/operators.json", import.meta.url)))
  .slice(0, 4)
  .map(({ id, publicKey, privateKey }) => ({ id, publicKey, privateKey }));
const operatorKeys = Object.fromEntries(operators.map(({ id, privateKey }) => [id, privateKey]));

const SCRIPTS = "default-src 'none'; connect-src 'self'; script-src 'self'";
const WASM = `${SCRIPTS} 'wasm-unsafe-eval'`;
const WORKER = `${WASM}; worker-src 'self'`;

/** The published files in pages with different policies. */
describe("the library in Chromium", () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser.close());

  /** Runs `work` in a page with this policy; `worker` is put around the worker's own script. */
  async function inPage(policy, work, { worker, block, argument } = {}) {
    const body = `<!doctype html><link rel="icon" href="data:,"><meta http-equiv="Content-Security-Policy" content="${policy}">`;
    const answers = { "/": { type: "text/html", body } };
    if (worker !== undefined) {
      const script = worker.replace("WORKER", () => readFileSync(`${dist}worker.js`, "utf8"));
      answers["/worker.js"] = { type: "text/javascript", body: script };
    }
    const server = await serve({ folder: dist, answers });
    const { page, seen } = await openPage(browser);
    const workers = [];
    page.on("worker", (started) => workers.push(started.url()));
    try {
      if (block) await page.route(block, (route) => route.fulfill({ status: 404 }));
      await page.goto(server.url);
      const request = {
        keystore: readFileSync(QUICK, "utf8"),
        password: PASSWORD,
        operators: operators.map(({ id, publicKey }) => ({ id, publicKey })),
        owner: OWNER,
        nonce: NONCE,
        argument,
      };
      const result = await page.evaluate(work, request);
      const urls = seen.requests.map((request) => request.url());
      const foreign = urls.filter((url) => !/^(?:http:\/\/127|blob:|data:)/.test(url));
      assert.deepEqual(foreign, []);
      return { result, seen, workers, left: page.workers().length };
    } finally {
      await page.context().close();
      await server.close();
    }
  }

  /** Runs in the page: opens a session, splits, and says how. */
  const split = async ({ keystore, password, operators, owner, nonce }) => {
    const { openSession } = await import("/index.js");
    try {
      const session = await openSession();
      const keystores = [new TextEncoder().encode(keystore)];
      const [outcome] = await session.unlock({ keystores, password });
      if ("error" in outcome) return { mode: session.mode, code: outcome.error.code };
      const { registrations } = await session.split({ operators, owner, nonce });
      const { mode } = session;
      session.close();
      return { mode, registrations };
    } catch (error) {
      return { code: error.code };
    }
  };

  function assertSplit({ registrations }) {
    const [{ publicKey, operatorIds, sharesData, owner, nonce }, ...others] = registrations;
    assert.equal(others.length, 0);
    assert.equal(publicKey, publicKeyOf(QUICK));
    assert.equal(owner, OWNER);
    assert.equal(nonce, BigInt(NONCE));
    assertShares({ operatorKeys }, { owner, operatorIds, publicKey, shares: sharesData }, NONCE);
  }

  test("its own worker file is used where it can be reached", async () => {
    const { result, seen, workers } = await inPage(WORKER, split);
    assert.equal(result.mode, "worker");
    assertSplit(result);
    assert.match(workers.join(), /^http:\/\/127\.0\.0\.1:\d+\/worker\.js$/);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.complaints, []);
  });

  test("a missing worker file: the same worker from a Blob", async () => {
    const policy = `${WORKER} blob:`;
    const { result, workers, seen } = await inPage(policy, split, { block: "**/worker.js" });
    assert.equal(result.mode, "worker");
    assertSplit(result);
    assert.match(workers.at(-1), /^blob:/);
    assert.deepEqual(seen.violations, []);
  });

  test("Unicode's tables that do not load: said for the password that needs them alone", async () => {
    const { packed } = await import("../../www/lib/generated/unicode.js");
    const holdsTables = (name) => readFileSync(dist + name, "utf8").includes(packed);
    const scripts = readdirSync(dist).filter((name) => name.endsWith(".js") && holdsTables(name));
    const block = new RegExp(`/(?:${scripts.join("|")})$`);
    const unlocking = async ({ keystore, password }) => {
      const { openSession } = await import("/index.js");
      const session = await openSession();
      const keystores = [new TextEncoder().encode(keystore)];
      const codes = [];
      for (const tried of ["pässword", password]) {
        const outcomes = await session
          .unlock({ keystores, password: tried })
          .catch((error) => error);
        codes.push(outcomes.code ?? outcomes[0].error?.code ?? outcomes[0].key.publicKey);
      }
      session.close();
      return codes;
    };
    const missing = await inPage(WORKER, unlocking, { block });
    assert.deepEqual(missing.result, ["UNICODE_MISSING", publicKeyOf(QUICK)]);
    const there = await inPage(WORKER, unlocking);
    assert.deepEqual(there.result, ["WRONG_PASSWORD", publicKeyOf(QUICK)]);
  });

  test("somebody else's file at the worker's address is not trusted with anything", async () => {
    const worker = 'postMessage("ready"); onmessage = () => fetch("/stolen");';
    const { result, workers, seen } = await inPage(`${WORKER} blob:`, split, { worker });
    assertSplit(result);
    assert.match(workers.at(-1), /^blob:/);
    assert.ok(!seen.requests.some((request) => request.url().endsWith("/stolen")));
  });

  test("worker-src 'none': the main thread, and it says so", async () => {
    const { result, seen } = await inPage(`${WASM}; worker-src 'none'`, split);
    assert.equal(result.mode, "main-thread");
    assertSplit(result);
    // The other tests rely on violations being seen.
    assert.ok(seen.violations.length > 0);
  });

  test("a worker can be required", async () => {
    const { result } = await inPage(`${WASM}; worker-src 'none'`, async () => {
      const { openSession } = await import("/index.js");
      return openSession({ requireWorker: true }).catch(({ name, code }) => ({ name, code }));
    });
    assert.deepEqual(result, { name: "SsvError", code: "WORKER_REQUIRED" });
  });

  test("no 'wasm-unsafe-eval': WASM_UNAVAILABLE", async () => {
    const { result } = await inPage(`${SCRIPTS}; worker-src 'self'`, split);
    assert.deepEqual(result, { code: "WASM_UNAVAILABLE" });
  });

  test("Trusted Types: the policy name ssv-wasm is enough, also for a Blob", async () => {
    const policy = `${WORKER} blob:; require-trusted-types-for 'script'; trusted-types ssv-wasm`;
    for (const block of [undefined, "**/worker.js"]) {
      const { result, seen } = await inPage(policy, split, { block });
      assert.equal(result.mode, "worker");
      assertSplit(result);
      assert.deepEqual(seen.violations, []);
    }
  });

  test("Trusted Types without our policy: the main thread", async () => {
    const policy = `${WORKER}; require-trusted-types-for 'script'; trusted-types other`;
    const { result } = await inPage(policy, split);
    assert.equal(result.mode, "main-thread");
    assertSplit(result);
  });

  test("a worker that dies: its keystore is tried once more, and its keys can be opened again", async () => {
    const { result } = await inPage(
      WORKER,
      async ({ keystore, password, operators, owner, nonce }) => {
        const Native = Worker;
        const started = [];
        window.Worker = class extends Native {
          constructor(...args) {
            super(...args);
            started.push(this);
          }
        };
        const crash = () => started.at(-1).onerror(new Event("error"));
        const { openSession } = await import("/index.js");
        const session = await openSession({ workers: 1 });
        const unlock = () =>
          session.unlock({ keystores: [new TextEncoder().encode(keystore)], password });
        const split = () => session.split({ operators, owner, nonce });

        const dieWhileOpening = (times) => {
          const native = Worker.prototype.postMessage;
          Worker.prototype.postMessage = function (message, transfer) {
            native.call(this, message, transfer);
            if (message.operation !== "unlock" || times-- < 1) return;
            queueMicrotask(() => this.onerror(new Event("error", { cancelable: true })));
          };
        };
        dieWhileOpening(2);
        const [first] = await unlock();
        dieWhileOpening(1);
        const [second] = await unlock();
        await split();
        crash();
        const keysAfterCrash = session.keys.length;
        const refused = await split().catch((error) => error.code);
        const [third] = await unlock();
        const resigned = await session.resign({ nonce }).catch((error) => error.code);
        const { registrations } = await split();
        crash();
        await unlock();
        const again = await session.resign({ nonce });
        const keys = session.keys.length;
        session.close();
        return {
          again: again.registrations,
          codes: [first.error?.code, second.error?.code, refused, third.error?.code, resigned],
          keysAfterCrash,
          keys,
          workers: started.length,
          registrations,
        };
      },
    );
    const { again, codes, keysAfterCrash, keys, workers } = result;
    assert.deepEqual(codes, [
      "WORKER_CRASHED",
      undefined,
      "WORKER_CRASHED",
      undefined,
      "INVALID_ARGUMENT",
    ]);
    // Five that hold keys, a sixth for the key that is opened once more, and one that checks.
    assert.deepEqual([keysAfterCrash, keys, workers], [0, 1, 7]);
    assertSplit(result);
    assert.deepEqual(again, result.registrations, "a split outlives its worker");
  });

  test("the worker's exits are closed", async () => {
    const worker =
      "WORKER;setTimeout(() => postMessage(['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'BroadcastChannel', 'importScripts', 'indexedDB', 'caches', 'Worker'].filter((name) => globalThis[name] !== undefined)))";
    const { result } = await inPage(
      WORKER,
      () =>
        new Promise((resolve) => {
          new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => {
            if (Array.isArray(data)) resolve(data);
          };
        }),
      { worker },
    );
    assert.deepEqual(result, []);
  });

  test("the worker alone: answers hold public keys, causes, and no secret", async () => {
    const { result } = await inPage(WORKER, async ({ keystore, password }) => {
      const worker = new Worker("/worker.js");
      const next = () =>
        new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve(data);
        });
      const ready = await next();
      const module = await WebAssembly.compileStreaming(fetch("/keys.wasm"));
      worker.postMessage({ role: { name: "keys", module } });
      const running = await next();
      const file = new TextEncoder().encode(keystore);
      const ask = async (text) => {
        const secret = new TextEncoder().encode(text);
        const request = { files: [file], passwords: [secret], scratch: 0 };
        worker.postMessage({ id: 7, operation: "unlock", request }, [secret.buffer]);
        return { ...(await next()), left: secret.byteLength };
      };
      return [ready, running, await ask("wrong"), await ask(password)];
    });
    const [ready, running, wrong, opened] = result;
    for (const word of [ready, running]) assert.equal(typeof word, "string");
    const [{ failure }] = wrong.value;
    assert.deepEqual([wrong.id, failure.code, wrong.left], [7, "WRONG_PASSWORD", 0]);
    assert.deepEqual([wrong.usage.keys, opened.usage.keys], [0, 1]);
    const [key] = opened.value;
    assert.deepEqual(Object.keys(key).sort(), ["keyStream", "publicKey", "slot", "warnings"]);
    assert.equal(key.publicKey, publicKeyOf(QUICK));
  });

  test("no secure random numbers: RANDOMNESS_UNAVAILABLE", async () => {
    const worker = "delete Crypto.prototype.getRandomValues;WORKER";
    const { result } = await inPage(WORKER, split, { worker });
    assert.deepEqual(result, { code: "RANDOMNESS_UNAVAILABLE" });
  });

  test("Math.random is never asked, in a worker or in the page", async () => {
    const broken = "Math.random = () => { throw new Error('asked'); };";
    const inWorker = await inPage(WORKER, split, { worker: `${broken}WORKER` });
    assert.equal(inWorker.result.mode, "worker");
    assertSplit(inWorker.result);
    const none = `${WASM} 'unsafe-eval'; worker-src 'none'`;
    const source = `async (request) => { ${broken} return (${split})(request); }`;
    const inThread = await inPage(none, (request) => (0, eval)(request.argument)(request), {
      argument: source,
    });
    assert.equal(inThread.result.mode, "main-thread");
    assertSplit(inThread.result);
  });

  test("password bytes are moved to the worker and wiped, and the worker ends with the call", async () => {
    const { result, left } = await inPage(
      WORKER,
      async ({ keystore, password, operators, owner, nonce }) => {
        const moved = [];
        const native = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, transfer) {
          native.call(this, message, transfer);
          for (const { byteLength } of message.request?.passwords ?? []) moved.push(byteLength);
        };
        const { splitKeystores } = await import("/index.js");
        const secret = new TextEncoder().encode(password);
        const keystores = [new Blob([keystore])];
        const request = { keystores, password: secret, operators, owner, nonce };
        const { keyshares } = await splitKeystores(request);
        const wiped = secret.every((byte) => byte === 0);
        const lost = new TextEncoder().encode("wrong");
        const code = await splitKeystores({ ...request, password: lost }).catch((e) => e.code);
        await new Promise((resolve) => setTimeout(resolve, 100));
        return { moved, wiped, code, lost: [...lost], keyshares };
      },
    );
    assert.deepEqual(result.moved, [0, 0]);
    assert.ok(result.wiped);
    assert.equal(result.code, "WRONG_PASSWORD");
    assert.deepEqual(result.lost, [0, 0, 0, 0, 0]);
    assert.ok(!result.keyshares.includes(PASSWORD));
    assert.equal(left, 0);
  });

  test("every entry can be imported without starting anything", async () => {
    const { result, workers, seen } = await inPage(WORKER, async () => {
      const before = Object.getOwnPropertyNames(globalThis);
      for (const name of ["index", "chain", "wallet"]) await import(`/${name}.js`);
      return Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name));
    });
    assert.deepEqual(result, []);
    assert.deepEqual(workers, []);
    assert.ok(!seen.requests.some((request) => /\.wasm|worker/.test(request.url())));
  });
});
