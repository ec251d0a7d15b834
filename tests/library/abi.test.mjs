import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Interface } from "ethers";
import { encodeFunctionData } from "viem";
import { loadCodec } from "../../dist/index.js";
import {
  errorsAbi,
  eventsAbi,
  ssvNetworkAbi,
  ssvNetworkV1Abi,
  ssvNetworkViewsAbi,
  ssvTokenAbi,
} from "../../dist/abi.js";
import { vectors } from "./inputs.mjs";

const codec = await loadCodec();
const { olderErrors } = vectors("calls/selectors.json");

/** Without the names of Solidity's own types, and without what is so where nothing is said. */
function plain({ internalType, indexed, anonymous, inputs, outputs, components, ...rest }) {
  const lists = Object.entries({ inputs, outputs, components })
    .filter(([, list]) => list !== undefined)
    .map(([name, list]) => [name, list.map(plain)]);
  return { ...rest, ...(indexed ? { indexed } : {}), ...Object.fromEntries(lists) };
}

/** In one order, whatever the order of the list and of the members. */
const sorted = (abi) =>
  abi.map((entry) => JSON.stringify(plain(entry), (_, value) => ordered(value))).sort();
const ordered = (value) =>
  value === null || typeof value !== "object" || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

describe("the exported ABI", () => {
  test("is the deployed one, entry by entry", () => {
    assert.deepEqual(sorted(ssvNetworkAbi), sorted(vectors("abi/ssv-network.json")));
    assert.deepEqual(sorted(ssvNetworkViewsAbi), sorted(vectors("abi/ssv-network-views.json")));
    assert.deepEqual(sorted(ssvNetworkV1Abi), sorted(vectors("abi/ssv-network-v1.json")));
    const token = new Set(sorted(vectors("abi/ssv-token.json")));
    for (const entry of sorted(ssvTokenAbi)) assert.ok(token.has(entry), entry);
  });

  test("events and errors are all of the network's, and the older errors", () => {
    const of = (kind) => ssvNetworkAbi.filter(({ type }) => type === kind);
    assert.deepEqual(sorted(eventsAbi), sorted(of("event")));
    const older = Object.keys(olderErrors).map((name) => ({ type: "error", name, inputs: [] }));
    assert.deepEqual(sorted(errorsAbi), sorted([...of("error"), ...older]));
  });
});

const HASH = `0x${"1f".repeat(32)}`;
const VALUES = {
  address: "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
  bytes: `0x${"ab".repeat(48)}`,
  "bytes[]": [`0x${"ab".repeat(48)}`, `0x${"cd".repeat(1312)}`],
  "bytes32[]": [HASH, HASH],
  uint32: 2 ** 32 - 1,
  uint64: 2n ** 64n - 1n,
  "uint64[]": [1n, 2n, 3n, 2n ** 64n - 1n],
  uint256: 2n ** 256n - 1n,
  tuple: {
    validatorCount: 500,
    networkFeeIndex: 2n ** 63n,
    index: 3n,
    active: true,
    balance: 10n ** 18n,
  },
};

describe("viem, ethers and we write the same bytes", () => {
  const others = Object.values(vectors("calls/others.json")).flat();
  const sent = ({ type, name, stateMutability }) =>
    type === "function" && !/view|pure/.test(stateMutability) && !others.includes(name);
  const generations = [
    ["encodeCall", ssvNetworkAbi, 14],
    ["encodeLegacyCall", ssvNetworkV1Abi, 4],
    ["encodeTokenCall", ssvTokenAbi, 1],
  ];
  for (const [encode, abi, count] of generations) {
    const calls = abi.filter(sent);
    test(`${encode}: ${count} calls`, () => assert.equal(calls.length, count));
    for (const { name, inputs } of calls) {
      test(`${encode} ${name}`, () => {
        const args = inputs.map(({ type }) => VALUES[type]);
        const named = Object.fromEntries(inputs.map((input, at) => [input.name, args[at]]));
        const ours = codec[encode](name, named);
        assert.equal(encodeFunctionData({ abi, functionName: name, args }), ours);
        assert.equal(new Interface(abi).encodeFunctionData(name, args), ours);
        assert.deepEqual(codec.decodeCall(ours).args, named);
      });
    }
  }
});
