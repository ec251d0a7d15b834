/** A plan while another plan of the same account is kept in the browser. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("a plan with other operators is offered first, and begins when that one is forgotten", async () => {
  const stake = await site.openStake();
  const { page } = stake;
  page.on("dialog", (dialog) => dialog.accept());
  await stake.prepare();
  await stake.wallet("hang");
  await stake.click("send");
  await stake.get("in-wallet").waitFor();

  await page.reload();
  await stake.approve();
  await stake.get("unfinished").waitFor();
  const keyshares = await stake.prepare({ operators: [5, 6, 7, 8] });
  await stake.click("send");
  await stake.problem("PLAN_UNFINISHED");
  const asked = await page.evaluate(() => window.testWallet.requests);
  assert.ok(!asked.includes("eth_sendTransaction"));
  await stake.click("forget");
  await stake.saying("simulation", "accepts");
  await stake.click("send");
  await stake.proved();
  await assertRegistered(site.devnet, stake.owner, keyshares);
  await page.close();
});
