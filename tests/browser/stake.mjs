import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const SAMPLES = fileURLToPath(new URL("../devnet/samples/", import.meta.url));

/** Paths of the sample keystores; the last one is quick to open, the others need 256 MiB each. */
export const samples = readdirSync(SAMPLES)
  .sort()
  .map((name) => SAMPLES + name);
export const QUICK = samples.at(-1);
export const PASSWORD = "testpassword";

/** The public key that a sample names. */
export function publicKeyOf(path) {
  return `0x${JSON.parse(readFileSync(path, "utf8")).pubkey}`;
}

/** Drives the page as a staker would, step by step. */
export class Stake {
  constructor(page, seen, owner) {
    this.page = page;
    this.seen = seen;
    this.owner = owner;
  }

  /** The wallet of the page goes to the owner's account and approves everything. */
  async approve() {
    await this.page.evaluate(async (address) => {
      await window.testWallet.ready;
      window.testWallet.setAccount(address);
      window.testWallet.mode = "approve";
    }, this.owner);
  }

  get(name) {
    return this.page.locator(`[data-test=${name}]`);
  }

  /** Waits until a step is the current one. */
  async at(step) {
    await this.page.locator(`[data-test=step-${step}][data-state=current]`).waitFor();
  }

  async click(name) {
    await this.get(name).click();
  }

  /** Waits until an element says something. */
  async saying(name, text) {
    await this.get(name).filter({ hasText: text }).waitFor();
  }

  async addFiles(files) {
    await this.get("file-input").setInputFiles(files);
  }

  async connect() {
    await this.click("wallet");
    await this.saying("nonce", /^\s*\d/);
  }

  /** Keys and owner; ends in the step that picks operators. */
  async begin(files = [QUICK]) {
    await this.addFiles(files);
    await this.click("keys-next");
    await this.at("account");
    await this.connect();
    await this.click("account-next");
    await this.at("operators");
  }

  async pick(ids) {
    await this.get("operator-input").fill(ids.join(", "));
    await this.click("add-operators");
  }

  /** Ends with the password field. */
  async chooseOperators(ids) {
    await this.pick(ids);
    await this.click("operators-next");
    await this.at("split");
  }

  async typePassword(password = PASSWORD) {
    await this.get("password").fill(password);
    await this.click("split");
  }

  /** Types the password, waits for the shares and saves them: the text of keyshares.json. */
  async split(password = PASSWORD) {
    await this.typePassword(password);
    await this.get("split-result").waitFor();
    return this.save("download");
  }

  /** The text of the file that a button saves. */
  async save(button) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.click(button)]);
    return readFile(await download.path(), "utf8");
  }

  /** Ends in front of the button that asks the wallet. */
  async fund() {
    await this.click("split-next");
    await this.at("funding");
    await this.finishReview();
  }

  /** The same from the amount, or from a step after it. */
  async finishReview() {
    if (await this.get("funding-next").isVisible()) await this.click("funding-next");
    await this.at("register");
    await this.saying("simulation", "accepts");
    await this.get("acknowledge").check();
  }

  /** From the first step to the review; the keyshares file as text. */
  async prepare({ files, operators = [1, 2, 3, 4] } = {}) {
    await this.begin(files);
    await this.chooseOperators(operators);
    const keyshares = await this.split();
    await this.fund();
    return keyshares;
  }

  async proved() {
    await this.get("proved").waitFor({ timeout: 30_000 });
  }

  /** The problem on screen: its code, and that it says cause, consequence and fix. */
  async problem(code) {
    const notice = this.page.locator(`[data-test=problem][data-code=${code}]`).first();
    await notice.waitFor();
    const [title, consequence, fix] = [
      await notice.locator("h3").innerText(),
      await notice.locator("p").nth(0).innerText(),
      await notice.locator("p").nth(1).innerText(),
    ];
    for (const words of [title, consequence, fix]) assertWords(words, code);
    return { title, consequence, fix };
  }

  /** The same for a line of a list, which holds all its words in one element. */
  async lineProblem(name, code) {
    const line = this.page.locator(`[data-test=${name}][data-code=${code}]`).first();
    await line.waitFor();
    const words = await line.innerText();
    assertWords(words, code);
    assert.ok(words.split(/[.\n]/).filter((part) => part.trim() !== "").length >= 3, words);
    return words;
  }

  /** Nothing was blocked, nothing complained, and nobody but the page's origin and the node was asked. */
  assertQuiet({ origin, rpcUrl }) {
    assert.deepEqual(this.seen.violations, []);
    assert.deepEqual(this.seen.complaints, []);
    const allowed = [origin, rpcUrl, "blob:", "data:"];
    const foreign = this.seen.requests
      .map((request) => request.url())
      .filter((url) => !allowed.some((start) => url.startsWith(start)));
    assert.deepEqual(foreign, []);
  }
}

function assertWords(words, code) {
  assert.ok(words.trim().length > 5, `${code}: "${words}" says nothing`);
  assert.doesNotMatch(words, /undefined|NaN|\[object|some ETH|null/, code);
}
