import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertRegistered } from "./chain.mjs";
import { openClusterSite } from "./cluster-site.mjs";
import { QUICK, Stake } from "./stake.mjs";

describe("validators of a cluster", () => {
  let site;
  before(async () => (site = await openClusterSite()));
  after(() => site.close());

  const quiet = (tab) => tab.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  const registered = (owner, key) => site.client.read("getValidator", [owner, key]);
  const exitsOf = async (owner) =>
    (await site.clusterEvents(owner)).filter(({ name }) => name === "ValidatorExited").length;

  test("bulk exit: three facts, declined, overtaken by a removal, proved", async () => {
    const made = await site.ownerWithCluster({ count: 4 });
    const { owner, ids, keys, name } = made;
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.select(keys.slice(0, 3));
    await tab.click("open-exit");
    await tab.at("exit");
    assert.equal(await tab.get("facts").locator("li").count(), 3);
    assert.equal(await tab.get("wish-key").count(), 3);
    await tab.review();
    await tab.saying("headline", "exit 3 validators");
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");

    // A removal of the same owner waits in front of it: by the time it is mined, one key is gone.
    await site.stopMining();
    const removal = site.client.request("removeValidator", [keys[0], ids, made.cluster], {
      from: owner,
    });
    await site.devnet.rpc("eth_sendTransaction", [{ ...removal, gas: "0x7a120" }]);
    await tab.click("send");
    await tab.phase("pending");
    await site.mine(3);
    await site.startMining();
    const { consequence } = await tab.problem("TRANSACTION_REVERTED");
    assert.match(consequence, /no such validator/);
    assert.equal(await exitsOf(owner), 0);

    // The trial run refuses the same keys now.
    await tab.click("retry-transaction");
    await tab.problem("REVERTED");
    assert.ok(await tab.get("send").isDisabled());
    await tab.goTo("");
    await tab.click("refresh");
    await tab.card(name).getByText("3 validators").waitFor();
    await tab.open(name);
    await tab.get("select-all").check();
    await tab.click("open-exit");
    await tab.at("exit");
    await tab.review();
    await tab.click("send");
    await tab.proved();
    await tab.saying("proved", "Exit asked for, for 3 validators");
    assert.equal(await exitsOf(owner), 3);
    await tab.click("leave-action");
    await tab.saying("status", "Exit asked for");
    quiet(tab);
    await tab.page.close();
  });

  test("one exit names all operators", async () => {
    const { owner, keys, name } = await site.ownerWithCluster({
      ids: [1n, 2n, 3n, 4n, 5n, 6n, 7n],
    });
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.select([keys[1]]);
    await tab.click("open-exit");
    await tab.at("exit");
    await tab.review();
    await tab.saying("decoded-name", "exitValidator");
    await tab.click("send");
    await tab.proved();
    assert.equal(await exitsOf(owner), 1);
    await tab.page.close();
  });

  test("no exit from a liquidated cluster, though the contract would take it", async () => {
    const { owner, ids, keys, name, cluster } = await site.ownerWithCluster();
    await site.client.write("liquidate", [owner, ids, cluster], { from: owner });
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.select([keys[0]]);
    assert.equal(await tab.get("open-exit").count(), 0);
    await tab.goTo(`${name}/exit`);
    await tab.problem("EXIT_WHILE_LIQUIDATED");
    await tab.page.close();
  });

  test("bulk remove: the gate, declined, overtaken, proved; then all ETH comes back", async () => {
    const made = await site.ownerWithCluster({ count: 3 });
    const { owner, ids, keys, name } = made;
    await site.client.write("exitValidator", [keys[0], ids], { from: owner });
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.get("select-all").check();
    await tab.click("open-remove");
    await tab.at("remove");
    const { title } = await tab.problem("REMOVE_BEFORE_EXIT");
    assert.match(title, /2 of these have not exited/);
    await tab.saying("validators-after", "0");
    await tab.click("review");
    await tab.saying("simulation", "accepts");
    assert.ok(await tab.get("send").isDisabled(), "not before it is acknowledged");
    await tab.get("acknowledge").check();
    await tab.wallet("reject");
    await tab.click("send");
    await tab.problem("REJECTED");
    await tab.wallet("approve");
    await site.stopMining();
    await tab.click("send");
    await tab.phase("pending");
    await site.overtake("deposit", [owner, ids, made.cluster], { value: 1n });
    await site.mine(3);
    await site.startMining();
    await tab.problem("TRANSACTION_REVERTED");
    assert.equal(await registered(owner, keys[2]), true);
    await tab.click("retry-transaction");
    await tab.problem("CLUSTER_CHANGED");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    for (const key of keys) assert.equal(await registered(owner, key), false);

    await tab.click("leave-action");
    await tab.saying("state-note", "No validator runs here");
    await tab.click("open-withdraw");
    await tab.at("withdraw");
    await tab.click("preset-most");
    await tab.review();
    await tab.click("send");
    await tab.proved();
    await tab.click("leave-action");
    await tab.get("cluster-page").waitFor();
    assert.equal(await tab.balance(), 0n);
    quiet(tab);
    await tab.page.close();
  });

  test("with a beacon node: the list says who has exited, and only those go without a warning", async () => {
    const { owner, keys, name } = await site.ownerWithCluster();
    const statuses = { [keys[0]]: "withdrawal_done", [keys[1]]: "active_ongoing" };
    const tab = await site.openClusters({ account: owner });
    await tab.page.route("**/network.json", async (route) => {
      const settings = await (await route.fetch()).json();
      settings.networks[0].beaconUrl = `${site.url}beacon/`;
      await route.fulfill({ json: settings });
    });
    await tab.page.route("**/beacon/eth/v1/beacon/states/head/validators", (route) => {
      const { ids } = route.request().postDataJSON();
      const data = ids.map((id) => ({ status: statuses[id], validator: { pubkey: id } }));
      return route.fulfill({ json: { data } });
    });
    await tab.page.reload();
    await tab.approve();
    await tab.connect();
    await tab.open(name);
    const said = (key) => tab.page.locator(`[data-key="${key}"] [data-test=beacon]`);
    await said(keys[0]).getByText("exited").waitFor();
    await said(keys[1]).getByText("active").waitFor();
    await tab.get("select-all").check();
    await tab.click("open-remove");
    await tab.at("remove");
    assert.match((await tab.problem("REMOVE_BEFORE_EXIT")).title, /1 of these has not exited/);
    await tab.click("leave-action");
    await tab.click("clear");
    await tab.select([keys[0]]);
    await tab.click("open-remove");
    await tab.at("remove");
    assert.equal(await tab.page.locator("[data-code=REMOVE_BEFORE_EXIT]").count(), 0);
    await tab.click("review");
    await tab.saying("simulation", "accepts");
    await tab.click("send");
    await tab.proved();
    assert.equal(await registered(owner, keys[0]), false);
    quiet(tab);
    await tab.page.close();
  });

  test("a legacy cluster: its validators can exit and be removed", async () => {
    const { owner, keys, name } = await site.ownerWithLegacyCluster();
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.select([keys[0]]);
    await tab.click("open-exit");
    await tab.at("exit");
    await tab.review();
    await tab.click("send");
    await tab.proved();
    await tab.click("leave-action");
    await tab.select([keys[0]]);
    await tab.click("open-remove");
    await tab.at("remove");
    await tab.review();
    await tab.click("send");
    await tab.proved();
    assert.equal(await registered(owner, keys[0]), false);
    assert.equal(await registered(owner, keys[1]), true);
    quiet(tab);
    await tab.page.close();
  });

  test("add validators: the other place takes over the operators; declined, overtaken, proved", async () => {
    const made = await site.ownerWithCluster();
    const { owner, ids, name } = made;
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.click("add-validators");
    const stake = new Stake(tab.page, tab.seen, owner);
    await stake.addFiles([QUICK]);
    await stake.click("keys-next");
    await stake.at("account");
    await stake.saying("nonce", /^\s*2/);
    await stake.click("account-next");
    await stake.at("operators");
    await stake.page.getByText("join the cluster that these operators run").waitFor();
    assert.equal(await stake.get("operator-input").count(), 0);
    await stake.click("operators-next");
    await stake.at("split");
    const keyshares = await stake.split();
    await stake.fund();
    await stake.wallet("reject");
    await stake.click("send");
    await stake.problem("REJECTED");
    await stake.wallet("approve");
    await site.stopMining();
    await stake.click("send");
    await stake.page.locator("[data-test=transaction][data-state=pending]").waitFor();
    await site.overtake("deposit", [owner, ids, made.cluster], { value: 1n });
    await site.mine(3);
    await site.startMining();
    await stake.problem("TRANSACTION_REVERTED");
    await stake.click("retry-transaction");
    await stake.saying("simulation", "accepts");
    if (!(await stake.get("acknowledge").isChecked())) await stake.get("acknowledge").check();
    await stake.click("send");
    await stake.proved();
    const events = await assertRegistered(site.devnet, owner, keyshares, { skip: 2 });
    assert.equal(events.at(-1).cluster.validatorCount, 3);
    await tab.page.locator("nav a", { hasText: "Clusters" }).click();
    await tab.page.locator(`[data-test=cluster-page][data-name="${name}"]`).waitFor();
    await tab.saying("shown", "1 to 3 of 3");
    quiet(tab);
    await tab.page.close();
  });
});
