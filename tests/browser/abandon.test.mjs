/** Transactions without an end: the page goes on without one only where the user has said so, and looks once more before. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { filesOf } from "./stake.mjs";

const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };
const ETHER = 10n ** 18n;

let site;
before(async () => (site = await openSite()));
after(() => site.close());

test("the chain differs: what is registered drops out, the rest goes on under its own nonces", async () => {
  const { stake, publicKeys } = await review(2, { maxValidatorsPerTransaction: 1 });
  const { page, owner } = stake;
  await stake.wallet("hang");
  await stake.click("send");
  await stake.get("in-wallet").waitFor();
  const foreign = validatorKey(91);
  const args = [foreign, [5, 6, 7, 8], "0x00", NEW_CLUSTER];
  const client = createClient(site.devnet);
  await client.write("registerValidator", args, { from: owner, value: ETHER });
  await stake.wallet("approve");
  assert.match((await stake.problem("PROOF_DIFFERS")).consequence, /NONCE/);
  await stake.click("abandon");
  assert.match((await stake.problem("KEYS_DROPPED")).consequence, /nonce 2/);
  await stake.click("send");
  await stake.get("start-over").waitFor({ timeout: 30_000 });
  const events = await registrationsOf(site.devnet, owner);
  assert.deepEqual(
    events.map(({ publicKey }) => publicKey),
    [foreign, ...publicKeys],
  );
  assertShares(site.devnet, events[2], 2);
  await page.close();
});

test("a proposal that was declined: given up after a reload, and signed anew", async () => {
  const { stake, publicKeys } = await review(2);
  const { page, owner } = stake;
  page.on("dialog", (dialog) => dialog.accept());
  await page.evaluate(() => window.testWallet.turn("multisig"));
  await stake.click("send");
  await stake.get("proposed").waitFor();
  // The wallet forgets its proposals with the page: nobody executes this one.
  await page.reload();
  await stake.approve();
  await stake.click("go-on");
  await stake.at("account");
  await stake.connect();
  await stake.click("account-next");
  await stake.at("operators");
  await stake.click("operators-next");
  await stake.problem("PROPOSAL_WAITING");
  assert.ok(await stake.get("abandon").isDisabled());
  await stake.get("declined").check();
  await stake.click("abandon");
  await stake.get("split-result").waitFor();
  await stake.fund();
  await stake.click("send");
  await stake.get("proposed").waitFor();
  await page.evaluate(() => window.testWallet.execute());
  await site.devnet.rpc("anvil_mine", ["0x2"]);
  await stake.click("resume");
  await stake.proved();
  assert.deepEqual(await registered(owner), publicKeys);
  await page.close();
});

test("a proposal that is executed while it is given up: found, and not sent twice", async () => {
  const { stake, publicKeys } = await review(2);
  const { page, owner } = stake;
  await page.evaluate(() => window.testWallet.turn("multisig"));
  await stake.click("send");
  await stake.click("resume");
  await stake.problem("PROPOSAL_WAITING");
  await stake.get("declined").check();
  await page.evaluate(() => window.testWallet.execute());
  await site.devnet.rpc("anvil_mine", ["0x2"]);
  await stake.click("abandon");
  await stake.proved();
  assert.deepEqual(await registered(owner), publicKeys);
  assert.deepEqual(await page.evaluate(() => window.testWallet.proposals), []);
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  await page.close();
});

/** The page in front of the wallet, with as many validators. */
async function review(count, policy = {}) {
  const keystores = Array.from({ length: count }, () => makeKeystore(LIGHT));
  const stake = await site.openStake();
  await stake.withPolicy(policy);
  await stake.begin(filesOf(keystores));
  await stake.chooseOperators([1, 2, 3, 4]);
  await stake.split(PASSWORD);
  await stake.fund();
  return { stake, publicKeys: keystores.map(({ publicKey }) => publicKey) };
}

/** Keys of the owner on chain, each with shares for its place. */
async function registered(owner) {
  const events = await registrationsOf(site.devnet, owner);
  for (const [nonce, event] of events.entries()) assertShares(site.devnet, event, nonce);
  return events.map(({ publicKey }) => publicKey);
}
