/** A plan of several transactions in an account that cannot pay for all of them. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };
const ETHER = 10n ** 18n;
/** Enough for two validators with four operators, not for four. */
const HELD = ETHER / 25n;
/** Pixels between what comes one after the other. */
const GAP = 20;

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("what all transactions cost is said before the first; where the ETH ends, the plan waits for more", async () => {
  const keystores = Array.from({ length: 5 }, () => makeKeystore(LIGHT));
  const account = await site.fundedAccount(HELD);
  const stake = await site.openStake({ account, viewport: { width: 360, height: 740 } });
  const { page } = stake;
  page.on("dialog", (dialog) => dialog.accept());
  await stake.withPolicy({ maxValidatorsPerTransaction: 2 });
  await stake.begin(filesOf(keystores));
  await stake.chooseOperators([1, 2, 3, 4]);
  await stake.split(PASSWORD);
  await stake.click("split-next");

  await stake.saying("part", "2 of 5 validators");
  const whole = await stake.get("whole").innerText();
  const [, total, gas] = /^All 3 transactions: about (\S+) ETH and up to (\S+) ETH.* 182 days/.exec(
    whole,
  );
  const { title, consequence } = await stake.problem("FUNDS_FOR_PART");
  const missing = Number(total) + Number(gas) - Number(HELD) / 1e18;
  const [, short] = /short of (\S+) ETH for all 3 transactions/.exec(title);
  assert.ok(Math.abs(Number(short) - missing) < 1e-5, `${short} instead of ${missing}`);
  assert.match(consequence, /enough for 1 of them/);

  await stake.finishReview();
  await assertBelow(stake.get("send"), page.locator("#batches"));
  await stake.click("send");
  await stake.proved();
  await assertBelow(stake.get("next-part"), page.locator("#batches"));
  await stake.click("next-part");
  await stake.problem("INSUFFICIENT_FUNDS");
  await stake.saying("whole", "All 2 transactions that are left");

  await page.reload();
  await stake.approve();
  await stake.saying("unfinished", "2 of 5");
  await assertBelow(stake.get("unfinished"), stake.get("drop-zone"));
  await site.devnet.rpc("anvil_setBalance", [account, `0x${ETHER.toString(16)}`]);
  await stake.click("go-on");
  await stake.connect();
  await stake.click("account-next");
  await stake.click("operators-next");
  await stake.get("split-result").waitFor();
  await stake.click("split-next");
  await stake.saying("part", "2 of 3 validators that are left");
  assert.equal(await page.locator("[data-code=FUNDS_FOR_PART]").count(), 0);
  await stake.finishReview();
  await stake.click("send");
  await stake.get("start-over").waitFor({ timeout: 30_000 });
  await stake.saying("proved", "5 validators registered, 3 of them now");

  const events = await registrationsOf(site.devnet, account);
  assert.deepEqual(
    events.map(({ publicKey }) => publicKey),
    keystores.map(({ publicKey }) => publicKey),
  );
  const paid = Number(events.at(-1).cluster.balance) / 1e18;
  assert.ok(Math.abs(paid - Number(total)) < 1e-4, `${paid} instead of ${total}`);
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  await page.close();
});

/** The second comes after the first, and there is room between them. */
async function assertBelow(first, second) {
  const [above, below] = await Promise.all([first.boundingBox(), second.boundingBox()]);
  const gap = below.y - (above.y + above.height);
  assert.ok(gap >= GAP, `${gap} pixels`);
}
