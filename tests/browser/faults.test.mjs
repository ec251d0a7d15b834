import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { QUICK } from "./stake.mjs";
import {
  callsPerTime,
  gateway,
  listen,
  lost,
  otherChain,
  partialBatches,
  rangeLimit,
  rateLimit,
  slow,
  staleHead,
  startProxy,
} from "../harness/proxy.mjs";

/** A real node behind a proxy that spoils its answers: the page says so or copes, and never registers wrongly. */
describe("a node that misbehaves", () => {
  let site;
  let rpc;
  before(async () => {
    site = await openSite();
    ({ rpc } = site.devnet);
  });
  after(() => site.close());

  /** The page reading through a proxy with these faults; its wallet has a node of its own. */
  async function openThrough(...faults) {
    const proxy = await startProxy(site.devnet.rpcUrl, ...faults);
    const stake = await site.openStake();
    await stake.page.route("**/network.json", async (route) => {
      const settings = await (await route.fetch()).json();
      settings.networks[0].rpcUrl = proxy.url;
      await route.fulfill({ json: settings });
    });
    await stake.page.reload();
    await stake.approve();
    return { stake, proxy };
  }

  async function finish(stake, proxy, keyshares) {
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    assert.ok(proxy.calls.length > 0, "the page read through the proxy");
    await stake.page.close();
    proxy.close();
  }

  const patiently = {
    "too many requests": () => [rateLimit({ times: 3, retryAfter: 1 }), callsPerTime(20, 1000)],
    "slow answers, lost connections and a failing gateway": () => [slow(250), lost(2), gateway(2)],
    "ranges of five blocks and half-answered batches": () => [rangeLimit(5), partialBatches(1)],
  };
  for (const [name, faults] of Object.entries(patiently)) {
    test(`${name}: the registration goes through`, async () => {
      await rpc("anvil_mine", ["0x20"]);
      const { stake, proxy } = await openThrough(...faults());
      stake.page.setDefaultTimeout(60_000);
      const keyshares = await stake.prepare();
      await stake.click("send");
      await finish(stake, proxy, keyshares);
    });
  }

  test("a head that falls back: nothing is sent on an old state, reading again goes on", async () => {
    await rpc("anvil_mine", ["0x20"]);
    const { stake, proxy } = await openThrough();
    const keyshares = await stake.prepare();
    proxy.faults = [staleHead(30)];
    await stake.click("send");
    await stake.problem("RPC_FAILED");
    assert.deepEqual(await stake.page.evaluate(sentTransactions), []);
    proxy.faults = [];
    await stake.click("send");
    await finish(stake, proxy, keyshares);
  });

  test("another chain behind the same address: refused before anything is read from it", async () => {
    const { stake, proxy } = await openThrough(otherChain(1));
    await stake.addFiles([QUICK]);
    await stake.click("keys-next");
    await stake.at("account");
    await stake.click("wallet");
    await stake.problem("WRONG_CHAIN");
    assert.ok(await stake.get("account-next").isDisabled());
    await stake.page.close();
    proxy.close();
  });

  test("another chain after the review: nothing is sent", async () => {
    const { stake, proxy } = await openThrough();
    await stake.prepare();
    proxy.faults = [otherChain(1)];
    await stake.click("send");
    await stake.page.locator("[data-test=problem]").first().waitFor();
    assert.deepEqual(await stake.page.evaluate(sentTransactions), []);
    await stake.page.close();
    proxy.close();
  });

  test("a reorganisation after mining: not proved by the block that is gone", async () => {
    const { stake, proxy } = await openThrough();
    const keyshares = await stake.prepare();
    await rpc("evm_setIntervalMining", [0]);
    await rpc("evm_setAutomine", [false]);
    await stake.click("send");
    await stake.page.locator("[data-test=transaction][data-state=pending]").waitFor();
    await rpc("anvil_mine", ["0x1"]);
    await stake.page.locator("[data-test=transaction][data-state=mined]").waitFor();
    const mined = await rpc("eth_getTransactionByHash", [
      await stake.get("hash").getAttribute("data-hash"),
    ]);
    // The block is replaced by an empty one; the transaction goes back to the pool by hand.
    await rpc("anvil_reorg", [1, []]);
    await rpc("anvil_mine", ["0x1"]);
    await stake.page.locator("[data-test=transaction][data-state=pending]").waitFor();
    assert.equal(await stake.get("proved").count(), 0);
    const { from, to, input: data, value, gas, nonce } = mined;
    await rpc("eth_sendTransaction", [{ from, to, data, value, gas, nonce }]);
    await rpc("evm_setIntervalMining", [1]);
    await finish(stake, proxy, keyshares);
  });
});

/** Names of operators come from somebody who may lie: they are shown, and nothing else hangs on them. */
describe("an API that misbehaves", () => {
  let site;
  before(async () => (site = await openSite()));
  after(() => site.close());

  /** The page with an API that gives `answer(id)`: a Reply as the proxy's; without one, none is named. */
  async function openWith(t, answer) {
    const asked = [];
    const api = await listen((request, text) => {
      asked.push(`${request.method} ${request.url} ${text}`.trim());
      return answer(Number(request.url.split("/").at(-1)));
    });
    t.after(() => api.close());
    const stake = await site.openStake();
    stake.page.setDefaultTimeout(60_000);
    await stake.page.route("**/network.json", async (route) => {
      const settings = await (await route.fetch()).json();
      if (answer !== undefined) settings.networks[0].apiUrl = `${api.url}/api/`;
      await route.fulfill({ json: settings });
    });
    await stake.page.reload();
    await stake.approve();
    return { stake, asked };
  }

  const names = (stake) => stake.get("operator-name").allInnerTexts();

  /** Up to the signature: what the page showed of the operators but for their names, and what it asks to pay. */
  async function prepare(stake, named = async () => {}) {
    await stake.begin();
    await stake.pick([1, 2, 3, 4]);
    await stake.page.locator("[data-test=operators-next]:enabled").waitFor();
    await named();
    const rows = await stake.get("operator").evaluateAll((items) =>
      items.map((item) => {
        const copy = item.cloneNode(true);
        copy.querySelector("[data-test=operator-name]")?.remove();
        return copy.textContent.replace(/\s+/g, " ").trim();
      }),
    );
    await stake.click("operators-next");
    const keyshares = await stake.split();
    await stake.fund();
    return { keyshares, figures: [...rows, await stake.get("decoded-value").innerText()] };
  }

  test("names and performance are shown as the API's, in both places, beside the numbers", async (t) => {
    const { stake, asked } = await openWith(t, (id) => ({
      body: { id, name: `Node ${id}`, performance: { "24h": 1, "30d": 99.97 - id } },
    }));
    await stake.begin();
    await stake.pick([1, 2, 3, 4]);
    await stake.get("operator-name").nth(3).waitFor();
    const shown = await names(stake);
    shown.forEach((text, at) => {
      assert.match(text, new RegExp(`“Node ${at + 1}”`));
      assert.match(text, new RegExp(`${98 - at}\\.9 %`));
    });
    const row = await stake.get("operator").first().innerText();
    assert.match(row, /^1\s/);
    assert.equal(await stake.get("name-source").count(), 1);
    await stake.saying("name-source", "SSV API");
    await stake.click("operators-next");
    const keyshares = await stake.split();
    await stake.fund();
    await stake.click("send");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    await stake.page.evaluate(() => (location.hash = "clusters/1-2-3-4"));
    await stake.get("operator-name").nth(3).waitFor();
    assert.deepEqual(await names(stake), shown);
    assert.equal(await stake.get("name-source").count(), 1);
    assert.deepEqual(
      asked.sort(),
      [1, 2, 3, 4].map((id) => `GET /api/operators/${id}`),
    );
    await stake.page.close();
  });

  test("lies change no figure and no key, and the registration goes through", async (t) => {
    const honest = await openWith(t, undefined);
    const { figures: expected } = await prepare(honest.stake, async () => {
      assert.equal(await honest.stake.get("name-source").count(), 0);
    });
    await honest.stake.page.close();
    assert.equal(expected.length, 5);
    expected.forEach((text) => assert.match(text, /ETH/));

    const script = `<img src=x onerror="document.title='owned'">${"x".repeat(500)}`;
    const lie = {
      name: script,
      fee: "0",
      validators_count: 500,
      is_private: true,
      status: "Removed",
      owner_address: `0x${"1".repeat(40)}`,
      public_key: "LS0tLS1CRUdJTiBSU0EgUFVCTElDIEtFWS0tLS0t",
      performance: { "30d": 1e9 },
    };
    const answers = {
      1: () => ({ body: { ...lie, id: 1 } }),
      2: () => ({ body: { ...lie, id: 3, name: "Another" } }),
      3: () => ({ body: { ...lie, id: 3, name: "Huge", logo: "x".repeat(10_000_000) } }),
      4: () => delay(600_000, { drop: true }, { ref: false }),
    };
    const { stake, asked } = await openWith(t, (id) => answers[id]());
    const { keyshares, figures } = await prepare(stake, async () => {
      await stake.get("operator-name").first().waitFor();
      const shown = await names(stake);
      assert.deepEqual(
        shown.map((text) => text.trim()),
        [`“${script.slice(0, 64)}”`],
      );
      assert.equal(await stake.page.locator("[data-test=operator-name] img").count(), 0);
    });
    assert.deepEqual(figures, expected);
    assert.notEqual(await stake.page.title(), "owned");
    assert.deepEqual(stake.seen.violations, []);
    assert.deepEqual(await stake.page.evaluate(sentTransactions), []);
    assert.ok(
      asked.length >= 4 && asked.every((line) => /^GET \/api\/operators\/[1-4]$/.test(line)),
    );
    await stake.click("send");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    await stake.page.close();
  });
});

/** What the wallet of the page was asked to send. */
function sentTransactions() {
  return window.testWallet.requests.filter((method) => method === "eth_sendTransaction");
}
