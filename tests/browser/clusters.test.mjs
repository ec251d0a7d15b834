import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { declareFee, sampleKey } from "../devnet/seed.mjs";
import { inspect, press, reach } from "./accessibility.mjs";
import { ETHER, newKeys, openClusterSite } from "./cluster-site.mjs";

describe("clusters", { concurrency: 3 }, () => {
  let site;
  before(async () => (site = await openClusterSite()));
  after(() => site.close());

  const quiet = (tab) => tab.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });

  test("an account without clusters is told what one is", async () => {
    const tab = await site.openClusters();
    await tab.get("no-clusters").waitFor();
    quiet(tab);
    await tab.page.close();
  });

  test("every cluster with its state, and figures that the contract confirms", async () => {
    const made = await site.ownerWithCluster({ ids: [1n, 2n, 3n, 4n], count: 3 });
    const { owner } = made;
    const register = async (ids, name, value) => {
      const args = [sampleKey(`${owner} ${name}`), ids, "0x", emptyCluster];
      return (await site.client.write("registerValidator", args, { from: owner, value })).cluster;
    };
    const emptyCluster = {
      validatorCount: 0,
      networkFeeIndex: 0n,
      index: 0n,
      active: true,
      balance: 0n,
    };
    await register([5n, 6n, 7n, 8n], "low", ETHER / 1000n);
    const closed = await register([2n, 3n, 4n, 5n], "closed", ETHER);
    await site.client.write("liquidate", [owner, [2n, 3n, 4n, 5n], closed], { from: owner });
    const left = await register([3n, 4n, 5n, 6n], "left", ETHER);
    const key = sampleKey(`${owner} left`);
    await site.client.write("removeValidator", [key, [3n, 4n, 5n, 6n], left], { from: owner });
    const legacy = [owner, [sampleKey(`${owner} ssv`)], [1n, 2n, 3n, 9n], ["0x"], 50n * ETHER];
    await site.client.write("devnetSeedSSVCluster", legacy, { from: site.devnet.accounts[0] });

    const tab = await site.openClusters({ account: owner });
    await tab.card(made.name).waitFor();
    const states = await tab.page.evaluate(readStates);
    assert.deepEqual(states, {
      "1-2-3-4": "active",
      "5-6-7-8": "low",
      "2-3-4-5": "liquidated",
      "3-4-5-6": "empty",
      "1-2-3-9": "legacy",
    });
    const block = BigInt(
      (await tab.page.getByText(/As of block/).innerText())
        .match(/block ([\d,]+)/)[1]
        .replace(/,/g, ""),
    );
    const data = await site.devnet.rpc("eth_call", [
      {
        to: site.devnet.network.views,
        data: viewData(site, "getBalance", [owner, made.ids, made.cluster]),
      },
      `0x${block.toString(16)}`,
    ]);
    const shown = await tab
      .card(made.name)
      .locator("[data-test=balance]")
      .getAttribute("data-value");
    assert.equal(BigInt(shown), BigInt(data));
    const rate = await site.client.read("getBurnRate", [owner, made.ids, made.cluster]);
    const perDay = Number((rate * 7200n + 10n ** 12n - 1n) / 10n ** 12n) / 1e6;
    assert.ok(
      (await tab.card(made.name).locator("[data-test=burn]").innerText()).includes(String(perDay)),
    );
    await tab.card("1-2-3-9").locator("[data-test=balance]").filter({ hasText: "SSV" }).waitFor();
    await tab.open("1-2-3-9");
    await tab.saying("state-note", "Exits and removals work");
    assert.equal(await tab.get("open-deposit").count(), 0);
    await tab.goTo("1-2-3-9/deposit");
    await tab.problem("LEGACY_FROZEN");
    await tab.goTo("2-3-4-5");
    await tab.saying("state-note", "offline");
    await tab.goTo("7-8-9-10");
    await tab.get("no-such-cluster").waitFor();
    quiet(tab);
    await tab.page.close();
  });

  test("an address alone shows its clusters; nothing can be signed", async () => {
    const { owner, name } = await site.ownerWithCluster();
    const tab = await site.openClusters();
    await tab.get("no-clusters").waitFor();
    await tab.click("disconnect");
    await tab.click("type-owner");
    await tab.get("owner").fill(owner);
    await tab.click("use-owner");
    await tab.open(name);
    await tab.click("open-deposit");
    await tab.at("deposit");
    await tab.get("amount").fill("1");
    await tab.click("review");
    await tab.get("no-wallet-send").waitFor();
    await tab.saying("headline", "Deposit 1 ETH");
    await tab.page.close();
  });

  test("many validators: pages, search by several keys, status, choice over pages", async () => {
    const made = await site.ownerWithCluster({ ids: [6n, 7n, 8n, 9n], count: 300 });
    const { owner, ids, name } = made;
    const keys = [...made.keys];
    for (let { cluster } = made; keys.length < 900;) {
      const more = newKeys(300);
      const args = [more, ids, more.map(() => "0x"), cluster];
      ({ cluster } = await site.client.write("bulkRegisterValidator", args, { from: owner }));
      keys.push(...more);
    }
    const exiting = keys.slice(0, 3);
    await site.client.write("bulkExitValidator", [exiting, ids], { from: owner });
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.saying("shown", "1 to 20 of 900");
    assert.equal(await tab.get("validator").count(), 20);
    await tab.saying("status", "Exit asked for since block");
    await tab.get("search").fill(`${keys[700]} ${keys[850].slice(2, 30)}`);
    await tab.saying("shown", "1 to 2 of 2");
    await tab.get("select-all").check();
    await tab.saying("chosen", "2 selected");
    await tab.get("search").fill("");
    await tab.get("filter").selectOption("exiting");
    await tab.saying("shown", "1 to 3 of 3");
    await tab.get("filter").selectOption("all");
    await tab.click("next");
    await tab.saying("shown", "21 to 40");
    await tab.select([keys[25]]);
    await tab.saying("chosen", "3 selected");
    const took = await tab.page.evaluate(timeOf, "select-all");
    assert.ok(took < 500, `${took} ms to choose 900 validators`);
    await tab.saying("chosen", "at most 500");
    await tab.click("open-exit");
    await tab.problem("TOO_MANY_SELECTED");
    await tab.page.close();
  });

  test("a declared fee: in the list of operators, in the forecast, in its table", async () => {
    const { owner, name } = await site.ownerWithCluster({
      ids: [3n, 5n, 7n, 11n],
      value: ETHER / 40n,
    });
    const { fee } = site.devnet.operators.find(({ id }) => id === 11n);
    await declareFee(site.devnet, 11n, fee + 100_000n);
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.get("declared-fee").waitFor();
    await tab.saying("forecast-change", "operator 11 may charge more");
    await tab.page.locator("[data-test=change-line]").waitFor({ state: "attached" });
    const [described] = await tab.page.evaluate(chartDescription);
    assert.match(described, /falls by .* a day and reaches the collateral on/);
    await tab.page.getByText("The same as a table").click();
    assert.equal(await tab.get("forecast-table").locator("tbody tr").count(), 4);
    await tab.page.close();
  });

  test("a reminder that calendars take", async () => {
    const { owner, name } = await site.ownerWithCluster({ value: ETHER / 40n });
    const tab = await site.openClusters({ account: owner });
    await tab.open(name);
    await tab.get("reminder-days").selectOption("30");
    const text = await tab.save("save-reminder");
    assert.ok(text.endsWith("\r\n"));
    const lines = text.split("\r\n");
    assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75 && !line.includes("\n")));
    const unfolded = text.replace(/\r\n /g, "").split("\r\n");
    const value = (field) => unfolded.find((line) => line.startsWith(field))?.slice(field.length);
    assert.match(value("UID:"), /^0x[0-9a-f]{64}-31337@ssv-wasm$/);
    assert.match(value("DTSTAMP:"), /^\d{8}T\d{6}Z$/);
    assert.equal(value("TRIGGER:"), "-P30D");
    const end = value("DTSTART;VALUE=DATE:");
    const days = Number((await tab.get("runway-days").innerText()).replace(/\D/g, ""));
    const expected = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    assert.equal(end, expected.replaceAll("-", ""));
    assert.match(value("DESCRIPTION:"), /\\nOwner 0x/);
    await tab.page.close();
  });

  test("another account in the wallet: shown first, then its clusters", async () => {
    const first = await site.ownerWithCluster();
    const second = await site.ownerWithCluster({ ids: [5n, 6n, 7n, 8n] });
    const tab = await site.openClusters({ account: first.owner });
    await tab.open(first.name);
    await tab.click("open-withdraw");
    await tab.at("withdraw");
    await tab.get("amount").fill("0.1");
    await tab.review();
    await tab.page.evaluate((owner) => window.testWallet.setAccount(owner), second.owner);
    await tab.problem("ACCOUNT_CHANGED");
    assert.ok(await tab.get("send").isDisabled());
    await tab.click("adopt-account");
    await tab.get("no-such-cluster").waitFor();
    await tab.goTo("");
    await tab.card(second.name).waitFor();
    assert.equal(await tab.card(first.name).count(), 0);
    await tab.page.close();
  });

  test("the wallet on another chain: nothing is signed before it is back", async () => {
    const { owner, name } = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: owner });
    await tab.card(name).waitFor();
    await tab.page.evaluate(() => window.testWallet.setChain(1));
    await tab.problem("WRONG_CHAIN");
    await tab.click("switch-chain");
    await tab.card(name).waitFor();
    quiet(tab);
    await tab.page.close();
  });

  test("360 pixels wide: nothing sticks out, and all is sound for a screen reader", async () => {
    const { owner, name, keys } = await site.ownerWithCluster({ count: 25, value: ETHER / 20n });
    const tab = await site.openClusters({
      account: owner,
      viewport: { width: 360, height: 740 },
    });
    const check = async (where) => {
      const { wide, faults } = await tab.page.evaluate(inspect);
      assert.ok(wide <= 360, `${where}: ${wide} pixels wide`);
      assert.deepEqual(faults, [], where);
    };
    await tab.card(name).waitFor();
    await check("list");
    await tab.open(name);
    await tab.get("chart").waitFor();
    await tab.select([keys[0]]);
    await check("cluster");
    await tab.click("open-remove");
    await tab.at("remove");
    await check("remove");
    await tab.review();
    await check("review");
    for (const place of [`${name}/deposit`, `${name}/liquidate`, "recipient", "top-up"]) {
      await tab.goTo(place);
      await tab.get(place === "top-up" ? "find-cluster" : "review").waitFor();
      await check(place);
    }
    await tab.page.close();
  });

  test("with the keyboard alone: from the list to a deposit that is proved", async () => {
    const { owner, name } = await site.ownerWithCluster();
    const tab = await site.openClusters({ account: owner });
    await tab.card(name).waitFor();
    await press(tab, "open-cluster");
    await press(tab, "open-deposit");
    await tab.at("deposit");
    await reach(tab, "amount");
    await tab.page.keyboard.type("0.25");
    await tab.page.keyboard.press("Enter");
    await tab.saying("simulation", "accepts");
    await press(tab, "send");
    await tab.proved();
    await press(tab, "leave-action");
    await tab.get("cluster-page").waitFor();
    await tab.page.close();
  });
});

function readStates() {
  const found = {};
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.dataset?.test === "cluster") {
        found[element.dataset.name] = element.querySelector("[data-test=state]").dataset.state;
      }
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  visit(document);
  return found;
}

/** What a screen reader says in place of each chart. */
function chartDescription() {
  const found = [];
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.dataset?.test === "chart") {
        found.push(root.getElementById(element.getAttribute("aria-labelledby"))?.textContent);
      }
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  visit(document);
  return found;
}

/** Milliseconds from a click until the page has drawn what follows. */
async function timeOf(name) {
  const find = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.dataset?.test === name) return element;
      const inner = element.shadowRoot && find(element.shadowRoot);
      if (inner) return inner;
    }
    return undefined;
  };
  const start = performance.now();
  find(document).click();
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - start;
}

function viewData({ client }, name, args) {
  return client.request(name, args).data;
}
