import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { encodeAbiParameters, encodeFunctionData, keccak256, toFunctionSelector } from "viem";
import { FAST, mined, NEW_CLUSTER, register, registration, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";
import { hex, providerOf, Refusal } from "./node.mjs";

const { createReader } = lib;
const IDS = [1n, 2n, 3n, 4n];
let chain;
before(async () => (chain = await startChain()));
after(() => chain.stop());

/** The node's own answers, but for the methods given here. */
function readerWith(overrides, network = chain.network) {
  const transport = {
    request: ({ method, params = [] }) =>
      overrides[method] ? overrides[method](...params) : chain.rpc(method, params),
  };
  return createReader({ network, transport, codec, patience: FAST });
}

test("the contract's version is checked, and so is the chain", async () => {
  assert.deepEqual(await chain.reader.check(), { version: "v2.0.0", generation: "v2" });
  const elsewhere = readerWith({}, { ...chain.network, chainId: 1 });
  await assert.rejects(elsewhere.check(), (error) => {
    assert.equal(error.code, "WRONG_CHAIN");
    assert.deepEqual(error.details, { expected: 1, actual: 31337 });
    return true;
  });
  const nothing = readerWith({}, { ...chain.network, views: chain.accounts[3] });
  await assert.rejects(nothing.check(), { code: "CONTRACT_UNSUPPORTED" });
  for (const [version, generation] of [
    ["v1.2.0", "v1"],
    ["1.0.0", "v1"],
    ["v3.0.0", undefined],
  ]) {
    const answer = encodeAbiParameters([{ type: "string" }], [version]);
    const check = readerWith({ eth_call: () => answer }).check();
    if (generation) assert.equal((await check).generation, generation);
    else await assert.rejects(check, { code: "CONTRACT_UNSUPPORTED", details: { version } });
  }
});

test("operators come with the key that the contract stores", async () => {
  const ids = [13n, 1n, 12n];
  const operators = await chain.reader.operators(ids, { owner: chain.staker });
  assert.deepEqual(
    operators.map(({ id }) => id),
    ids,
  );
  for (const operator of operators) {
    const listed = chain.operators.find(({ id }) => id === operator.id);
    assert.equal(operator.publicKey, listed.publicKey);
    assert.equal(operator.fee, listed.fee);
    assert.equal(operator.isPrivate, listed.isPrivate);
    assert.equal(operator.removed, false);
    assert.equal(operator.keyConfirmed, true);
    const stored = encodeAbiParameters([{ type: "string" }], [listed.publicKey]);
    assert.equal(operator.keyHash, keccak256(stored));
  }
  assert.deepEqual(
    operators.map(({ allowed }) => allowed),
    [false, true, true],
  );
  const anonymous = await chain.reader.operators([12n]);
  assert.equal(anonymous[0].allowed, false);
  await assert.rejects(chain.reader.operators([1n, 99n]), {
    code: "OPERATOR_UNKNOWN",
    details: { operator: 99n },
  });
});

test("an operator key is unconfirmed when the contract's storage does not hold it for this id", async () => {
  const lies = {
    "nothing there": () => `0x${"0".repeat(64)}`,
    "another operator": () => "0x2",
    "no storage reads": () => Promise.reject(new Error("not supported")),
  };
  for (const [name, eth_getStorageAt] of Object.entries(lies)) {
    const [operator] = await readerWith({ eth_getStorageAt }).operators([1n]);
    assert.equal(operator.keyConfirmed, false, name);
  }
  // Honest storage, swapped key in the event: the hash is that of another key.
  const swapped = {
    async eth_getLogs(filter) {
      const logs = await chain.rpc("eth_getLogs", [filter]);
      const [other] = await chain.rpc("eth_getLogs", [
        { ...filter, topics: [codec.topic("OperatorAdded"), [`0x${"5".padStart(64, "0")}`]] },
      ]);
      return logs.map((log) => ({ ...log, data: other.data }));
    },
  };
  const [operator] = await readerWith(swapped).operators([1n]);
  assert.equal(operator.keyConfirmed, false);
});

test("a removed operator is told from one that is not active yet", async () => {
  const { abi } = chain.contracts.SSVNetwork;
  const data = encodeFunctionData({ abi, functionName: "removeOperator", args: [11n] });
  await mined(chain, { from: chain.accounts[0], to: chain.network.network, data });
  const [removed] = await chain.reader.operators([11n]);
  assert.equal(removed.removed, true);

  // What the views say of an operator from the SSV era that no ETH cluster has used.
  const record = await chain.rpc("eth_call", [
    { to: chain.network.views, data: codec.encodeView("getOperatorById", { operatorId: 1n }) },
    "latest",
  ]);
  const inactive = record.slice(0, -1) + "0";
  const legacy = readerWith({
    eth_call: (call, block) =>
      call.data === codec.encodeView("getOperatorById", { operatorId: 1n })
        ? inactive
        : chain.rpc("eth_call", [call, block]),
  });
  const [operator] = await legacy.operators([1n]);
  assert.equal(operator.removed, false);
});

test("nonce, snapshot and registration follow the chain", async () => {
  const { reader, staker } = chain;
  assert.equal(await reader.nonce(staker), 0n);
  assert.equal(await reader.snapshot(staker, IDS), undefined);
  const first = registration(staker, IDS);
  assert.equal(await reader.registered(staker, first.publicKey), false);
  await register(chain, [first]);
  assert.equal(await reader.registered(staker, first.publicKey), true);
  assert.equal(await reader.nonce(staker), 1n);

  const snapshot = await reader.snapshot(staker, [4n, 2n, 3n, 1n]);
  assert.equal(snapshot.kind, "eth");
  assert.equal(snapshot.liquidated, false);
  assert.equal(snapshot.cluster.validatorCount, 1);
  assert.ok(snapshot.balance <= 10n ** 18n && snapshot.balance > 0n);

  const more = [registration(staker, IDS, 1n), registration(staker, IDS, 2n)];
  await register(chain, more, snapshot.cluster);
  await register(chain, [registration(staker, [1n, 2n, 3n, 5n], 3n)]);
  assert.equal(await reader.nonce(staker), 4n);
  assert.equal((await reader.snapshot(staker, IDS)).cluster.validatorCount, 3);
  assert.equal((await reader.snapshot(staker, [1n, 2n, 3n, 5n])).cluster.validatorCount, 1);
  assert.equal(await reader.snapshot(chain.accounts[2], IDS), undefined);
});

test("fees and limits are read live", async () => {
  const operators = await chain.reader.operators(IDS);
  const fees = await chain.reader.fees(operators);
  assert.deepEqual(
    fees.operatorFees,
    operators.map(({ fee }) => fee),
  );
  assert.ok(fees.networkFee > 0n && fees.liquidationThreshold > 0n && fees.minimumCollateral > 0n);
  assert.ok((await chain.reader.validatorsPerOperatorLimit()) >= 500);
});

test("a v1 contract: it knows no views of two currencies, all its clusters pay in SSV", async () => {
  const owner = chain.accounts[5];
  await register(chain, [registration(owner, IDS)]);
  const unknown = ["getClusterAssetType", "getBalanceSSV", "getOperatorByIdSSV"];
  const { abi } = chain.contracts.ViewsModule;
  const selectors = abi.filter(({ name }) => unknown.includes(name)).map(toFunctionSelector);
  assert.equal(selectors.length, 3);
  const v1 = readerWith({
    eth_call(call, block) {
      if (selectors.includes(call.data.slice(0, 10))) throw new Refusal(3, "execution reverted");
      return chain.rpc("eth_call", [call, block]);
    },
  });
  const { balance, effectiveBalance, ...snapshot } = await chain.reader.snapshot(owner, IDS);
  assert.equal(effectiveBalance, 32n);
  const legacy = { ...snapshot, kind: "ssv", legacyBalance: balance };
  assert.deepEqual(await v1.snapshot(owner, IDS), legacy);
  assert.deepEqual((await v1.account(owner)).clusters[0].legacyBalance, balance);
  assert.deepEqual(
    (await v1.operators([11n, 1n])).map(({ removed }) => removed),
    [true, false],
  );
});

test("registered fails closed", async () => {
  const down = readerWith({ eth_call: () => Promise.reject(new Error("down")) });
  await assert.rejects(down.registered(chain.staker, `0x${"11".repeat(48)}`), {
    code: "RPC_FAILED",
  });
  const empty = readerWith({ eth_call: () => "0x" });
  await assert.rejects(empty.registered(chain.staker, `0x${"11".repeat(48)}`), {
    code: "RPC_INVALID",
  });
});

test("through a wallet every call names its block", async () => {
  const calls = [];
  const reader = readerWith({
    eth_call(call, block) {
      calls.push(block);
      return chain.rpc("eth_call", [call, block]);
    },
  });
  await reader.check();
  await reader.operators(IDS, { owner: chain.staker });
  await reader.snapshot(chain.staker, IDS);
  assert.ok(calls.length > 5);
  for (const block of calls) assert.match(block, /^0x[0-9a-f]+$/);
});

test("plain, delegated and contract accounts are told apart", async () => {
  const codes = {
    "0x": "eoa",
    [`0xef0100${"ab".repeat(20)}`]: "delegated",
    [`0xEF0100${"AB".repeat(20)}`]: "delegated",
    [`0xef0100${"ab".repeat(21)}`]: "contract",
    "0x6001": "contract",
  };
  for (const [code, kind] of Object.entries(codes)) {
    assert.equal(await readerWith({ eth_getCode: () => code }).accountKind(chain.staker), kind);
  }
  assert.equal(await chain.reader.accountKind(chain.network.network), "contract");
});

test("a gas price is found without the optional method, and without a base fee", async () => {
  assert.ok((await chain.reader.gasPrice()) > 0n);
  const transport = providerOf({ eth_getBlockByNumber: () => ({ baseFeePerGas: "0x10" }) });
  const { network } = chain;
  assert.equal(await createReader({ network, transport, codec }).gasPrice(), 32n + 10n ** 9n);
  const old = providerOf({ eth_getBlockByNumber: () => ({}), eth_gasPrice: () => "0x7" });
  assert.equal(await createReader({ network, transport: old, codec }).gasPrice(), 7n);
});

test("waiting transactions of the owner are counted", async () => {
  await chain.rpc("evm_setAutomine", [false]);
  const from = chain.accounts[2];
  await chain.rpc("eth_sendTransaction", [{ from, to: from }]);
  await chain.rpc("eth_sendTransaction", [{ from, to: from }]);
  assert.equal(await chain.reader.pendingTransactions(from), 2);
  await chain.rpc("evm_setAutomine", [true]);
  await chain.rpc("evm_mine");
  assert.equal(await chain.reader.pendingTransactions(from), 0);
});

test("a stale snapshot is read once more, and refused where it stays stale", async () => {
  const owner = chain.accounts[3];
  await register(chain, [registration(owner, IDS)]);
  const before = await chain.reader.blockNumber();
  const { cluster } = await chain.reader.snapshot(owner, IDS);
  await register(chain, [registration(owner, IDS, 1n)], cluster);

  // Behind a load balancer: the logs come from a node that has not seen the last block.
  let behind = 1;
  const lagging = (limit) => {
    let scans = 0;
    return readerWith({
      async eth_getLogs(filter) {
        const logs = await chain.rpc("eth_getLogs", [filter]);
        return scans++ < limit ? logs.filter((log) => BigInt(log.blockNumber) <= before) : logs;
      },
    });
  };
  assert.equal((await lagging(behind).snapshot(owner, IDS)).cluster.validatorCount, 2);
  behind = 1000;
  await assert.rejects(lagging(behind).snapshot(owner, IDS), { code: "CLUSTER_STALE" });

  const silent = readerWith({ eth_getLogs: () => [] });
  await assert.rejects(silent.snapshot(owner, IDS), { code: "CLUSTER_STALE" });
});

test("a liquidated cluster is read as such", async () => {
  const owner = chain.accounts[4];
  await register(chain, [registration(owner, IDS)]);
  const { cluster } = await chain.reader.snapshot(owner, IDS);
  const { abi } = chain.contracts.SSVNetwork;
  const data = encodeFunctionData({ abi, functionName: "liquidate", args: [owner, IDS, cluster] });
  await mined(chain, { from: owner, to: chain.network.network, data });
  const snapshot = await chain.reader.snapshot(owner, IDS);
  assert.equal(snapshot.liquidated, true);
  assert.equal(snapshot.balance, undefined);
  assert.deepEqual(snapshot.cluster, { ...NEW_CLUSTER, validatorCount: 1, active: false });
});

test("a reader without any source is refused at once", () => {
  const { rpcUrl, ...network } = chain.network;
  assert.ok(rpcUrl);
  assert.throws(() => createReader({ network, codec }), { code: "INVALID_ARGUMENT" });
});

test("logs come in chain order over windows", async () => {
  const toBlock = await chain.reader.blockNumber();
  const topics = [codec.topic("OperatorAdded")];
  const logs = await chain.reader.logs({
    address: chain.network.network,
    topics,
    fromBlock: 0n,
    toBlock,
  });
  assert.equal(logs.length, 13);
  assert.deepEqual(
    logs.map(({ topics }) => hex(topics[1])),
    Array.from({ length: 13 }, (_, n) => hex(n + 1)),
  );
});
