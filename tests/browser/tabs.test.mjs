/** Two tabs of one browser and one account: they share the journal, and one of them registers at a time. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

/** More than one transaction takes for four operators. */
const COUNT = 100;
const FIRST = 80;
const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("while one tab registers, the other waits; when the first is closed, it goes on", async () => {
  const keystores = Array.from({ length: COUNT }, () => makeKeystore(LIGHT));
  const publicKeys = keystores.map(({ publicKey }) => publicKey);
  const first = await site.openStake();
  const { owner } = first;
  const context = first.page.context();
  await first.begin(filesOf(keystores));
  await first.chooseOperators([1, 2, 3, 4]);
  await first.split(PASSWORD);
  await first.fund();
  await first.click("send");
  await first.proved();
  await first.wallet("hang");
  await first.click("next-part");
  await first.page.locator("[data-test=batch][data-state=signing]").waitFor();

  const second = await site.openStake({ account: owner, context });
  await second.saying("unfinished", `${FIRST} of ${COUNT}`);
  await second.click("go-on");
  await second.at("account");
  await second.connect();
  await second.click("account-next");
  await second.at("operators");
  await second.click("operators-next");
  await second.problem("OWNER_BUSY");
  assert.deepEqual(await asked(second), []);
  assert.equal((await registrationsOf(site.devnet, owner)).length, FIRST);

  await first.page.close();
  await second.click("check-again");
  await second.get("split-result").waitFor();
  await second.fund();
  await second.click("send");
  await second.get("start-over").waitFor();
  assert.equal((await asked(second)).length, 1);
  const events = await registrationsOf(site.devnet, owner);
  assert.deepEqual(
    events.map(({ publicKey }) => publicKey),
    publicKeys,
  );
  for (const [nonce, event] of events.entries()) assertShares(site.devnet, event, nonce);
  second.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  const databases = await second.page.evaluate(() => indexedDB.databases());
  assert.ok(!databases.some(({ name }) => name.includes("onboarding")));
});

/** Transactions that the tab's wallet was asked for. */
function asked({ page }) {
  return page.evaluate(() =>
    window.testWallet.requests.filter((method) => method === "eth_sendTransaction"),
  );
}
