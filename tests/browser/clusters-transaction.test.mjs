import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openClusterSite } from "./cluster-site.mjs";

/** Blocks come when these tests say so. */
describe("an action after the signature", () => {
  let site;
  before(async () => (site = await openClusterSite()));
  after(() => site.close());

  const quiet = (tab) => tab.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  const deposits = async (owner) =>
    (await site.clusterEvents(owner)).filter(({ name }) => name === "ClusterDeposited").length;

  /** In front of the button that asks the wallet for a deposit. */
  const readyToDeposit = async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-deposit");
    await tab.at("deposit");
    await tab.get("amount").fill("0.5");
    await tab.review();
    return { made, tab };
  };

  const sendUnmined = async (tab) => {
    await site.stopMining();
    await tab.click("send");
    await tab.phase("pending");
  };

  const resumeMining = () => site.startMining();

  test("somebody deposits one wei before the signature: read again, built again, asked again", async () => {
    const { made, tab } = await readyToDeposit();
    await site.depositOneWei(made);
    await tab.click("send");
    await tab.problem("CLUSTER_CHANGED");
    assert.equal(await deposits(made.owner), 1, "nothing was sent yet");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    assert.equal(await deposits(made.owner), 2);
    quiet(tab);
    await tab.page.close();
  });

  test("the page is closed while it waits: another one goes on with it", async () => {
    const { made, tab } = await readyToDeposit();
    await sendUnmined(tab);
    await tab.page.reload();
    await tab.approve();
    await tab.connect();
    await tab.phase("pending");
    await tab.saying("headline", "Deposit 0.5 ETH into your cluster");
    await tab.goTo("");
    await tab.card(made.name).waitFor();
    await tab.phase("pending");
    await resumeMining();
    await tab.proved();
    assert.equal(await deposits(made.owner), 1);
    await tab.page.reload();
    await tab.approve();
    await tab.connect();
    await tab.card(made.name).waitFor();
    assert.equal(await tab.get("sent").count(), 0, "nothing is left of it");
    await tab.page.close();
  });

  /** What is kept of the owner's unfinished call; `change` is written into it first. */
  const kept = (tab, change) =>
    tab.page.evaluate((change) => {
      const [key] = Object.keys(localStorage).filter((name) => name.startsWith("ssv-unfinished:"));
      const value = JSON.parse(localStorage.getItem(key) ?? "null");
      if (change === undefined || value === null) return value;
      Object.assign(value.call, change);
      localStorage.setItem(key, JSON.stringify(value));
      return value;
    }, change);

  test("another tab has sent another call meanwhile: that one stays kept", async () => {
    const { tab } = await readyToDeposit();
    await sendUnmined(tab);
    const other = await kept(tab, { value: "0x7" });
    await resumeMining();
    await tab.proved();
    assert.deepEqual(await kept(tab), other);
    await tab.page.close();
  });

  test("what is kept cannot be read any more: it is dropped without a word", async () => {
    const { made, tab } = await readyToDeposit();
    await sendUnmined(tab);
    await kept(tab, { data: "0xdeadbeef" });
    await resumeMining();
    await tab.page.reload();
    await tab.approve();
    await tab.connect();
    await tab.goTo("");
    await tab.card(made.name).waitFor();
    await tab.page.waitForFunction(
      () => !Object.keys(localStorage).some((name) => name.startsWith("ssv-unfinished:")),
    );
    quiet(tab);
    await tab.page.close();
  });

  test("sped up in the wallet: the new transaction is proved", async () => {
    const { made, tab } = await readyToDeposit();
    await sendUnmined(tab);
    const faster = await tab.page.evaluate(() => window.testWallet.replace("repriced"));
    await resumeMining();
    await tab.proved();
    assert.equal(await tab.get("hash").getAttribute("data-hash"), faster);
    assert.equal(await deposits(made.owner), 1);
    await tab.page.close();
  });

  test("cancelled in the wallet: nothing changed, the same deposit goes again", async () => {
    const { made, tab } = await readyToDeposit();
    await sendUnmined(tab);
    await tab.page.evaluate(() => window.testWallet.replace("cancelled"));
    await site.mine(3);
    await resumeMining();
    await tab.problem("TRANSACTION_CANCELLED");
    assert.equal(await deposits(made.owner), 0);
    await tab.click("retry-transaction");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    assert.equal(await deposits(made.owner), 1);
    await tab.page.close();
  });

  test("lost by the network: said after a while, and it can be sent again", async () => {
    const { made, tab } = await readyToDeposit();
    await sendUnmined(tab);
    await tab.page.evaluate(() => window.testWallet.drop());
    await site.mine(60);
    const notice = tab.page.locator("[data-test=problem][data-code=TRANSACTION_DROPPED]");
    await notice.waitFor({ timeout: 40_000 });
    await resumeMining();
    await tab.click("retry-transaction");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    assert.equal(await deposits(made.owner), 1);
    await tab.page.close();
  });

  test("a multisig: proposed, then found and proved when its signers agree", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.page.evaluate(() => window.testWallet.turn("multisig"));
    await tab.open(made.name);
    await tab.click("open-deposit");
    await tab.at("deposit");
    await tab.get("amount").fill("0.5");
    await tab.review();
    await tab.click("send");
    await tab.get("proposed").waitFor();
    await tab.page.evaluate(() => window.testWallet.execute());
    await tab.proved();
    assert.equal(await deposits(made.owner), 1);
    quiet(tab);
    await tab.page.close();
  });

  test("what the chain has ruled out meanwhile is said before anything is built", async () => {
    const { made, tab } = await readyToDeposit();
    await tab.click("edit");
    const args = [made.owner, made.ids, made.cluster];
    const from = site.devnet.accounts[0];
    await site.client.write("updateMinimumLiquidationCollateral", [10n ** 19n], { from });
    await tab.goTo(`${made.name}/withdraw`);
    await tab.problem("COLLATERAL_ONLY");
    await site.client.write("liquidate", args, { from: made.owner });
    await tab.goTo(`${made.name}/liquidate`);
    await tab.problem("ALREADY_LIQUIDATED");
    await site.client.write("updateMinimumLiquidationCollateral", [324_862_599_900_000n], { from });
    await tab.page.close();
  });
});
