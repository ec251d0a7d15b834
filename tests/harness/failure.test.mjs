import assert from "node:assert/strict";
import { test } from "node:test";
import { lib } from "./load.mjs";

const { revertData, rpcFailure } = lib;
const REVERT = "0xb7f529fe0000000000000000000000000000000000000000000000000000000000000007";

test("revert bytes are found in every place where nodes and wallets put them", () => {
  const calldata = `0xb84319fd${"ab".repeat(64)}`;
  const places = {
    node: { code: 3, message: "execution reverted", data: REVERT },
    metamask: {
      code: -32603,
      message: "Internal JSON-RPC error.",
      data: { code: 3, data: REVERT },
    },
    original: { code: -32603, data: { originalError: { code: 3, data: REVERT } } },
    wrapped: { error: { code: 3, data: REVERT } },
    ethers: {
      code: "CALL_EXCEPTION",
      data: null,
      transaction: { data: calldata },
      info: { error: { code: 3, data: REVERT } },
    },
    prose: { code: -32000, message: `VM Exception: execution reverted, return data: ${REVERT}` },
    parity: { code: -32015, message: "VM execution error.", data: `Reverted ${REVERT}` },
    cause: new Error("call failed", { cause: { data: { cause: { data: REVERT } } } }),
    hardhat: { code: -32603, data: { result: REVERT.toUpperCase().replace("0X", "0x") } },
  };
  for (const [place, error] of Object.entries(places))
    assert.equal(revertData(error), REVERT, place);
});

test("what is no revert is not taken for one", () => {
  const address = `0x${"12".repeat(20)}`;
  const hash = `0x${"12".repeat(32)}`;
  const errors = [
    { code: -32000, message: `insufficient funds for gas, address ${address}` },
    { code: -32000, message: `unknown block ${hash}` },
    { code: -32601, message: "method not found" },
    { code: 4001, message: "User denied", transaction: { data: REVERT } },
    undefined,
    null,
    "text",
    7,
  ];
  for (const error of errors) assert.equal(revertData(error), undefined);
});

test("a revert without bytes is a revert", () => {
  assert.equal(revertData({ code: 3, message: "execution reverted", data: "0x" }), "0x");
  assert.equal(revertData({ code: -32000, message: "execution reverted" }), "0x");
});

test("endless and circular errors end", () => {
  const circle = { message: "around" };
  circle.error = circle;
  circle.data = { cause: circle };
  assert.equal(revertData(circle), undefined);
  const deep = Array.from({ length: 1000 }).reduce((inner) => ({ data: inner, error: inner }), {});
  assert.equal(revertData(deep), undefined);
});

test("too many results is not too many requests", () => {
  const codeOf = (error) => rpcFailure("eth_getLogs", error).code;
  assert.equal(
    codeOf({ code: -32005, message: "query returned more than 10000 results" }),
    "RPC_FAILED",
  );
  assert.equal(codeOf({ code: -32005, message: "limit exceeded" }), "RPC_RATE_LIMITED");
  assert.equal(codeOf({ code: -32000, message: "Too Many Requests" }), "RPC_RATE_LIMITED");
  assert.equal(codeOf({ code: -32603, data: { code: 429 } }), "RPC_RATE_LIMITED");
  assert.equal(codeOf({ code: -32602, message: "eth_getLogs range limited to 500" }), "RPC_FAILED");
});
