/** A plan that is gone on with after a reload, when its signatures no longer hold. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };
const ETHER = 10n ** 18n;
const FOREIGN = validatorKey(77);

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("the nonce moved while the page was closed: with the keystores only signatures change", async () => {
  const keystores = Array.from({ length: 3 }, () => makeKeystore(LIGHT));
  const stake = await site.openStake();
  const { page, owner } = stake;
  page.on("dialog", (dialog) => dialog.accept());
  await stake.withPolicy({ maxValidatorsPerTransaction: 1 });
  await stake.begin(filesOf(keystores));
  await stake.chooseOperators([1, 2, 3, 4]);
  const { shares } = JSON.parse(await stake.split(PASSWORD));
  await stake.fund();
  await stake.click("send");
  await stake.proved();

  const args = [FOREIGN, [5, 6, 7, 8], "0x00", NEW_CLUSTER];
  const client = createClient(site.devnet);
  await client.write("registerValidator", args, { from: owner, value: ETHER });
  await page.reload();
  await stake.approve();
  await stake.click("go-on");
  await stake.connect();
  await stake.click("account-next");
  await stake.click("operators-next");
  await stake.problem("NONCE_MISMATCH");
  await stake.click("change-keys");
  await page.getByRole("button", { name: /^Remove/ }).click();
  await stake.addFiles(filesOf(keystores.slice(1)));
  await stake.click("keys-next");
  await stake.at("account");
  await stake.click("account-next");
  await stake.chooseOperators([1, 2, 3, 4]);
  await stake.split(PASSWORD);
  await stake.fund();
  await stake.click("send");
  await stake.get("start-over").waitFor({ timeout: 30_000 });

  const events = await registrationsOf(site.devnet, owner);
  const [first, foreign, ...later] = events;
  assert.equal(foreign.publicKey, FOREIGN);
  for (const [place, event] of [first, ...later].entries()) {
    assert.equal(event.publicKey, keystores[place].publicKey);
    assert.equal(sealed(event.shares), sealed(shares[place].payload.sharesData));
    assertShares(site.devnet, event, events.indexOf(event));
  }
  await page.close();
});

/** What follows the signature. */
function sealed(sharesData) {
  return sharesData.slice(2 + 2 * 96);
}
