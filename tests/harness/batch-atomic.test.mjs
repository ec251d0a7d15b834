import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { asked, batchWallet, POLL, shown, twoClusters } from "./batches.mjs";
import { checkpointOf, ETHER, mined, registration, startChain } from "./chain.mjs";
import { lib } from "./load.mjs";
import { Refusal } from "./node.mjs";

const { awaitCall } = lib;
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

const statuses = ({ calls }) => calls.map(({ status }) => status);
const throws = (error) => async () => {
  throw error;
};

/** Sends the calls with a fresh wallet; `prepare` changes the wallet first. */
async function batch(calls, { spelling, answers, prepare, ...options } = {}) {
  const connected = await batchWallet(chain, spelling);
  await prepare?.(connected);
  const { plans, confirm } = shown(connected.provider, answers);
  const seen = [];
  const outcome = await connected.wallet.sendBatch(calls, {
    reader: chain.reader,
    confirm,
    onChange: (outcomes) => seen.push(outcomes.map(({ status }) => status).join()),
    ...POLL,
    ...options,
  });
  return { outcome, plans, seen, ...connected };
}

/** Nothing of the two deposits has happened. */
async function unchanged() {
  for (const { operatorIds, cluster } of [made.first, made.second]) {
    assert.deepEqual((await chain.reader.snapshot(chain.staker, operatorIds)).cluster, cluster);
  }
}
const deposits = () => [made.first.deposit(5n), made.second.deposit(7n)];

test("a batch runs in one transaction, and every call of it is proved", async () => {
  const { first, second, feeRecipient } = made;
  const calls = [first.deposit(5n), second.remove(), feeRecipient];
  const { outcome, provider, seen } = await batch(calls);
  assert.deepEqual([outcome.status, outcome.mode], ["confirmed", "atomic"]);
  assert.deepEqual(asked(provider), ["wallet_sendCalls"]);
  const { params } = provider.requests.find(({ method }) => method === "wallet_sendCalls");
  const { version, atomicRequired, chainId, from } = params[0];
  assert.deepEqual([version, atomicRequired, chainId], ["2.0.0", true, "0x7a69"]);
  assert.equal(from, chain.staker.toLowerCase());
  assert.equal(new Set(outcome.calls.map(({ receipt }) => receipt.transactionHash)).size, 1);
  const [deposited, removed, { cluster }] = outcome.calls;
  assert.equal(cluster, undefined);
  for (const [{ operatorIds }, { cluster }] of [
    [first, deposited],
    [second, removed],
  ]) {
    assert.deepEqual((await chain.reader.snapshot(chain.staker, operatorIds)).cluster, cluster);
  }
  assert.equal(seen[0], "proposed,proposed,proposed");
  assert.equal(seen.at(-1), "confirmed,confirmed,confirmed");
});

test("calls that build on each other run together: close and reopen", async () => {
  const { operatorIds, cluster, liquidate, reactivate } = made.first;
  const closed = { ...cluster, networkFeeIndex: 0n, index: 0n, active: false, balance: 0n };
  const { outcome } = await batch([liquidate(), reactivate(ETHER, closed)]);
  assert.deepEqual(statuses(outcome), ["confirmed", "confirmed"]);
  assert.deepEqual(outcome.calls[0].cluster, closed);
  const snapshot = await chain.reader.snapshot(chain.staker, operatorIds);
  assert.deepEqual(outcome.calls[1].cluster, snapshot.cluster);
});

test("calls that build on each other run together: change operators", async () => {
  const { first, second, join } = made;
  const { operatorIds, cluster } = second;
  const moved = { ...registration(chain.staker, operatorIds, 2n), publicKey: first.publicKey };
  const { outcome } = await batch([first.remove(), join(moved, ETHER, cluster)]);
  assert.deepEqual(statuses(outcome), ["confirmed", "confirmed"]);
  assert.deepEqual(
    outcome.calls.map(({ cluster }) => cluster.validatorCount),
    [0, 2],
  );
});

test("every spelling of the capability leads to one signature", async () => {
  for (const spelling of ["ready", "all chains", "CAIP", "Base", "old"]) {
    const restore = await checkpointOf(chain);
    const { outcome, provider } = await batch(deposits(), { spelling });
    assert.deepEqual(statuses(outcome), ["confirmed", "confirmed"], spelling);
    assert.deepEqual(asked(provider), ["wallet_sendCalls"]);
    await restore();
  }
});

test("an old wallet that reads version 1.0 only is asked in its own way", async () => {
  const { outcome, provider } = await batch(deposits(), {
    spelling: "old",
    prepare({ provider }) {
      const send = provider.behaviour.wallet_sendCalls;
      provider.behaviour.wallet_sendCalls = async (request) => {
        if (request.version === "1.0") return send(request);
        throw new Refusal(-32602, "Invalid params: version");
      };
    },
  });
  assert.equal(outcome.status, "confirmed");
  assert.deepEqual(asked(provider), ["wallet_sendCalls", "wallet_sendCalls"]);
});

test("nothing is asked of the wallet when the plan is declined", async () => {
  const { outcome, provider } = await batch(deposits(), { answers: [false] });
  assert.deepEqual([outcome.status, asked(provider)], ["rejected", []]);
  await unchanged();
});

test("a rejected batch is not sent in another way", async () => {
  for (const rejection of [
    new Refusal(4001, "User rejected the request."),
    { code: -32603, message: "Internal error", data: { code: 4001 } },
    { code: 4001, message: "Rejected", data: { code: 5750, message: "Upgrade rejected" } },
    new Error("User denied transaction signature"),
  ]) {
    const prepare = ({ provider }) => (provider.behaviour.wallet_sendCalls = throws(rejection));
    const { outcome, plans, provider } = await batch(deposits(), { prepare });
    assert.deepEqual([outcome.status, statuses(outcome)], ["rejected", ["rejected", "rejected"]]);
    assert.deepEqual([plans.length, asked(provider)], [1, ["wallet_sendCalls"]]);
  }
  await unchanged();
});

test("separate signatures take the place of one only after a second yes", async () => {
  const refusals = [
    [new Refusal(5750, "User rejected the upgrade to a smart account"), "UPGRADE_REJECTED"],
    [new Refusal(5760, "Atomicity not supported"), "ATOMICITY_UNSUPPORTED"],
    [new Refusal(5710, "EIP-7702 not supported on chain"), "ATOMICITY_UNSUPPORTED"],
    [new Refusal(5740, "Bundle too large"), "TOO_LARGE"],
    [new Refusal(4100, "Unauthorized"), "WALLET_UNSUPPORTED"],
    [new Refusal(4200, "Unsupported method"), "WALLET_UNSUPPORTED"],
    [new Refusal(-32601, "Method not found"), "WALLET_UNSUPPORTED"],
    [new Error("wallet_sendCalls does not exist"), "WALLET_UNSUPPORTED"],
    [{ code: -32603, message: "Internal", data: { code: 5750 } }, "UPGRADE_REJECTED"],
  ];
  for (const [refusal, obstacle] of refusals) {
    const prepare = ({ provider }) => (provider.behaviour.wallet_sendCalls = throws(refusal));
    const { outcome, plans, provider } = await batch(deposits(), {
      prepare,
      answers: [true, false],
    });
    assert.deepEqual(
      plans.map(({ mode, obstacle, askedBefore }) => [mode, obstacle, askedBefore]),
      [
        ["atomic", undefined, 0],
        ["sequential", obstacle, 1],
      ],
    );
    assert.deepEqual([outcome.status, statuses(outcome)], ["rejected", ["unsent", "unsent"]]);
    assert.deepEqual(asked(provider), ["wallet_sendCalls"]);
  }
  await unchanged();
  const prepare = ({ provider }) =>
    (provider.behaviour.wallet_sendCalls = throws(new Refusal(5750, "no upgrade")));
  const { outcome, provider } = await batch(deposits(), { prepare });
  assert.deepEqual([outcome.status, outcome.mode], ["confirmed", "sequential"]);
  assert.deepEqual(asked(provider).slice(1), ["eth_sendTransaction", "eth_sendTransaction"]);
});

test("another refusal of the wallet ends the batch, with nothing sent", async () => {
  for (const [refusal, code] of [
    [new Refusal(-32002, "Already processing"), "WALLET_PENDING"],
    [new Refusal(-32603, "Internal JSON-RPC error."), "RPC_FAILED"],
    [new Refusal(4900, "disconnected"), "WALLET_DISCONNECTED"],
  ]) {
    const prepare = ({ provider }) => (provider.behaviour.wallet_sendCalls = throws(refusal));
    const { outcome, plans, provider } = await batch(deposits(), { prepare });
    assert.deepEqual([outcome.status, outcome.error.code], ["stopped", code]);
    assert.deepEqual([plans.length, statuses(outcome)], [1, ["unsent", "unsent"]]);
    assert.deepEqual(asked(provider), ["wallet_sendCalls"]);
  }
});

test("account, chain or cluster that change while the plan is read stop the batch", async () => {
  const { first } = made;
  const { to, data } = first.deposit(1n);
  const changes = {
    ACCOUNT_CHANGED: ({ provider }) => (provider.accounts = [chain.accounts[2].toLowerCase()]),
    WRONG_CHAIN: ({ provider }) => (provider.chainId = "0x1"),
    CLUSTER_STALE: () => mined(chain, { from: chain.accounts[2], to, data, value: "0x1" }),
  };
  for (const [code, change] of Object.entries(changes)) {
    const connected = await batchWallet(chain);
    const confirm = async () => {
      await change(connected);
      return true;
    };
    const { reader } = chain;
    const outcome = await connected.wallet.sendBatch(deposits(), { reader, confirm, ...POLL });
    assert.deepEqual([outcome.status, outcome.error.code], ["stopped", code]);
    assert.deepEqual([statuses(outcome), asked(connected.provider)], [["unsent", "unsent"], []]);
  }
});

test("a batch that reverts on chain has done nothing, and says why", async () => {
  const { to, data } = made.second.deposit(1n);
  const { outcome } = await batch(deposits(), {
    prepare({ provider }) {
      const send = provider.behaviour.wallet_sendCalls;
      provider.behaviour.wallet_sendCalls = async (request) => {
        await mined(chain, { from: chain.accounts[2], to, data, value: "0x1" });
        return send(request);
      };
    },
  });
  assert.deepEqual([outcome.status, statuses(outcome)], ["stopped", ["reverted", "reverted"]]);
  assert.equal(outcome.calls[0].reason.name, "IncorrectClusterState");
  const { cluster } = await chain.reader.snapshot(chain.staker, made.first.operatorIds);
  assert.deepEqual(cluster, made.first.cluster);
});

test("an old wallet that splits the batch: what was mined is confirmed, the rest is reverted", async () => {
  const [first, second] = deposits();
  const gas = "0x7a120";
  for (const [order, expected] of [
    [
      [first, second],
      ["reverted", "confirmed"],
    ],
    [
      [second, first],
      ["confirmed", "reverted"],
    ],
  ]) {
    const restore = await checkpointOf(chain);
    const { outcome } = await batch(order, {
      spelling: "old",
      prepare({ provider }) {
        const receipts = [];
        provider.behaviour.wallet_sendCalls = async ({ calls }) => {
          const { to, data } = first;
          await mined(chain, { from: chain.accounts[2], to, data, value: "0x1" });
          for (const { to, data, value } of calls) {
            receipts.push(await mined(chain, { from: chain.staker, to, data, value, gas }));
          }
          return { id: "0x12" };
        };
        provider.behaviour.wallet_getCallsStatus = async () => ({ status: "CONFIRMED", receipts });
      },
    });
    assert.deepEqual([outcome.status, statuses(outcome)], ["stopped", expected]);
    await restore();
  }
});

test("a wallet's word for success is not believed without the events", async () => {
  const foreign = await mined(chain, { from: chain.staker, to: chain.accounts[3], value: "0x1" });
  const { outcome } = await batch(deposits(), {
    prepare({ provider }) {
      provider.behaviour.wallet_sendCalls = async () => ({ id: "0x12" });
      provider.behaviour.wallet_getCallsStatus = async () => ({
        version: "2.0.0",
        status: 200,
        receipts: [foreign],
      });
    },
  });
  assert.deepEqual([outcome.status, outcome.error.code], ["stopped", "CALL_UNPROVED"]);
  assert.deepEqual(statuses(outcome), ["proposed", "proposed"]);
});

test("a batch that fails before the chain is dropped", async () => {
  for (const status of [400, "400", 500]) {
    const { outcome } = await batch(deposits(), {
      prepare({ provider }) {
        provider.behaviour.wallet_sendCalls = async () => ({ id: "0x12" });
        provider.behaviour.wallet_getCallsStatus = async () => ({ status });
      },
    });
    assert.deepEqual([outcome.status, statuses(outcome)], ["stopped", ["dropped", "dropped"]]);
  }
});

test("a wallet that loses sight of its batch leaves it to the events", async () => {
  const { first, second } = made;
  const calls = deposits();
  const { outcome } = await batch(calls, {
    prepare({ provider }) {
      provider.behaviour.wallet_getCallsStatus = throws(new Refusal(5730, "Unknown bundle id"));
    },
  });
  assert.deepEqual([outcome.status, outcome.error.code], ["proposed", "RPC_FAILED"]);
  const proofs = await Promise.all(
    outcome.calls.map(({ blockAtSend }, index) =>
      awaitCall(calls[index], { reader: chain.reader, fromBlock: blockAtSend, ...POLL }),
    ),
  );
  assert.equal(proofs[0].hash, proofs[1].hash);
  assert.equal(proofs[0].cluster.balance, first.cluster.balance + 5n);
  assert.equal(proofs[1].cluster.balance, second.cluster.balance + 7n);
});

test("a batch that ran in part, the wallet does not say where, is left to the events", async () => {
  const { outcome } = await batch(deposits(), {
    prepare({ provider }) {
      provider.behaviour.wallet_getCallsStatus = async () => ({ status: 600, receipts: [] });
    },
  });
  assert.deepEqual([outcome.status, outcome.error.code], ["proposed", "RPC_INVALID"]);
  assert.deepEqual(statuses(outcome), ["proposed", "proposed"]);
});

test("a batch waits as long as the wallet says that it is pending", async () => {
  let looks = 0;
  const { outcome } = await batch(deposits(), {
    prepare({ provider }) {
      const status = provider.behaviour.wallet_getCallsStatus;
      provider.behaviour.wallet_getCallsStatus = async (id) =>
        ++looks < 4 ? { status: looks % 2 ? 100 : "PENDING" } : status(id);
    },
  });
  assert.deepEqual([outcome.status, looks], ["confirmed", 4]);
});

test("waiting for a batch ends when it is aborted, and the batch stays known", async () => {
  const controller = new AbortController();
  const { outcome } = await batch(deposits(), {
    signal: controller.signal,
    prepare({ provider }) {
      provider.behaviour.wallet_getCallsStatus = async () => {
        controller.abort();
        return { status: 100 };
      };
    },
  });
  assert.deepEqual([outcome.status, outcome.error.code], ["proposed", "ABORTED"]);
  assert.match(outcome.calls[0].id, /^0x[0-9a-f]{32}$/);
});

test("a multisig's batch is proposed, run by a co-signer later, and proved by its events", async () => {
  const calls = deposits();
  let queue;
  const { outcome, provider } = await batch(calls, {
    async prepare(connected) {
      ({ queue } = connected);
      await connected.accounts.turn(chain.staker, "multisig");
    },
  });
  assert.deepEqual([outcome.status, asked(provider)], ["proposed", ["wallet_sendCalls"]]);
  assert.deepEqual(statuses(outcome), ["proposed", "proposed"]);
  await unchanged();
  const hash = await queue.execute(outcome.calls[0].id);
  for (const [index, { blockAtSend }] of outcome.calls.entries()) {
    const search = { reader: chain.reader, fromBlock: blockAtSend, ...POLL };
    assert.equal((await awaitCall(calls[index], search)).hash, hash);
  }
});
