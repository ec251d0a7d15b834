import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, describe, test } from "node:test";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { publicKeyOf, QUICK } from "./stake.mjs";

const ETHER = 10n ** 18n;
const OTHER_PASSWORD = fileURLToPath(
  new URL("../vectors/keystore/eip2335/pbkdf2-unicode.json", import.meta.url),
);
const UNICODE_PASSWORD = "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑";

const json = (name, value) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
});

/** Each shows cause, consequence and fix, keeps what was done before, and lets the staker finish. */
describe("failures on the way", { concurrency: 3 }, () => {
  let site;
  before(async () => (site = await openSite()));
  after(() => site.close());

  const open = (options) => site.openStake(options);
  const finish = async (stake, keyshares, skip) => {
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares, { skip });
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  };

  test("wrong file: each says what it is, and the keystore beside them goes on", async () => {
    const stake = await open();
    const wrong = [
      ["notes.txt", "not json at all", "NOT_JSON"],
      ["settings.json", { theme: "dark" }, "NOT_A_KEYSTORE"],
      [
        "deposit_data-1.json",
        [{ pubkey: "00".repeat(48), amount: 32_000_000_000, deposit_data_root: "00".repeat(32) }],
        "IS_DEPOSIT_DATA",
      ],
      [
        "UTC--wallet",
        { version: 3, address: "00".repeat(20), crypto: {} },
        "IS_EXECUTION_KEYSTORE",
      ],
      ["large.json", " ".repeat(3_000_000), "FILE_TOO_LARGE"],
    ];
    await stake.addFiles([...wrong.map(([name, value]) => json(name, value))]);
    for (const [, , code] of wrong) await stake.lineProblem("file", code);
    assert.ok(await stake.get("keys-next").isDisabled());
    await stake.addFiles([QUICK]);
    await stake.page.locator("[data-test=file][data-status=ready]").waitFor();
    await stake.addFiles([QUICK]);
    await stake.lineProblem("file", "DUPLICATE_VALIDATOR");
    await stake.get("remove-file").first().click();
    assert.equal(await stake.get("file").count(), wrong.length + 1);
    assert.match(await stake.get("keys-next").innerText(), /1 validator$/);
    assert.ok(await stake.get("keys-next").isEnabled());
    await stake.page.close();
  });

  test("a file that is too large for passwords is not read", async () => {
    const stake = await open();
    await stake.begin([QUICK, OTHER_PASSWORD]);
    await stake.chooseOperators([1, 2, 3, 4]);
    const buffer = Buffer.alloc(2 ** 22 + 1, "a");
    const file = { name: "passwords.txt", mimeType: "text/plain", buffer };
    await stake.get("password-file").setInputFiles(file);
    const { title, consequence } = await stake.problem("PASSWORD_FILE_TOO_LARGE");
    assert.match(title, /5 MiB/);
    assert.match(consequence, /4 MiB/);
    assert.ok(await stake.get("split").isEnabled());
    await stake.page.close();
  });

  test("wrong password: the keystore that opened stays open", async () => {
    const stake = await open();
    await stake.begin([QUICK, OTHER_PASSWORD]);
    await stake.chooseOperators([1, 2, 3, 4]);
    await stake.click("split");
    await stake.page.getByText("The password is empty").waitFor();
    await stake.typePassword();
    await stake.lineProblem("failed-file", "WRONG_PASSWORD");
    assert.equal(await stake.get("failed-file").count(), 1);
    await stake.page.getByText("One other is open and stays open.").waitFor();
    await stake.get("password").fill("wrong again");
    await stake.click("retry");
    await stake.lineProblem("failed-file", "WRONG_PASSWORD");
    await stake.get("password").fill(UNICODE_PASSWORD);
    await stake.click("retry");
    await stake.get("split-result").waitFor();
    const keyshares = await stake.save("download");
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("wrong password for one of two: it can be left out", async () => {
    const stake = await open();
    await stake.begin([QUICK, OTHER_PASSWORD]);
    await stake.chooseOperators([1, 2, 3, 4]);
    await stake.typePassword();
    await stake.lineProblem("failed-file", "WRONG_PASSWORD");
    await stake.click("leave-out");
    await stake.get("split-result").waitFor();
    const { shares } = JSON.parse(await stake.save("download"));
    assert.deepEqual(
      shares.map(({ data }) => data.publicKey),
      [publicKeyOf(QUICK)],
    );
    await stake.page.close();
  });

  test("rejected signature: everything is kept, the wallet is asked again", async () => {
    const stake = await open();
    const keyshares = await stake.prepare();
    await stake.page.evaluate(() => (window.testWallet.mode = "reject"));
    await stake.click("send");
    await stake.problem("REJECTED");
    await stake.page.evaluate(() => (window.testWallet.mode = "hang"));
    await stake.click("send");
    await stake.get("in-wallet").waitFor();
    await stake.page.evaluate(() => (window.testWallet.mode = "approve"));
    await finish(stake, keyshares);
  });

  test("rejected connection: the wallet can be asked again", async () => {
    const stake = await open();
    await stake.addFiles([QUICK]);
    await stake.click("keys-next");
    await stake.page.evaluate(() => (window.testWallet.mode = "reject"));
    await stake.click("wallet");
    await stake.problem("NO_ACCOUNT");
    await stake.page.evaluate(() => (window.testWallet.mode = "approve"));
    await stake.connect();
    assert.equal(await stake.get("owner-address").innerText(), stake.owner);
    await stake.page.close();
  });

  test("wrong chain: at the connection and again at the review", async () => {
    const stake = await open();
    await stake.page.evaluate(() => window.testWallet.setChain(1));
    await stake.addFiles([QUICK]);
    await stake.click("keys-next");
    await stake.click("wallet");
    const { title } = await stake.problem("WRONG_CHAIN");
    assert.match(title, /chain 1, not to Local devnet/);
    assert.ok(await stake.get("account-next").isDisabled());
    await stake.page.evaluate(() => (window.testWallet.mode = "reject"));
    await stake.click("switch-chain");
    await stake.problem("REJECTED");
    await stake.page.evaluate(() => (window.testWallet.mode = "approve"));
    await stake.click("switch-chain");
    await stake.saying("nonce", /^\s*0/);
    await stake.click("account-next");
    await stake.at("operators");
    await stake.chooseOperators([1, 2, 3, 4]);
    const keyshares = await stake.split();
    await stake.fund();

    await stake.page.evaluate(() => window.testWallet.setChain(5));
    await stake.problem("WRONG_CHAIN");
    await stake.click("switch-chain");
    await stake.at("funding");
    await stake.finishReview();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("insufficient balance: after a deposit it goes on", async () => {
    const stake = await open({ account: await site.fundedAccount(ETHER / 1000n) });
    await stake.begin();
    await stake.chooseOperators([1, 2, 3, 4]);
    const keyshares = await stake.split();
    await stake.click("split-next");
    const { title } = await stake.problem("INSUFFICIENT_FUNDS");
    assert.match(title, /short of 0\.0\d+ ETH/);
    assert.ok(await stake.get("funding-next").isDisabled());
    await site.devnet.rpc("anvil_setBalance", [stake.owner, `0x${ETHER.toString(16)}`]);
    await stake.click("read-again");
    await stake.finishReview();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("private and unknown operators: others take their place", async () => {
    const stake = await open();
    await stake.begin();
    await stake.pick([1, 2, 13, 99]);
    assert.match(await stake.lineProblem("operator", "OPERATOR_PRIVATE"), /Operator 13 is private/);
    assert.match(await stake.lineProblem("operator", "OPERATOR_UNKNOWN"), /Operator 99/);
    assert.ok(await stake.get("operators-next").isDisabled());
    for (const id of [13, 99]) {
      await stake.page.locator(`[data-id="${id}"] [data-test=remove-operator]`).click();
    }
    await stake.pick([2, 3, 4]);
    await stake.problem("OPERATOR_ID_DUPLICATE");
    await stake.get("operators-next").click();
    await stake.at("split");
    await stake.page.close();
  });

  test("a private operator that lists the account serves it", async () => {
    const stake = await open({ account: site.devnet.accounts[1] });
    await stake.begin();
    await stake.chooseOperators([1, 2, 3, 12]);
    const keyshares = await stake.split();
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("already registered: that key is left out, the other one goes on", async () => {
    const stake = await open();
    const client = createClient(site.devnet);
    const args = [publicKeyOf(QUICK), [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    await client.write("registerValidator", args, { from: stake.owner, value: ETHER });
    await stake.addFiles([QUICK, OTHER_PASSWORD]);
    await stake.click("keys-next");
    await stake.connect();
    assert.equal((await stake.get("nonce").innerText()).trim().split(/\s/)[0], "1");
    await stake.click("change-keys");
    await stake.lineProblem("file", "ALREADY_REGISTERED");
    await stake.click("keys-next");
    await stake.click("account-next");
    await stake.chooseOperators([1, 2, 3, 4]);
    const keyshares = await stake.split(UNICODE_PASSWORD);
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares, 1);
  });

  test("stale nonce: signed again without a password, shown again before it is sent", async () => {
    const stake = await open();
    await stake.prepare();
    const client = createClient(site.devnet);
    const args = [validatorKey(77), [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    await client.write("registerValidator", args, { from: stake.owner, value: ETHER });
    await stake.click("send");
    await stake.problem("NONCE_MOVED");
    const keyshares = await stake.save("download-resigned");
    await stake.saying("simulation", "accepts");
    await stake.click("send");
    await finish(stake, keyshares, 1);
  });

  test("stale nonce without open keys: nothing is sent until they are opened again", async () => {
    const stake = await open();
    await stake.prepare();
    await stake.page.evaluate(() => window.dispatchEvent(new Event("pagehide")));
    const client = createClient(site.devnet);
    const args = [validatorKey(79), [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    await client.write("registerValidator", args, { from: stake.owner, value: ETHER });
    await stake.click("send");
    await stake.problem("KEYS_LOCKED");
    assert.ok(await stake.get("send").isDisabled());
    await stake.click("open-again");
    await stake.at("split");
    const keyshares = await stake.split();
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares, 1);
  });

  test("changed cluster: built again from its new state", async () => {
    const stake = await open();
    const client = createClient(site.devnet);
    const args = [validatorKey(78), [1, 2, 3, 4], "0x00", NEW_CLUSTER];
    const { cluster } = await client.write("registerValidator", args, {
      from: stake.owner,
      value: ETHER,
    });
    const keyshares = await stake.prepare();
    const stranger = await site.fundedAccount();
    await client.write("deposit", [stake.owner, [1, 2, 3, 4], cluster], {
      from: stranger,
      value: 1n,
    });
    await stake.click("send");
    await stake.problem("CLUSTER_CHANGED");
    await stake.saying("simulation", "accepts");
    await stake.click("send");
    await finish(stake, keyshares, 1);
  });

  test("another account: nothing is sent until it is adopted, then it is signed again", async () => {
    const stake = await open();
    await stake.prepare();
    const other = await site.fundedAccount();
    await stake.page.evaluate((address) => window.testWallet.setAccount(address), other);
    await stake.problem("ACCOUNT_CHANGED");
    assert.ok(await stake.get("send").isDisabled());
    await stake.click("adopt-account");
    stake.owner = other;
    await stake.get("problem").waitFor({ state: "detached" });
    await stake.get("split-result").waitFor();
    const keyshares = await stake.save("download");
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("unreachable node: nothing is assumed, reading again goes on", async () => {
    const stake = await open();
    await stake.begin();
    const away = (route) => route.abort();
    await stake.page.route(`${site.devnet.rpcUrl}/**`, away);
    await stake.pick([1, 2, 3, 4]);
    await stake.problem("RPC_FAILED");
    assert.ok(await stake.get("operators-next").isDisabled());
    await stake.page.unroute(`${site.devnet.rpcUrl}/**`, away);
    await stake.click("read-again");
    await stake.click("operators-next");
    await stake.at("split");
    await stake.page.close();
  });
});
