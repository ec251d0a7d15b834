import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { FAST, memoryStore, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { createOwner } from "./history.mjs";
import { lib } from "./load.mjs";
import { rangeLimit, startProxy, withheld } from "./proxy.mjs";

const IDS = [1n, 2n, 3n, 4n];
const OTHERS = [2n, 3n, 4n, 5n];
/** Blocks that a checkpoint stays behind the head. */
const DISTANCE = 128n;

let chain;
let proxy;
let staker;
let owner;
let store;
let undo;
before(async () => {
  chain = await startChain();
  proxy = await startProxy(chain.rpcUrl);
  staker = chain.accounts[1];
  owner = createOwner(chain, staker);
  await owner.register(IDS, 3);
  await owner.register(OTHERS, 2);
  await owner.remove(IDS, 1);
  await owner.exit(OTHERS, 0);
  await owner.setFeeRecipient(chain.accounts[4]);
  await owner.client.mine(300);
});
after(async () => {
  proxy.close();
  await chain.stop();
});
beforeEach(async () => {
  undo = await chain.rpc("evm_snapshot");
  store = memoryStore();
});
afterEach(() => chain.rpc("evm_revert", [undo]));

function readerWith({ faults = [], checkpoints = store, network = chain.network } = {}) {
  proxy.faults = faults;
  proxy.calls.length = 0;
  return lib.createReader({ network, transport: proxy.url, codec, patience: FAST, checkpoints });
}

/** A reader that keeps nothing. */
const wholeReader = () => lib.createReader({ network: chain.network, codec, patience: FAST });

const scans = () =>
  proxy.calls
    .filter(({ method }) => method === "eth_getLogs")
    .map(({ params }) => [BigInt(params[0].fromBlock), BigInt(params[0].toBlock)]);
const theKey = () => [...store.kept.keys()].find((key) => key.includes("account"));
const theCheckpoint = () => JSON.parse(store.kept.get(theKey()));
const genesis = () => BigInt(chain.network.genesisBlock);

/** The next read starts at the first block, answers the truth, and leaves a good checkpoint. */
async function assertDiscarded(truth) {
  const reader = readerWith();
  assert.equal(await reader.nonce(staker), truth.nonce);
  assert.ok(
    scans().some(([from]) => from === genesis()),
    "the checkpoint was used",
  );
  const account = await readerWith().account(staker);
  assert.deepEqual({ ...account, block: 0n }, { ...truth, block: 0n });
  assert.ok(scans().every(([from]) => from > genesis()));
}

test("the next scan starts where the last ended, and says the same as a whole one", async () => {
  await readerWith().account(staker);
  const head = await chain.reader.blockNumber();
  assert.deepEqual(scans(), [
    [genesis(), head - DISTANCE],
    [head - DISTANCE + 1n, head],
  ]);
  const before = createOwner(chain, staker, owner.expected);
  await before.register([1n, 2n, 3n, 5n], 2);
  await before.remove(OTHERS, 0);

  const whole = await wholeReader().account(staker);
  assert.deepEqual(await readerWith().account(staker), whole);
  assert.deepEqual([whole.nonce, whole.clusters.length], [7n, 3]);
  const later = await chain.reader.blockNumber();
  // The blocks from the checkpoint on are scanned, in two parts: up to the next checkpoint and from there.
  assert.equal(scans()[0][0], head - DISTANCE + 1n);
  assert.equal(scans().at(-1)[1], later);

  const reader = readerWith();
  assert.equal(await reader.nonce(staker), 7n);
  assert.equal(await reader.feeRecipient(staker), chain.accounts[4]);
  for (const { operatorIds, validators, ...snapshot } of whole.clusters) {
    assert.deepEqual(await reader.snapshot(staker, operatorIds), snapshot);
    assert.deepEqual(await reader.validators(staker, operatorIds), validators);
  }
  assert.equal(await reader.snapshot(staker, [4n, 5n, 6n, 7n]), undefined);
  assert.deepEqual(await reader.validators(staker, [4n, 5n, 6n, 7n]), []);
  assert.ok(scans().every(([from]) => from > genesis()));
});

test("a checkpoint holds nothing newer than its distance, and is written again only for as much", async () => {
  let saves = 0;
  const { save } = store;
  store.save = (...args) => (saves++, save(...args));
  await readerWith().account(staker);
  const head = await chain.reader.blockNumber();
  assert.equal(BigInt(JSON.parse(theCheckpoint().text)[0]), head - DISTANCE);
  await owner.client.mine(100);
  await readerWith().account(staker);
  assert.equal(saves, 1);
  await owner.client.mine(30);
  await readerWith().account(staker);
  assert.equal(saves, 2);
  assert.equal(BigInt(JSON.parse(theCheckpoint().text)[0]), head + 130n - DISTANCE);
});

test("a chain that is shorter than the distance leaves no checkpoint", async () => {
  const network = {
    ...chain.network,
    genesisBlock: Number(await chain.reader.blockNumber()) - 100,
  };
  await readerWith({ network }).account(chain.accounts[9]);
  assert.equal(store.kept.size, 0);
});

test("a long scan that is cancelled goes on where it was", async () => {
  const controller = new AbortController();
  const reader = readerWith({ faults: [rangeLimit(1)] });
  const onProgress = ({ at }) => at >= genesis() + 100n && controller.abort();
  const cancelled = reader.account(staker, { signal: controller.signal, onProgress });
  await assert.rejects(cancelled, { code: "ABORTED" });
  const account = await readerWith().account(staker);
  assert.equal(account.nonce, 5n);
  assert.ok(scans().every(([from]) => from >= genesis() + 64n));
});

describe("a checkpoint is dropped that", () => {
  let truth;
  beforeEach(async () => {
    truth = await readerWith().account(staker);
  });

  const edits = {
    "has a changed digit": (value) => ({ ...value, text: value.text.replace('"5"', '"6"') }),
    "is cut off": (value) => ({ ...value, text: value.text.slice(0, -9) }),
    "has another version": (value) => ({ ...value, version: 2 }),
    "names another block": (value) => ({ ...value, hash: `0x${"1".repeat(64)}` }),
    "is text": () => "checkpoint",
    "is empty": () => null,
    "holds other types": () => ({ version: 1, hash: 1, text: {}, seal: [] }),
  };
  for (const [what, edit] of Object.entries(edits)) {
    test(what, async () => {
      const changed = edit(theCheckpoint());
      assert.notDeepEqual(changed, theCheckpoint());
      await store.save(theKey(), changed);
      await assertDiscarded(truth);
    });
  }

  test("belongs to another owner", async () => {
    const other = chain.accounts[3];
    await readerWith().account(other);
    const foreign = [...store.kept.keys()].find((key) => key.includes(other.toLowerCase()));
    await store.save(theKey(), JSON.parse(store.kept.get(foreign)));
    await assertDiscarded(truth);
  });

  test("belongs to another chain", async () => {
    const network = { ...chain.network, chainId: 1 };
    const elsewhere = lib.createReader({
      network,
      codec,
      checkpoints: store,
      transport: {
        request: ({ method, params = [] }) =>
          method === "eth_chainId" ? "0x1" : chain.rpc(method, params),
      },
    });
    const mine = theKey();
    await elsewhere.account(staker);
    const other = [...store.kept.keys()].find((key) => key.includes("account:1:"));
    await store.save(mine, JSON.parse(store.kept.get(other)));
    await assertDiscarded(truth);
  });

  test("stands on a block that was reorganised away", async () => {
    await chain.rpc("evm_revert", [undo]);
    undo = await chain.rpc("evm_snapshot");
    // Nothing in the contract tells that this was undone.
    const past = createOwner(chain, staker, owner.expected);
    await past.setFeeRecipient(chain.accounts[5]);
    await past.client.mine(150);
    assert.equal((await readerWith().account(staker)).feeRecipient, chain.accounts[5]);
    await chain.rpc("evm_revert", [undo]);
    undo = await chain.rpc("evm_snapshot");
    await chain.rpc("evm_increaseTime", [3600]);
    await past.client.mine(151);
    const whole = await wholeReader().account(staker);
    assert.equal(whole.feeRecipient, chain.accounts[4]);
    await assertDiscarded(whole);
  });

  test("is ahead of the chain", async () => {
    await owner.client.mine(300);
    await readerWith().account(staker);
    await chain.rpc("evm_revert", [undo]);
    undo = await chain.rpc("evm_snapshot");
    await assertDiscarded(truth);
  });
});

describe("a checkpoint with a good seal that lies is found out by the contract", () => {
  /** What somebody writes who knows the form. */
  async function forge(change) {
    await readerWith().account(staker);
    const key = theKey();
    const { version, hash, text } = theCheckpoint();
    const [block, nonce, recipient, rows] = JSON.parse(text);
    const forged = JSON.stringify(change({ block, nonce, recipient, rows }));
    assert.notEqual(forged, text);
    const parts = Buffer.from([key, hash, forged].join("\n")).toString("hex");
    await store.save(key, { version, hash, text: forged, seal: codec.keccak256(`0x${parts}`) });
  }

  const lies = {
    "a registration is missing": ({ block, rows }) => [
      block,
      "4",
      staker,
      rows.map(([ids, tuple, keys], at) => [ids, tuple, at === 0 ? keys.slice(1) : keys]),
    ],
    "a cluster is missing": ({ block, rows }) => [block, "3", staker, rows.slice(0, 1)],
    "an old tuple": ({ block, nonce, recipient, rows }) => [
      block,
      nonce,
      recipient,
      rows.map(([ids, [count, fee, index, active], keys]) => [
        ids,
        [count, fee, index, active, "1"],
        keys,
      ]),
    ],
    "a validator too many": ({ block, recipient, rows }) => [
      block,
      "6",
      recipient,
      rows.map(([ids, tuple, keys]) => [ids, tuple, [...keys, [`0x${"ab".repeat(48)}`, "9"]]]),
    ],
    "a nonce below the validators": ({ block, recipient, rows }) => [block, "2", recipient, rows],
  };
  for (const [what, change] of Object.entries(lies)) {
    test(what, async () => {
      const truth = await wholeReader().account(staker);
      // A missing cluster shows when the owner acts on it: nothing in the contract lists an owner's clusters.
      const acts = what === "a cluster is missing";
      await forge(change);
      if (acts) {
        const acting = createOwner(chain, staker, owner.expected);
        await acting.deposit(OTHERS);
      }
      const now = acts ? await wholeReader().account(staker) : truth;
      await assertDiscarded(now);
    });
  }

  test("what the contract cannot know is counted again on demand", async () => {
    await forge(({ block, recipient, rows }) => [block, "9", recipient, rows]);
    assert.equal(await readerWith().nonce(staker, { recount: true }), 5n);
  });
});

test("events that a node holds back are not kept", async () => {
  const faults = [withheld(({ topics }) => topics[0] === codec.topic("ValidatorAdded"))];
  await assert.rejects(readerWith({ faults }).account(staker), { code: "CLUSTER_STALE" });
  assert.equal(await readerWith({ faults }).feeRecipient(staker), chain.accounts[4]);
  assert.equal(store.kept.size, 0);
  assert.equal(await readerWith().nonce(staker), 5n);
});

describe("a store that fails costs time only", () => {
  const fail = () => Promise.reject(new Error("quota"));
  const stores = {
    "refuses to load": () => ({ ...memoryStore(), load: fail }),
    "refuses to save": () => ({ ...memoryStore(), save: fail }),
    throws: () => ({
      load() {
        throw new Error("closed");
      },
      save() {
        throw new Error("closed");
      },
    }),
    "never answers": () => ({
      load: () => new Promise(() => {}),
      save: () => new Promise(() => {}),
    }),
  };
  for (const [what, make] of Object.entries(stores)) {
    test(what, { timeout: 30_000 }, async () => {
      const reader = readerWith({ checkpoints: make() });
      assert.equal((await reader.account(staker)).nonce, 5n);
      assert.equal((await reader.operators([1n]))[0].keyConfirmed, true);
    });
  }
});
