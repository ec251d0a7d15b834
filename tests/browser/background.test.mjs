/**
 * A tab that the user has left. Chromium itself hides it behind another one and throttles it: timers once a second,
 * no frames. Freezing, which it does to tabs left for long, is asked for over its debugging protocol.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { launchWithBackground } from "./browser.mjs";
import { assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

const COUNT = 24;
/** Some tenths of a second each, so that most are opened after the tab was left. */
const PARAMS = { dklen: 32, c: 2 ** 17, prf: "hmac-sha256" };
const keystores = Array.from({ length: COUNT }, () => makeKeystore(PARAMS));

let site;
let tabs;
before(async () => {
  site = await openSite();
  tabs = await launchWithBackground();
});
after(() => Promise.all([site, tabs].map((opened) => opened?.close())));

test("a hidden tab opens and splits its keystores, and follows its transaction to the proof", async () => {
  const stake = await open();
  const { page } = stake;
  await stake.typePassword(PASSWORD);
  await stake.get("split-progress").waitFor();
  const other = await leave(page);
  await page.evaluate(countTicks);
  await shows(page, "split-result");
  const { progress, ticks } = await page.evaluate(() => window.counted);
  assert.ok(progress.length > COUNT / 2, `${progress.length} keystores while it was hidden`);
  assert.ok(ticks < progress.length, "its timers were not throttled");
  await other.close();
  await page.bringToFront();

  await stake.fund();
  const { rpc } = site.devnet;
  await rpc("evm_setIntervalMining", [0]);
  await rpc("evm_setAutomine", [false]);
  await stake.click("send");
  await page.locator("[data-test=transaction][data-state=pending]").waitFor();
  await leave(page);
  await rpc("evm_setIntervalMining", [1]);
  await shows(page, "proved");
  assert.equal(await page.evaluate(() => document.visibilityState), "hidden");
  await assertRegistered(stake);
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
});

test("a frozen tab goes on where it was", async () => {
  const stake = await open();
  const { page } = stake;
  await stake.typePassword(PASSWORD);
  await stake.get("split-progress").waitFor();
  await leave(page);
  await page.evaluate(countTicks);
  const browser = await page.context().newCDPSession(page);
  await browser.send("Page.setWebLifecycleState", { state: "frozen" });
  const counted = () => page.evaluate(() => window.counted);
  const frozen = await counted();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.deepEqual(await counted(), frozen);
  await browser.send("Page.setWebLifecycleState", { state: "active" });
  await shows(page, "split-result");
  assert.deepEqual((await counted()).lifecycle, ["freeze", "resume"]);
  await page.bringToFront();
  await stake.fund();
  await stake.click("send");
  await stake.proved();
  await assertRegistered(stake);
});

/** The page in front of its password. */
async function open() {
  const stake = await site.openStake({ context: tabs.context });
  await stake.begin(filesOf(keystores));
  await stake.chooseOperators([1, 2, 3, 4]);
  return stake;
}

async function assertRegistered({ owner }) {
  const events = await registrationsOf(site.devnet, owner);
  assert.deepEqual(
    events.map(({ publicKey }) => publicKey),
    keystores.map(({ publicKey }) => publicKey),
  );
  for (const [nonce, event] of events.entries()) assertShares(site.devnet, event, nonce);
}

/** Another tab comes before the page. */
async function leave(page) {
  const other = await page.context().newPage();
  await other.bringToFront();
  assert.equal(await page.evaluate(() => document.visibilityState), "hidden");
  return other;
}

/** Waits without timers or frames of the page, which it has few of. */
async function shows(page, name) {
  for (let look = 0; look < 600; look++) {
    if (await page.locator(`[data-test=${name}]`).isVisible()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${name} does not come`);
}

/** Runs in the page: what its timers and its keystores come to from here on. */
function countTicks() {
  const counted = (window.counted = { ticks: 0, progress: [], lifecycle: [] });
  const tick = () => {
    counted.ticks += 1;
    setTimeout(tick, 1);
  };
  tick();
  addEventListener("ssv-progress", ({ detail }) => counted.progress.push(detail.done));
  for (const name of ["freeze", "resume"]) {
    document.addEventListener(name, () => counted.lifecycle.push(name));
  }
}
