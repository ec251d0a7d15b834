import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, beforeEach, describe, test } from "node:test";
import { serve } from "../../scripts/serve.mjs";
import { startDevnet } from "../devnet/index.mjs";
import { createOwner } from "../harness/history.mjs";
import { startProxy } from "../harness/proxy.mjs";
import { launch, openPage } from "./browser.mjs";

const IDS = [1n, 2n, 3n, 4n];
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

describe("checkpoints in Chromium", () => {
  let devnet;
  let proxy;
  let browser;
  let server;
  let page;
  let seen;
  before(async () => {
    devnet = await startDevnet();
    proxy = await startProxy(devnet.rpcUrl);
    const owner = createOwner(devnet, devnet.accounts[1]);
    await owner.register(IDS, 3);
    await owner.remove(IDS, 0);
    await owner.client.mine(200);
    browser = await launch();
    const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${proxy.url}`;
    const body = `<!doctype html><link rel="icon" href="data:,"><meta http-equiv="Content-Security-Policy" content="${policy}">`;
    server = await serve({ folder: dist, answers: { "/": { type: "text/html", body } } });
  });
  after(async () => {
    await browser.close();
    await server.close();
    proxy.close();
    await devnet.stop();
  });
  beforeEach(async () => {
    ({ page, seen } = await openPage(browser));
    await page.goto(server.url);
  });

  /** The account read in the page, and the first block of every scan. */
  async function read(at = page) {
    proxy.calls.length = 0;
    const account = await at.evaluate(
      async ({ network, rpcUrl, owner }) => {
        const { browserCheckpoints, createReader } = await import("/chain.js");
        const checkpoints = browserCheckpoints();
        const reader = createReader({ network: { ...network, rpcUrl }, checkpoints });
        const [account, [operator]] = await Promise.all([
          reader.account(owner),
          reader.operators([3n]),
        ]);
        return { ...account, operator };
      },
      { network: devnet.network, rpcUrl: proxy.url, owner: devnet.accounts[1] },
    );
    const scans = proxy.calls.filter(({ method }) => method === "eth_getLogs");
    return { account, from: scans.map(({ params }) => Number(params[0].fromBlock)) };
  }

  test("a reload goes on where the last scan ended, and keeps operators' keys", async () => {
    const first = await read();
    const { genesisBlock } = devnet.network;
    assert.ok(first.from.includes(genesisBlock));
    assert.deepEqual([first.account.nonce, first.account.clusters[0].validators.length], [3n, 2]);
    await page.reload();
    const second = await read();
    assert.deepEqual(second.account, first.account);
    assert.deepEqual(second.from.length, 1);
    assert.ok(second.from[0] > genesisBlock);
    assert.deepEqual(seen.violations, []);
    assert.deepEqual(seen.complaints, []);
  });

  test("what is kept is public: no more than what the chain says", async () => {
    await read();
    const kept = await page.evaluate(
      () =>
        new Promise((resolve) => {
          indexedDB.open("ssv-wasm").onsuccess = ({ target: { result } }) => {
            const table = result.transaction("checkpoints").objectStore("checkpoints");
            table.getAllKeys().onsuccess = ({ target }) => resolve(target.result);
          };
        }),
    );
    const { chainId, network } = devnet.network;
    const name = (kind, what) => `ssv-wasm:${kind}:${chainId}:${network}:${what}`.toLowerCase();
    assert.deepEqual(kept, [name("account", devnet.accounts[1]), name("operator", 3)]);
  });

  test("two tabs read at once, and a database deleted under them is made anew", async () => {
    const other = await page.context().newPage();
    await other.goto(server.url);
    const [one, two] = await Promise.all([read(page), read(other)]);
    assert.deepEqual(one.account, two.account);
    const deleted = await other.evaluate(
      () =>
        new Promise((resolve) => {
          const request = indexedDB.deleteDatabase("ssv-wasm");
          request.onsuccess = () => resolve(true);
          request.onblocked = () => resolve(false);
        }),
    );
    assert.equal(deleted, true);
    await read(page);
    assert.ok(!(await read(page)).from.includes(devnet.network.genesisBlock));
  });

  for (const [what, breakIt] of Object.entries({
    "no IndexedDB": () => Object.defineProperty(window, "indexedDB", { value: undefined }),
    "an IndexedDB that refuses": () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("denied", "SecurityError");
      };
    },
    "a full disk": () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
  })) {
    test(`${what}: every scan is whole`, async () => {
      await page.evaluate(breakIt);
      assert.equal((await read()).account.nonce, 3n);
      const { account, from } = await read();
      assert.equal(account.operator.keyConfirmed, true);
      assert.ok(from.includes(devnet.network.genesisBlock));
      assert.deepEqual(seen.complaints, []);
    });
  }
});
