import assert from "node:assert/strict";
import { test } from "node:test";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";
import {
  CONTRACT,
  OTHER_CONTRACT,
  Refusal,
  hex,
  logAt,
  matching,
  providerOf,
  randomFrom,
} from "./node.mjs";

const { createNode, createReader, scanLogs } = lib;
const OWNER = "0x00000000000000000000000000000000000000aa";
const TOPIC = codec.topic("ValidatorAdded");
const OWNER_TOPIC = `0x${OWNER.slice(2).padStart(64, "0")}`;
const FAST = { delay: 1, attempts: 3 };

const RANGE_REFUSALS = [
  () => new Refusal(-32005, "query returned more than 10000 results"),
  () => new Refusal(-32602, "Block range is too large, max is 2000"),
  () => new Refusal(-32000, "query timeout exceeded"),
  () => new Refusal(-32600, "eth_getLogs is limited to a 1024 range"),
  () => ({ error: { code: -32701, message: "Please specify less number of addresses" } }),
];

function history(random, { first, last, count }) {
  const logs = [];
  let logIndex = 0;
  for (let n = 0; n < count; n++) {
    // Clustered: half of the events fall into one small stretch.
    const span = random() < 0.5 ? last - first : Math.min(last - first, 500);
    const block = first + Math.floor(random() * (span + 1));
    const mine = random() < 0.7;
    const topics = [random() < 0.8 ? TOPIC : codec.topic("ValidatorRemoved")];
    topics.push(mine ? OWNER_TOPIC : `0x${"b".repeat(64)}`);
    const address = random() < 0.9 ? CONTRACT : OTHER_CONTRACT;
    logs.push(logAt([block, logIndex % 7, logIndex++], { address, topics }));
  }
  return logs;
}

function refusingNode(logs, random, head) {
  const maxBlocks = 50 + Math.floor(random() ** 3 * 100_000);
  const maxResults = 1 + Math.floor(random() * 40);
  const moody = random() < 0.3 ? 0.1 : 0;
  let refusals = 0;
  const provider = providerOf({
    eth_chainId: () => "0x1",
    eth_blockNumber: () => hex(head),
    eth_getLogs(filter) {
      const blocks = BigInt(filter.toBlock) - BigInt(filter.fromBlock) + 1n;
      const found = matching(logs, filter);
      const refuse =
        blocks > 1n &&
        (blocks > BigInt(maxBlocks) || found.length > maxResults || random() < moody);
      if (refuse) {
        refusals++;
        throw RANGE_REFUSALS[Math.floor(random() * RANGE_REFUSALS.length)]();
      }
      // Order and repetition are not promised by every node.
      if (random() < 0.2) found.push(...found.slice(0, 2));
      return random() < 0.3 ? found.reverse() : found;
    },
  });
  return { provider, refusals: () => refusals };
}

test("the nonce is exact on nodes that refuse ranges at random, over random histories", async () => {
  let refused = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const random = randomFrom(seed);
    const first = Math.floor(random() * 1000);
    const last = first + Math.floor(random() ** 2 * 200_000);
    const logs = history(random, { first, last, count: Math.floor(random() * 300) });
    const { provider, refusals } = refusingNode(logs, random, last);
    const network = {
      name: "t",
      chainId: 1,
      network: CONTRACT,
      views: CONTRACT,
      genesisBlock: first,
    };
    const reader = createReader({ network, transport: provider, codec, patience: FAST });
    const truth = logs.filter(
      ({ address, topics }) =>
        address === CONTRACT && topics[0] === TOPIC && topics[1] === OWNER_TOPIC,
    ).length;
    assert.equal(await reader.nonce(OWNER), BigInt(truth), `seed ${seed}`);
    refused += refusals();
  }
  assert.ok(refused > 1000, `only ${refused} refusals: the test does not bite`);
});

test("windows tile the range exactly, in both directions", async () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = randomFrom(seed);
    const last = Math.floor(random() * 100_000);
    const { provider } = refusingNode(history(random, { first: 0, last, count: 50 }), random, last);
    const node = createNode(provider, FAST);
    const filter = { address: CONTRACT, topics: [TOPIC], fromBlock: 0n, toBlock: BigInt(last) };
    const backwards = seed % 2 === 0;
    const seen = [];
    let at = backwards ? BigInt(last) + 1n : -1n;
    const onProgress = (progress) => {
      assert.ok(backwards ? progress.at < at : progress.at > at);
      at = progress.at;
    };
    for await (const logs of scanLogs(node, filter, { backwards, onProgress })) {
      seen.push(...(backwards ? logs.reverse() : logs));
    }
    assert.equal(at, backwards ? 0n : BigInt(last));
    const places = seen.map(({ blockNumber, logIndex }) => `${blockNumber}:${logIndex}`);
    assert.equal(new Set(places).size, places.length);
    const blocks = seen.map(({ blockNumber }) => blockNumber);
    const sorted = [...blocks].sort((a, b) => Number(backwards ? b - a : a - b));
    assert.deepEqual(blocks, sorted);
  }
});

test("a refused window is asked again from the same block", async () => {
  const ranges = [];
  const provider = providerOf({
    eth_getLogs({ fromBlock, toBlock }) {
      ranges.push([Number(fromBlock), Number(toBlock)]);
      if (toBlock - fromBlock >= 1000) throw new Refusal(-32000, "range too large");
      return [];
    },
  });
  const filter = { address: CONTRACT, topics: [TOPIC], fromBlock: 0n, toBlock: 9_999n };
  for await (const logs of scanLogs(createNode(provider, FAST), filter))
    assert.equal(logs.length, 0);
  let next = 0;
  for (const [from, to] of ranges) {
    assert.equal(from, next);
    if (to - from < 1000) next = to + 1;
  }
  assert.equal(next, 10_000);
  assert.ok(ranges.length < 40, `${ranges.length} requests`);
});

test("a node that refuses every window ends the scan", async () => {
  const provider = providerOf({
    eth_getLogs: () => {
      throw new Refusal(-32000, "no logs here");
    },
  });
  const filter = { address: CONTRACT, topics: [TOPIC], fromBlock: 0n, toBlock: 1_000_000n };
  const scan = scanLogs(createNode(provider, FAST), filter);
  await assert.rejects(scan.next(), { code: "RPC_FAILED" });
  assert.ok(provider.requests.length < 25);
});

test("an answer of suspiciously round length is asked again in parts", async () => {
  const logs = Array.from({ length: 12_000 }, (_, n) => logAt([n, 0, n], { topics: [TOPIC] }));
  const provider = providerOf({ eth_getLogs: (filter) => matching(logs, filter).slice(0, 10_000) });
  const filter = { address: CONTRACT, topics: [TOPIC], fromBlock: 0n, toBlock: 20_000n };
  let count = 0;
  for await (const part of scanLogs(createNode(provider, FAST), filter)) count += part.length;
  assert.equal(count, 12_000);
});

test("a lying node is caught: foreign address, foreign topic, block outside, removed, malformed", async () => {
  const honest = logAt([5, 0, 0], { topics: [TOPIC, OWNER_TOPIC] });
  const lies = [
    { ...honest, address: OTHER_CONTRACT },
    { ...honest, topics: [TOPIC] },
    { ...honest, topics: [OWNER_TOPIC, TOPIC] },
    { ...honest, blockNumber: "0xb" },
    { ...honest, removed: true },
    { ...honest, data: "0x1" },
    { ...honest, logIndex: "0xffffffffff" },
    { ...honest, blockNumber: null },
    null,
    "0x",
  ];
  for (const answer of [...lies.map((lie) => [honest, lie]), null, {}, "0x"]) {
    const node = createNode(providerOf({ eth_getLogs: () => answer }), FAST);
    const filter = { address: CONTRACT, topics: [TOPIC, OWNER_TOPIC], fromBlock: 0n, toBlock: 10n };
    await assert.rejects(scanLogs(node, filter).next(), { code: "RPC_INVALID" });
  }
});

test("a scan stops when it is aborted, also in the middle of a silent request", async () => {
  const provider = providerOf({
    eth_chainId: () => "0x1",
    eth_blockNumber: () => "0xffffff",
    eth_getLogs: () => new Promise(() => {}),
  });
  const network = { name: "t", chainId: 1, network: CONTRACT, views: CONTRACT, genesisBlock: 0 };
  const reader = createReader({ network, transport: provider, codec, patience: FAST });
  const controller = new AbortController();
  const nonce = reader.nonce(OWNER, { signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(nonce, { code: "ABORTED" });
});
