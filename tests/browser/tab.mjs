import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

/** A page of the dapp, driven by the names that its elements carry. */
export class Tab {
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

  /** How the wallet answers from here on: "approve" | "reject" | "hang". */
  async wallet(mode) {
    await this.page.evaluate((next) => (window.testWallet.mode = next), mode);
  }

  get(name) {
    return this.page.locator(`[data-test=${name}]:visible`);
  }

  async click(name) {
    await this.get(name).click();
  }

  /** Waits until an element says something. */
  async saying(name, text) {
    await this.get(name).filter({ hasText: text }).first().waitFor();
  }

  /** The text of the file that a button saves. */
  async save(button) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.click(button)]);
    return readFile(await download.path(), "utf8");
  }

  async proved() {
    await this.get("proved").waitFor({ timeout: 30_000 });
  }

  /** The problem on screen: its code, and that it says cause, consequence and fix. */
  async problem(code) {
    const notice = this.page.locator(`[data-test=problem][data-code=${code}]:visible`).first();
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
