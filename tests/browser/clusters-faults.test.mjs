import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openPage } from "./browser.mjs";
import { ETHER, openClusterSite } from "./cluster-site.mjs";
import { Clusters } from "./clusters.mjs";
import {
  callsPerTime,
  gateway,
  otherChain,
  partialBatches,
  rangeLimit,
  slow,
  staleHead,
  startProxy,
} from "../harness/proxy.mjs";

/** Money only moves on a state that the chain has confirmed, whatever happens to node or block. */
describe("clusters when things go wrong", () => {
  let site;
  before(async () => (site = await openClusterSite()));
  after(() => site.close());

  /** An owner's clusters, read through a proxy with these faults; the wallet has a node of its own. */
  async function openThrough(owner, ...faults) {
    const proxy = await startProxy(site.devnet.rpcUrl, ...faults);
    const { page, seen } = await openPage(site.browser);
    await page.route("**/network.json", async (route) => {
      const settings = await (await route.fetch()).json();
      settings.networks[0].rpcUrl = proxy.url;
      await route.fulfill({ json: settings });
    });
    await page.goto(`${site.url}#clusters/`);
    const tab = new Clusters(page, seen, owner);
    await tab.approve();
    return { tab, proxy };
  }

  const deposit = async (tab, name) => {
    await tab.open(name);
    await tab.click("open-deposit");
    await tab.at("deposit");
    await tab.get("amount").fill("0.25");
    await tab.review();
  };

  const deposits = async (owner) =>
    (await site.clusterEvents(owner)).filter(({ name }) => name === "ClusterDeposited");

  test("limits, delays, lost answers and short ranges: read, deposited and proved", async () => {
    const made = await site.ownerWithCluster();
    await site.mine(32);
    const faults = [
      callsPerTime(40, 1000),
      slow(100),
      gateway(2),
      rangeLimit(7),
      partialBatches(3),
    ];
    const { tab, proxy } = await openThrough(made.owner, ...faults);
    tab.page.setDefaultTimeout(60_000);
    await tab.connect();
    await deposit(tab, made.name);
    await tab.click("send");
    await tab.proved();
    assert.equal((await deposits(made.owner)).at(-1).value, ETHER / 4n);
    await tab.page.close();
    proxy.close();
  });

  test("a head that falls back: no figure of the past, nothing sent", async () => {
    const made = await site.ownerWithCluster();
    await site.mine(32);
    const { tab, proxy } = await openThrough(made.owner);
    await tab.connect();
    await deposit(tab, made.name);
    proxy.faults = [staleHead(30)];
    await tab.click("send");
    await tab.problem("RPC_FAILED");
    assert.equal(await tab.page.evaluate(sent), 0);
    proxy.faults = [];
    await tab.click("retry");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    await tab.page.close();
    proxy.close();
  });

  test("left while the chain is read once more: the wallet is not asked", async () => {
    const made = await site.ownerWithCluster();
    const { tab, proxy } = await openThrough(made.owner);
    await tab.connect();
    await deposit(tab, made.name);
    const { held, release } = gate();
    proxy.faults = [held];
    await tab.click("send");
    await tab.page.locator("[data-test=action][data-stage=rechecking]").waitFor();
    await tab.goTo("");
    await tab.card(made.name).waitFor();
    release();
    await deposit(tab, made.name);
    await tab.click("send");
    await tab.proved();
    assert.equal(await tab.page.evaluate(sent), 1);
    await tab.page.close();
    proxy.close();
  });

  test("a link to another cluster during the first read: the own clusters are read again", async () => {
    const [made, other] = [await site.ownerWithCluster(), await site.ownerWithCluster()];
    const { held, release } = gate("eth_getLogs");
    const { tab, proxy } = await openThrough(made.owner, held);
    await tab.click("wallet");
    while (!proxy.calls.some(({ method }) => method === "eth_getLogs")) await delay(50);
    await tab.goTo(`top-up?owner=${other.owner}&operators=${other.name}`);
    await tab.get("top-up-owner").waitFor();
    release();
    await tab.saying("stranger", other.owner);
    await tab.goTo("");
    await tab.card(made.name).waitFor();
    await tab.page.close();
    proxy.close();
  });

  test("another chain behind the node's address: nothing is shown as this chain's", async () => {
    const made = await site.ownerWithCluster();
    const { tab, proxy } = await openThrough(made.owner, otherChain(1));
    await tab.click("wallet");
    await tab.problem("WRONG_CHAIN");
    assert.equal(await tab.card(made.name).count(), 0);
    await tab.page.close();
    proxy.close();
  });

  test("a reorganisation after mining: pending again, proved by the block that stays", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await deposit(tab, made.name);
    await site.stopMining();
    await tab.click("send");
    await tab.phase("pending");
    const hash = await tab.get("hash").getAttribute("data-hash");
    const transaction = await site.devnet.rpc("eth_getTransactionByHash", [hash]);
    const { from, to, input: data, value, gas, nonce } = transaction;
    await site.mine(1);
    await tab.phase("mined");
    await site.devnet.rpc("anvil_reorg", [1, []]);
    await site.mine(1);
    await tab.phase("pending");
    assert.equal(await tab.get("proved").count(), 0);
    await site.devnet.rpc("eth_sendTransaction", [{ from, to, data, value, gas, nonce }]);
    await site.startMining();
    await tab.proved();
    assert.equal((await deposits(made.owner)).length, 1);
    await tab.page.close();
  });
});

/** Calls of a method, or all, wait until they are released. */
function gate(only) {
  let release;
  const opened = new Promise((resolve) => (release = resolve));
  const call = ({ method }, next) =>
    only === undefined || method === only ? opened.then(next) : next();
  return { held: { call }, release };
}

/** How often the wallet of the page was asked to send. */
function sent() {
  return window.testWallet.requests.filter((method) => method === "eth_sendTransaction").length;
}
