import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadCodec, NEW_CLUSTER } from "../../dist/index.js";
import { vectors } from "./inputs.mjs";

const codec = await loadCodec();
const table = vectors("cluster/fees.json");
const legacy = vectors("cluster/legacy.json");
const balances = vectors("cluster/balances.json");
const proofs = vectors("cluster/proofs.json");

/** Fees as bigints. */
const feesOf = ({ operatorFees, networkFee, liquidationThreshold, minimumCollateral }) => ({
  operatorFees: operatorFees.map(BigInt),
  networkFee: BigInt(networkFee),
  liquidationThreshold: BigInt(liquidationThreshold),
  minimumCollateral: BigInt(minimumCollateral),
});

/** Mainnet's of April 2026 with that many operators: protocol.md §6. */
const mainnet = (operators) =>
  feesOf({
    ...table,
    operatorFees: Array(operators).fill(table.operatorFee),
    liquidationThreshold: table.thresholdBlocks,
  });
const FEES = mainnet(4);
const DAY = 7200n;

const overflow = { code: "AMOUNT_OVERFLOW" };
const malformed = { code: "ABI_MALFORMED" };

describe("costs of ETH clusters", () => {
  test("burn rate, threshold, deposit and runway of the protocol's table", () => {
    for (const row of table.rows) {
      const size = BigInt(row.effectiveBalance);
      const [burn, threshold, month, year] = [
        row.burnRate,
        row.threshold,
        row.deposit30Days,
        row.deposit365Days,
      ].map(BigInt);
      assert.equal(codec.burnRate(FEES, size), burn);
      assert.equal(codec.liquidationThreshold(FEES, size), threshold);
      assert.equal(codec.depositFor(FEES, size, 30n * DAY), month);
      assert.equal(codec.depositFor(FEES, size, 365n * DAY), year);
      assert.equal(codec.depositFor(FEES, size, 30n * DAY, 10n), month - 10n);
      assert.equal(codec.depositFor(FEES, size, 30n * DAY, 10n ** 30n), 0n);
      assert.equal(codec.runway(FEES, size, threshold + 7n * burn), 7n);
      assert.equal(codec.runway(FEES, size, threshold), 0n);
      assert.equal(codec.maximumWithdrawal(FEES, size, 1, threshold + 5n, 0n), 5n);
      assert.equal(codec.maximumWithdrawal(FEES, size, 0, threshold, 0n), threshold);
    }
    for (const [operators, threshold] of Object.entries(table.thresholdByOperators)) {
      assert.equal(codec.liquidationThreshold(mainnet(Number(operators)), 32n), BigInt(threshold));
    }
  });

  test("nothing charged lasts for ever", () => {
    const free = { ...FEES, operatorFees: [0n], networkFee: 0n };
    assert.equal(codec.runway(free, 32n, 10n ** 18n), undefined);
    assert.equal(codec.runway(FEES, 0n, 0n), undefined);
  });

  test("fees that change on the way", () => {
    const dear = { ...FEES, operatorFees: FEES.operatorFees.map((fee) => 3n * fee) };
    const balance = codec.depositFor(FEES, 32n, 1000n);
    assert.equal(codec.runway(FEES, 32n, balance), 1000n);
    const inTime = [{ blocks: 10n, fees: dear }];
    assert.equal(codec.runway(FEES, 32n, balance, inTime), 9n);
    assert.equal(codec.runway(FEES, 32n, balance, [{ blocks: 5000n, fees: dear }]), 1000n);
  });

  test("slack before a deposit, and after a withdrawal", () => {
    const burned = 50n * codec.burnRate(FEES, 32n);
    const need = codec.depositFor(FEES, 64n, 30n * DAY);
    const slack = { blocks: 50n, effectiveBalance: 32n };
    assert.equal(codec.depositFor(FEES, 64n, 30n * DAY, burned + 9n, slack), need - 9n);
    const most = codec.maximumWithdrawal(FEES, 64n, 2, need, 50n);
    assert.equal(codec.runway(FEES, 64n, need - most), 50n);
  });
});

test("balances through changing fees, in ETH and in SSV", () => {
  for (const { token, effectiveBalance, validators, balance, spans, after } of balances) {
    const passed = spans.map(({ blocks, networkFee, operatorFees }) => ({
      blocks: BigInt(blocks),
      networkFee: BigInt(networkFee),
      operatorFees: operatorFees.map(BigInt),
    }));
    // The largest blocks exceed what JSON numbers hold.
    if (passed.some(({ blocks }) => blocks > Number.MAX_SAFE_INTEGER)) continue;
    const cluster = { ...NEW_CLUSTER, validatorCount: validators ?? 1, balance: BigInt(balance) };
    const left =
      token === "eth"
        ? codec.balanceAt(cluster, BigInt(effectiveBalance), passed)
        : codec.balanceAtSSV(cluster, passed);
    assert.equal(left, BigInt(after));
    const idle = { ...cluster, active: false };
    assert.equal(codec.balanceAt(idle, 32n, passed), cluster.balance, "liquidated: nothing burns");
    const empty = { ...cluster, validatorCount: 0 };
    assert.equal(codec.balanceAt(empty, 32n, passed), cluster.balance, "empty: nothing burns");
  }
});

test("costs of legacy clusters, in SSV", () => {
  for (const { fees, validators, burnRate, threshold, runways } of legacy) {
    assert.equal(codec.burnRateSSV(feesOf(fees), validators), BigInt(burnRate));
    assert.equal(codec.liquidationThresholdSSV(feesOf(fees), validators), BigInt(threshold));
    for (const { balance, blocks } of runways) {
      assert.equal(codec.runwaySSV(feesOf(fees), validators, BigInt(balance)), BigInt(blocks));
    }
  }
});

test("effective balances: leaf and proof", () => {
  const { root, leaves } = proofs;
  for (const { clusterId, effectiveBalance, leaf, proof } of leaves) {
    assert.equal(codec.effectiveBalanceLeaf(clusterId, BigInt(effectiveBalance)), leaf);
    assert.equal(codec.verifyEffectiveBalance(root, leaf, proof), true);
    assert.equal(codec.verifyEffectiveBalance(root, leaf, proof.slice(1)), false);
    assert.equal(codec.verifyEffectiveBalance(leaf, leaf, []), true);
  }
  assert.throws(() => codec.effectiveBalanceLeaf(root, 2n ** 32n), overflow);
  assert.throws(() => codec.verifyEffectiveBalance("0x12", root, []), malformed);
});

test("numbers that the contract could not hold are refused, not cut", () => {
  const wrong = [
    () => codec.burnRate(FEES, 2n ** 64n + 32n),
    () => codec.burnRate({ ...FEES, networkFee: 1n }, 32n),
    () => codec.burnRateSSV({ ...FEES, networkFee: 100_000n }, 1),
    () => codec.runwaySSV(FEES, 2 ** 32, 1n),
    () => codec.depositFor(FEES, 32n, 2n ** 64n),
    () => codec.maximumWithdrawal(FEES, 32n, 1, 1n, 2n ** 64n),
  ];
  for (const call of wrong) assert.throws(call, overflow, call.toString());
  for (const call of [
    () => codec.burnRate(FEES, -1n),
    () => codec.burnRate(FEES, 1.5),
    () => codec.burnRate({}, 32n),
    () => codec.balanceAt(NEW_CLUSTER, 32n, undefined),
    () => codec.runway(FEES, 32n, 1n, [{ blocks: 1n }]),
  ]) {
    assert.throws(call, ({ code }) => /^(ABI_MALFORMED|AMOUNT_OVERFLOW)$/.test(code));
  }
});
