/** Two hundred keystores in the page, and most of what can come in between. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore } from "../bench/keystores.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";

const COUNT = 200;
const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };
const ETHER = 10n ** 18n;
const FOREIGN = validatorKey(4242);

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("200 keystores into one cluster: a rejection, a dead worker, a foreign registration, a reload", async () => {
  const keystores = Array.from({ length: COUNT }, (_, index) => {
    const password = `password ${index % 3}`;
    return { password, name: `keystore-${index}.json`, ...makeKeystore(LIGHT, { password }) };
  });
  const stake = await site.openStake();
  const { page, owner } = stake;
  page.on("dialog", (dialog) => dialog.accept());
  await page.evaluate(killSecondUnlock);
  await stake.begin(
    keystores.map(({ name, file }) => {
      return { name, mimeType: "application/json", buffer: Buffer.from(file) };
    }),
  );
  await stake.chooseOperators([1, 2, 3, 4]);
  const lines = keystores.map(({ name, password }) => `${name}: ${password}`);
  const passwords = { name: "passwords.txt", mimeType: "text/plain" };
  await stake
    .get("password-file")
    .setInputFiles({ ...passwords, buffer: Buffer.from(lines.join("\n")) });
  await stake.get("split-result").waitFor({ timeout: 120_000 });
  assert.equal(await page.evaluate(() => window.killed), 1);

  await stake.fund();
  await assertRows(stake, ["next", "planned", "planned"]);
  await page.evaluate(() => (window.testWallet.mode = "reject"));
  await stake.click("send");
  await stake.problem("REJECTED");
  await assertRows(stake, ["rejected", "planned", "planned"]);
  assert.equal((await registrationsOf(site.devnet, owner)).length, 0);

  await page.evaluate(() => (window.testWallet.mode = "approve"));
  await stake.click("batch-retry");
  await stake.proved();
  await assertRows(stake, ["proved", "planned", "planned"]);

  const client = createClient(site.devnet);
  const args = [FOREIGN, [5, 6, 7, 8], "0x00", NEW_CLUSTER];
  await client.write("registerValidator", args, { from: owner, value: ETHER });
  await stake.click("next-part");
  await stake.problem("NONCE_MOVED");
  await stake.click("send");
  await page.locator("[data-test=batch][data-state=sent]").waitFor();

  await page.reload();
  await stake.approve();
  await stake.saying("unfinished", "80 of 200");
  await stake.click("go-on");
  await stake.at("account");
  await stake.connect();
  await stake.click("account-next");
  await stake.at("operators");
  await stake.click("operators-next");
  await stake.at("split");
  await stake.get("split-result").waitFor({ timeout: 60_000 });
  await stake.fund();
  await assertRows(stake, ["proved", "proved", "next"]);
  await stake.click("send");
  await stake.get("start-over").waitFor({ timeout: 30_000 });
  await assertRows(stake, ["proved", "proved", "proved"]);
  await stake.saying("proved", "200 validators registered, 40 of them now");

  const events = await registrationsOf(site.devnet, owner);
  const own = events.filter(({ publicKey }) => publicKey !== FOREIGN);
  assert.equal(events.length, COUNT + 1);
  assert.deepEqual(
    own.map(({ publicKey }) => publicKey),
    keystores.map(({ publicKey }) => publicKey),
  );
  assert.equal(own.at(-1).cluster.validatorCount, COUNT);
  for (const [nonce, event] of events.entries()) {
    if (event.publicKey !== FOREIGN) assertShares(site.devnet, event, nonce);
  }
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  const databases = await page.evaluate(() => indexedDB.databases());
  assert.ok(!databases.some(({ name }) => name.includes("onboarding")));
  await page.close();
});

async function assertRows(stake, expected) {
  const rows = stake.get("batch");
  await rows.nth(expected.length - 1).waitFor();
  const states = () => rows.evaluateAll((all) => all.map(({ dataset }) => dataset.state));
  for (let look = 0; look < 50 && (await states()).join() !== expected.join(); look++) {
    await stake.page.waitForTimeout(100);
  }
  assert.deepEqual(await states(), expected);
}

/** Runs in the page: the second request to open keystores ends its worker. */
function killSecondUnlock() {
  let asked = 0;
  window.killed = 0;
  const native = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, transfer) {
    native.call(this, message, transfer);
    if (message.operation !== "unlock" || ++asked !== 2) return;
    window.killed += 1;
    this.terminate();
    queueMicrotask(() => this.onerror(new Event("error", { cancelable: true })));
  };
}
