import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
  encodeAbiParameters,
  encodeErrorResult,
  encodeEventTopics,
  encodeFunctionData,
  encodeFunctionResult,
} from "viem";
import { loadCodec, NEW_CLUSTER, SsvError } from "../../dist/index.js";
import { OWNER, vectors } from "./inputs.mjs";

const { functions, legacy, token, errors, olderErrors, topics } = vectors("calls/selectors.json");
const abi = vectors("abi/ssv-network.json");
const tokenAbi = vectors("abi/ssv-token.json");
const viewsAbi = vectors("abi/ssv-network-views.json");

const STAKER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const IDS = [1n, 2n, 3n, 4n];
const CLUSTER = {
  validatorCount: 2,
  networkFeeIndex: 248_500n,
  index: 318_600n,
  active: true,
  balance: 10n ** 18n,
};
const KEY = `0x${"ab".repeat(48)}`;
const SHARES = `0x${"cd".repeat(96 + 4 * 304)}`;

const CALLS = {
  registerValidator: { publicKey: KEY, operatorIds: IDS, sharesData: SHARES, cluster: CLUSTER },
  bulkRegisterValidator: {
    publicKeys: [KEY, KEY],
    operatorIds: IDS,
    sharesData: [SHARES, SHARES],
    cluster: CLUSTER,
  },
  removeValidator: { publicKey: KEY, operatorIds: IDS, cluster: CLUSTER },
  bulkRemoveValidator: { publicKeys: [KEY], operatorIds: IDS, cluster: CLUSTER },
  exitValidator: { publicKey: KEY, operatorIds: IDS },
  bulkExitValidator: { publicKeys: [KEY, KEY], operatorIds: IDS },
  deposit: { clusterOwner: STAKER, operatorIds: IDS, cluster: CLUSTER },
  withdraw: { operatorIds: IDS, amount: 5n, cluster: CLUSTER },
  liquidate: { clusterOwner: STAKER, operatorIds: IDS, cluster: CLUSTER },
  liquidateSSV: { clusterOwner: STAKER, operatorIds: IDS, cluster: CLUSTER },
  reactivate: { operatorIds: IDS, cluster: CLUSTER },
  migrateClusterToETH: { operatorIds: IDS, cluster: CLUSTER },
  updateClusterBalance: {
    blockNum: 9n,
    clusterOwner: STAKER,
    operatorIds: IDS,
    cluster: CLUSTER,
    effectiveBalance: 96,
    merkleProof: [`0x${"11".repeat(32)}`],
  },
  setFeeRecipientAddress: { recipientAddress: STAKER },
};

const LEGACY_CALLS = Object.fromEntries(
  Object.keys(legacy).map((name) => [name, { ...CALLS[name], amount: 10n ** 19n + 1n }]),
);

const TOKEN_CALLS = { approve: { spender: STAKER, amount: 2n ** 256n - 1n } };

const OPERATOR_KEY = "LS0tLS1CRUdJTi";

/** A value of every type in errors and events. The bytes are what a key's base64 text is stored as. */
const VALUES = {
  address: STAKER,
  "address[]": [STAKER, OWNER],
  bool: true,
  bytes: encodeAbiParameters([{ type: "string" }], [OPERATOR_KEY]),
  bytes32: `0x${"22".repeat(32)}`,
  string: "v2.0.0",
  tuple: CLUSTER,
  uint8: 2,
  uint16: 7500,
  uint32: 2 ** 32 - 1,
  uint64: 2n ** 64n - 1n,
  "uint64[]": IDS,
  uint256: 2n ** 256n - 1n,
};

describe("the codec", () => {
  let codec;
  before(async () => (codec = await loadCodec()));
  const refusal = (code) => (error) => error instanceof SsvError && error.code === code;

  test("clusters: id and hash", () => {
    const id = "0x7e4da62ecc2543370c33461f89ff2f7bcc0ecf8b6ae2951ac35f316929aa06e3";
    assert.equal(codec.clusterId(STAKER, IDS), id);
    assert.equal(codec.clusterId(STAKER.toLowerCase(), [...IDS].reverse()), id);
    assert.equal(
      codec.clusterHash(NEW_CLUSTER),
      "0x945136e8ded695398662a5fbc88b6751c57028f18395fba49ba444d7a2c1e9f8",
    );
    assert.equal(
      codec.clusterHash(CLUSTER),
      "0x0acf88459726d6d6c9f04d9d6093a2135ece9a82b7b952b58a4fb3252d85c6b2",
    );
  });

  const generations = {
    v2: [CALLS, "encodeCall", functions, abi],
    v1: [LEGACY_CALLS, "encodeLegacyCall", legacy, vectors("abi/ssv-network-v1.json")],
    token: [TOKEN_CALLS, "encodeTokenCall", token, tokenAbi],
  };
  for (const [generation, [calls, encode, selectors, abi]] of Object.entries(generations)) {
    test(`${generation}: all calls are here`, () => {
      assert.deepEqual(Object.keys(calls).sort(), Object.keys(selectors).sort());
    });
    for (const [name, args] of Object.entries(calls)) {
      test(`${generation} ${name}: as viem encodes it, and back`, () => {
        const data = codec[encode](name, args);
        assert.equal(data.slice(0, 10), selectors[name]);
        const { inputs } = abi.find((item) => item.type === "function" && item.name === name);
        const values = inputs.map(({ name: input }) => args[input]);
        assert.equal(data, encodeFunctionData({ abi, functionName: name, args: values }));
        assert.deepEqual(codec.decodeCall(data), { generation, name, args });
      });
    }
  }

  test("what belongs to another generation is not encoded", () => {
    const { registerValidator, withdraw } = CALLS;
    assert.throws(() => codec.encodeLegacyCall("withdraw", withdraw), refusal("CALLDATA_UNKNOWN"));
    assert.throws(() => codec.encodeTokenCall("deposit", {}), refusal("CALLDATA_UNKNOWN"));
    assert.throws(() => codec.encodeCall("approve", {}), refusal("CALLDATA_UNKNOWN"));
    const noAmount = () => codec.encodeLegacyCall("registerValidator", registerValidator);
    assert.throws(noAmount, refusal("ABI_MALFORMED"));
  });

  test("views as viem encodes and answers them", () => {
    const ask = (own, [name, args, result], [abi, values, answer]) => {
      const [encode, decode] =
        own === "token" ? ["encodeTokenView", "decodeTokenView"] : ["encodeView", "decodeView"];
      const expected = encodeFunctionData({ abi, functionName: name, args: values });
      assert.equal(codec[encode](name, args), expected);
      const returned = encodeFunctionResult({ abi, functionName: name, result: answer ?? result });
      assert.deepEqual(codec[decode](name, returned), result);
    };
    ask("token", ["allowance", { owner: STAKER, spender: OWNER }, 5n], [tokenAbi, [STAKER, OWNER]]);
    ask("token", ["balanceOf", { account: STAKER }, 2n ** 255n], [tokenAbi, [STAKER]]);
    const periods = { declarePeriod: 604_800n, executePeriod: 7n };
    ask("network", ["getOperatorFeePeriods", {}, periods], [viewsAbi, []]);
    const declared = {
      isFeeDeclared: true,
      fee: 1_770_000_000n,
      approvalBeginTime: 1_800_000_000n,
      approvalEndTime: 1_800_604_800n,
    };
    ask("network", ["getOperatorDeclaredFee", { operatorId: 3n }, declared], [viewsAbi, [3n]]);
    const asked = { owner: STAKER, operatorIds: IDS, cluster: CLUSTER };
    const values = [STAKER, IDS, CLUSTER];
    ask("network", ["getEffectiveBalance", asked, 96], [viewsAbi, values]);
    ask("network", ["isLiquidatableSSV", asked, true], [viewsAbi, values]);
  });

  test("calldata that is not canonical, cut, longer or of an older contract is refused", () => {
    const data = codec.encodeCall("registerValidator", CALLS.registerValidator);
    const word = 2 + 8;
    // The first word is the offset of the key: one byte further is the same to a lax decoder.
    const shifted = data.slice(0, word + 62) + "01" + data.slice(word + 64);
    for (const wrong of [
      "0x",
      "0x12",
      "0x12345678",
      data.slice(0, -2),
      data.slice(0, -64),
      `${data}00`,
      `${data}${"00".repeat(32)}`,
      shifted,
      // The key fills one word and a half; the rest of the second has to be zero.
      data.replace(`${KEY.slice(2)}00`, `${KEY.slice(2)}01`),
      ...Object.values(legacy).map((selector) => selector + data.slice(10)),
    ]) {
      assert.throws(
        () => codec.decodeCall(wrong),
        ({ code }) => code === "CALLDATA_UNKNOWN" || code === "ABI_MALFORMED",
        `${wrong.slice(0, 80)}…`,
      );
    }
  });

  test("registerCall: one or many, with the arguments that went in", () => {
    const network = codec.networks()[0];
    const registration = {
      publicKey: KEY,
      operatorIds: IDS,
      sharesData: SHARES,
      owner: STAKER,
      nonce: 4n,
    };
    const one = codec.registerCall(network, [registration], NEW_CLUSTER, 10n);
    assert.ok(Object.isFrozen(one));
    assert.deepEqual([one.from, one.to, one.value], [STAKER, network.network, "0xa"]);
    assert.equal(one.chainId, network.chainId);
    const { generation, args } = codec.decodeCall(one.data);
    assert.equal(generation, "v2");
    const expected = { publicKey: KEY, operatorIds: IDS, sharesData: SHARES };
    assert.deepEqual(args, { ...expected, cluster: { ...NEW_CLUSTER } });

    const second = { ...registration, publicKey: `0x${"ef".repeat(48)}`, nonce: 5n };
    const many = codec.registerCall(network, [registration, second], CLUSTER, 0n);
    const decoded = codec.decodeCall(many.data);
    assert.equal(decoded.name, "bulkRegisterValidator");
    assert.deepEqual(decoded.args.publicKeys, [KEY, second.publicKey]);

    const wrong = (change) => () =>
      codec.registerCall(network, [registration, { ...second, ...change }], CLUSTER, 0n);
    assert.throws(wrong({ nonce: 6n }), refusal("NONCE_ORDER"));
    assert.throws(wrong({ owner: OWNER }), refusal("OWNER_MISMATCH"));
    assert.throws(wrong({ operatorIds: [1n, 2n, 3n, 5n] }), refusal("OPERATORS_MISMATCH"));
    assert.throws(wrong({ publicKey: KEY }), refusal("DUPLICATE_VALIDATOR"));
    assert.throws(() => codec.registerCall(network, [], CLUSTER, 0n), refusal("INVALID_ARGUMENT"));
  });

  test("every error of the contract by its name, with its arguments", () => {
    for (const [errorName, selector] of Object.entries({ ...errors, ...olderErrors })) {
      const item = abi.find((entry) => entry.type === "error" && entry.name === errorName);
      const inputs = item?.inputs ?? [];
      const args = inputs.map(({ type }) => VALUES[type]);
      const own = item ?? { type: "error", name: errorName, inputs };
      const data = encodeErrorResult({ abi: [own], errorName, args });
      assert.equal(data.slice(0, 10), selector);
      const named = Object.fromEntries(inputs.map(({ name }, index) => [name, args[index]]));
      assert.deepEqual(codec.decodeError(data), { name: errorName, args: named });
    }
    const private12 = encodeErrorResult({
      abi,
      errorName: "CallerNotWhitelistedWithData",
      args: [12n],
    });
    assert.deepEqual(codec.decodeError(private12).args, { operatorId: 12n });
    assert.equal(codec.decodeError("0x").name, "Empty");
    assert.equal(codec.decodeError("0x12345678").name, "Unknown");
    const text = abiText("ERC20: insufficient allowance");
    assert.deepEqual(codec.decodeError(text).name, "Error");
    const overflow = `0x4e487b71${(0x11).toString(16).padStart(64, "0")}`;
    assert.equal(codec.decodeError(overflow).name, "Panic");
  });

  test("every event of the contracts by its topic, as viem writes it", () => {
    const every = [...abi, ...viewsAbi, ...tokenAbi].filter(({ type }) => type === "event");
    const names = new Set(every.map(({ name }) => name));
    assert.deepEqual([...names].sort(), Object.keys(topics).sort());
    for (const item of every) {
      assert.equal(codec.topic(item.name), topics[item.name]);
      const args = Object.fromEntries(item.inputs.map(({ name, type }) => [name, VALUES[type]]));
      const body = item.inputs.filter(({ indexed }) => !indexed);
      const log = {
        topics: encodeEventTopics({ abi: [item], args }),
        data: encodeAbiParameters(
          body,
          body.map(({ name }) => args[name]),
        ),
      };
      if (item.name === "OperatorAdded") args.publicKey = OPERATOR_KEY;
      assert.deepEqual(codec.decodeEvent(log), { name: item.name, args });
    }
    const unknown = { topics: [`0x${"12".repeat(32)}`], data: "0x" };
    assert.equal(codec.decodeEvent(unknown), undefined);
    assert.equal(codec.decodeEvent({ topics: [], data: "0x" }), undefined);
  });

  test("addresses are checksummed, and wrong ones refused", () => {
    assert.equal(codec.checksumAddress(STAKER.toLowerCase()), STAKER);
    assert.equal(codec.checksumAddress(STAKER), STAKER);
    for (const wrong of ["", "0x", STAKER.slice(0, -1), STAKER.replace("C5", "c5"), `${STAKER} `]) {
      assert.throws(() => codec.checksumAddress(wrong), refusal("OWNER_INVALID"), wrong);
    }
  });
});

/** Error(string), as OpenZeppelin reverts. */
function abiText(text) {
  return encodeErrorResult({
    abi: [{ type: "error", name: "Error", inputs: [{ type: "string", name: "message" }] }],
    errorName: "Error",
    args: [text],
  });
}
