/** Plans whose parts change on the way: a wallet that takes less at once, a key that somebody else registers. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { createClient, NEW_CLUSTER } from "../devnet/client.mjs";
import { assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };
const ETHER = 10n ** 18n;
/** Room for a call with four validators of four operators, and not for five. */
const BYTES_OF_FOUR = 7_000;

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("a wallet that takes less at once is offered half, and half of that", async () => {
  const { stake, publicKeys } = await review(16);
  const { page, owner } = stake;
  const asked = await refuseAbove(BYTES_OF_FOUR, page);
  await stake.click("send");
  assert.match((await stake.problem("PART_TOO_LARGE")).title, /16 validators/);
  assert.equal((await registrationsOf(site.devnet, owner)).length, 0);
  await stake.click("send");
  assert.match((await stake.problem("PART_TOO_LARGE")).title, /8 validators/);
  await stake.click("send");
  await stake.proved();
  await stake.click("next-part");
  await stake.get("start-over").waitFor({ timeout: 30_000 });
  assert.deepEqual(
    asked.map((bytes) => bytes > BYTES_OF_FOUR),
    [true, true, false, false, false, false],
  );
  assert.deepEqual(await registered(owner), publicKeys);
  await page.close();
});

test("a key that is registered elsewhere between two parts is left out, and the others move up", async () => {
  const { stake, publicKeys } = await review(8);
  const { page, owner } = stake;
  await refuseAbove(BYTES_OF_FOUR, page);
  await stake.click("send");
  await stake.problem("PART_TOO_LARGE");
  await stake.click("send");
  await stake.proved();
  const foreign = publicKeys[5];
  const args = [foreign, [5, 6, 7, 8], "0x00", NEW_CLUSTER];
  const client = createClient(site.devnet);
  await client.write("registerValidator", args, { from: owner, value: ETHER });
  await stake.click("next-part");
  const { title, consequence } = await stake.problem("KEYS_DROPPED");
  assert.match(title, /^1 validator/);
  assert.match(consequence, /nonce 5/);
  await stake.click("send");
  await stake.get("start-over").waitFor({ timeout: 30_000 });
  const others = publicKeys.filter((key) => key !== foreign);
  assert.deepEqual(await registered(owner, foreign), [
    ...others.slice(0, 4),
    foreign,
    ...others.slice(4),
  ]);
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  await page.close();
});

/** The page in front of the wallet, with as many validators. */
async function review(count) {
  const keystores = Array.from({ length: count }, () => makeKeystore(LIGHT));
  const stake = await site.openStake();
  await stake.begin(filesOf(keystores));
  await stake.chooseOperators([1, 2, 3, 4]);
  await stake.split(PASSWORD);
  await stake.fund();
  return { stake, publicKeys: keystores.map(({ publicKey }) => publicKey) };
}

/** Keys of the owner on chain; each but the foreign one with shares for its place. */
async function registered(owner, foreign) {
  const events = await registrationsOf(site.devnet, owner);
  for (const [nonce, event] of events.entries()) {
    if (event.publicKey !== foreign) assertShares(site.devnet, event, nonce);
  }
  return events.map(({ publicKey }) => publicKey);
}

/** The wallet's node refuses larger calls; sizes of all that it is asked for. */
async function refuseAbove(limit, page) {
  const asked = [];
  const { rpcUrl } = site.devnet;
  await page.route(
    (url) => url.href.startsWith(rpcUrl),
    async (route) => {
      const { id, method, params } = route.request().postDataJSON() ?? {};
      if (method !== "eth_sendTransaction") return route.fallback();
      const size = (params[0].data.length - 2) / 2;
      asked.push(size);
      if (size <= limit) return route.fallback();
      const message = `oversized data: transaction size ${size}, limit ${limit}`;
      const json = { jsonrpc: "2.0", id, error: { code: -32000, message } };
      return route.fulfill({ json, headers: { "access-control-allow-origin": "*" } });
    },
  );
  return asked;
}
