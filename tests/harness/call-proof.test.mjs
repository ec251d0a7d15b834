import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { concat, encodeAbiParameters, keccak256, numberToHex } from "viem";
import { createClient } from "../devnet/client.mjs";
import { checkpointOf, ETHER, mined, NEW_CLUSTER, registration, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";

const { awaitCall, proveCall } = lib;
const IDS = [1n, 2n, 3n, 4n];
let chain;
let client;
let staker;
let other;
let restore;
let cluster;
let keys;

before(async () => {
  chain = await startChain();
  client = createClient(chain);
  [, staker, other] = chain.accounts;
});
after(() => chain.stop());
beforeEach(async () => {
  restore = await checkpointOf(chain);
  const registrations = [0n, 1n, 2n].map((nonce) => registration(staker, IDS, nonce));
  keys = registrations.map(({ publicKey }) => publicKey);
  const call = codec.registerCall(chain.network, registrations, NEW_CLUSTER, ETHER);
  ({ cluster } = await proved(call));
});
afterEach(() => restore());

const callOf = (name, args, { from = staker, value = 0n } = {}) => ({
  chainId: chain.network.chainId,
  from,
  to: chain.network.network,
  data: codec.encodeCall(name, args),
  value: numberToHex(value),
});
const receiptOf = ({ from, to, data, value }) => mined(chain, { from, to, data, value });
const prove = (call, receipt) => proveCall(call, { reader: chain.reader, receipt });
const proved = async (call) => prove(call, await receiptOf(call));
const namesOf = ({ events }) => events.map(({ name }) => name);
const unproved = (details) => ({ code: "CALL_UNPROVED", details });

/** The contract holds this very state. */
async function confirmed(proof, owner = staker, operatorIds = IDS) {
  const snapshot = await chain.reader.snapshot(owner, operatorIds);
  assert.deepEqual(proof.cluster, snapshot.cluster);
}

/** An SSV cluster as version 1 left it. */
async function legacyCluster(ids, publicKeys) {
  const shares = publicKeys.map(() => "0x");
  const args = [staker, publicKeys, ids, shares, 10n ** 18n];
  const { cluster } = await client.write("devnetSeedSSVCluster", args, { from: chain.accounts[0] });
  return cluster;
}

/** Commits a tree of one leaf, which is its own root. */
async function commit(operatorIds, effectiveBalance) {
  const id = codec.clusterId(staker, operatorIds);
  const inner = encodeAbiParameters(
    [{ type: "bytes32" }, { type: "uint32" }],
    [id, effectiveBalance],
  );
  const root = keccak256(concat([keccak256(inner)]));
  const blockNum = await client.blockNumber();
  for (const from of chain.accounts.slice(5, 8)) {
    await client.write("commitRoot", [root, blockNum], { from });
  }
  return blockNum;
}

test("a registration is proved by its events, in order", async () => {
  const more = [registration(staker, IDS, 3n), registration(staker, IDS, 4n)];
  const call = codec.registerCall(chain.network, more, cluster, ETHER);
  const proof = await proved(call);
  assert.deepEqual(namesOf(proof), ["ValidatorAdded", "ValidatorAdded"]);
  assert.deepEqual(
    proof.events.map(({ args }) => args.shares),
    more.map(({ sharesData }) => sharesData),
  );
  assert.equal(proof.cluster.validatorCount, 5);
  await confirmed(proof);
});

test("deposits and withdrawals are proved to the wei, a third party's deposit too", async () => {
  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  const proof = await proved(callOf("deposit", args, { from: other, value: 7n }));
  assert.deepEqual(proof.cluster, { ...cluster, balance: cluster.balance + 7n });
  await confirmed(proof);
  const withdrawal = { operatorIds: IDS, amount: 12_345n, cluster: proof.cluster };
  const withdrawn = await proved(callOf("withdraw", withdrawal));
  assert.equal(withdrawn.events[0].args.value, 12_345n);
  await confirmed(withdrawn);
});

test("exits are proved, and leave the cluster as it was", async () => {
  const [first, ...others] = keys;
  const one = await proved(callOf("exitValidator", { publicKey: first, operatorIds: IDS }));
  const many = await proved(callOf("bulkExitValidator", { publicKeys: others, operatorIds: IDS }));
  assert.deepEqual(namesOf(one), ["ValidatorExited"]);
  assert.deepEqual(namesOf(many), ["ValidatorExited", "ValidatorExited"]);
  assert.equal("cluster" in one || "cluster" in many, false);
});

test("removals are proved with the cluster that they leave", async () => {
  const [first, ...others] = keys;
  const one = await proved(
    callOf("removeValidator", { publicKey: first, operatorIds: IDS, cluster }),
  );
  assert.equal(one.cluster.validatorCount, 2);
  const args = { publicKeys: others, operatorIds: IDS, cluster: one.cluster };
  const many = await proved(callOf("bulkRemoveValidator", args));
  assert.equal(many.cluster.validatorCount, 0);
  await confirmed(many);
});

test("liquidation and reactivation are proved", async () => {
  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  const liquidated = await proved(callOf("liquidate", args));
  assert.equal(liquidated.cluster.active, false);
  const again = { operatorIds: IDS, cluster: liquidated.cluster };
  const proof = await proved(callOf("reactivate", again, { value: ETHER }));
  assert.deepEqual([proof.cluster.active, proof.cluster.balance], [true, ETHER]);
  await confirmed(proof);
});

test("an effective balance is proved, with and without the liquidation that it brings", async () => {
  const blockNum = await commit(IDS, 100);
  const args = { clusterOwner: staker, operatorIds: IDS, effectiveBalance: 100, merkleProof: [] };
  const call = callOf("updateClusterBalance", { ...args, blockNum, cluster }, { from: other });
  const proof = await proved(call);
  assert.equal(proof.events[0].args.effectiveBalance, 100);
  await confirmed(proof);
  const next = { ...args, effectiveBalance: 6144, blockNum: await commit(IDS, 6144) };
  const drained = await proved(
    callOf("withdraw", {
      operatorIds: IDS,
      cluster: proof.cluster,
      amount: ETHER - 2n * 10n ** 15n,
    }),
  );
  const last = { ...next, cluster: drained.cluster };
  const liquidating = await proved(callOf("updateClusterBalance", last, { from: other }));
  assert.deepEqual(namesOf(liquidating), ["ClusterBalanceUpdated"]);
  assert.equal(liquidating.cluster.active, false);
});

test("legacy clusters: liquidation in SSV and migration from both states are proved", async () => {
  const ids = [1n, 2n, 3n, 5n];
  const active = await legacyCluster(ids, [`0x${"01".repeat(48)}`]);
  const migrated = await proved(
    callOf("migrateClusterToETH", { operatorIds: ids, cluster: active }, { value: ETHER }),
  );
  assert.deepEqual(namesOf(migrated), ["ClusterMigratedToETH"]);
  assert.equal(migrated.events[0].args.ethDeposited, ETHER);
  await confirmed(migrated, staker, ids);

  const set = [1n, 2n, 3n, 6n];
  const args = {
    clusterOwner: staker,
    operatorIds: set,
    cluster: await legacyCluster(set, [`0x${"02".repeat(48)}`]),
  };
  const liquidated = await proved(callOf("liquidateSSV", args));
  const revived = await proved(
    callOf("migrateClusterToETH", { ...args, cluster: liquidated.cluster }, { value: ETHER }),
  );
  assert.deepEqual(namesOf(revived), ["ClusterMigratedToETH", "ClusterReactivated"]);
  await confirmed(revived, staker, set);
});

test("a fee recipient is proved by the address in the event, whatever its spelling", async () => {
  const call = callOf("setFeeRecipientAddress", { recipientAddress: other });
  const proof = await proved({ ...call, from: staker.toLowerCase() });
  assert.equal(proof.events[0].args.recipientAddress, other);
});

test("a reverted receipt proves nothing", async () => {
  const call = callOf("setFeeRecipientAddress", { recipientAddress: other });
  const receipt = { ...(await receiptOf(call)), status: "reverted" };
  await assert.rejects(prove(call, receipt), unproved({ status: "reverted" }));
});

test("another argument than asked for is named", async () => {
  const [first, second] = keys;
  const exit = callOf("exitValidator", { publicKey: first, operatorIds: IDS });
  const receipt = await receiptOf(exit);
  const event = { event: "ValidatorExited", index: 0 };
  const otherKey = callOf("exitValidator", { publicKey: second, operatorIds: IDS });
  await assert.rejects(prove(otherKey, receipt), unproved({ ...event, argument: "publicKey" }));
  const otherIds = callOf("exitValidator", { publicKey: first, operatorIds: [1n, 2n, 3n, 5n] });
  await assert.rejects(prove(otherIds, receipt), unproved({ ...event, argument: "operatorIds" }));
  const fewerIds = callOf("exitValidator", { publicKey: first, operatorIds: [1n, 2n, 3n] });
  await assert.rejects(prove(fewerIds, receipt), unproved({ ...event, argument: "operatorIds" }));
  const otherOwner = { ...exit, from: other };
  await assert.rejects(prove(otherOwner, receipt), unproved({ ...event, argument: "owner" }));

  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  const deposit = await receiptOf(callOf("deposit", args, { value: 7n }));
  await assert.rejects(
    prove(callOf("deposit", args, { value: 8n }), deposit),
    unproved({ event: "ClusterDeposited", index: 0, argument: "value" }),
  );
  const stale = { ...args, cluster: { ...cluster, balance: cluster.balance + 1n } };
  await assert.rejects(
    prove(callOf("deposit", stale, { value: 7n }), deposit),
    unproved({ event: "ClusterDeposited", index: 0, argument: "cluster" }),
  );
});

test("a missing event is named by its position", async () => {
  const [first, second, third] = keys;
  const args = { operatorIds: IDS, cluster };
  const receipt = await receiptOf(
    callOf("bulkRemoveValidator", { ...args, publicKeys: [first, second] }),
  );
  const all = callOf("bulkRemoveValidator", { ...args, publicKeys: keys });
  await assert.rejects(prove(all, receipt), unproved({ event: "ValidatorRemoved", index: 2 }));
  const swapped = callOf("bulkRemoveValidator", { ...args, publicKeys: [second, first] });
  await assert.rejects(prove(swapped, receipt), unproved({ event: "ValidatorRemoved", index: 1 }));
  const exit = callOf("exitValidator", { publicKey: third, operatorIds: IDS });
  await assert.rejects(prove(exit, receipt), unproved({ event: "ValidatorExited", index: 0 }));
});

test("a registration in another order than signed is not proved", async () => {
  const [one, two] = [registration(staker, IDS, 3n), registration(staker, IDS, 4n)];
  const receipt = await receiptOf(codec.registerCall(chain.network, [one, two], cluster, ETHER));
  const swapped = [
    { ...two, nonce: 3n },
    { ...one, nonce: 4n },
  ];
  const call = codec.registerCall(chain.network, swapped, cluster, ETHER);
  await assert.rejects(prove(call, receipt), unproved({ event: "ValidatorAdded", index: 1 }));
});

test("events of another contract prove nothing", async () => {
  const call = callOf("setFeeRecipientAddress", { recipientAddress: other });
  const receipt = await receiptOf(call);
  const logs = receipt.logs.map((log) => ({ ...log, address: chain.network.views.toLowerCase() }));
  const missing = unproved({ event: "FeeRecipientAddressUpdated", index: 0 });
  await assert.rejects(prove(call, { ...receipt, logs }), missing);
});

test("a call for no validator proves nothing, nor does one that is not a staker's", async () => {
  const receipt = await receiptOf(callOf("setFeeRecipientAddress", { recipientAddress: other }));
  const nobody = callOf("bulkExitValidator", { publicKeys: [], operatorIds: IDS });
  await assert.rejects(prove(nobody, receipt), { code: "INVALID_ARGUMENT" });
  const foreign = { ...nobody, data: "0x12345678" };
  await assert.rejects(prove(foreign, receipt), { code: "CALLDATA_UNKNOWN" });
});

test("another chain proves nothing", async () => {
  const call = callOf("setFeeRecipientAddress", { recipientAddress: other });
  const receipt = await receiptOf(call);
  const details = { expected: 1, actual: 31337 };
  await assert.rejects(prove({ ...call, chainId: 1 }, receipt), { code: "WRONG_CHAIN", details });
});

const waiting = (call, options) =>
  awaitCall(call, { reader: chain.reader, pollInterval: 10, confirmations: 1, ...options });
const soon = () => new Promise((resolve) => setTimeout(resolve, 60));

test("a proposed call is found by its events once it has run, and not before it is deep enough", async () => {
  const fromBlock = await client.blockNumber();
  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  const call = callOf("deposit", args, { value: 9n });
  let proof;
  const found = waiting(call, { fromBlock, confirmations: 3 }).then((result) => (proof = result));
  const exit = callOf("exitValidator", { publicKey: keys[0], operatorIds: IDS });
  await receiptOf(exit);
  await soon();
  assert.equal(proof, undefined);
  const { transactionHash } = await receiptOf(call);
  await client.mine(1);
  await soon();
  assert.equal(proof, undefined);
  await client.mine(1);
  await found;
  assert.equal(proof.hash, transactionHash);
  await confirmed(proof);
});

test("a proposal whose cluster moves on is told to be outdated", async () => {
  const fromBlock = await client.blockNumber();
  const call = callOf("withdraw", { operatorIds: IDS, amount: 1n, cluster });
  const outcome = assert.rejects(waiting(call, { fromBlock }), { code: "CLUSTER_STALE" });
  await soon();
  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  await receiptOf(callOf("deposit", args, { from: other, value: 1n }));
  await outcome;
});

test("an outdated proposal is given up at the third look, not at the first", async () => {
  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  await receiptOf(callOf("deposit", args, { from: other, value: 1n }));
  let looks = 0;
  const transport = {
    request({ method, params }) {
      if (method === "eth_call") looks++;
      return chain.rpc(method, params);
    },
  };
  const reader = lib.createReader({ network: chain.network, transport, codec });
  const call = callOf("withdraw", { operatorIds: IDS, amount: 1n, cluster });
  const fromBlock = await client.blockNumber();
  await assert.rejects(waiting(call, { fromBlock, reader }), { code: "CLUSTER_STALE" });
  assert.equal(looks, 3);
});

test("a node that lags behind for a moment makes no proposal outdated", async () => {
  const fromBlock = await client.blockNumber();
  const call = callOf(
    "deposit",
    { clusterOwner: staker, operatorIds: IDS, cluster },
    { value: 5n },
  );
  const { transactionHash } = await receiptOf(call);
  let hidden = 2;
  const transport = {
    request: ({ method, params }) =>
      method === "eth_getLogs" && hidden-- > 0 ? [] : chain.rpc(method, params),
  };
  const reader = lib.createReader({ network: chain.network, transport, codec });
  assert.equal((await waiting(call, { fromBlock, reader })).hash, transactionHash);
});

test("waiting for a proposal ends when it is aborted", async () => {
  const controller = new AbortController();
  const call = callOf("exitValidator", { publicKey: keys[0], operatorIds: IDS });
  const fromBlock = await client.blockNumber();
  setTimeout(() => controller.abort(), 40);
  const { signal } = controller;
  await assert.rejects(waiting(call, { fromBlock, signal }), { code: "ABORTED" });
});

test("an approval of tokens is proved by the token's event", async () => {
  const { token: to, network: spender } = chain.network;
  const approve = (amount) => ({
    ...callOf("setFeeRecipientAddress", { recipientAddress: staker }),
    to,
    data: codec.encodeTokenCall("approve", { spender, amount }),
  });
  const call = approve(10n ** 18n);
  const receipt = await receiptOf(call);
  const { events } = await prove(call, receipt);
  assert.deepEqual(events, [
    { name: "Approval", args: { owner: staker, spender, value: 10n ** 18n } },
  ]);
  const expected = unproved({ event: "Approval", index: 0, argument: "value" });
  await assert.rejects(prove(approve(1n), receipt), expected);
});

test("a deposit of tokens by version 1 is proved by its amount", async () => {
  const args = { clusterOwner: staker, operatorIds: IDS, cluster };
  const receipt = await receiptOf(callOf("deposit", args, { value: 7n }));
  const deposit = (amount) => ({
    ...callOf("deposit", args),
    data: codec.encodeLegacyCall("deposit", { ...args, amount }),
  });
  // Version 2's event is the same, and stands in for version 1's here.
  const { cluster: after } = await prove(deposit(7n), receipt);
  assert.equal(after.balance, cluster.balance + 7n);
  await assert.rejects(prove(deposit(8n), receipt), ({ code }) => code === "CALL_UNPROVED");
});
