import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { FAST, NEW_CLUSTER, registration, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";
import { hex } from "./node.mjs";

const { createReader, track } = lib;
const GWEI = 10n ** 9n;
const POLL = { pollInterval: 10, confirmations: 2 };
let chain;
let staker;

before(async () => {
  chain = await startChain();
  staker = chain.accounts[1];
  await chain.rpc("evm_setAutomine", [false]);
});
after(() => chain.stop());
beforeEach(() => chain.rpc("anvil_dropAllTransactions"));

async function submit(fields) {
  const blockAtSend = Number(await chain.rpc("eth_blockNumber"));
  const nonce = Number(await chain.rpc("eth_getTransactionCount", [staker, "latest"]));
  const call = { to: chain.accounts[2], data: "0x", value: "0x1", ...fields };
  const fees = { maxFeePerGas: hex(10n * GWEI), maxPriorityFeePerGas: hex(GWEI) };
  const transaction = { from: staker, nonce: hex(nonce), ...fees, ...call };
  const hash = await chain.rpc("eth_sendTransaction", [transaction]);
  const { to, data, value } = call;
  const saved = { hash, from: staker, nonce, to, data, value, chainId: 31337, blockAtSend };
  return { saved, transaction };
}

const outbid = (transaction, changes) =>
  chain.rpc("eth_sendTransaction", [
    {
      ...transaction,
      maxFeePerGas: hex(50n * GWEI),
      maxPriorityFeePerGas: hex(5n * GWEI),
      ...changes,
    },
  ]);

/** Tracks and lets `onState` drive the chain; returns the end and all states on the way. */
async function follow(saved, react = {}, options = {}) {
  const states = [];
  const end = await track(saved, {
    reader: chain.reader,
    ...POLL,
    ...options,
    onState(state) {
      states.push(state.status);
      void react[state.status]?.(state, states);
    },
  });
  return { end, states };
}

const mine = () => chain.rpc("evm_mine");

test("a transaction is confirmed after as many blocks as asked", async () => {
  const { saved } = await submit();
  const { end, states } = await follow(saved, { pending: mine, mined: mine }, { confirmations: 3 });
  assert.equal(end.status, "confirmed");
  assert.equal(end.receipt.transactionHash, saved.hash);
  assert.deepEqual(states, ["pending", "mined", "mined", "confirmed"]);
});

test("tracking goes on from what was saved, after a reload", async () => {
  const { saved } = await submit();
  await mine();
  await mine();
  const { end } = await follow(JSON.parse(JSON.stringify(saved)));
  assert.equal(end.status, "confirmed");
});

test("a reorganised block leads back to pending, and on to the block that stays", async () => {
  const { saved, transaction } = await submit();
  let again = false;
  const { end, states } = await follow(
    saved,
    {
      async pending() {
        if (again) {
          await outbid(transaction, transaction).catch(() => {});
          await mine();
          await mine();
        } else await mine();
      },
      async mined() {
        if (again) return;
        again = true;
        await chain.rpc("anvil_reorg", [1, []]);
      },
    },
    { confirmations: 2 },
  );
  assert.deepEqual(states.slice(0, 3), ["pending", "mined", "pending"]);
  assert.equal(states.at(-1), "confirmed");
  assert.equal(end.receipt.transactionHash, saved.hash);
});

test("a transaction that a reorganisation trades for another is replaced, not confirmed", async () => {
  const { saved, transaction } = await submit();
  let by;
  const { end, states } = await follow(saved, {
    async pending(_state, states) {
      if (states.length === 1) return mine();
      await chain.rpc("anvil_dropAllTransactions");
      by = await outbid(transaction, { value: "0x9" });
      await mine();
      await mine();
    },
    mined: () => chain.rpc("anvil_reorg", [1, []]),
  });
  assert.deepEqual(states, ["pending", "mined", "pending", "replaced"]);
  assert.deepEqual(end, { status: "replaced", by, kind: "replaced" });
});

test("a receipt of a block that is not the chain's any more is not believed", async () => {
  const { saved } = await submit();
  await mine();
  await mine();
  const stale = await chain.rpc("eth_getTransactionReceipt", [saved.hash]);
  const orphan = `0x${"ab".repeat(32)}`;
  let lies = 3;
  const transport = {
    request({ method, params }) {
      if (method !== "eth_getTransactionReceipt" || lies-- <= 0) return chain.rpc(method, params);
      return { ...stale, blockHash: orphan, logs: [] };
    },
  };
  const reader = createReader({ network: chain.network, transport, codec, patience: FAST });
  const { end, states } = await follow(saved, {}, { reader });
  assert.deepEqual(states, ["pending", "confirmed"]);
  assert.equal(end.receipt.blockHash, stale.blockHash);
});

test("a reverted transaction is told with the contract's reason, once it is final", async () => {
  const call = codec.registerCall(
    chain.network,
    [registration(staker, [1n, 2n, 3n, 4n])],
    NEW_CLUSTER,
    1n,
  );
  const { to, data, value } = call;
  const { saved } = await submit({ to, data, value, gas: hex(1_000_000) });
  const { end, states } = await follow(saved, {
    async pending() {
      await mine();
      await new Promise((resolve) => setTimeout(resolve, 60));
      await mine();
    },
  });
  assert.equal(end.status, "reverted");
  assert.deepEqual(end.reason, { name: "InsufficientBalance", args: {} });
  assert.deepEqual(states, ["pending", "reverted"]);
});

test("the same call with another fee is repriced", async () => {
  const { saved, transaction } = await submit();
  const by = await outbid(transaction, {});
  const { end } = await follow(saved, { pending: mine });
  assert.deepEqual(end, { status: "replaced", by, kind: "repriced" });
  void mine();
  const { end: final } = await follow({ ...saved, hash: by }, { mined: mine });
  assert.equal(final.status, "confirmed");
});

test("an empty transfer to oneself is a cancellation, anything else a replacement", async () => {
  const cases = { cancelled: { to: staker, value: "0x0" }, replaced: { value: "0x2" } };
  for (const [kind, changes] of Object.entries(cases)) {
    const { saved, transaction } = await submit();
    const by = await outbid(transaction, changes);
    const { end } = await follow(saved, {
      async pending() {
        await mine();
        await mine();
      },
    });
    assert.deepEqual(end, { status: "replaced", by, kind });
  }
});

test("a replacement is found many blocks later, with and without old states", async () => {
  const { saved, transaction } = await submit();
  const by = await outbid(transaction, { value: "0x3" });
  await mine();
  await chain.rpc("anvil_mine", ["0x64"]);
  assert.equal((await follow(saved)).end.by, by);

  const transport = {
    request({ method, params }) {
      const old =
        method === "eth_getTransactionCount" && Number(params[1]) < Number(saved.blockAtSend) + 90;
      if (old) throw Object.assign(new Error("missing trie node"), { code: -32000 });
      return chain.rpc(method, params);
    },
  };
  const reader = createReader({ network: chain.network, transport, codec, patience: FAST });
  assert.equal((await follow(saved, {}, { reader })).end.by, by);
});

test("a transaction that leaves no trace is dropped, but not too soon", async () => {
  const { saved } = await submit();
  await chain.rpc("anvil_dropTransaction", [saved.hash]);
  const looks = [];
  const tracked = follow(saved, {}, { dropAfter: 5 });
  for (let block = 0; block < 4; block++) {
    await mine();
    await new Promise((resolve) => setTimeout(resolve, 40));
    looks.push(await Promise.race([tracked, "still tracked"]));
  }
  assert.deepEqual(looks, Array(4).fill("still tracked"));
  await mine();
  assert.deepEqual((await tracked).end, { status: "dropped" });
});

test("a wallet's foreign hash is not taken for ours", async () => {
  const { saved } = await submit();
  await mine();
  await mine();
  const foreign = { ...saved, hash: `0x${"cd".repeat(32)}` };
  const { end } = await follow(foreign);
  assert.deepEqual(end, { status: "replaced", by: saved.hash, kind: "repriced" });
});

test("passing troubles of the node do not end the tracking, lasting ones do", async () => {
  const { saved } = await submit();
  await mine();
  await mine();
  let troubles = 5;
  const transport = {
    request({ method, params }) {
      if (troubles-- > 0) throw new Error("socket hang up");
      return chain.rpc(method, params);
    },
  };
  const reader = createReader({ network: chain.network, transport, codec, patience: FAST });
  assert.equal((await follow(saved, {}, { reader })).end.status, "confirmed");
  troubles = Infinity;
  await assert.rejects(follow(saved, {}, { reader }), { code: "RPC_FAILED" });
  const liar = createReader({
    network: chain.network,
    transport: { request: async () => "0x1" },
    codec,
    patience: FAST,
  });
  await assert.rejects(follow(saved, {}, { reader: liar }), { code: "RPC_INVALID" });
});

test("a transaction of another chain is not looked for", async () => {
  const { saved } = await submit();
  const elsewhere = track({ ...saved, chainId: 1 }, { reader: chain.reader });
  const details = { expected: 1, actual: 31337 };
  await assert.rejects(elsewhere, { code: "WRONG_CHAIN", details });
});

test("tracking stops when it is aborted", async () => {
  const { saved } = await submit();
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(follow(saved, {}, { signal: controller.signal }), { code: "ABORTED" });
});
