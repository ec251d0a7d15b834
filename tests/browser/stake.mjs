import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Tab } from "./tab.mjs";

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

/** Made keystores as files that are picked. */
export function filesOf(keystores) {
  return keystores.map(({ file }, index) => {
    const name = `keystore-${index}.json`;
    return { name, mimeType: "application/json", buffer: Buffer.from(file) };
  });
}

/** Drives the page as a staker would, step by step. */
export class Stake extends Tab {
  /** Opens the page anew, with this policy in its configuration. */
  async withPolicy(policy) {
    await this.page.route("**/network.json", async (route) => {
      const settings = await (await route.fetch()).json();
      await route.fulfill({ json: { ...settings, policy } });
    });
    await this.page.reload();
    await this.approve();
  }

  /** Waits until a step is the current one. */
  async at(step) {
    await this.page.locator(`[data-test=step-${step}][data-state=current]`).waitFor();
  }

  async addFiles(files) {
    // Never visible: a button stands for it.
    await this.page.locator("[data-test=file-input]").setInputFiles(files);
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
}
