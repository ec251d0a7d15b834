import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertRegistered } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { QUICK, samples } from "./stake.mjs";

const ETHER = 10n ** 18n;
/** Milliseconds without a frame that a person takes for a page that hangs. */
const FREEZE = 250;

let site;
before(async () => (site = await openSite()));
after(() => site.close());

const beforePassword = async (files) => {
  const stake = await site.openStake();
  await stake.begin(files);
  await stake.chooseOperators([1, 2, 3, 4]);
  return stake;
};
const finish = async (stake, keyshares, skip) => {
  await stake.proved();
  await assertRegistered(site.devnet, stake.owner, keyshares, { skip });
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  await stake.page.close();
};

test("scrypt with N = 2^18: frames keep coming while it works", async () => {
  const stake = await beforePassword([samples[0]]);
  await stake.page.evaluate(() => {
    window.drawn = [];
    const tick = (time) => {
      window.drawn.push(time);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const from = await stake.page.evaluate(() => performance.now());
  await stake.typePassword();
  await stake.get("split-progress").waitFor();
  await stake.get("split-result").waitFor();
  const { frames, to } = await stake.page.evaluate(() => {
    return { frames: window.drawn, to: performance.now() };
  });
  const during = [from, ...frames.filter((time) => time > from && time < to), to];
  const gaps = during.slice(1).map((time, index) => time - during[index]);
  const longest = Math.max(...gaps);
  assert.ok(to - from > FREEZE, `it took ${to - from} ms, too short to show anything`);
  assert.ok(longest < FREEZE, `${Math.round(longest)} ms without a frame`);
  stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
  await stake.page.close();
});

describe("keys that come and go", { concurrency: 3 }, () => {
  test("stopped while opening: the password opens the files again", async () => {
    const stake = await beforePassword([samples[0], QUICK]);
    await stake.typePassword();
    await stake.click("cancel");
    await stake.problem("ABORTED");
    const keyshares = await stake.split();
    assert.equal(JSON.parse(keyshares).shares.length, 2);
    await stake.page.close();
  });

  test("wiped keys: what was split is still there and can be sent", async () => {
    const stake = await beforePassword();
    const keyshares = await stake.split();
    await stake.page.evaluate(() => window.dispatchEvent(new Event("pagehide")));
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("wiped keys and a stale nonce: the password is asked once more", async () => {
    const stake = await beforePassword();
    await stake.split();
    await stake.fund();
    await stake.page.evaluate(() => window.dispatchEvent(new Event("pagehide")));
    const client = createClient(site.devnet);
    const args = [validatorKey(5), [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    await client.write("registerValidator", args, { from: stake.owner, value: ETHER });
    await stake.click("send");
    await stake.problem("KEYS_LOCKED");
    await stake.click("change-split");
    const keyshares = await stake.split();
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares, 1);
  });

  test("a worker that dies: its file asks for the password again", async () => {
    const stake = await site.openStake();
    await stake.page.evaluate(() => {
      const Native = window.Worker;
      window.workers = [];
      window.Worker = class extends Native {
        constructor(...args) {
          super(...args);
          window.workers.push(this);
        }
      };
    });
    await stake.begin();
    await stake.chooseOperators([1, 2, 3, 4]);
    await stake.split();
    await stake.page.evaluate(() => {
      for (const worker of window.workers)
        worker.onerror?.(new Event("error", { cancelable: true }));
    });
    await stake.click("change-operators");
    await stake.pick([5, 6, 7]);
    await stake.click("operators-next");
    await stake.lineProblem("failed-file", "WORKER_CRASHED");
    await stake.get("password").fill("testpassword");
    await stake.click("retry");
    await stake.get("split-result").waitFor();
    const keyshares = await stake.save("download");
    assert.deepEqual(JSON.parse(keyshares).shares[0].payload.operatorIds, [1, 2, 3, 4, 5, 6, 7]);
    await stake.fund();
    await stake.click("send");
    await finish(stake, keyshares);
  });

  test("passwords are taken out of their field at once", async () => {
    const stake = await beforePassword([samples[0]]);
    await stake.typePassword("wrong");
    await stake.lineProblem("failed-file", "WRONG_PASSWORD");
    assert.equal(await stake.get("password").inputValue(), "");
    await stake.get("password").fill("wrong");
    await stake.click("show-password");
    assert.equal(await stake.get("password").getAttribute("type"), "text");
    await stake.page.close();
  });
});
