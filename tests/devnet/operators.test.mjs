import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createClient, NEW_CLUSTER, validatorKey } from "./client.mjs";
import { startDevnet } from "./index.mjs";

const IDS = [1n, 2n, 3n, 4n];
const ONE_ETHER = 10n ** 18n;
const WEEK = 604_800;
/** Code of a whitelisting contract that allows everyone: it answers 1, except 0 when asked for interface 0xffffffff. */
const ALLOW_EVERYONE = "0x60043560e01c63ffffffff141560005260206000f3";
const FEE = 1_770_000_000n;

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

const refusal = async (name, args, from = admin) =>
  (await client.refusal(name, args, { from }))?.errorName;
const register = (ids, from = owner) => [
  [validatorKey(1), ids, "0x", NEW_CLUSTER],
  { from, value: ONE_ETHER },
];

describe("operator fees", () => {
  test("an increase is declared, waits, and is executed within its period", () =>
    client.apart(async () => {
      const raised = 1_947_000_000n;
      const { events } = await client.write("declareOperatorFee", [1n, raised], { from: admin });
      assert.deepEqual([events[0].eventName, events[0].args.fee], ["OperatorFeeDeclared", raised]);
      const declared = await client.read("getOperatorDeclaredFee", [1n]);
      assert.deepEqual([declared.isFeeDeclared, declared.fee], [true, raised]);
      assert.equal(declared.approvalEndTime - declared.approvalBeginTime, BigInt(WEEK));
      assert.equal(await refusal("executeOperatorFee", [1n]), "ApprovalNotWithinTimeframe");
      await devnet.rpc("evm_increaseTime", [WEEK + 1]);
      await client.mine(1);
      const executed = await client.write("executeOperatorFee", [1n], { from: admin });
      assert.deepEqual(executed.names, ["OperatorFeeExecuted"]);
      assert.equal(await client.read("getOperatorFee", [1n]), raised);
      assert.equal((await client.read("getOperatorDeclaredFee", [1n])).isFeeDeclared, false);
    }));

  test("a declaration can be cancelled and expires", () =>
    client.apart(async () => {
      assert.equal(await refusal("cancelDeclaredOperatorFee", [1n]), "NoFeeDeclared");
      await client.write("declareOperatorFee", [1n, FEE - 100_000n], { from: admin });
      const { names } = await client.write("cancelDeclaredOperatorFee", [1n], { from: admin });
      assert.deepEqual(names, ["OperatorFeeDeclarationCancelled"]);
      assert.equal(await refusal("executeOperatorFee", [1n]), "NoFeeDeclared");
      await client.write("declareOperatorFee", [1n, FEE - 100_000n], { from: admin });
      await devnet.rpc("evm_increaseTime", [2 * WEEK + 1]);
      await client.mine(1);
      assert.equal(await refusal("executeOperatorFee", [1n]), "ApprovalNotWithinTimeframe");
    }));

  test("fees outside the rules are refused", async () => {
    const declare = (fee, from) => refusal("declareOperatorFee", [1n, fee], from);
    assert.equal(await declare(FEE), "SameFeeChangeNotAllowed");
    assert.equal(await declare(1_947_100_000n), "FeeExceedsIncreaseLimit");
    assert.equal(await declare(5_336_600_000n), "FeeTooHigh");
    assert.equal(await declare(100_000n), "FeeTooLow");
    assert.equal(await declare(1_800_000_001n), "MaxPrecisionExceeded");
    assert.equal(await declare(FEE - 100_000n, owner), "CallerNotOwnerWithData");
    assert.equal(await refusal("declareOperatorFee", [99n, FEE]), "OperatorDoesNotExist");
    assert.equal(await refusal("reduceOperatorFee", [1n, FEE]), "FeeIncreaseNotAllowed");
    assert.equal(await refusal("registerOperator", ["0x01", 1n, false]), "FeeTooLow");
  });

  test("a fee of zero is never raised again", () =>
    client.apart(async () => {
      await client.write("reduceOperatorFee", [1n, 0n], { from: admin });
      assert.equal(await refusal("declareOperatorFee", [1n, FEE]), "FeeIncreaseNotAllowed");
    }));

  test("a key can be registered once", () =>
    client.apart(async () => {
      await client.write("registerOperator", ["0x0102", FEE, false], { from: admin });
      assert.equal(
        await refusal("registerOperator", ["0x0102", FEE, false]),
        "OperatorAlreadyExists",
      );
    }));
});

describe("removed operators", () => {
  test("the cluster lives on and costs less; registering with it fails", () =>
    client.apart(async () => {
      const { cluster } = await client.write("registerValidator", ...register(IDS));
      await client.mine(9);
      assert.deepEqual((await client.write("removeOperator", [4n], { from: admin })).names, [
        "OperatorRemoved",
      ]);
      await client.mine(10);
      const burn = 10_446_600_000n;
      assert.equal(await client.read("getBurnRate", [owner, IDS, cluster]), burn - FEE);
      assert.equal(
        await client.read("getBalance", [owner, IDS, cluster]),
        ONE_ETHER - 20n * burn + 10n * FEE,
      );
      const again = [[validatorKey(2), IDS, "0x", cluster], { value: ONE_ETHER }];
      assert.equal(
        (await client.refusal("registerValidator", ...again)).errorName,
        "OperatorDoesNotExist",
      );
      const operator = await client.read("getOperatorById", [4n]);
      assert.deepEqual([operator.fee, operator.isActive], [0n, false]);
      const { cluster: settled } = await client.write("withdraw", [IDS, 1n, cluster]);
      const { cluster: removed } = await client.write("removeValidator", [
        validatorKey(1),
        IDS,
        settled,
      ]);
      assert.equal(removed.validatorCount, 0);
    }));

  test("a liquidated cluster reopens without it", () =>
    client.apart(async () => {
      const { cluster } = await client.write("registerValidator", ...register(IDS));
      const closed = await client.write("liquidate", [owner, IDS, cluster]);
      await client.write("removeOperator", [1n], { from: admin });
      const opened = await client.write("reactivate", [IDS, closed.cluster], { value: ONE_ETHER });
      await client.mine(5);
      const left = await client.read("getBalance", [owner, IDS, opened.cluster]);
      assert.equal(left, ONE_ETHER - 5n * (10_446_600_000n - FEE));
    }));
});

describe("private operators", () => {
  test("the list decides at registration only", () =>
    client.apart(async () => {
      const ids = [1n, 2n, 3n, 13n];
      const denied = await client.refusal("registerValidator", ...register(ids));
      assert.deepEqual([denied.errorName, denied.args], ["CallerNotWhitelistedWithData", [13n]]);
      await client.write("setOperatorsWhitelists", [[13n], [owner]], { from: admin });
      const { cluster } = await client.write("registerValidator", ...register(ids));
      await client.write("removeOperatorsWhitelists", [[13n], [owner]], { from: admin });
      assert.deepEqual(await client.read("getWhitelistedOperators", [[12n, 13n], owner]), [12n]);
      await client.write("deposit", [owner, ids, cluster], { value: 1n });
      await client.write("setOperatorsPublicUnchecked", [[13n]], { from: admin });
      assert.equal(
        await client.refusal("registerValidator", ...register(ids, stranger)),
        undefined,
      );
    }));

  test("a whitelisting contract can decide instead", () =>
    client.apart(async () => {
      const contract = "0x1000000000000000000000000000000000000001";
      await devnet.rpc("anvil_setCode", [contract, ALLOW_EVERYONE]);
      assert.equal(await client.read("isWhitelistingContract", [contract]), true);
      assert.equal(
        await refusal("setOperatorsWhitelists", [[13n], [contract]]),
        "AddressIsWhitelistingContract",
      );
      await client.write("setOperatorsWhitelistingContract", [[13n], contract], { from: admin });
      assert.equal((await client.read("getOperatorById", [13n])).whitelistedAddress, contract);
      assert.deepEqual(await client.read("getWhitelistedOperators", [[12n, 13n], stranger]), [13n]);
      const ids = [1n, 2n, 3n, 13n];
      assert.equal(
        await client.refusal("registerValidator", ...register(ids, stranger)),
        undefined,
      );
      await client.write("removeOperatorsWhitelistingContract", [[13n]], { from: admin });
      const denied = await client.refusal("registerValidator", ...register(ids, stranger));
      assert.equal(denied.errorName, "CallerNotWhitelistedWithData");
    }));

  test("lists are the operator owner's, sorted and without zero addresses", async () => {
    const set = (ids, accounts, from) => refusal("setOperatorsWhitelists", [ids, accounts], from);
    assert.equal(await set([], [owner]), "InvalidOperatorIdsLength");
    assert.equal(await set([13n], []), "InvalidWhitelistAddressesLength");
    assert.equal(await set([13n, 12n], [owner]), "UnsortedOperatorsList");
    assert.equal(await set([13n], [`0x${"0".repeat(40)}`]), "ZeroAddressNotAllowed");
    assert.equal(await set([13n], [owner], owner), "CallerNotOwnerWithData");
    assert.equal(
      await refusal("getWhitelistedOperators", [[13n, 12n], owner]),
      "UnsortedOperatorsList",
    );
    const contract = await refusal("setOperatorsWhitelistingContract", [
      [13n],
      devnet.network.network,
    ]);
    assert.equal(contract, "InvalidWhitelistingContract");
  });
});

describe("legacy operators", () => {
  test("the default ETH fee is shown at once and set on first use", () =>
    client.apart(async () => {
      for (let i = 0; i < 4; i += 1) {
        await client.write("devnetSeedSSVOperator", [`0x0${i}`, 956_900_000_000n], { from: admin });
      }
      const ids = [14n, 15n, 16n, 17n];
      assert.equal(await client.read("getOperatorFee", [14n]), FEE);
      assert.equal((await client.read("getOperatorById", [14n])).isActive, false);
      assert.equal((await client.read("getOperatorByIdSSV", [14n])).isActive, true);
      const seeded = [owner, [validatorKey(5)], ids, ["0x"], ONE_ETHER];
      const { cluster } = await client.write("devnetSeedSSVCluster", seeded, { from: admin });
      assert.equal(await client.read("getBurnRate", [owner, ids, cluster]), 3_366_600_000n);
      const { names, events } = await client.write("migrateClusterToETH", [ids, cluster], {
        value: ONE_ETHER,
      });
      assert.deepEqual(names, [...Array(4).fill("OperatorFeeExecuted"), "ClusterMigratedToETH"]);
      assert.equal(events[0].args.fee, FEE);
      assert.equal((await client.read("getOperatorById", [14n])).isActive, true);
    }));
});

describe("parameters", () => {
  test("only the DAO changes them, and the views follow", () =>
    client.apart(async () => {
      const text = await devnet
        .rpc("eth_call", [
          { from: owner, to: devnet.network.network, data: `0x1f1f9fd5${"0".repeat(64)}` },
          "latest",
        ])
        .catch((error) => error.message);
      assert.match(text, /caller is not the owner/);
      await client.write("updateNetworkFee", [3_550_900_000n], { from: admin });
      await client.write("updateLiquidationThresholdPeriod", [50_120n], { from: admin });
      await client.write("updateMinimumLiquidationCollateral", [940_000_000_000_000n], {
        from: admin,
      });
      assert.equal(await client.read("getNetworkFee"), 3_550_900_000n);
      assert.equal(await client.read("getLiquidationThresholdPeriod"), 50_120n);
      assert.equal(await client.read("getMinimumLiquidationCollateral"), 940_000_000_000_000n);
      assert.equal(
        await refusal("updateLiquidationThresholdPeriod", [21_479n]),
        "NewBlockPeriodIsBelowMinimum",
      );
      assert.equal(await refusal("updateNetworkFee", [1n]), "MaxPrecisionExceeded");
    }));
});
