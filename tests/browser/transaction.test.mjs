import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { encodeFunctionData, toHex } from "viem";
import { NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { assertRegistered, assertShares, registrationsOf } from "./chain.mjs";
import { openSite } from "./site.mjs";
import { QUICK, samples } from "./stake.mjs";

const GWEI = 10n ** 9n;

/** Blocks come when these tests say so. */
describe("after the signature", () => {
  let site;
  let rpc;
  before(async () => {
    site = await openSite();
    ({ rpc } = site.devnet);
  });
  after(() => site.close());

  const stopMining = () =>
    rpc("evm_setIntervalMining", [0]).then(() => rpc("evm_setAutomine", [false]));
  const startMining = () => rpc("evm_setIntervalMining", [1]);
  const asOperators = (functionName, args) => {
    const { abi } = site.devnet.contracts.SSVNetwork;
    const data = encodeFunctionData({ abi, functionName, args });
    const fee = `0x${(500n * GWEI).toString(16)}`;
    const from = site.devnet.accounts[0];
    const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee };
    return rpc("eth_sendTransaction", [{ from, to: site.devnet.network.network, data, ...fees }]);
  };

  test("reverted: the contract's reason, and the same shares go out again", async () => {
    const stake = await site.openStake();
    const keyshares = await stake.prepare({ operators: [1, 2, 3, 11] });
    await stopMining();
    await stake.click("send");
    await stake.page.locator("[data-test=transaction][data-state=pending]").waitFor();
    assert.equal((await registrationsOf(site.devnet, stake.owner)).length, 0);
    // In the same block, but before the registration: operator 11 serves nobody from here on.
    await asOperators("setOperatorsPrivateUnchecked", [[11n]]);
    await rpc("anvil_mine", ["0x3"]);
    const { consequence } = await stake.problem("TRANSACTION_REVERTED");
    assert.match(consequence, /Operator 11 is private/);
    assert.equal((await registrationsOf(site.devnet, stake.owner)).length, 0);

    await startMining();
    await stake.click("retry-transaction");
    await stake.problem("REVERTED");
    assert.ok(await stake.get("send").isDisabled());
    await asOperators("setOperatorsPublicUnchecked", [[11n]]);
    await rpc("anvil_mine", ["0x2"]);
    await stake.click("prepare-again");
    await stake.saying("simulation", "accepts");
    await stake.get("acknowledge").check();
    await stake.click("send");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  });

  test("cancelled in the wallet: nothing registered, the same plan is sent again", async () => {
    const stake = await site.openStake();
    const keyshares = await stake.prepare();
    await stopMining();
    await stake.click("send");
    await stake.page.locator("[data-test=transaction][data-state=pending]").waitFor();
    await replace(stake.owner, { to: stake.owner, data: "0x", value: "0x0", gas: "0x5208" });
    await rpc("anvil_mine", ["0x3"]);
    await stake.problem("TRANSACTION_CANCELLED");
    await startMining();
    await stake.click("retry-transaction");
    await stake.finishReview();
    await stake.click("send");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    await stake.page.close();
  });

  test("sped up in the wallet: the new transaction is followed and proved", async () => {
    const stake = await site.openStake();
    const keyshares = await stake.prepare();
    await stopMining();
    await stake.click("send");
    await stake.page.locator("[data-test=transaction][data-state=pending]").waitFor();
    const hash = await stake.get("hash").getAttribute("data-hash");
    const { to, input: data, value, gas } = await rpc("eth_getTransactionByHash", [hash]);
    const faster = await replace(stake.owner, { to, data, value, gas });
    await startMining();
    await stake.proved();
    assert.equal(await stake.get("hash").getAttribute("data-hash"), faster);
    await assertRegistered(site.devnet, stake.owner, keyshares);
    await stake.page.close();
  });

  test("the wallet is asked after what waits to be mined, and for the nonce that it leaves", async () => {
    const stake = await site.openStake();
    await stake.prepare();
    await stopMining();
    const { abi } = site.devnet.contracts.SSVNetwork;
    const foreign = validatorKey(77);
    const args = [foreign, [5, 6, 7, 8], "0x00", NEW_CLUSTER];
    const data = encodeFunctionData({ abi, functionName: "registerValidator", args });
    const to = site.devnet.network.network;
    await rpc("eth_sendTransaction", [{ from: stake.owner, to, data, value: toHex(10n ** 18n) }]);
    const asked = () => stake.page.evaluate(() => window.testWallet.requests);

    await stake.click("send");
    await stake.saying("ahead", "1 earlier transaction");
    await stake.click("stop-waiting");
    await stake.get("ahead").waitFor({ state: "hidden" });
    await stake.click("send");
    await stake.saying("ahead", "1 earlier transaction");
    await startMining();
    await stake.problem("NONCE_MOVED");
    assert.ok(!(await asked()).includes("eth_sendTransaction"));
    await stake.click("send");
    await stake.proved();
    const events = await registrationsOf(site.devnet, stake.owner);
    assert.equal(events[0].publicKey, foreign);
    assertShares(site.devnet, events[1], 1);
    await stake.page.close();
  });

  test("more validators than one transaction takes: part by part", async () => {
    const stake = await site.openStake();
    await stake.withPolicy({ maxValidatorsPerTransaction: 1 });
    const keyshares = await stake.prepare({ files: [samples[0], QUICK] });
    await stake.click("send");
    await stake.proved();
    await stake.get("remaining").waitFor();
    await stake.click("next-part");
    await stake.get("start-over").waitFor({ timeout: 30_000 });
    const events = await assertRegistered(site.devnet, stake.owner, keyshares);
    assert.equal(events.at(-1).cluster.validatorCount, 2);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  });

  test("a multisig: proposed, then found and proved by its event", async () => {
    const stake = await site.openStake();
    await stake.page.evaluate(() => window.testWallet.turn("multisig"));
    const keyshares = await stake.prepare();
    await stake.click("send");
    await stake.get("proposed").waitFor();
    await stake.click("resume");
    await stake.problem("PROPOSAL_WAITING");
    await stake.page.evaluate(() => window.testWallet.execute());
    await rpc("anvil_mine", ["0x2"]);
    await stake.click("resume");
    await stake.proved();
    await assertRegistered(site.devnet, stake.owner, keyshares);
    stake.assertQuiet({ origin: site.url, rpcUrl: site.devnet.rpcUrl });
    await stake.page.close();
  });

  /** The account's waiting transaction, replaced by one that pays more; its hash. */
  async function replace(from, transaction) {
    const fee = `0x${(300n * GWEI).toString(16)}`;
    const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee };
    const nonce = await rpc("eth_getTransactionCount", [from, "latest"]);
    return rpc("eth_sendTransaction", [{ from, nonce, ...transaction, ...fees }]);
  }
});
