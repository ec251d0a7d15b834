import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { lib } from "./load.mjs";
import { listen } from "./proxy.mjs";

const { createApi } = lib;
const RECORD = { id: 7, name: "Seven Nodes", performance: { "24h": 99.5, "30d": 98 } };

/** An API that gives `answer(id)` for every operator: a Reply as the proxy's. */
async function withApi(answer, work, options) {
  const asked = [];
  const server = await listen((request) => {
    asked.push(request.url);
    return answer(Number(request.url.split("/").at(-1)), request);
  });
  try {
    await work(createApi(`${server.url}/api/v4/hoodi/`, options), asked);
  } finally {
    server.close();
  }
}

test("names and performance of operators, each asked for once", async () => {
  await withApi(
    (id) => ({ body: { ...RECORD, id } }),
    async (api, asked) => {
      const facts = { name: "Seven Nodes", performance24h: 99.5, performance30d: 98 };
      assert.deepEqual(await api.operator(7n), facts);
      assert.deepEqual(await Promise.all([api.operator(7n), api.operator(8n)]), [facts, facts]);
      assert.deepEqual(asked, ["/api/v4/hoodi/operators/7", "/api/v4/hoodi/operators/8"]);
    },
  );
});

test("many operators are asked for a few at a time", async () => {
  let underway = 0;
  let most = 0;
  const answer = async (id) => {
    most = Math.max(most, ++underway);
    await delay(5);
    underway--;
    return { body: { ...RECORD, id } };
  };
  await withApi(answer, async (api) => {
    const ids = Array.from({ length: 40 }, (_, at) => BigInt(at + 1));
    const facts = await Promise.all(ids.map((id) => api.operator(id)));
    assert.ok(facts.every(({ name }) => name === RECORD.name));
    assert.ok(most > 1 && most <= 6, `${most} at once`);
  });
});

describe("a lying API gives text that harms nothing, or no answer", () => {
  const names = {
    "a long name is cut": ["x".repeat(500), "x".repeat(64)],
    "a long name is cut between characters": ["🦀".repeat(100), "🦀".repeat(64)],
    "line breaks and controls become spaces": ["a\r\n\tb\u0000\u001bc", "a b c"],
    "text direction stays": ["\u202eabc\u2066d\u200b", "abc d"],
    "markup is only text": ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    "an empty name is none": ["", undefined],
    "a name of nothing visible is none": ["\u200b\u2060 \n", undefined],
    "a number is no name": [7, undefined],
    "an object is no name": [{ toString: "x" }, undefined],
  };
  for (const [what, [name, shown]] of Object.entries(names)) {
    test(what, () =>
      withApi(
        () => ({ body: { ...RECORD, name } }),
        async (api) => assert.equal((await api.operator(7n))?.name, shown),
      ),
    );
  }

  for (const value of [-1, 100.1, "99", null, true, {}, [99], 1e300]) {
    test(`a performance of ${JSON.stringify(value)} is left out`, () =>
      withApi(
        () => ({ body: { ...RECORD, performance: { "24h": value, "30d": 0 } } }),
        async (api) => {
          assert.deepEqual(await api.operator(7n), { name: "Seven Nodes", performance30d: 0 });
        },
      ));
  }

  const answers = {
    "another operator": { body: { ...RECORD, id: 8 } },
    "a list": { body: [RECORD] },
    "a wrapped record": { body: { data: RECORD } },
    "a performance of another type": { body: { ...RECORD, performance: "good" } },
    null: { body: "null" },
    text: { body: "<html>captive portal</html>" },
    nothing: { body: "" },
    "cut off": { body: JSON.stringify(RECORD).slice(0, -3) },
    "not found": { status: 404, body: RECORD },
    "an error with a record": { status: 500, body: RECORD },
    "too busy": { status: 429, body: "" },
    "a lost connection": { drop: true },
    "a huge answer": { body: { ...RECORD, logo: "x".repeat(2_000_000) } },
    elsewhere: { status: 302, headers: { location: "http://127.0.0.1:9/" }, body: "" },
  };
  for (const [what, reply] of Object.entries(answers)) {
    test(`${what}: no facts`, () =>
      withApi(
        () => reply,
        async (api) => assert.equal(await api.operator(7n), undefined),
      ));
  }
});

test("a slow API costs its timeout, an endless answer too", async () => {
  const endless = async (_, { socket }) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n");
    await delay(3000, undefined, { ref: false });
    return { drop: true };
  };
  const silent = () => delay(3000, { drop: true }, { ref: false });
  for (const answer of [silent, endless]) {
    await withApi(
      answer,
      async (api) => {
        const start = Date.now();
        assert.equal(await api.operator(7n), undefined);
        assert.ok(Date.now() - start < 1000);
      },
      { timeout: 100 },
    );
  }
});

test("an API that is down is left alone after three failures, and one that fails once is not", async () => {
  await withApi(
    () => ({ status: 503 }),
    async (api, asked) => {
      for (let id = 1n; id <= 10n; id++) assert.equal(await api.operator(id), undefined);
      assert.equal(asked.length, 3);
    },
  );
  let turn = 0;
  await withApi(
    (id) => (turn++ === 0 ? { status: 503 } : { body: { ...RECORD, id } }),
    async (api) => {
      assert.equal(await api.operator(7n), undefined);
      assert.equal((await api.operator(7n)).name, RECORD.name);
    },
  );
});

test("an address that is none gives no facts", async () => {
  for (const url of ["", "nowhere", "http://127.0.0.1:1", "javascript:alert(1)"]) {
    assert.equal(await createApi(url).operator(1n), undefined);
  }
});
