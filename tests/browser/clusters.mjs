import { Tab } from "./tab.mjs";

/** Drives the place for clusters as their owner would. */
export class Clusters extends Tab {
  async connect() {
    await this.click("wallet");
    // What stands there afterwards depends on the place and on how far reading is.
    await this.get("wallet").waitFor({ state: "hidden" });
  }

  /** Goes to a place by its address: "" is the list. */
  async goTo(place) {
    await this.page.evaluate((hash) => (location.hash = hash), `clusters/${place}`);
  }

  card(name) {
    return this.page.locator(`[data-test=cluster][data-name="${name}"]`);
  }

  /** Opens the page of a cluster. */
  async open(name) {
    await this.card(name).locator("[data-test=open-cluster]").click();
    await this.page.locator(`[data-test=cluster-page][data-name="${name}"]`).waitFor();
  }

  /** Waits for the form of an action, ready to be filled in. */
  async at(action) {
    await this.page.locator(`[data-test=action][data-action=${action}]`).waitFor();
    await this.get("review").waitFor();
  }

  /** From the form to the button that asks the wallet. */
  async review() {
    await this.click("review");
    await this.saying("simulation", "accepts");
    const acknowledge = this.get("acknowledge");
    if (await acknowledge.isVisible()) await acknowledge.check();
  }

  /** Waits until the transaction is that far. */
  async phase(name) {
    await this.page.locator(`[data-test=sent][data-phase=${name}]`).waitFor({ timeout: 30_000 });
  }

  /** The wallet declines first and agrees when asked again. */
  async declineThenSend() {
    await this.wallet("reject");
    await this.click("send");
    await this.problem("REJECTED");
    await this.wallet("approve");
    await this.click("send");
  }

  /** Ticks validators in the list. */
  async select(keys) {
    for (const key of keys) {
      await this.page.locator(`[data-key="${key}"] [data-test=select]`).check();
    }
  }

  /** Wei that a page shows as the cluster's balance. */
  async balance() {
    return BigInt(await this.get("balance").first().getAttribute("data-value"));
  }
}
