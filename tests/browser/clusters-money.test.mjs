import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { formatEther, parseEther } from "viem";
import { ETHER, openClusterSite } from "./cluster-site.mjs";

/** Blocks come when these tests say so, one test after the other. */
describe("money of a cluster", () => {
  let site;
  before(async () => (site = await openClusterSite()));
  after(() => site.close());

  const quiet = (tab) => tab.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });

  /** Sends while no block comes, lets something else happen first, and waits for the refusal. */
  const revert = async (tab, overtake) => {
    await site.stopMining();
    await tab.click("send");
    await tab.phase("pending");
    await overtake();
    await site.mine(3);
    const words = await tab.problem("TRANSACTION_REVERTED");
    await site.startMining();
    return words;
  };

  const oneWei = ({ owner, ids, cluster }) =>
    site.overtake("deposit", [owner, ids, cluster], { value: 1n });

  const raiseCollateral = (wei) =>
    site.overtake("updateMinimumLiquidationCollateral", [wei], { from: site.devnet.accounts[0] });

  const resetCollateral = () =>
    site.client.write("updateMinimumLiquidationCollateral", [324_862_599_900_000n], {
      from: site.devnet.accounts[0],
    });

  test("deposit: declined, overtaken, then proved", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-deposit");
    await tab.at("deposit");
    await tab.get("amount").fill("half");
    await tab.problem("AMOUNT_INVALID");
    await tab.get("amount").fill("0.5");
    assert.match(await tab.get("balance-after").innerText(), /^1\.49/);
    await tab.review();
    await tab.saying("headline", "Deposit 0.5 ETH into your cluster with operators 1, 2, 3, 4");
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    const { consequence } = await revert(tab, () => oneWei(made));
    assert.match(consequence, /changed since this was prepared/);
    await tab.click("retry-transaction");
    await tab.problem("CLUSTER_CHANGED");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    await tab.saying("balance-after", "1.49");
    await tab.click("leave-action");
    await tab.get("cluster-page").waitFor();
    assert.ok((await tab.balance()) > (149n * ETHER) / 100n);
    quiet(tab);
    await tab.page.close();
  });

  test("withdraw: the most that is safe goes, one wei more does not", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-withdraw");
    await tab.at("withdraw");
    await tab.saying("slack", "50 blocks");
    await tab.click("preset-most");
    const most = parseEther(await tab.get("amount").inputValue());
    await tab.problem("SHORT_RUNWAY");
    await tab.get("amount").fill(formatEther(most + 1n));
    const { consequence } = await tab.problem("WITHDRAWAL_TOO_LARGE");
    assert.ok(consequence.includes(formatEther(most)), consequence);
    assert.ok(await tab.get("review").isDisabled());
    await tab.get("amount").fill(formatEther(most));
    await tab.review();
    await tab.declineThenSend();
    await tab.proved();
    const { balance } = await lastCluster(made);
    const threshold = 897571872000000n;
    assert.ok(balance >= threshold && balance < threshold + 50n * 20893200000n, String(balance));
    quiet(tab);
    await tab.page.close();
  });

  test("withdraw: the collateral rises before it is mined, and the contract refuses", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-withdraw");
    await tab.at("withdraw");
    await tab.get("amount").fill("0.9");
    await tab.review();
    const { consequence } = await revert(tab, () => raiseCollateral(ETHER / 2n));
    assert.match(consequence, /less than its collateral/);
    await tab.click("retry-transaction");
    await tab.problem("WITHDRAWAL_TOO_LARGE");
    await resetCollateral();
    assert.equal((await lastCluster(made)).balance, ETHER);
    await tab.page.close();
  });

  test("reactivate: from the effective balance that the owner states", async () => {
    const made = await site.ownerWithCluster();
    const args = [made.owner, made.ids, made.cluster];
    const { cluster } = await site.client.write("liquidate", args, { from: made.owner });
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-reactivate");
    await tab.at("reactivate");
    await tab.get("effectiveBalance").fill("63");
    await tab.problem("EFFECTIVE_BALANCE_TOTAL");
    await tab.get("effectiveBalance").fill("96");
    await tab.get("days").fill("0");
    await tab.problem("DAYS_RANGE");
    await tab.get("days").fill("30");
    // protocol.md §6: 96 ETH for 30 days.
    await tab.review();
    await tab.saying("decoded-value", "0.008115754608 ETH");
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    await revert(tab, () => raiseCollateral(ETHER));
    await tab.click("retry-transaction");
    await tab.problem("FEES_CHANGED");
    await resetCollateral();
    await tab.click("send");
    await tab.problem("FEES_CHANGED");
    await tab.saying("decoded-value", "0.008115754608 ETH");
    await tab.click("send");
    await tab.proved();
    const after = await lastCluster(made);
    assert.deepEqual([after.active, after.balance], [true, 8115754608000000n]);
    assert.equal(cluster.active, false);
    quiet(tab);
    await tab.page.close();
  });

  test("reactivate: operators that have left are named before", async () => {
    const made = await site.ownerWithCluster({ ids: [1n, 2n, 3n, 10n] });
    const args = [made.owner, made.ids, made.cluster];
    await site.client.write("liquidate", args, { from: made.owner });
    await site.client.write("removeOperator", [10n], { from: site.devnet.accounts[0] });
    const tab = await site.openClusters({ account: made.owner, place: `${made.name}/reactivate` });
    await tab.at("reactivate");
    const { title } = await tab.problem("OPERATORS_GONE");
    assert.match(title, /1 of 4 operators/);
    await tab.review();
    await tab.click("send");
    await tab.proved();
    await tab.click("leave-action");
    await tab.page.locator('[data-id="10"]').getByText("Has left the network").waitFor();
    assert.equal((await lastCluster(made)).active, true);
    quiet(tab);
    await tab.page.close();
  });

  test("self-liquidation: spelled out, acknowledged, paid back", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-liquidate");
    await tab.at("liquidate");
    await tab.saying("facts", "go offline with the next block");
    await tab.saying("payout", "0.99");
    await tab.click("review");
    await tab.saying("simulation", "accepts");
    assert.ok(await tab.get("send").isDisabled(), "not before it is acknowledged");
    await tab.get("acknowledge").check();
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    await revert(tab, () => oneWei(made));
    await tab.click("retry-transaction");
    await tab.problem("CLUSTER_CHANGED");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    assert.equal((await lastCluster(made)).active, false);
    await tab.click("leave-action");
    await tab.saying("state-note", "offline");
    await tab.get("open-reactivate").waitFor();
    quiet(tab);
    await tab.page.close();
  });

  test("migrate: tokens back, ETH in, no way back", async () => {
    const made = await site.ownerWithLegacyCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.open(made.name);
    await tab.click("open-migrate");
    await tab.at("migrate");
    await tab.saying("facts", "cannot be taken back");
    await tab.saying("payout", "99.99");
    await tab.get("days").fill("30");
    await tab.review();
    // protocol.md §6: 64 ETH for 30 days.
    await tab.saying("decoded-value", "0.005410503072 ETH");
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    await revert(tab, () => raiseCollateral(ETHER));
    await resetCollateral();
    await tab.click("retry-transaction");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    const type = await site.client.read("getClusterAssetType", [made.owner, made.ids]);
    assert.equal(type, 1);
    await tab.click("leave-action");
    await tab.page.locator("[data-test=state][data-state=low]").waitFor();
    quiet(tab);
    await tab.page.close();
  });

  test("fee recipient: scope, warnings, declined, reverted, proved", async () => {
    const made = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: made.owner });
    await tab.card(made.name).waitFor();
    await tab.click("change-recipient");
    await tab.at("recipient");
    await tab.saying("scope", "2 validators in 1 cluster");
    await tab.get("recipient").fill("0x1234");
    await tab.problem("RECIPIENT_INVALID");
    await tab.get("recipient").fill(made.owner);
    await tab.problem("RECIPIENT_SAME");
    await tab.get("recipient").fill("0x0000000000000000000000000000000000000000");
    await tab.problem("RECIPIENT_NOBODY");
    await tab.click("review");
    await tab.saying("simulation", "accepts");
    assert.ok(await tab.get("send").isDisabled());
    await tab.click("edit");
    await tab.get("recipient").fill(site.devnet.network.token);
    await tab.click("review");
    await tab.problem("RECIPIENT_CONTRACT");
    await tab.click("edit");
    const target = site.devnet.accounts[3];
    await tab.get("recipient").fill(target);
    await tab.review();
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    // The contract has no reason to refuse this call, so its code is taken away for a moment.
    const { rpc, network } = site.devnet;
    const code = await rpc("eth_getCode", [network.network, "latest"]);
    await revert(tab, () => rpc("anvil_setCode", [network.network, "0x5f5ffd"]));
    await rpc("anvil_setCode", [network.network, code]);
    await tab.click("retry-transaction");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    await tab.click("leave-action");
    await tab.saying("fee-recipient", target.slice(0, 6));
    quiet(tab);
    await tab.page.close();
  });

  test("a top-up link: someone else pays, the owner's cluster grows", async () => {
    const made = await site.ownerWithCluster();
    const owner = await site.openClusters({ account: made.owner });
    await owner.open(made.name);
    const link = await owner.get("top-up-link").innerText();
    await owner.page.close();

    const place = `${link.split("#clusters/")[1]}&amount=0.125`;
    const tab = await site.openClusters({ place });
    await tab.saying("stranger", "2 validators");
    await tab.at("deposit");
    assert.equal(await tab.get("amount").inputValue(), "0.125");
    await tab.review();
    await tab.saying("headline", `cluster of ${made.owner.slice(0, 6)}`);
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    await revert(tab, () => oneWei(made));
    await tab.click("retry-transaction");
    await tab.problem("CLUSTER_CHANGED");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    assert.equal((await lastCluster(made)).balance, ETHER + ETHER / 8n + 1n);
    quiet(tab);
    await tab.page.close();
  });

  test("a top-up for somebody else than the link names stays theirs; the next link is followed", async () => {
    const [linked, typed] = [await site.ownerWithCluster(), await site.ownerWithCluster()];
    const link = `top-up?owner=${linked.owner}&operators=${linked.name}`;
    const tab = await site.openClusters({ place: `${link}&amount=0.125` });
    await tab.saying("stranger-owner", linked.owner);
    await tab.at("deposit");
    await tab.get("top-up-owner").fill(typed.owner);
    await tab.click("find-cluster");
    await tab.saying("stranger-owner", typed.owner);
    const payer = await site.fundedAccount();
    await tab.page.evaluate((account) => window.testWallet.setAccount(account), payer);
    await tab.click("adopt-account");
    await tab.get("adopt-account").waitFor({ state: "detached" });
    await tab.at("deposit");
    assert.equal(await tab.get("stranger-owner").innerText(), typed.owner);
    assert.equal(await tab.get("top-up-owner").inputValue(), typed.owner);
    assert.equal(await tab.get("amount").inputValue(), "");
    await tab.goTo(`${link}&amount=0.25`);
    await tab.saying("stranger-owner", linked.owner);
    await tab.at("deposit");
    assert.equal(await tab.get("amount").inputValue(), "0.25");
    quiet(tab);
    await tab.page.close();
  });

  test("a top-up for a cluster that is not there, or cannot take it", async () => {
    const legacy = await site.ownerWithLegacyCluster({ ids: [5n, 6n, 7n, 8n] });
    const tab = await site.openClusters({ place: "top-up" });
    await tab.get("top-up-owner").fill(legacy.owner);
    await tab.get("top-up-operators").fill("1, 2, 3");
    await tab.click("find-cluster");
    await tab.problem("OPERATOR_COUNT");
    await tab.get("top-up-operators").fill("1, 2, 3, 4");
    await tab.click("find-cluster");
    await tab.problem("CLUSTER_UNKNOWN");
    await tab.get("top-up-operators").fill("8 7 6 5");
    await tab.click("find-cluster");
    await tab.problem("LEGACY_FROZEN");
    await tab.page.close();
  });

  /** The cluster as the newest event of its owner says. */
  async function lastCluster({ owner, ids }) {
    const events = await site.clusterEvents(owner);
    return events.findLast((event) => event.cluster && event.operatorIds.join() === ids.join())
      .cluster;
  }
});
