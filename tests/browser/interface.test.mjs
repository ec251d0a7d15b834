import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inspect, press, reach } from "./accessibility.mjs";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { PASSWORD, QUICK, samples } from "./stake.mjs";

describe("the page for everybody", () => {
  let site;
  before(async () => (site = await openSite()));
  after(() => site.close());

  test("360 pixels wide: nothing sticks out, and every step is sound for a screen reader", async () => {
    const stake = await site.openStake({ viewport: { width: 360, height: 740 } });
    const check = async (step) => {
      const { wide, faults } = await stake.page.evaluate(inspect);
      assert.ok(wide <= 360, `${step}: ${wide} pixels wide`);
      assert.deepEqual(faults, [], step);
    };
    await check("empty");
    const name = `keystore-m_12381_3600_0_0_0-${"1".repeat(60)}.json`;
    const buffer = Buffer.from("no keystore");
    await stake.addFiles([{ name, mimeType: "application/json", buffer }]);
    await stake.lineProblem("file", "NOT_JSON");
    await stake.addFiles([QUICK]);
    await stake.page.locator("[data-test=file][data-status=ready]").waitFor();
    await check("keys");
    await stake.click("keys-next");
    await stake.get("wallet").waitFor();
    await check("wallets");
    await stake.connect();
    await check("account");
    await stake.click("account-next");
    await stake.pick([1, 2, 3, 4, 5, 6, 13]);
    await stake.lineProblem("operator", "OPERATOR_PRIVATE");
    await check("operators");
    await stake.page.locator('[data-id="13"] [data-test=remove-operator]').click();
    await stake.pick([7]);
    await stake.click("operators-next");
    await stake.typePassword("wrong");
    await stake.lineProblem("failed-file", "WRONG_PASSWORD");
    await check("failed password");
    await stake.get("password").fill(PASSWORD);
    await stake.click("retry");
    await stake.get("split-result").waitFor();
    await check("split");
    await stake.click("split-next");
    await stake.get("quote").waitFor();
    await check("funding");
    await stake.finishReview();
    await stake.page.locator("summary").first().click();
    await check("review");
    await stake.click("send");
    await stake.page.locator("[data-test=transaction]").waitFor();
    await check("transaction");
    await stake.proved();
    await check("proved");
    await stake.page.close();
  });

  test("360 pixels wide with several files, before and after a wrong password", async () => {
    const stake = await site.openStake({ viewport: { width: 360, height: 740 } });
    await stake.begin(samples.slice(-2));
    await stake.chooseOperators([1, 2, 3, 4]);
    await stake.get("password").waitFor();
    const check = async () => assert.equal((await stake.page.evaluate(inspect)).wide, 360);
    await check();
    await stake.typePassword("wrong");
    await stake.lineProblem("failed-file", "WRONG_PASSWORD");
    await check();
    await stake.page.close();
  });

  test("with the keyboard alone, from the file to the proof", async () => {
    const stake = await site.openStake();
    const { page } = stake;
    const chooser = page.waitForEvent("filechooser");
    await reach(stake, "pick-files");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles([QUICK]);
    await press(stake, "keys-next");
    await stake.at("account");
    await press(stake, "wallet");
    await stake.saying("nonce", /^\s*\d/);
    await press(stake, "account-next");
    await stake.at("operators");
    await reach(stake, "operator-input");
    await page.keyboard.type("1 2 3 4");
    await page.keyboard.press("Enter");
    await press(stake, "operators-next");
    await stake.at("split");
    await reach(stake, "password");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await stake.get("split-result").waitFor();
    const saved = page.waitForEvent("download");
    await press(stake, "download");
    const { readFile } = await import("node:fs/promises");
    const keyshares = await readFile(await (await saved).path(), "utf8");
    await press(stake, "split-next");
    await stake.at("funding");
    await stake.get("quote").waitFor();
    await press(stake, "funding-next");
    await stake.at("register");
    await stake.saying("simulation", "accepts");
    await reach(stake, "acknowledge");
    await page.keyboard.press("Space");
    await page.evaluate(() => (window.testWallet.mode = "ask"));
    await press(stake, "send");
    await page.locator("test-wallet dialog").waitFor();
    await page.keyboard.press("Enter");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  });

  test("without samples or network file it says so", async () => {
    const stake = await site.openStake();
    await stake.page.route("**/network.json", (route) => route.fulfill({ status: 404 }));
    await stake.page.reload();
    await stake.problem("CONFIGURATION_INVALID");
    await stake.page.close();
  });

  test("the samples are one click away", async () => {
    const stake = await site.openStake();
    await stake.click("load-samples");
    await stake.saying("keys-next", "6 validators");
    await stake.page.close();
  });

  test("a file dropped anywhere is taken, and never opened instead of the page", async () => {
    const stake = await site.openStake();
    const address = stake.page.url();
    await stake.page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(["{}"], "dropped.json"));
      const event = (type) =>
        new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event("dragover"));
      document.body.dispatchEvent(event("drop"));
    });
    await stake.lineProblem("file", "NOT_A_KEYSTORE");
    assert.equal(stake.page.url(), address);
    await stake.page.close();
  });
});
