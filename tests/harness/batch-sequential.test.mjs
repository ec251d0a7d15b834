import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { asked, batchWallet, POLL, shown, twoClusters } from "./batches.mjs";
import { checkpointOf, mined, startChain } from "./chain.mjs";
import { lib } from "./load.mjs";
import { Refusal } from "./node.mjs";

const { awaitCall, track } = lib;
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
const SENT = "eth_sendTransaction";

/** Sends the calls with a wallet that knows no batches; `prepare` changes the wallet first. */
async function batch(calls, { prepare, ...options } = {}) {
  const connected = await batchWallet(chain, "absent");
  await prepare?.(connected);
  const { plans, confirm } = shown(connected.provider);
  const seen = [];
  const outcome = await connected.wallet.sendBatch(calls, {
    reader: chain.reader,
    confirm,
    ...POLL,
    ...options,
    async onChange(outcomes) {
      seen.push(outcomes.map(({ status }) => status).join());
      await options.onChange?.(outcomes, connected);
    },
  });
  return { outcome, plans, seen, ...connected };
}

/** Lets the wallet do something else for the transaction at this position. */
const instead = (position, act) =>
  function prepare({ provider }) {
    const send = provider.behaviour[SENT];
    let sent = 0;
    provider.behaviour[SENT] = (transaction) =>
      sent++ === position ? act(transaction, send) : send(transaction);
  };
const threeCalls = () => [made.first.deposit(5n), made.second.deposit(7n), made.feeRecipient];

test("each call waits for the one before it to be confirmed and proved", async () => {
  const { outcome, plans, provider, seen } = await batch(threeCalls());
  assert.deepEqual([outcome.status, outcome.mode], ["confirmed", "sequential"]);
  assert.deepEqual(asked(provider), [SENT, SENT, SENT]);
  assert.equal(plans.length, 1);
  assert.deepEqual(seen, [
    "submitted,unsent,unsent",
    "confirmed,unsent,unsent",
    "confirmed,submitted,unsent",
    "confirmed,confirmed,unsent",
    "confirmed,confirmed,submitted",
    "confirmed,confirmed,confirmed",
  ]);
  const { cluster } = await chain.reader.snapshot(chain.staker, made.second.operatorIds);
  assert.deepEqual(outcome.calls[1].cluster, cluster);
});

test("a call that builds on an earlier one is judged and sent after it", async () => {
  const { first } = made;
  const after = { ...first.cluster, balance: first.cluster.balance + 5n };
  const { outcome } = await batch([first.deposit(5n), first.withdraw(3n, after)]);
  assert.deepEqual(statuses(outcome), ["confirmed", "confirmed"]);
});

test("a rejected signature ends the batch: what is done is done, the rest is not sent", async () => {
  const prepare = instead(1, async () => {
    throw new Refusal(4001, "User denied transaction signature.");
  });
  const { outcome, provider } = await batch(threeCalls(), { prepare });
  assert.equal(outcome.status, "rejected");
  assert.deepEqual(statuses(outcome), ["confirmed", "rejected", "unsent"]);
  assert.deepEqual(asked(provider), [SENT, SENT]);
});

test("another refusal of the wallet ends the batch, with the call that met it", async () => {
  const prepare = instead(1, async () => {
    throw new Refusal(-32002, "Already processing");
  });
  const { outcome } = await batch(threeCalls(), { prepare });
  assert.deepEqual([outcome.status, outcome.error.code], ["stopped", "WALLET_PENDING"]);
  assert.equal(outcome.error.details.call, 1);
  assert.deepEqual(statuses(outcome), ["confirmed", "unsent", "unsent"]);
});

test("a third party's 1 wei between two signatures stops the batch before the second", async () => {
  const { to, data } = made.second.deposit(1n);
  const prepare = instead(0, async (transaction, send) => {
    await mined(chain, { from: chain.accounts[2], to, data, value: "0x1" });
    return send(transaction);
  });
  const { outcome, provider } = await batch(threeCalls(), { prepare });
  assert.deepEqual([outcome.status, outcome.error.code], ["stopped", "CLUSTER_STALE"]);
  assert.deepEqual(statuses(outcome), ["confirmed", "unsent", "unsent"]);
  assert.deepEqual(asked(provider), [SENT]);
});

test("a call that reverts on chain ends the batch with the contract's reason", async () => {
  const { to, data } = made.second.deposit(1n);
  const prepare = instead(1, async (transaction, send) => {
    await mined(chain, { from: chain.accounts[2], to, data, value: "0x1" });
    return send(transaction);
  });
  const { outcome } = await batch(threeCalls(), { prepare });
  assert.equal(outcome.status, "stopped");
  assert.deepEqual(statuses(outcome), ["confirmed", "reverted", "unsent"]);
  assert.equal(outcome.calls[1].reason.name, "IncorrectClusterState");
});

test("a call that is cancelled in the wallet ends the batch", async () => {
  const prepare = instead(1, async ({ from }) => {
    await mined(chain, { from, to: from, value: "0x0" });
    return `0x${"ab".repeat(32)}`;
  });
  const { outcome } = await batch(threeCalls(), { prepare });
  assert.equal(outcome.status, "stopped");
  assert.deepEqual(statuses(outcome), ["confirmed", "replaced", "unsent"]);
  assert.equal(outcome.calls[1].kind, "cancelled");
});

test("a call that is sped up in the wallet is followed, and the batch goes on", async () => {
  let faster;
  const prepare = instead(1, async (transaction) => {
    faster = (await mined(chain, transaction)).transactionHash;
    return `0x${"ab".repeat(32)}`;
  });
  const { outcome } = await batch(threeCalls(), { prepare });
  assert.equal(outcome.status, "confirmed");
  assert.equal(outcome.calls[1].receipt.transactionHash, faster);
});

test("a wallet that sends something else under a true hash is found out", async () => {
  const prepare = instead(0, async ({ from }) => {
    const { transactionHash } = await mined(chain, { from, to: chain.accounts[4], value: "0x1" });
    return transactionHash;
  });
  const { outcome, provider } = await batch(threeCalls(), { prepare });
  assert.deepEqual([outcome.status, outcome.error.code], ["stopped", "CALL_UNPROVED"]);
  assert.deepEqual(asked(provider), [SENT]);
});

test("another account between two signatures stops the batch", async () => {
  const onChange = (outcomes, { provider }) => {
    if (outcomes[0].status === "confirmed") provider.accounts = [chain.accounts[2].toLowerCase()];
  };
  const { outcome } = await batch(threeCalls(), { onChange });
  assert.deepEqual([outcome.status, outcome.error.code], ["stopped", "ACCOUNT_CHANGED"]);
  assert.deepEqual(statuses(outcome), ["confirmed", "unsent", "unsent"]);
});

test("what was submitted when the batch is aborted can be followed later", async () => {
  const controller = new AbortController();
  const onChange = (outcomes) => {
    if (outcomes[1].status === "submitted") controller.abort();
  };
  const { outcome } = await batch(threeCalls(), { onChange, signal: controller.signal });
  assert.deepEqual([outcome.status, outcome.error.code], ["stopped", "ABORTED"]);
  assert.deepEqual(statuses(outcome), ["confirmed", "submitted", "unsent"]);
  const saved = JSON.parse(JSON.stringify(outcome.calls[1].transaction));
  const end = await track(saved, { reader: chain.reader, ...POLL });
  assert.equal(end.status, "confirmed");
});

test("a multisig gets every call that needs no other, and each is proved when it has run", async () => {
  const { first, second, feeRecipient } = made;
  const calls = [first.deposit(5n), second.deposit(7n), feeRecipient];
  let queue;
  const prepare = async (connected) => {
    ({ queue } = connected);
    await connected.accounts.turn(chain.staker, "multisig");
  };
  const { outcome } = await batch(calls, { prepare });
  assert.equal(outcome.status, "proposed");
  assert.deepEqual(statuses(outcome), ["proposed", "proposed", "proposed"]);
  for (const [index, { id, blockAtSend }] of outcome.calls.entries()) {
    const hash = await queue.execute(id);
    const search = { reader: chain.reader, fromBlock: blockAtSend, ...POLL };
    assert.equal((await awaitCall(calls[index], search)).hash, hash);
  }

  const { cluster } = await chain.reader.snapshot(chain.staker, first.operatorIds);
  const after = { ...cluster, balance: cluster.balance + 5n };
  const chained = await batch([first.deposit(5n, cluster), first.withdraw(1n, after)]);
  assert.equal(chained.outcome.status, "proposed");
  assert.deepEqual(statuses(chained.outcome), ["proposed", "unsent"]);
});
