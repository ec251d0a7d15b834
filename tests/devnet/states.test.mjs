import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createClient, NEW_CLUSTER, validatorKey } from "./client.mjs";
import { startDevnet } from "./index.mjs";

const IDS = [1n, 2n, 3n, 4n];
const ONE_ETHER = 10n ** 18n;
const SSV = 100n * 10n ** 18n;
const KEYS = [validatorKey(1), validatorKey(2)];
const BURN = 10446600000n;

let devnet;
let client;
let admin;
let owner;
let stranger;
before(async () => {
  devnet = await startDevnet();
  client = createClient(devnet);
  [admin, owner, stranger] = devnet.accounts;
});
after(() => devnet.stop());

const create = async (value = ONE_ETHER) => {
  const args = [KEYS, IDS, ["0x", "0x"], NEW_CLUSTER];
  return (await client.write("bulkRegisterValidator", args, { value })).cluster;
};

const seed = async () => {
  const args = [owner, KEYS, IDS, ["0x", "0x"], SSV];
  return (await client.write("devnetSeedSSVCluster", args, { from: admin })).cluster;
};

/** Every cluster function as its owner would call it, worded as in protocol.md §2.2. */
const actions = (cluster) => ({
  register: ["registerValidator", [validatorKey(9), IDS, "0x", cluster], { value: ONE_ETHER }],
  deposit: ["deposit", [owner, IDS, cluster], { value: 7n, from: stranger }],
  withdraw: ["withdraw", [IDS, 0n, cluster]],
  remove: ["removeValidator", [KEYS[0], IDS, cluster]],
  exit: ["exitValidator", [KEYS[0], IDS]],
  liquidate: ["liquidate", [owner, IDS, cluster]],
  liquidateSSV: ["liquidateSSV", [owner, IDS, cluster]],
  reactivate: ["reactivate", [IDS, cluster], { value: ONE_ETHER }],
  migrate: ["migrateClusterToETH", [IDS, cluster], { value: ONE_ETHER }],
});

/** `expected`: error by action; an action that is not named goes through. */
const assertStates = async (cluster, expected) => {
  for (const [action, call] of Object.entries(actions(cluster))) {
    const refusal = await client.refusal(...call);
    assert.equal(refusal?.errorName, expected[action], action);
  }
};

describe("state machine", () => {
  test("no cluster", () =>
    assertStates(NEW_CLUSTER, {
      deposit: "ClusterDoesNotExist",
      withdraw: "ClusterDoesNotExist",
      remove: "ClusterDoesNotExist",
      exit: "ValidatorDoesNotExist",
      liquidate: "ClusterDoesNotExist",
      liquidateSSV: "ClusterDoesNotExist",
      reactivate: "ClusterDoesNotExist",
      migrate: "ClusterDoesNotExist",
    }));

  test("ETH, active", () =>
    client.apart(async () => {
      await assertStates(await create(), {
        liquidateSSV: "IncorrectClusterVersion",
        reactivate: "ClusterAlreadyEnabled",
        migrate: "IncorrectClusterVersion",
      });
    }));

  test("ETH, active, stale snapshot", () =>
    client.apart(async () => {
      const stale = { ...(await create()), balance: 1n };
      const error = "IncorrectClusterState";
      await assertStates(stale, {
        ...{ register: error, deposit: error, withdraw: error, remove: error, liquidate: error },
        ...{
          reactivate: error,
          liquidateSSV: "IncorrectClusterVersion",
          migrate: "IncorrectClusterVersion",
        },
      });
      for (const view of [
        "getBalance",
        "getBurnRate",
        "isLiquidated",
        "isLiquidatable",
        "getEffectiveBalance",
      ]) {
        assert.equal((await client.refusal(view, [owner, IDS, stale])).errorName, error, view);
      }
    }));

  test("ETH, active, no validators: everything can be withdrawn", () =>
    client.apart(async () => {
      const { cluster, names } = await client.write("bulkRemoveValidator", [
        KEYS,
        IDS,
        await create(),
      ]);
      assert.deepEqual(names, ["ValidatorRemoved", "ValidatorRemoved"]);
      assert.deepEqual([cluster.validatorCount, cluster.balance], [0, ONE_ETHER - 2n * BURN]);
      const { cluster: emptied } = await client.write("withdraw", [IDS, cluster.balance, cluster]);
      assert.equal(emptied.balance, 0n);
      assert.equal(await client.read("getNetworkValidatorsCount"), 0);
      await assertStates(emptied, {
        remove: "ValidatorDoesNotExist",
        exit: "ValidatorDoesNotExist",
        liquidateSSV: "IncorrectClusterVersion",
        reactivate: "ClusterAlreadyEnabled",
        migrate: "IncorrectClusterVersion",
      });
    }));

  test("ETH, liquidated, and back", () =>
    client.apart(async () => {
      const { cluster, names } = await client.write("liquidate", [owner, IDS, await create()]);
      assert.deepEqual(names, ["ClusterLiquidated"]);
      assert.deepEqual(cluster, { ...NEW_CLUSTER, validatorCount: 2, active: false });
      assert.equal(await client.read("isLiquidated", [owner, IDS, cluster]), true);
      for (const view of ["getBalance", "getEffectiveBalance"]) {
        assert.equal(
          (await client.refusal(view, [owner, IDS, cluster])).errorName,
          "ClusterIsLiquidated",
        );
      }
      await assertStates(cluster, {
        register: "ClusterIsLiquidated",
        liquidate: "ClusterIsLiquidated",
        liquidateSSV: "IncorrectClusterVersion",
        migrate: "IncorrectClusterVersion",
      });
      const deposited = await client.write("deposit", [owner, IDS, cluster], { value: 5n });
      const opened = await client.write("reactivate", [IDS, deposited.cluster], {
        value: ONE_ETHER,
      });
      assert.deepEqual(opened.names, ["ClusterReactivated"]);
      assert.deepEqual([opened.cluster.active, opened.cluster.balance], [true, ONE_ETHER + 5n]);
      assert.equal(await client.read("getNetworkValidatorsCount"), 2);
      const short = await client.refusal("reactivate", [IDS, deposited.cluster], { value: 0n });
      assert.equal(short.errorName, "IncorrectClusterState");
    }));

  test("SSV, active", () =>
    client.apart(async () => {
      const cluster = await seed();
      assert.equal(await client.read("getClusterAssetType", [owner, IDS]), 0);
      const error = "IncorrectClusterVersion";
      const refused = {
        register: error,
        deposit: error,
        withdraw: error,
        liquidate: error,
        reactivate: error,
      };
      await assertStates(cluster, refused);
      assert.equal(await client.read("getBalance", [owner, IDS, cluster]), 0n);
      await client.mine(10);
      const rate = await client.read("getBurnRateSSV", [owner, IDS, cluster]);
      assert.equal(rate, 2n * (382640000000n + 4n * 956900000000n));
      assert.equal(await client.read("getBalanceSSV", [owner, IDS, cluster]), SSV - 10n * rate);
      const { cluster: smaller } = await client.write("removeValidator", [KEYS[0], IDS, cluster]);
      assert.equal(smaller.balance, SSV - 11n * rate);
      assert.equal(await client.read("getClusterAssetType", [owner, IDS]), 0);
    }));

  test("SSV, liquidated, then migrated", () =>
    client.apart(async () => {
      const { cluster } = await client.write("liquidateSSV", [owner, IDS, await seed()]);
      const error = "IncorrectClusterVersion";
      await assertStates(cluster, {
        ...{
          register: error,
          deposit: error,
          withdraw: error,
          liquidate: error,
          reactivate: error,
        },
        liquidateSSV: "ClusterIsLiquidated",
      });
      const { names, events } = await client.write("migrateClusterToETH", [IDS, cluster], {
        value: ONE_ETHER,
      });
      assert.deepEqual(names, ["ClusterMigratedToETH", "ClusterReactivated"]);
      assert.equal(events[0].args.ssvRefunded, 0n);
    }));

  test("SSV, migrated: the tokens come back and the threshold holds", () =>
    client.apart(async () => {
      const cluster = await seed();
      const threshold = 897571872000000n;
      const call = (value) => client.refusal("migrateClusterToETH", [IDS, cluster], { value });
      assert.equal((await call(threshold - 1n)).errorName, "InsufficientBalance");
      const { names, events } = await client.write("migrateClusterToETH", [IDS, cluster], {
        value: threshold,
      });
      assert.deepEqual(names, ["ClusterMigratedToETH"]);
      const { args } = events[0];
      assert.deepEqual(
        [args.ethDeposited, args.ssvRefunded, args.effectiveBalance, args.cluster.balance],
        [threshold, SSV - 2n * (382640000000n + 4n * 956900000000n), 64, threshold],
      );
      assert.equal(await client.read("getClusterAssetType", [owner, IDS]), 1);
    }));
});

describe("what single calls check", () => {
  test("removal and exit tell unknown keys from keys of other operators", () =>
    client.apart(async () => {
      const cluster = await create();
      const other = [5n, 6n, 7n, 8n];
      const unknown = validatorKey(99);
      const errors = [
        ["removeValidator", [unknown, IDS, cluster], "ValidatorDoesNotExist"],
        ["bulkRemoveValidator", [[], IDS, cluster], "ValidatorDoesNotExist"],
        ["exitValidator", [unknown, IDS], "ValidatorDoesNotExist"],
        ["bulkExitValidator", [[], IDS], "ValidatorDoesNotExist"],
        ["exitValidator", [KEYS[0], other], "IncorrectValidatorStateWithData"],
        ["bulkExitValidator", [[KEYS[0], unknown], IDS], "ValidatorDoesNotExist"],
      ];
      for (const [name, args, expected] of errors) {
        assert.equal((await client.refusal(name, args)).errorName, expected);
      }
      const { names } = await client.write("bulkExitValidator", [KEYS, IDS]);
      assert.deepEqual(names, ["ValidatorExited", "ValidatorExited"]);
    }));

  test("only the owner liquidates a solvent cluster, anyone an insolvent one", () =>
    client.apart(async () => {
      const threshold = 897571872000000n;
      const cluster = await create(threshold + 2n * BURN * 5n);
      const call = () => client.refusal("liquidate", [owner, IDS, cluster], { from: stranger });
      await client.mine(5);
      assert.equal((await call()).errorName, "ClusterNotLiquidatable");
      await client.mine(1);
      const before = BigInt(await devnet.rpc("eth_getBalance", [stranger, "latest"]));
      const options = { from: stranger };
      const { receipt } = await client.write("liquidate", [owner, IDS, cluster], options);
      const gas = BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice);
      const gained =
        BigInt(await devnet.rpc("eth_getBalance", [stranger, "latest"])) - before + gas;
      assert.equal(gained, threshold - 2n * BURN * 2n);
    }));

  test("amounts need no round numbers, and more than there is cannot be withdrawn", () =>
    client.apart(async () => {
      const { cluster, events } = await client.write("withdraw", [IDS, 12345n, await create()]);
      assert.equal(events[0].args.value, 12345n);
      const { cluster: after } = await client.write("deposit", [owner, IDS, cluster], {
        value: 7n,
      });
      assert.equal(after.balance, cluster.balance + 7n);
      const refusal = await client.refusal("withdraw", [IDS, 2n * ONE_ETHER, after]);
      assert.equal(refusal.errorName, "InsufficientBalance");
    }));

  test("the fee recipient is only announced", async () => {
    const { events } = await client.write("setFeeRecipientAddress", [stranger]);
    assert.deepEqual(events[0].args, { owner, recipientAddress: stranger });
  });
});
