import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { asked, batchWallet, POLL, shown, twoClusters } from "./batches.mjs";
import { checkpointOf, ETHER, NEW_CLUSTER, registration, startChain } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";
import { Refusal } from "./node.mjs";

const { atomicityOf, createReader, refusalOf } = lib;
let chain;
let restore;
let made;
before(async () => {
  chain = await startChain();
  made = await twoClusters(chain);
});
after(() => chain.stop());
beforeEach(async () => (restore = await checkpointOf(chain)));
afterEach(() => restore());

/** The plan that a user would see; they decline it. */
async function planOf(calls, reader = chain.reader, wallet) {
  const connected = wallet ?? (await batchWallet(chain));
  const { plans, confirm } = shown(connected.provider, [false]);
  const outcome = await connected.wallet.sendBatch(calls, { reader, confirm, ...POLL });
  assert.deepEqual(
    [outcome.status, outcome.calls.map(({ status }) => status)],
    ["rejected", calls.map(() => "unsent")],
  );
  assert.deepEqual(asked(connected.provider), []);
  assert.equal(plans.length, 1);
  return plans[0];
}

/** Refused before anybody is asked anything. */
async function refused(calls, expected, reader = chain.reader) {
  const { provider, wallet } = await batchWallet(chain);
  const { plans, confirm } = shown(provider);
  await assert.rejects(wallet.sendBatch(calls, { reader, confirm, ...POLL }), expected);
  assert.deepEqual([plans, asked(provider)], [[], []]);
}

const impossible = (first, second) => ({ code: "BATCH_IMPOSSIBLE", details: { first, second } });

test("what a wallet can do is read in every spelling", () => {
  const supported = { atomic: { status: "supported" } };
  const spellings = [
    [{ "0x7a69": supported }, "supported", false],
    [{ "0x7a69": { atomic: { status: "ready" } } }, "ready", false],
    [{ "0x7a69": { atomic: { status: "unsupported" } } }, "unsupported", false],
    [{ "0x7a69": { atomic: { supported: "supported" } } }, "supported", false],
    [{ "0x7A69": { atomicBatch: { supported: true } } }, "supported", true],
    [{ "0x7a69": { atomicBatch: { supported: false } } }, "unsupported", false],
    [{ 31337: supported }, "supported", false],
    [{ "eip155:31337": supported }, "supported", false],
    [{ "0x0": supported }, "supported", false],
    [{ "0x0": supported, "0x7a69": { atomic: { status: "unsupported" } } }, "unsupported", false],
    [{ "0x0": { paymasterService: { supported: true } } }, "unsupported", false],
    [supported, "supported", false],
    [{ "0x1": supported }, "unsupported", false],
    [{ "0x7a69": { atomic: null } }, "unsupported", false],
    [{ "0x7a69": { atomic: { status: "perhaps" } } }, "unsupported", false],
    [{}, "unsupported", false],
    [null, "unsupported", false],
    ["supported", "unsupported", false],
  ];
  for (const [answer, status, old] of spellings) {
    assert.deepEqual(atomicityOf(answer, 31337), { status, old }, JSON.stringify(answer));
  }
});

test("a wallet that does not say what it can do signs one by one", async () => {
  for (const spelling of ["supported", "ready", "all chains", "CAIP", "Base", "old"]) {
    const { wallet } = await batchWallet(chain, spelling);
    assert.equal(await wallet.batchSupport(31337), "atomic", spelling);
    const elsewhere = spelling === "all chains" ? "atomic" : "sequential";
    assert.equal(await wallet.batchSupport(1), elsewhere, spelling);
  }
  for (const spelling of ["absent", "unsupported"]) {
    const { wallet } = await batchWallet(chain, spelling);
    assert.equal(await wallet.batchSupport(31337), "sequential");
  }
  for (const refusal of [new Refusal(-32603, "Failed to fetch"), new Refusal(4100, "no")]) {
    const { provider, wallet } = await batchWallet(chain);
    provider.behaviour.wallet_getCapabilities = async () => {
      throw refusal;
    };
    assert.equal(await wallet.batchSupport(31337), "sequential");
  }
});

test("a wallet that takes no list of chains is asked without one", async () => {
  const { provider, wallet } = await batchWallet(chain);
  provider.behaviour.wallet_getCapabilities = async (_account, ...chains) => {
    if (chains.length > 0) throw new Refusal(-32602, "Invalid params");
    return { "0x7a69": { atomic: { status: "supported" } } };
  };
  assert.equal(await wallet.batchSupport(31337), "atomic");
});

test("the plan says how the calls will be signed, before anything is asked", async () => {
  const { first, second, feeRecipient } = made;
  const calls = [first.deposit(1n), second.deposit(2n), feeRecipient];
  assert.deepEqual(await planOf(calls), { mode: "atomic", calls, askedBefore: 0 });
  const ready = await planOf(calls, chain.reader, await batchWallet(chain, "ready"));
  assert.deepEqual(ready, { mode: "atomic", calls, upgrade: true, askedBefore: 0 });
  const obstacle = "ATOMICITY_UNSUPPORTED";
  const separate = await planOf(calls, chain.reader, await batchWallet(chain, "absent"));
  assert.deepEqual(separate, { mode: "sequential", calls, obstacle, askedBefore: 0 });
  const alone = [feeRecipient];
  assert.deepEqual(await planOf(alone), { mode: "sequential", calls: alone, askedBefore: 0 });
});

test("calls too large for one transaction are planned one by one", async () => {
  const { first, second, join } = made;
  const transport = {
    request: ({ method, params }) =>
      method === "eth_estimateGas" ? "0x800000" : chain.rpc(method, params),
  };
  const reader = createReader({ network: chain.network, transport, codec });
  const heavy = await planOf([first.deposit(1n), second.deposit(1n)], reader);
  assert.deepEqual([heavy.mode, heavy.obstacle], ["sequential", "TOO_LARGE"]);

  const many = (ids, nonce) =>
    Array.from({ length: 45 }, (_, at) => registration(chain.staker, ids, nonce + BigInt(at)));
  const sets = [many([1n, 2n, 3n, 5n], 2n), many([1n, 2n, 3n, 6n], 47n)];
  const calls = sets.map((set) => codec.registerCall(chain.network, set, NEW_CLUSTER, ETHER));
  const long = await planOf(calls);
  assert.deepEqual([long.mode, long.obstacle], ["sequential", "TOO_LARGE"]);
  const one = await planOf([join(registration(chain.staker, [1n, 2n, 3n, 5n], 2n)), calls[1]]);
  assert.equal(one.mode, "atomic");
});

test("two calls that need one cluster's tuple are refused, whichever they are", async () => {
  const { first, second, feeRecipient, join } = made;
  await refused([first.withdraw(1n), first.withdraw(1n)], impossible(0, 1));
  await refused([first.withdraw(1n), feeRecipient, first.deposit(1n)], impossible(0, 2));
  await refused([first.deposit(1n), first.deposit(1n)], impossible(0, 1));
  await refused([second.exit(), first.remove(), first.liquidate()], impossible(1, 2));
  const more = registration(chain.staker, first.operatorIds, 2n);
  await refused([join(more, ETHER, first.cluster), first.deposit(1n)], impossible(0, 1));
});

test("a deposit's result is known, so what builds on it is planned", async () => {
  const { first } = made;
  const after = { ...first.cluster, balance: first.cluster.balance + 5n };
  const calls = [first.deposit(5n), first.withdraw(1n, after)];
  assert.equal((await planOf(calls)).mode, "atomic");
  const beside = { ...after, balance: after.balance + 1n };
  await refused([first.deposit(5n), first.withdraw(1n, beside)], impossible(0, 1));
});

test("a validator that an earlier call removes or registers is not asked for again", async () => {
  const { first, second, join } = made;
  await refused([first.remove(), first.exit()], impossible(0, 1));
  const { operatorIds } = second;
  const moved = { ...registration(chain.staker, operatorIds, 2n), publicKey: first.publicKey };
  const move = [first.remove(), join(moved, ETHER, second.cluster)];
  assert.equal((await planOf(move)).mode, "atomic");
  const one = registration(chain.staker, [1n, 2n, 3n, 5n], 2n);
  const twice = { ...one, operatorIds: [1n, 2n, 3n, 6n] };
  await refused([join(one), join(twice)], impossible(0, 1));
});

test("a call that the contract would refuse is named by its position", async () => {
  const { first, second } = made;
  await refused([first.deposit(1n), second.withdraw(2n * ETHER)], (error) => {
    assert.equal(error.code, "CALL_REVERTED");
    assert.deepEqual(error.details, { reason: "InsufficientBalance", call: 1 });
    assert.deepEqual(refusalOf(error), { name: "InsufficientBalance", args: {} });
    return true;
  });
  const stale = { ...second.cluster, balance: 1n };
  await refused([first.deposit(1n), second.deposit(1n, stale)], {
    code: "CLUSTER_STALE",
    details: { call: 1 },
  });
});

test("an approval comes before the version 1 call that spends it, which is not judged alone", async () => {
  const { first } = made;
  const { operatorIds, cluster } = first;
  const args = { clusterOwner: chain.staker, operatorIds, cluster, amount: 5n };
  const legacy = { ...first.deposit(0n), data: codec.encodeLegacyCall("deposit", args) };
  const spend = { spender: chain.network.network, amount: 5n };
  const approve = {
    ...legacy,
    to: chain.network.token,
    data: codec.encodeTokenCall("approve", spend),
  };
  assert.equal((await planOf([approve, legacy])).mode, "atomic");
  await refused([legacy, approve], {
    code: "CALL_REVERTED",
    details: { reason: "Empty", call: 0 },
  });
});

test("the account has to hold the ETH of all calls together", async () => {
  const { first, second } = made;
  const available = BigInt(await chain.rpc("eth_getBalance", [chain.staker, "latest"]));
  const most = (available * 6n) / 10n;
  await refused([first.deposit(most), second.deposit(most)], (error) => {
    assert.equal(error.code, "INSUFFICIENT_FUNDS");
    assert.equal(error.details.available, available);
    return error.details.needed > 2n * most;
  });
});

test("calls of several accounts or chains are no batch, nor is none", async () => {
  const { first, feeRecipient } = made;
  const foreign = { ...feeRecipient, from: chain.accounts[2] };
  await refused([first.deposit(1n), foreign], { code: "OWNER_MISMATCH", details: { index: 1 } });
  await refused([first.deposit(1n), { ...feeRecipient, chainId: 1 }], { code: "WRONG_CHAIN" });
  await refused([], { code: "INVALID_ARGUMENT" });
});
