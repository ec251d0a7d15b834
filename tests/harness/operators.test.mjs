import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { createClient } from "../devnet/client.mjs";
import { encodeOperatorKey } from "../devnet/deploy.mjs";
import { FAST, memoryStore, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { createOwner } from "./history.mjs";
import { lib } from "./load.mjs";
import { startProxy } from "./proxy.mjs";

const IDS = [1n, 2n, 3n, 4n];
const SSV_FEE = 956_900_000_000n;
let chain;
let client;
let admin;
let proxy;
before(async () => {
  chain = await startChain();
  client = createClient(chain);
  admin = chain.accounts[0];
  proxy = await startProxy(chain.rpcUrl);
});
after(async () => {
  proxy.close();
  await chain.stop();
});

function proxied(checkpoints) {
  proxy.calls.length = proxy.posts.length = 0;
  const { network } = chain;
  return lib.createReader({ network, transport: proxy.url, codec, patience: FAST, checkpoints });
}

const scans = () => proxy.calls.filter(({ method }) => method === "eth_getLogs");

test("a declared fee is told with the time in which it can come into force", () =>
  client.apart(async () => {
    const raised = 1_947_000_000n;
    await client.write("declareOperatorFee", [1n, raised], { from: admin });
    const [declared, quiet] = await chain.reader.operators([1n, 2n]);
    const { timestamp } = await chain.rpc("eth_getBlockByNumber", ["latest", false]);
    const { declarePeriod, executePeriod } = await chain.reader.parameters();
    const from = BigInt(timestamp) + declarePeriod;
    assert.deepEqual(declared.declaredFee, { fee: raised, from, until: from + executePeriod });
    assert.equal(declared.fee, 1_770_000_000n);
    assert.equal("declaredFee" in quiet, false);
    await client.write("cancelDeclaredOperatorFee", [1n], { from: admin });
    assert.equal("declaredFee" in (await chain.reader.operators([1n]))[0], false);
  }));

test("capacity is what the limit leaves, and never below none", () =>
  client.apart(async () => {
    const owner = createOwner(chain, chain.accounts[1]);
    await owner.register(IDS, 3);
    const limit = await chain.reader.validatorsPerOperatorLimit();
    const [used, free] = await chain.reader.operators([1n, 5n]);
    assert.deepEqual([used.validatorCount, used.capacity], [3, limit - 3]);
    assert.deepEqual([free.validatorCount, free.capacity], [0, limit]);
    await client.write("devnetSetValidatorsPerOperatorLimit", [2], { from: admin });
    assert.equal((await chain.reader.operators([1n]))[0].capacity, 0);
  }));

test("operators of the SSV era are not removed, removed ones are, and private ones name their guests", () =>
  client.apart(async () => {
    const key = encodeOperatorKey(chain.operators[0].publicKey.replace("LS0tLS1", "LS0tLS2"));
    await client.write("devnetSeedSSVOperator", [key, SSV_FEE], { from: admin });
    await client.write("removeOperator", [2n], { from: admin });
    await client.write("removeOperator", [12n], { from: admin });
    const reader = proxied();
    const ids = [14n, 2n, 12n, 13n, 3n];
    const operators = await reader.operators(ids, { owner: chain.staker });
    assert.deepEqual(
      operators.map(({ id, removed, isPrivate, allowed }) => [id, removed, isPrivate, allowed]),
      [
        [14n, false, false, true],
        [2n, true, false, true],
        [12n, true, false, true],
        [13n, false, true, false],
        [3n, false, false, true],
      ],
    );
    assert.ok(operators.every(({ keyConfirmed }) => keyConfirmed));
    // One scan for all keys, one for all doubts.
    assert.equal(scans().length, 2);
    // The key is known, and an operator that serves clusters on SSV raises no doubt.
    await reader.operators([14n]);
    assert.equal(scans().length, 2);
  }));

test("a batch of operators reads in few posts, in the order asked for, each once", async () => {
  const ids = [13n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n, 12n, 1n];
  const operators = await proxied().operators(ids, { owner: chain.staker });
  assert.deepEqual(
    operators.map(({ id }) => id),
    ids,
  );
  assert.ok(proxy.posts.length <= 8, `${proxy.posts.length} posts`);
  assert.equal(proxy.calls.filter(({ method }) => method === "eth_getStorageAt").length, 13);
});

test("fees of clusters on SSV, and of their operators", () =>
  client.apart(async () => {
    const owner = createOwner(chain, chain.accounts[1]);
    await owner.inherit(IDS, 2);
    const fees = await chain.reader.legacyFees(IDS.map((id) => ({ id })));
    assert.deepEqual(fees, {
      operatorFees: await Promise.all(IDS.map((id) => client.read("getOperatorFeeSSV", [id]))),
      networkFee: await client.read("getNetworkFeeSSV"),
      liquidationThreshold: await client.read("getLiquidationThresholdPeriodSSV"),
      minimumCollateral: await client.read("getMinimumLiquidationCollateralSSV"),
    });
    assert.ok(fees.operatorFees.every((fee) => fee === SSV_FEE));
    const account = await proxied().account(chain.accounts[1]);
    const [{ cluster }] = account.clusters;
    const burn = await client.read("getBurnRateSSV", [chain.accounts[1], IDS, cluster]);
    assert.equal(codec.burnRateSSV(fees, 2n), burn);
  }));

test("parameters of the network are those of the contract", async () => {
  const { block, ...parameters } = await chain.reader.parameters();
  const { declarePeriod, executePeriod } = await client.read("getOperatorFeePeriods");
  assert.deepEqual(parameters, {
    networkFee: await client.read("getNetworkFee"),
    liquidationThreshold: await client.read("getLiquidationThresholdPeriod"),
    minimumCollateral: await client.read("getMinimumLiquidationCollateral"),
    validatorsPerOperator: await client.read("getValidatorsPerOperatorLimit"),
    maximumOperatorFee: await client.read("getMaximumOperatorFee"),
    operatorFeeIncreaseLimit: await client.read("getOperatorFeeIncreaseLimit"),
    declarePeriod,
    executePeriod,
    validators: await client.read("getNetworkValidatorsCount"),
  });
  assert.equal(block, await client.blockNumber());
});

test("token balance and allowance of an owner", async () => {
  const { reader, network } = chain;
  const supply = 1_000_000n * 10n ** 18n;
  assert.equal(await reader.tokenBalance(admin), supply);
  assert.equal(await reader.allowance(admin), supply);
  assert.equal(await reader.tokenBalance(chain.staker), 0n);
  assert.equal(await reader.allowance(chain.staker), 0n);

  const { token, ...without } = network;
  assert.ok(token);
  const nameless = lib.createReader({ network: without, codec, patience: FAST });
  await assert.rejects(nameless.tokenBalance(admin), { code: "INVALID_ARGUMENT" });
  const wrong = lib.createReader({
    network: { ...network, token: chain.accounts[3] },
    codec,
    patience: FAST,
  });
  await assert.rejects(wrong.allowance(admin), { code: "RPC_INVALID" });
});

test("an effective balance that the contract does not bill is refused, not guessed", () =>
  client.apart(async () => {
    const owner = createOwner(chain, chain.accounts[1]);
    await owner.register(IDS, 2);
    const reader = proxied();
    const read = async () => {
      const { cluster } = await reader.snapshot(chain.accounts[1], IDS);
      return reader.effectiveBalance(chain.accounts[1], [4n, 3n, 2n, 1n], cluster);
    };
    assert.equal(await read(), 64n);
    await owner.liquidate(IDS);
    await assert.rejects(read(), ({ code, details }) => {
      assert.equal(code, "RPC_FAILED");
      assert.equal(codec.decodeError(details.revert).name, "ClusterIsLiquidated");
      return true;
    });
  }));

describe("operator keys are kept", () => {
  let store;
  beforeEach(() => (store = memoryStore()));
  const read = (ids) => proxied(store).operators(ids);

  test("and read without a scan", async () => {
    const first = await read([1n, 2n, 13n]);
    assert.deepEqual(await read([13n, 2n, 1n]), first.reverse());
    assert.deepEqual(scans(), []);
    await read([3n, 1n]);
    assert.deepEqual(scans()[0].params[0].topics[1].map(BigInt), [3n]);
  });

  const swaps = {
    "another operator's event": (kept, other) => other,
    "another operator's key under this id": (kept, other) => ({ ...kept, data: other.data }),
    "a key of somebody else": (kept) => ({ ...kept, data: kept.data.replace("4c5330", "4c5331") }),
    nonsense: () => ({ topics: [1], data: "0x" }),
    nothing: () => null,
  };
  for (const [what, swap] of Object.entries(swaps)) {
    test(`but not ${what}`, async () => {
      const honest = await read([1n, 2n]);
      const key = (id) => [...store.kept.keys()].find((name) => name.endsWith(`:${id}`));
      const [one, two] = [key(1), key(2)].map((name) => JSON.parse(store.kept.get(name)));
      const changed = swap(one, two);
      assert.notDeepEqual(changed, one);
      await store.save(key(1), changed);
      assert.deepEqual(await read([1n, 2n]), honest);
      assert.equal(honest[0].keyConfirmed, true);
    });
  }
});
