/** The page on a local network of its own, with one browser, for all tests of a file. */
import { randomBytes } from "node:crypto";
import { getAddress } from "viem";
import { startDevnet } from "../devnet/index.mjs";
import { serveDevnetPage } from "../devnet/page.mjs";
import { launch, openPage } from "./browser.mjs";
import { Clusters } from "./clusters.mjs";
import { Stake } from "./stake.mjs";

const ETHER = 10n ** 18n;

/**
 * Starts chain, server and browser; blocks come every second.
 */
export async function openSite() {
  const ends = [];
  const close = async () => {
    while (ends.length > 0) await ends.pop()();
  };
  try {
    const devnet = await startDevnet({ blockTime: 1 });
    ends.push(() => devnet.stop());
    await devnet.rpc("anvil_autoImpersonateAccount", [true]);
    const server = await serveDevnetPage(devnet);
    ends.push(() => server.close());
    const browser = await launch();
    ends.push(() => browser.close());
    return site(devnet, server, browser, close);
  } catch (error) {
    // What lives on would keep the test's process alive as well.
    await close();
    throw error;
  }
}

function site(devnet, server, browser, close) {
  return {
    devnet,
    url: server.url,
    browser,

    /** An account that has never sent anything. */
    async fundedAccount(balance = 100n * ETHER) {
      const account = getAddress(`0x${randomBytes(20).toString("hex")}`);
      await devnet.rpc("anvil_setBalance", [account, `0x${balance.toString(16)}`]);
      return account;
    },

    /** The page in a fresh tab, its wallet on a fresh account that approves everything. */
    async openStake({ account, viewport, context } = {}) {
      const owner = account ?? (await this.fundedAccount());
      const { page, seen } = await openPage(browser, { viewport, context });
      await page.goto(server.url);
      const stake = new Stake(page, seen, owner);
      await stake.approve();
      return stake;
    },

    /** The same in the other place: the clusters of an account, connected. */
    async openClusters({ account, viewport, place = "" } = {}) {
      const owner = account ?? (await this.fundedAccount());
      const { page, seen } = await openPage(browser, { viewport });
      await page.goto(`${server.url}#clusters/${place}`);
      const clusters = new Clusters(page, seen, owner);
      await clusters.approve();
      await clusters.connect();
      return clusters;
    },

    close,
  };
}
