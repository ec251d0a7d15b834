import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { FAST, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { createOwner } from "./history.mjs";
import { lib } from "./load.mjs";
import { randomFrom } from "./node.mjs";
import {
  batchLimit,
  callsPerTime,
  gateway,
  lost,
  otherChain,
  partialBatches,
  RANGE_REFUSALS,
  rangeLimit,
  rateLimit,
  slow,
  staleHead,
  startProxy,
  withheld,
} from "./proxy.mjs";

const COMMITTEES = [
  [1n, 2n, 3n, 4n],
  [1n, 2n, 3n, 5n],
  [1n, 2n, 4n, 5n],
  [1n, 3n, 4n, 5n],
  [2n, 3n, 4n, 5n],
  [2n, 3n, 4n, 6n],
  [1n, 2n, 3n, 4n, 5n, 6n, 7n],
];

let chain;
let proxy;
let staker;
let truth;
before(async () => {
  chain = await startChain();
  proxy = await startProxy(chain.rpcUrl);
  staker = chain.accounts[1];
  const owner = createOwner(chain, staker);
  const random = randomFrom(7);
  for (const ids of COMMITTEES) await owner.register(ids, 1 + Math.floor(random() * 3));
  for (let step = 0; step < 30; step++) await owner.live(random);
  truth = await chain.reader.account(staker);
  assert.equal(truth.nonce, owner.expected.nonce);
});
after(async () => {
  proxy.close();
  await chain.stop();
});

function readerWith(faults, patience = FAST) {
  proxy.faults = faults;
  proxy.calls.length = proxy.posts.length = 0;
  return lib.createReader({ network: chain.network, transport: proxy.url, codec, patience });
}

describe("the account is read all the same from a node that", () => {
  const faults = {
    "asks to slow down": () => [rateLimit({ times: 2 })],
    "says when to come back": () => [rateLimit({ times: 1, retryAfter: 1 })],
    "names the date to come back": () => [
      rateLimit({ times: 1, retryAfter: new Date(Date.now() + 2000).toUTCString() }),
    ],
    "is slow": () => [slow(60)],
    "loses connections": () => [lost(2)],
    "stands behind a broken gateway": () => [gateway(1, 502), gateway(1, 504)],
    "takes no batch": () => [batchLimit(1)],
    "takes no batch, by HTTP status": () => [batchLimit(1, { status: 400, body: "<html>" })],
    "takes small batches only": () => [batchLimit(4)],
    "finds batches too large": () => [batchLimit(5, { status: 413, body: "too large" })],
    "answers one call of a batch": () => [partialBatches(1)],
    "answers most of a batch": () => [partialBatches(13)],
    "answers nothing of a batch": () => [partialBatches(0)],
    "serves 7 blocks at once, in small batches, slowly": () => [
      rateLimit({ times: 1 }),
      slow(3),
      batchLimit(6),
      rangeLimit(7),
    ],
    "hides the newest events once": () => [
      withheld((log) => BigInt(log.blockNumber) > truth.block - 2n, 1),
    ],
  };
  for (const [what, make] of Object.entries(faults)) {
    test(what, async () => {
      const reader = readerWith(make());
      assert.deepEqual(await reader.account(staker), truth);
      assert.equal(await reader.nonce(staker), truth.nonce);
      const ids = truth.clusters.map(({ operatorIds }) => operatorIds);
      const snapshots = await Promise.all(ids.map((id) => reader.snapshot(staker, id)));
      truth.clusters.forEach(({ operatorIds, validators, ...snapshot }, at) => {
        assert.ok(operatorIds && validators);
        assert.deepEqual(snapshots[at], snapshot);
      });
    });
  }

  for (const refusal of RANGE_REFUSALS) {
    test(`refuses ranges with "${refusal.message ?? `HTTP ${refusal.status}`}"`, async () => {
      assert.deepEqual(await readerWith([rangeLimit(5, refusal)]).account(staker), truth);
      const refused = proxy.calls.filter(({ method }) => method === "eth_getLogs");
      assert.ok(refused.length > Number(truth.block) / 5 - chain.network.genesisBlock / 5);
    });
  }
});

test("a quota is respected: reads that were refused wait together", async () => {
  const reader = readerWith([callsPerTime(30, 150)], { delay: 60, attempts: 8 });
  assert.deepEqual(await reader.account(staker), truth);
  assert.ok(proxy.posts.length < 40, `${proxy.posts.length} posts`);
});

test("a head that goes backwards is asked again, and said when it stays", async () => {
  const reader = readerWith([]);
  assert.equal(await reader.nonce(staker), truth.nonce);
  proxy.faults = [staleHead(3, 2)];
  assert.deepEqual(await reader.account(staker), truth);
  proxy.faults = [staleHead(3)];
  await assert.rejects(reader.nonce(staker), {
    code: "RPC_FAILED",
    details: { block: truth.block - 3n, seen: truth.block },
  });
  // Said once: the chain may have been reset.
  await reader.nonce(staker);
});

test("another chain answers: nothing is read from it", async () => {
  const reader = readerWith([otherChain(1)]);
  const reads = {
    check: () => reader.check(),
    account: () => reader.account(staker),
    nonce: () => reader.nonce(staker),
    snapshot: () => reader.snapshot(staker, COMMITTEES[0]),
    validators: () => reader.validators(staker, COMMITTEES[0]),
    feeRecipient: () => reader.feeRecipient(staker),
    operators: () => reader.operators([1n]),
    fees: () => reader.fees([{ id: 1n }]),
    parameters: () => reader.parameters(),
    tokenBalance: () => reader.tokenBalance(staker),
    registered: () => reader.registered(staker, `0x${"11".repeat(48)}`),
  };
  for (const [name, read] of Object.entries(reads)) {
    await assert.rejects(
      read(),
      { code: "WRONG_CHAIN", details: { expected: 31337, actual: 1 } },
      name,
    );
  }
  assert.deepEqual(
    [...new Set(proxy.calls.map(({ method }) => method))],
    ["eth_chainId", "eth_blockNumber"],
  );
});

test("a node that is gone is given up, and named", async () => {
  for (const [fault, code] of [
    [lost(Infinity), "RPC_FAILED"],
    [gateway(Infinity), "RPC_FAILED"],
    [rateLimit({ times: Infinity }), "RPC_RATE_LIMITED"],
  ]) {
    await assert.rejects(readerWith([fault]).account(staker), { code });
    assert.ok(proxy.posts.length <= 2 * FAST.attempts, `${proxy.posts.length} posts`);
  }
});

test("a slow scan is halved instead of waited for again and again", async () => {
  const tooLong = {
    post: async (body, next) => {
      const [request] = [body].flat();
      const long = request.method === "eth_getLogs";
      if (long && request.params[0].toBlock - request.params[0].fromBlock > 20) {
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
      return next();
    },
  };
  const reader = readerWith([tooLong], { delay: 1, attempts: 5, timeout: 150 });
  assert.equal(await reader.nonce(staker), truth.nonce);
});

test("the nonce is exact on nodes with random limits, over random stretches of the chain", async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = randomFrom(seed);
    const refusal = RANGE_REFUSALS[Math.floor(random() * RANGE_REFUSALS.length)];
    const mood = random() < 0.5 ? 0.2 : 0;
    const moody = {
      call({ method, params }, next) {
        const several = method === "eth_getLogs" && params[0].fromBlock !== params[0].toBlock;
        if (several && random() < mood) throw RANGE_REFUSALS[1];
        return next();
      },
    };
    const blocks = 2 + Math.floor(random() ** 2 * 500);
    const reader = readerWith([moody, rangeLimit(blocks, refusal)]);
    assert.deepEqual(await reader.account(staker), truth, `seed ${seed}`);
    assert.equal(await reader.nonce(staker), truth.nonce, `seed ${seed}`);
  }
});
