import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { QUICK } from "./stake.mjs";
import {
  callsPerTime,
  gateway,
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

/** What the wallet of the page was asked to send. */
function sentTransactions() {
  return window.testWallet.requests.filter((method) => method === "eth_sendTransaction");
}
