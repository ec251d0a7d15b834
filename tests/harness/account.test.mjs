import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { FAST, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { createOwner } from "./history.mjs";
import { lib } from "./load.mjs";
import { randomFrom } from "./node.mjs";
import { RANGE_REFUSALS, rangeLimit, startProxy, withheld } from "./proxy.mjs";

const IDS = [1n, 2n, 3n, 4n];
const OTHERS = [2n, 3n, 4n, 5n];
let chain;
let proxy;
before(async () => {
  chain = await startChain();
  proxy = await startProxy(chain.rpcUrl);
});
after(async () => {
  proxy.close();
  await chain.stop();
});

/** A reader through the proxy. */
function readerWith(faults, options = {}) {
  proxy.faults = faults;
  proxy.calls.length = proxy.posts.length = 0;
  const { network } = chain;
  return lib.createReader({ network, transport: proxy.url, codec, patience: FAST, ...options });
}

const sorted = (clusters) =>
  [...clusters].sort((a, b) => (a.operatorIds.join() < b.operatorIds.join() ? -1 : 1));

/** `account` says what the owner did, and what is read one by one. */
async function assertTrue(account, { expected }, owner, reader) {
  assert.equal(account.owner, owner);
  assert.equal(account.nonce, expected.nonce);
  assert.equal(account.feeRecipient, expected.feeRecipient);
  assert.deepEqual(
    sorted(account.clusters).map(({ operatorIds, kind, cluster, validators }) => ({
      operatorIds,
      kind,
      cluster,
      validators,
    })),
    sorted(expected.clusters.values()),
  );
  assert.equal(await reader.nonce(owner), account.nonce);
  assert.equal(await reader.feeRecipient(owner), account.feeRecipient);
  for (const { operatorIds, validators, ...snapshot } of account.clusters) {
    assert.deepEqual(await reader.snapshot(owner, operatorIds), snapshot);
    assert.deepEqual(await reader.validators(owner, operatorIds), validators);
    if (snapshot.effectiveBalance === undefined) continue;
    assert.equal(
      await reader.effectiveBalance(owner, operatorIds, snapshot.cluster),
      snapshot.effectiveBalance,
    );
  }
}

test("an account that never did anything is its own fee recipient, without clusters", async () => {
  const owner = chain.accounts[9];
  const block = await chain.reader.blockNumber();
  assert.deepEqual(await chain.reader.account(owner), {
    owner,
    block,
    nonce: 0n,
    feeRecipient: owner,
    clusters: [],
  });
  assert.deepEqual(await chain.reader.validators(owner, IDS), []);
});

test("a whole life: every kind of event, clusters on ETH and on SSV, active and liquidated", async () => {
  const staker = chain.accounts[1];
  const owner = createOwner(chain, staker);
  await owner.register(IDS, 3);
  await owner.register(OTHERS);
  await owner.inherit([1n, 2n, 3n, 5n]);
  await owner.inherit([1n, 2n, 3n, 6n], 4);
  await owner.exit(IDS, 1);
  await owner.remove(IDS, 0);
  await owner.deposit(IDS);
  await owner.withdraw(IDS);
  await owner.update(IDS, 96);
  await owner.exit([1n, 2n, 3n, 5n], 1);
  await owner.liquidate(OTHERS);
  await owner.migrate([1n, 2n, 3n, 6n]);
  await owner.again(IDS, 0);
  await owner.setFeeRecipient(chain.accounts[4]);

  const account = await chain.reader.account(staker);
  await assertTrue(account, owner, staker, chain.reader);
  const of = (ids) => account.clusters.find(({ operatorIds }) => operatorIds.join() === ids.join());
  assert.equal(of(IDS).effectiveBalance, 96n);
  assert.ok(of(IDS).balance > 0n);
  assert.deepEqual([of(OTHERS).liquidated, of(OTHERS).balance], [true, undefined]);
  const legacy = of([1n, 2n, 3n, 5n]);
  assert.equal(legacy.kind, "ssv");
  assert.ok(legacy.legacyBalance > 0n && legacy.balance === undefined);
  // The key that was removed and registered again: no exit is requested for its new registration.
  assert.deepEqual(
    of(IDS).validators.map(({ exitRequestedAt }) => exitRequestedAt),
    [undefined, undefined],
  );
});

test("an owner in lower case is the same owner", async () => {
  const owner = chain.accounts[1];
  const lower = owner.toLowerCase();
  assert.deepEqual(await chain.reader.account(lower), await chain.reader.account(owner));
  const quiet = chain.accounts[9];
  assert.equal(await chain.reader.feeRecipient(quiet.toLowerCase()), quiet);
  await assert.rejects(chain.reader.account("0x12"), { code: "OWNER_INVALID" });
});

test("one scan: a quiet account takes three posts, each cluster one batch with others", async () => {
  const reader = readerWith([]);
  await reader.account(chain.accounts[9]);
  assert.deepEqual(
    proxy.posts.map((post) => [post].flat().map(({ method }) => method)),
    [["eth_chainId", "eth_blockNumber"], ["eth_getLogs"]],
  );
  await readerWith([]).account(chain.accounts[1]);
  const scans = proxy.calls.filter(({ method }) => method === "eth_getLogs");
  assert.equal(scans.length, 1);
  assert.ok(proxy.posts.length <= 5, `${proxy.posts.length} posts`);
});

test("random lives: the account is what was done, and what is read one by one", async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = randomFrom(seed);
    const snapshot = await chain.rpc("evm_snapshot");
    const staker = chain.accounts[3];
    const owner = createOwner(chain, staker);
    for (let step = 0; step < 25; step++) await owner.live(random);
    const limit = 20 + Math.floor(random() * 400);
    const refusal = RANGE_REFUSALS[seed % RANGE_REFUSALS.length];
    const reader = readerWith([rangeLimit(limit, refusal)]);
    await assertTrue(await reader.account(staker), owner, staker, reader);
    await chain.rpc("evm_revert", [snapshot]);
  }
});

describe("a node that holds events back is found out", () => {
  let staker;
  before(async () => {
    staker = chain.accounts[4];
    const owner = createOwner(chain, staker);
    await owner.register(IDS, 2);
    await owner.register(OTHERS, 1);
    await owner.remove(IDS, 1);
    await owner.deposit(IDS);
  });
  const added = codec.topic("ValidatorAdded");

  test("at its tip for a moment: read again", async () => {
    const head = await chain.reader.blockNumber();
    const isTip = (log) => BigInt(log.blockNumber) >= head - 1n;
    const account = await readerWith([withheld(isTip, 1)]).account(staker);
    assert.deepEqual([account.nonce, account.clusters.length], [3n, 2]);
  });

  for (const [what, isHidden] of Object.entries({
    "the newest event": (log, last) => log.blockNumber === last.blockNumber,
    "one registration of two": (log, last, first) =>
      log.topics[0] === added && log.logIndex === first.logIndex,
  })) {
    test(`${what}: refused`, async () => {
      const owner = `0x${staker.slice(2).toLowerCase().padStart(64, "0")}`;
      const all = await chain.rpc("eth_getLogs", [
        { address: chain.network.network, topics: [null, owner], fromBlock: "0x0" },
      ]);
      const faults = [withheld((log) => isHidden(log, all.at(-1), all[0]))];
      await assert.rejects(readerWith(faults).account(staker), { code: "CLUSTER_STALE" });
      await assert.rejects(readerWith(faults).validators(staker, IDS), { code: "CLUSTER_STALE" });
    });
  }
});
