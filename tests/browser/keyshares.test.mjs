import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { QUICK } from "./stake.mjs";

const ETHER = 10n ** 18n;

describe("a keyshares file instead of keystores", { concurrency: 3 }, () => {
  let site;
  before(async () => (site = await openSite()));
  after(() => site.close());

  /** A file that the page wrote for an account, and a new tab with it. */
  const withFile = async ({ files } = {}) => {
    const first = await site.openStake();
    await first.begin(files);
    await first.chooseOperators([1, 2, 3, 4]);
    const keyshares = await first.split();
    await first.page.close();
    return keyshares;
  };
  const ownerOf = (keyshares) => JSON.parse(keyshares).shares[0].data.ownerAddress;
  const upload = async (stake, text) => {
    const buffer = Buffer.from(text);
    await stake.addFiles([{ name: "keyshares.json", mimeType: "application/json", buffer }]);
  };
  const toCheck = async (stake, keyshares) => {
    await upload(stake, keyshares);
    await stake.get("keyshares-file").waitFor();
    await stake.click("keys-next");
    await stake.connect();
    await stake.click("account-next");
    await stake.at("operators");
    assert.equal(await stake.get("operator-input").count(), 0);
    await stake.click("operators-next");
    await stake.at("split");
  };

  test("is checked against the chain and registered", async () => {
    const keyshares = await withFile();
    const stake = await site.openStake({ account: ownerOf(keyshares) });
    await toCheck(stake, keyshares);
    await stake.get("split-result").waitFor();
    await stake.fund();
    assert.equal(await stake.get("decoded-name").innerText(), "registerValidator");
    await stake.click("send");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();

    const again = await site.openStake({ account: ownerOf(keyshares) });
    await toCheck(again, keyshares);
    await again.problem("KEYSHARES_REGISTERED");
    await again.page.close();
  });

  test("of another account is refused, and helps after the switch", async () => {
    const keyshares = await withFile();
    const stake = await site.openStake();
    await toCheck(stake, keyshares);
    await stake.problem("OWNER_MISMATCH");
    await stake.page.evaluate(
      (address) => window.testWallet.setAccount(address),
      ownerOf(keyshares),
    );
    await stake.click("adopt-account");
    await stake.get("split-result").waitFor();
    await stake.page.close();
  });

  test("with a used nonce is refused, before and at the signature", async () => {
    const keyshares = await withFile();
    const owner = ownerOf(keyshares);
    const stake = await site.openStake({ account: owner });
    await toCheck(stake, keyshares);
    await stake.fund();
    const client = createClient(site.devnet);
    const args = [validatorKey(9), [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    await client.write("registerValidator", args, { from: owner, value: ETHER });
    await stake.click("send");
    await stake.problem("NONCE_MISMATCH");
    await stake.page.close();

    const later = await site.openStake({ account: owner });
    await toCheck(later, keyshares);
    const { title } = await later.problem("NONCE_MISMATCH");
    assert.match(title, /nonce 0, the account is at 1/);
    await later.page.close();
  });

  test("that was changed by one digit is refused", async () => {
    const keyshares = await withFile();
    const { sharesData } = JSON.parse(keyshares).shares[0].payload;
    for (const [position, code] of [
      [10, "SIGNATURE_INVALID"],
      [2 + 2 * 96 + 10, "SHARE_KEY_INVALID"],
    ]) {
      const digit = sharesData[position] === "0" ? "1" : "0";
      const changed = sharesData.slice(0, position) + digit + sharesData.slice(position + 1);
      const stake = await site.openStake();
      await upload(stake, keyshares.replace(sharesData, changed));
      const line = stake.page.locator("[data-test=file][data-status=refused]");
      await line.waitFor();
      assert.ok([code, "SHARES_INCONSISTENT"].includes(await line.getAttribute("data-code")));
      await stake.page.close();
    }
  });

  test("is not mixed with keystores", async () => {
    const keyshares = await withFile();
    const stake = await site.openStake();
    await stake.addFiles([QUICK]);
    await stake.page.locator("[data-test=file][data-status=ready]").waitFor();
    await upload(stake, keyshares);
    await stake.lineProblem("file", "MIXED_FILES");
    assert.ok(await stake.get("keys-next").isEnabled());
    await stake.page.close();
  });

  test("is what remains without a wallet", async () => {
    const stake = await site.openStake();
    await stake.addFiles([QUICK]);
    await stake.click("keys-next");
    await stake.click("type-owner");
    await stake.get("owner").fill("0x1234");
    await stake.click("use-owner");
    await stake.problem("OWNER_INVALID");
    await stake.get("owner").fill(stake.owner);
    await stake.click("use-owner");
    await stake.saying("nonce", /^\s*0/);
    await stake.click("account-next");
    await stake.chooseOperators([1, 2, 3, 4]);
    const keyshares = await stake.split();
    assert.equal(ownerOf(keyshares), stake.owner);
    await stake.click("split-next");
    await stake.click("funding-next");
    await stake.get("no-wallet-send").waitFor();
    assert.equal(await stake.get("send").count(), 0);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  });
});
