import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import {
  concatHex,
  encodeAbiParameters,
  hexToBigInt,
  keccak256,
  pad,
  toFunctionSelector,
  toHex,
} from "viem";
import { createClient, NEW_CLUSTER, validatorKey } from "./client.mjs";
import { encodeOperatorKey } from "./deploy.mjs";
import { startDevnet } from "./index.mjs";
import { signatures } from "./signatures.mjs";

const SHARED_ABI = new URL("../../../shared/abi/", import.meta.url);
const IDS = [1n, 2n, 3n, 4n];
const ONE_ETHER = 10n ** 18n;

/** protocol.md §2. */
const STAKER_SELECTORS = {
  registerValidator: "0xb84319fd",
  bulkRegisterValidator: "0xa1b483ca",
  removeValidator: "0x12b3fc19",
  bulkRemoveValidator: "0x5aed1142",
  exitValidator: "0x3877322b",
  bulkExitValidator: "0x32afd02f",
  deposit: "0x45f47188",
  withdraw: "0x686e682c",
  liquidate: "0xbf0f2fb2",
  liquidateSSV: "0x8c1d3d03",
  reactivate: "0xea7844ff",
  migrateClusterToETH: "0x36e87b12",
  updateClusterBalance: "0x4f4d1209",
  setFeeRecipientAddress: "0xdbcdc2cc",
};

let devnet;
let client;
before(async () => {
  devnet = await startDevnet();
  client = createClient(devnet);
});
after(() => devnet.stop());

const register = (key, options = {}) => {
  const { ids = IDS, shares = "0x", cluster = NEW_CLUSTER, ...rest } = options;
  return [[key, ids, shares, cluster], { value: ONE_ETHER, ...rest }];
};

describe("interface", () => {
  const deployed = async () =>
    new Set(JSON.parse(await readFile(new URL("./signatures.json", import.meta.url), "utf8")));

  test("every function, event and error has a deployed counterpart of the same shape", async () => {
    const expected = await deployed();
    const { SSVNetwork, SSVNetworkViews, ViewsModule } = devnet.contracts;
    const ours = [SSVNetwork, SSVNetworkViews, ViewsModule].flatMap(({ abi }) => signatures(abi));
    const own = ours.filter((line) => !expected.has(line) && !line.startsWith("function devnet"));
    assert.deepEqual(own, []);
  });

  test(
    "the list of deployed signatures is that of the shared ABI",
    { skip: !existsSync(SHARED_ABI) },
    async () => {
      const files = ["ssv-network.json", "ssv-network-views.json"];
      const abis = files.map(async (name) =>
        JSON.parse(await readFile(new URL(name, SHARED_ABI), "utf8")),
      );
      assert.deepEqual([...(await deployed())], signatures((await Promise.all(abis)).flat()));
    },
  );

  test("staker functions have the selectors of the protocol", () => {
    const functions = devnet.contracts.SSVNetwork.abi.filter((item) => item.type === "function");
    for (const [name, selector] of Object.entries(STAKER_SELECTORS)) {
      assert.equal(
        toFunctionSelector(functions.find((item) => item.name === name)),
        selector,
        name,
      );
    }
  });

  test("the network fits the code size limit of mainnet", () => {
    for (const [name, { size }] of Object.entries(devnet.contracts))
      assert.ok(size <= 24_576, name);
  });

  test("views answer on both addresses", async () => {
    for (const address of [devnet.network.network, devnet.network.views]) {
      assert.equal(await client.read("getVersion", [], address), "v2.0.0");
      assert.equal(await client.read("getNetworkFee", [], address), 3_366_600_000n);
      assert.equal(await client.read("getValidatorsPerOperatorLimit", [], address), 1000);
    }
  });

  test("old selectors, plain transfers and value on other functions revert without data", async () => {
    const [, from] = devnet.accounts;
    const to = devnet.network.network;
    const calls = [
      { from, to, data: "0x06e8fb9c" },
      { from, to, value: "0x1" },
      { from, to, value: "0x1", data: "0x0d8e6e2c" },
    ];
    for (const call of calls) {
      const answer = devnet.rpc("eth_call", [call, "latest"]);
      await assert.rejects(answer, (error) => !error.data || error.data === "0x");
    }
  });
});

describe("operators", () => {
  test("13 operators answer with their fee, privacy and owner", async () => {
    for (const { id, fee, isPrivate, owner } of devnet.operators) {
      const operator = await client.read("getOperatorById", [id]);
      assert.deepEqual(
        [operator.owner, operator.fee, operator.isPrivate, operator.isActive],
        [owner, fee, isPrivate, true],
      );
      assert.equal(await client.read("getOperatorFee", [id]), fee);
    }
  });

  test("the storage slot of an operator key holds its id", async () => {
    const main = hexToBigInt(keccak256(toHex("ssv.network.storage.main"))) - 1n;
    const base = pad(toHex(main + 2n));
    for (const { id, publicKey } of devnet.operators) {
      const slot = keccak256(concatHex([keccak256(encodeOperatorKey(publicKey)), base]));
      const word = await devnet.rpc("eth_getStorageAt", [devnet.network.network, slot, "latest"]);
      assert.equal(BigInt(word), id);
    }
  });

  test("OperatorAdded carries the key as an ABI string", async () => {
    const logs = await devnet.rpc("eth_getLogs", [
      {
        address: devnet.network.network,
        fromBlock: toHex(devnet.network.genesisBlock),
        topics: ["0xd839f31c14bd632f424e307b36abff63ca33684f77f28e35dc13718ef338f7f4"],
      },
    ]);
    assert.deepEqual(
      logs.map((log) => BigInt(log.topics[1])),
      devnet.operators.map(({ id }) => id),
    );
    const [{ publicKey, fee }] = devnet.operators;
    const bytes = encodeAbiParameters(
      [{ type: "bytes" }, { type: "uint256" }],
      [encodeOperatorKey(publicKey), fee],
    );
    assert.equal(logs[0].data, bytes);
  });
});

describe("registration", () => {
  test("one validator in a new cluster", () =>
    client.apart(async () => {
      const key = validatorKey(1);
      const [args, options] = register(key, { shares: `0x${"ab".repeat(1312)}` });
      const { receipt, events, cluster } = await client.write("registerValidator", args, options);
      assert.equal(receipt.logs.length, 1);
      assert.equal(
        receipt.logs[0].topics[0],
        "0x48a3ea0796746043948f6341d17ff8200937b99262a0b48c2663b951ed7114e5",
      );
      assert.equal((receipt.logs[0].data.length - 2) / 2, 1856);
      assert.deepEqual(events[0].args.operatorIds, IDS);
      assert.deepEqual([events[0].args.owner, events[0].args.publicKey], [devnet.accounts[1], key]);
      assert.deepEqual(
        [cluster.validatorCount, cluster.active, cluster.balance],
        [1, true, ONE_ETHER],
      );
      const [owner] = [devnet.accounts[1]];
      assert.equal(await client.read("getValidator", [owner, key]), true);
      assert.equal(await client.read("getValidator", [devnet.accounts[2], key]), false);
      assert.equal(await client.read("getClusterAssetType", [owner, IDS]), 1);
      assert.equal(await client.read("isLiquidated", [owner, IDS, cluster]), false);
      assert.equal(await client.read("getNetworkValidatorsCount"), 1);
      assert.equal((await client.read("getOperatorById", [1n])).validatorCount, 1);
    }));

  test("a bulk registration emits the same final cluster for every validator", () =>
    client.apart(async () => {
      const keys = [1, 2, 3].map(validatorKey);
      const args = [keys, IDS, ["0x01", "0x02", "0x03"], NEW_CLUSTER];
      const { events } = await client.write("bulkRegisterValidator", args, { value: ONE_ETHER });
      assert.deepEqual(
        events.map((event) => event.args.publicKey),
        keys,
      );
      assert.deepEqual(
        events.map((event) => event.args.shares),
        ["0x01", "0x02", "0x03"],
      );
      for (const { args: event } of events) assert.deepEqual(event.cluster, events[0].args.cluster);
      assert.equal(events[0].args.cluster.validatorCount, 3);
    }));

  test("another owner can register the same key", () =>
    client.apart(async () => {
      await client.write("registerValidator", ...register(validatorKey(1)));
      const [args, options] = register(validatorKey(1), { from: devnet.accounts[2] });
      assert.equal(await client.refusal("registerValidator", args, options), undefined);
    }));

  test("each cause of refusal has its own error, in the order of the contract", () =>
    client.apart(async () => {
      const bulk = (keys, shares) =>
        client.refusal("bulkRegisterValidator", [keys, IDS, shares, NEW_CLUSTER]);
      assert.equal((await bulk([], ["0x"])).errorName, "EmptyPublicKeysList");
      assert.equal((await bulk([validatorKey(1)], [])).errorName, "PublicKeysSharesLengthMismatch");
      const twice = await bulk([validatorKey(1), validatorKey(1)], ["0x", "0x"]);
      assert.deepEqual(
        [twice.errorName, twice.args],
        ["ValidatorAlreadyExistsWithData", [validatorKey(1)]],
      );

      const { cluster } = await client.write("registerValidator", ...register(validatorKey(1)));
      await client.write(
        "registerValidator",
        ...register(validatorKey(2), { ids: [5n, 6n, 7n, 8n] }),
      );
      const other = [5n, 6n, 7n, 8n];
      const cases = [
        [{ ids: [1n, 2n, 3n] }, "0x", "InvalidOperatorIdsLength"],
        [{ ids: [1n, 2n, 3n, 4n, 5n] }, "0x", "InvalidOperatorIdsLength"],
        [
          { ids: Array.from({ length: 16 }, (_, i) => BigInt(i + 1)) },
          "0x",
          "InvalidOperatorIdsLength",
        ],
        [{}, "0x1234", "InvalidPublicKeyLength"],
        [{ cluster }, validatorKey(1), "ValidatorAlreadyExistsWithData"],
        [{}, validatorKey(3), "IncorrectClusterState"],
        [{ ids: other, cluster }, validatorKey(3), "IncorrectClusterState"],
        [{ ids: [1n, 2n, 3n, 5n], cluster }, validatorKey(3), "IncorrectClusterState"],
        [{ ids: [1n, 3n, 2n, 4n] }, validatorKey(3), "UnsortedOperatorsList"],
        [{ ids: [1n, 2n, 2n, 4n] }, validatorKey(3), "OperatorsListNotUnique"],
        [{ ids: [99n, 1n, 2n, 3n] }, validatorKey(3), "UnsortedOperatorsList"],
        [{ ids: [1n, 2n, 3n, 99n] }, validatorKey(3), "OperatorDoesNotExist"],
        [{ ids: [1n, 2n, 3n, 13n] }, validatorKey(3), "CallerNotWhitelistedWithData"],
        [
          { ids: [1n, 2n, 3n, 12n], from: devnet.accounts[2] },
          validatorKey(3),
          "CallerNotWhitelistedWithData",
        ],
        [{ ids: [1n, 2n, 3n, 12n], value: 0n }, validatorKey(3), "InsufficientBalance"],
      ];
      for (const [changes, key, expected] of cases) {
        const refusal = await client.refusal("registerValidator", ...register(key, changes));
        assert.equal(refusal?.errorName, expected, JSON.stringify(changes.ids?.map(String)));
      }
      const allowed = register(validatorKey(3), { ids: [1n, 2n, 3n, 12n] });
      assert.equal(await client.refusal("registerValidator", ...allowed), undefined);
    }));

  test("a full operator refuses, an operator below the limit does not", () =>
    client.apart(async () => {
      await client.write("devnetSetValidatorsPerOperatorLimit", [2]);
      const keys = [1, 2].map(validatorKey);
      const args = [keys, IDS, ["0x", "0x"], NEW_CLUSTER];
      await client.write("bulkRegisterValidator", args, { value: ONE_ETHER });
      const full = await client.refusal(
        "registerValidator",
        ...register(validatorKey(3), { ids: [4n, 5n, 6n, 7n] }),
      );
      assert.deepEqual([full.errorName, full.args], ["ExceedValidatorLimitWithData", [4n]]);
      const free = register(validatorKey(3), { ids: [5n, 6n, 7n, 8n] });
      assert.equal(await client.refusal("registerValidator", ...free), undefined);
    }));

  test("13 operators and all-zero keys are accepted when the caller is on every list", () =>
    client.apart(async () => {
      const [owner, staker] = devnet.accounts;
      await client.write("setOperatorsWhitelists", [[13n], [staker]], { from: owner });
      const ids = devnet.operators.map(({ id }) => id);
      assert.deepEqual(await client.read("getWhitelistedOperators", [ids, staker]), [12n, 13n]);
      const { cluster } = await client.write(
        "registerValidator",
        ...register(validatorKey(0), { ids }),
      );
      assert.equal(cluster.validatorCount, 1);
    }));
});
