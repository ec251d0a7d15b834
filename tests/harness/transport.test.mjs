import assert from "node:assert/strict";
import { test } from "node:test";
import { lib } from "./load.mjs";
import { Refusal, providerOf, serve } from "./node.mjs";

const { createNode } = lib;
const FAST = { delay: 2, attempts: 5, timeout: 5000 };
const answerTo = ({ id, method }) => ({
  jsonrpc: "2.0",
  id,
  result: method === "eth_blockNumber" ? "0x10" : "0x1",
});

async function withServer(answer, work, patience = FAST) {
  const server = await serve(answer);
  try {
    await work(createNode(server.url, patience), server);
  } finally {
    server.close();
  }
}

test("reads made together travel in one post", async () => {
  const answer = (body) => (Array.isArray(body) ? body.map(answerTo).reverse() : answerTo(body));
  await withServer(answer, async (node, { posts }) => {
    const blocks = await Promise.all(Array.from({ length: 15 }, () => node.blockNumber()));
    assert.deepEqual(blocks, Array(15).fill(16n));
    assert.equal(posts.length, 1);
    assert.equal(posts[0].length, 15);
  });
});

test("a node that refuses batches is asked one by one from then on", async () => {
  const refusals = [
    () => ({ jsonrpc: "2.0", id: null, error: { code: -32600, message: "batch not allowed" } }),
    (response) => void response.writeHead(400).end("<html>bad request</html>"),
  ];
  for (const refuse of refusals) {
    const answer = (body, response) => (Array.isArray(body) ? refuse(response) : answerTo(body));
    await withServer(answer, async (node, { posts }) => {
      await Promise.all([node.blockNumber(), node.blockNumber()]);
      await Promise.all([node.blockNumber(), node.blockNumber()]);
      assert.equal(posts.filter(Array.isArray).length, 1);
      assert.equal(posts.length, 5);
    });
  }
});

test("a node that takes small batches gets small batches", async () => {
  const refuse = { jsonrpc: "2.0", id: null, error: { code: -32600, message: "batch limit 5" } };
  const answer = (body) => {
    if (!Array.isArray(body)) return answerTo(body);
    return body.length > 5 ? refuse : body.map(answerTo);
  };
  await withServer(answer, async (node, { posts }) => {
    const ask = () => Promise.all(Array.from({ length: 20 }, () => node.blockNumber()));
    await ask();
    posts.length = 0;
    assert.deepEqual(await ask(), Array(20).fill(16n));
    assert.deepEqual(
      posts.map(({ length }) => length),
      [5, 5, 5, 5],
    );
  });
});

test("calls that a node leaves out of its answer are asked again, the others are not", async () => {
  const answer = (body) => (Array.isArray(body) ? body.slice(0, 3).map(answerTo) : answerTo(body));
  await withServer(answer, async (node, { posts }) => {
    const blocks = await Promise.all(Array.from({ length: 12 }, () => node.blockNumber()));
    assert.deepEqual(blocks, Array(12).fill(16n));
    const asked = posts.flat().map(({ id }) => id);
    assert.equal(
      new Set(asked.filter((id) => asked.indexOf(id) === asked.lastIndexOf(id))).size,
      3,
    );
  });
});

test("reads that are refused together wait and travel together again", async () => {
  let turn = 0;
  const answer = (body, response) =>
    turn++ < 2 ? void response.writeHead(429).end() : [body].flat().map(answerTo);
  await withServer(
    answer,
    async (node, { posts }) => {
      await Promise.all(Array.from({ length: 15 }, () => node.blockNumber()));
      assert.deepEqual(
        posts.map(({ length }) => length),
        [15, 15, 15],
      );
    },
    { ...FAST, delay: 60 },
  );
});

test("429, 5xx, rate-limit errors and lost connections are tried again", async () => {
  const troubles = [
    (response) => void response.writeHead(429).end("slow down"),
    (response) => void response.writeHead(503).end("<html>"),
    (response) => void response.destroy(),
    () => ({ jsonrpc: "2.0", id: 1, error: { code: -32005, message: "rate limit exceeded" } }),
  ];
  let turn = 0;
  const answer = (body, response) => {
    const trouble = troubles[turn++];
    return trouble ? trouble(response) : answerTo(body);
  };
  await withServer(answer, async (node, { posts }) => {
    assert.equal(await node.blockNumber(), 16n);
    assert.equal(posts.length, 5);
  });
});

test("attempts are bounded and the cause is named", async () => {
  const cases = [
    [(response) => void response.writeHead(429).end(), "RPC_RATE_LIMITED"],
    [(response) => void response.writeHead(502).end(), "RPC_FAILED"],
    [() => ({ jsonrpc: "2.0", id: 1, error: { code: 429, message: "" } }), "RPC_RATE_LIMITED"],
  ];
  for (const [refuse, code] of cases) {
    await withServer(
      (_, response) => refuse(response),
      async (node, { posts }) => {
        await assert.rejects(node.blockNumber(), { code });
        assert.equal(posts.length, 5);
      },
    );
  }
});

test("the node's Retry-After is respected", async () => {
  let turn = 0;
  const answer = (body, response) =>
    turn++ === 0 ? void response.writeHead(429, { "retry-after": "1" }).end() : answerTo(body);
  await withServer(answer, async (node) => {
    const start = Date.now();
    await node.blockNumber();
    assert.ok(Date.now() - start >= 990);
  });
});

test("a node that never answers is given up", async () => {
  const server = await serve(() => new Promise(() => {}));
  const node = createNode(server.url, { delay: 1, attempts: 2, timeout: 50 });
  await assert.rejects(node.blockNumber(), { code: "RPC_FAILED" });
  server.close();
  const silent = createNode(
    { request: () => new Promise(() => {}) },
    { delay: 1, attempts: 2, timeout: 20 },
  );
  await assert.rejects(silent.blockNumber(), { code: "RPC_FAILED" });
});

test("nonsense is refused and not asked for again", async () => {
  const nonsense = [
    ({ id }) => ({ jsonrpc: "2.0", id: id + 1, result: "0x1" }),
    ({ id }) => ({ jsonrpc: "2.0", id }),
    () => null,
    () => [],
    () => "0x1",
    ({ id }) => ({ jsonrpc: "2.0", id, result: 16 }),
    ({ id }) => ({ jsonrpc: "2.0", id, result: "0x" }),
    ({ id }) => ({ jsonrpc: "2.0", id, result: `0x1${"0".repeat(64)}` }),
    ({ id }) => ({ jsonrpc: "2.0", id, result: "latest" }),
    (_, response) => void response.end("<html>captive portal</html>"),
  ];
  for (const answer of nonsense) {
    await withServer(answer, async (node, { posts }) => {
      await assert.rejects(node.blockNumber(), { code: "RPC_INVALID" });
      assert.equal(posts.length, 1);
    });
  }
});

test("a block that the node does not know yet is asked for again", async () => {
  const messages = [
    "header not found",
    "BlockOutOfRangeError: block height is 4 but requested was 5",
  ];
  for (const message of messages) {
    let turn = 0;
    const provider = providerOf({
      eth_call() {
        if (turn++ < 2) throw new Refusal(-32000, message);
        return "0x01";
      },
    });
    const call = { to: `0x${"1".repeat(40)}`, data: "0x" };
    assert.equal(await createNode(provider, FAST).call(call, 5n), "0x01");
    assert.deepEqual(
      provider.requests.map(({ params }) => params[1]),
      ["0x5", "0x5", "0x5"],
    );
  }
});
