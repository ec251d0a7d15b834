/** Many validators in several transactions on the local network, with everything that can come in between. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { encodeAbiParameters, encodeFunctionData, getAddress, keccak256 } from "viem";
import { createReader } from "../../dist/chain.js";
import { BLOCKS_PER_DAY, loadCodec, openSession, SsvError } from "../../dist/index.js";
import { ssvNetworkAbi as abi } from "../../dist/abi.js";
import { batchSize, memoryJournal, onboard, registrationBytes } from "../../dist/onboarding.js";
import { connect } from "../../dist/wallet.js";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { assertShares, registrationsOf } from "../browser/chain.mjs";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { startDevnet } from "../devnet/index.mjs";
import { importSource } from "./sources.mjs";

const ETHER = 10n ** 18n;
const keystores = Array.from({ length: 7 }, () =>
  makeKeystore({ dklen: 32, c: 10, prf: "hmac-sha256" }),
);
const publicKeys = keystores.map(({ publicKey }) => publicKey);
const refusal = (code) => (error) => error instanceof SsvError && error.code === code;

describe("onboarding", () => {
  let devnet;
  let codec;
  let client;
  before(async () => {
    [devnet, codec] = await Promise.all([startDevnet(), loadCodec()]);
    await devnet.rpc("anvil_autoImpersonateAccount", [true]);
    client = createClient(devnet);
  });
  after(() => devnet.stop());

  /** A fresh owner with seven split keystores, a wallet that can be interfered with, and a journal. */
  async function prepare({ operators = devnet.operators.slice(0, 4), nonce = 0 } = {}) {
    const owner = getAddress(`0x${randomBytes(20).toString("hex")}`);
    await devnet.rpc("anvil_setBalance", [owner, `0x${(1000n * ETHER).toString(16)}`]);
    const session = await openSession({ workers: 1 });
    await session.unlock({ keystores: keystores.map(({ file }) => file), password: PASSWORD });
    const split = await session.split({ operators, owner, nonce });
    const asked = { times: 0, before: async () => {}, answer: undefined };
    const provider = {
      async request({ method, params }) {
        if (method === "eth_requestAccounts" || method === "eth_accounts") return [owner];
        if (method !== "eth_sendTransaction") return devnet.rpc(method, params);
        asked.times += 1;
        await asked.before(asked.times);
        const hash = await devnet.rpc(method, params);
        return asked.answer ? asked.answer(hash) : hash;
      },
    };
    const wallet = await connect(provider, { codec });
    const reader = createReader({
      network: devnet.network,
      codec,
      patience: { delay: 5, attempts: 3 },
    });
    const journal = memoryJournal();
    const states = [];
    const run = (changes) =>
      onboard({
        reader,
        wallet,
        owner,
        operators,
        journal,
        limits: { validators: 3 },
        confirmations: 1,
        pollInterval: 20,
        value: ({ fees, registrations, effectiveBalance, balance }) => {
          const ether = effectiveBalance + 32n * BigInt(registrations.length);
          return codec.depositFor(fees, ether, 100n * BLOCKS_PER_DAY, balance);
        },
        onChange: (state) => states.push(state),
        ...changes,
      });
    const register = (key) =>
      client.write("registerValidator", [key, [5, 6, 7, 8], "0x00", NEW_CLUSTER], {
        from: owner,
        value: ETHER,
      });
    return { owner, session, split, wallet, reader, journal, asked, states, run, register };
  }

  /** Exactly these keys, each once, with shares that operators accept under its place's nonce. */
  async function assertRegistered(owner, keys = publicKeys, foreign = []) {
    const events = await registrationsOf(devnet, owner);
    assert.deepEqual(events.map(({ publicKey }) => publicKey).sort(), [...keys, ...foreign].sort());
    for (const [nonce, event] of events.entries()) {
      if (!foreign.includes(event.publicKey)) assertShares(devnet, event, nonce);
    }
    return events;
  }

  /** The shares of this split, whatever the signatures are. */
  function assertSealedAsBefore(events, { registrations }) {
    const sealed = (shares) => shares.slice(2 + 2 * 96);
    const registered = new Map(events.map(({ publicKey, shares }) => [publicKey, shares]));
    for (const { publicKey, sharesData } of registrations) {
      assert.equal(sealed(registered.get(publicKey)), sealed(sharesData));
    }
  }

  const rejection = () => {
    throw Object.assign(new Error("User rejected the request."), { code: 4001 });
  };

  test("as many transactions as it takes, each on the cluster of the last receipt", async () => {
    const { owner, session, split, journal, states, run, asked } = await prepare();
    assert.deepEqual(await run({ split, session }), { status: "done" });
    const events = await assertRegistered(owner);
    assert.deepEqual(
      events.map(({ publicKey }) => publicKey),
      publicKeys,
    );
    assert.equal(asked.times, 3);
    assert.equal(events.at(-1).cluster.validatorCount, 7);
    assert.deepEqual(await journal.list(), []);
    const last = states.at(-1);
    assert.deepEqual(
      last.batches.map(({ state, publicKeys: { length } }) => [state, length]),
      [
        ["proved", 3],
        ["proved", 3],
        ["proved", 1],
      ],
    );
    assert.equal(last.remaining, 0);
    session.close();
  });

  test("paused after the first, rejected, and gone on with from the journal alone", async () => {
    const { owner, session, split, run, asked, journal } = await prepare();
    const first = await run({ split, session, pauseAfterFirst: true });
    assert.deepEqual(first, { status: "paused" });
    assert.equal((await registrationsOf(devnet, owner)).length, 3);
    session.close();
    asked.before = rejection;
    assert.deepEqual(await run(), { status: "rejected" });
    asked.before = async () => {};
    const [id] = await journal.list();
    const kept = JSON.stringify(await journal.load(id));
    assert.ok(kept.length > 1000);
    assert.ok(!kept.includes(PASSWORD));
    for (const { secret, derived } of keystores) {
      assert.ok(!kept.includes(secret.slice(2)));
      assert.ok(!kept.includes(Buffer.from(derived).toString("hex")));
    }
    assert.deepEqual(await run(), { status: "done" });
    await assertRegistered(owner);
  });

  test("another registration moved the nonce: signed again, only the signatures change", async () => {
    const { owner, session, split, run, register } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    const foreign = validatorKey(1);
    await register(foreign);
    const needed = await run();
    assert.deepEqual(needed, {
      status: "keys-needed",
      publicKeys: publicKeys.slice(3),
      nonce: 4n,
    });
    assert.deepEqual(await run({ session }), { status: "done" });
    const events = await assertRegistered(owner, publicKeys, [foreign]);
    assertSealedAsBefore(events, split);
    session.close();
  });

  test("keys of a new session sign again too", async () => {
    const { owner, session, split, run, register } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    session.close();
    await register(validatorKey(2));
    const { publicKeys: wanted } = await run();
    const again = await openSession({ workers: 1 });
    const files = keystores.filter(({ publicKey }) => wanted.includes(publicKey));
    await again.unlock({ keystores: files.map(({ file }) => file), password: PASSWORD });
    assert.deepEqual(await run({ session: again }), { status: "done" });
    assertSealedAsBefore(await assertRegistered(owner, publicKeys, [validatorKey(2)]), split);
    again.close();
  });

  test("a key that is registered already drops out, and the others move up", async () => {
    const { owner, session, split, run } = await prepare();
    const [, known] = split.registrations;
    const args = [known.publicKey, [5, 6, 7, 8], known.sharesData, NEW_CLUSTER];
    await client.write("registerValidator", args, { from: owner, value: ETHER });
    assert.deepEqual(await run({ split, session }), { status: "done" });
    await assertRegistered(
      owner,
      publicKeys.filter((key) => key !== known.publicKey),
      [known.publicKey],
    );
    session.close();
  });

  test("a deposit by somebody else just before the signature: built again on the new cluster", async () => {
    const { owner, session, split, run } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    let calls = 0;
    const review = async (_, { cluster }) => {
      if (++calls > 1) return true;
      const ids = [1, 2, 3, 4];
      await client.write("deposit", [owner, ids, cluster], { value: 1n });
      return true;
    };
    assert.deepEqual(await run({ session, review }), { status: "done" });
    assert.equal(calls, 3);
    await assertRegistered(owner);
    session.close();
  });

  test("the tab closes while the wallet is open: what it sent is found before anything new is sent", async () => {
    for (const mined of [true, false]) {
      const { owner, session, split, run, asked, journal } = await prepare();
      asked.answer = () => {
        throw new Error("the tab is gone");
      };
      if (!mined) await devnet.rpc("evm_setAutomine", [false]);
      await assert.rejects(run({ split, session }));
      const [id] = await journal.list();
      assert.equal((await journal.load(id)).batches[0].state, "signing");
      asked.answer = undefined;
      const going = run();
      if (!mined) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.equal(asked.times, 1);
        await devnet.rpc("evm_setAutomine", [true]);
        await devnet.rpc("anvil_mine", ["0x1"]);
      }
      assert.deepEqual(await going, { status: "done" });
      assert.equal(asked.times, 3);
      await assertRegistered(owner);
      session.close();
    }
  });

  test("a transaction that reverts registers nothing, and its validators go again", async () => {
    const { owner, session, split, run, asked } = await prepare({
      operators: devnet.operators.slice(7, 11),
    });
    const asOperators = (name) =>
      client.write(name, [[11n]], { from: devnet.accounts[0] }).then(() => undefined);
    asked.before = async (times) => {
      if (times === 2) await asOperators("setOperatorsPrivateUnchecked");
    };
    const outcome = await run({ split, session });
    assert.deepEqual([outcome.status, outcome.cause], ["failed", "reverted"]);
    assert.equal(outcome.reason.name, "CallerNotWhitelistedWithData");
    await asOperators("setOperatorsPublicUnchecked");
    assert.deepEqual(await run({ session }), { status: "done" });
    await assertRegistered(owner);
    session.close();
  });

  test("a foreign registration that is mined first: said to differ, nothing more is sent", async () => {
    const { session, split, run, register, asked } = await prepare();
    asked.before = () => register(validatorKey(3));
    const outcome = await run({ split, session });
    assert.equal(outcome.status, "differs");
    assert.deepEqual(outcome.differences, ["NONCE"]);
    assert.equal(asked.times, 1);
    session.close();
  });

  test("a cluster of compounding validators: what is billed before each batch is known to `value`", async () => {
    const { owner, session, split, run, reader, asked } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    const ids = [1n, 2n, 3n, 4n];
    const { cluster } = await reader.snapshot(owner, ids);
    const packed = ids.map((id) => id.toString(16).padStart(64, "0")).join("");
    const id = keccak256(`${owner.toLowerCase()}${packed}`);
    const types = [{ type: "bytes32" }, { type: "uint32" }];
    const leaf = keccak256(keccak256(encodeAbiParameters(types, [id, 6144])));
    const block = await client.blockNumber();
    for (const from of devnet.accounts.slice(5, 8))
      await client.write("commitRoot", [leaf, block], { from });
    await client.write("deposit", [owner, ids, cluster], { value: 100n * ETHER });
    const { cluster: richer } = await reader.snapshot(owner, ids);
    await client.write("updateClusterBalance", [block, owner, ids, richer, 6144, []]);
    const told = [];
    const value = ({ fees, registrations, effectiveBalance, balance }) => {
      told.push(effectiveBalance);
      const ether = effectiveBalance + 32n * BigInt(registrations.length);
      return codec.depositFor(fees, ether, 100n * BLOCKS_PER_DAY, balance);
    };
    assert.deepEqual(await run({ session, value }), { status: "done" });
    assert.deepEqual(told, [6144n, 6144n + 96n]);
    assert.equal(asked.times, 3);
    session.close();
  });

  test("a node that hides what is waiting: looked for so often, and said to be pending", async () => {
    const { session, split, run, reader, asked, journal } = await prepare();
    asked.before = () => {
      throw new Error("the tab is gone");
    };
    await assert.rejects(run({ split, session }));
    const hidden = { ...reader, pendingTransactions: async () => 1 };
    assert.deepEqual(await run({ reader: hidden }), { status: "pending" });
    const [id] = await journal.list();
    assert.equal((await journal.load(id)).batches[0].state, "signing");
    session.close();
  });

  test("a node that fails before the wallet is asked: nothing is on its way", async () => {
    const { session, split, run, reader, asked, journal } = await prepare();
    const gasPrice = async () => {
      throw new SsvError("RPC_FAILED", "the node is gone");
    };
    await assert.rejects(
      run({ split, session, reader: { ...reader, gasPrice } }),
      refusal("RPC_FAILED"),
    );
    assert.equal(asked.times, 0);
    const [id] = await journal.list();
    assert.deepEqual((await journal.load(id)).batches, []);
    session.close();
  });

  test("a node whose events lag behind the receipt: looked again, not said to differ", async () => {
    const { owner, session, split, run, reader } = await prepare();
    let withheld = 0;
    const logs = async (filter, scan) => {
      const found = await reader.logs(filter, scan);
      const ofReceipt = found.length > 0 && filter.fromBlock === BigInt(found[0].blockNumber);
      if (!ofReceipt || withheld >= 2) return found;
      withheld += 1;
      return [];
    };
    const outcome = await run({
      split,
      session,
      pauseAfterFirst: true,
      reader: { ...reader, logs },
    });
    assert.deepEqual(outcome, { status: "paused" });
    assert.equal(withheld, 2);
    assert.equal((await registrationsOf(devnet, owner)).length, 3);
    session.close();
  });

  test("a wallet that takes less at once gets less", async () => {
    const { owner, session, split, run, asked } = await prepare();
    const sizes = [];
    const wallet = {
      send: async (call, options) => {
        sizes.push(codec.decodeCall(call.data).args.publicKeys?.length ?? 1);
        if (call.data.length > 8000) {
          const cause = new Error("oversized data");
          throw new SsvError("RPC_FAILED", "refused", {}, { cause });
        }
        const hash = await devnet.rpc("eth_sendTransaction", [
          { from: owner, to: call.to, data: call.data, value: call.value },
        ]);
        const blockAtSend = Number(await client.blockNumber()) - 1;
        return { status: "submitted", transaction: { ...call, hash, nonce: 0, blockAtSend } };
      },
    };
    assert.deepEqual(await run({ split, session, wallet }), { status: "done" });
    assert.deepEqual(sizes, [3, 2, 2, 2, 1]);
    assert.equal(asked.times, 0);
    await assertRegistered(owner);
    session.close();
  });

  test("a transaction of the owner that waits to be mined comes first, whatever it registers", async () => {
    const { owner, session, split, run, asked } = await prepare();
    const foreign = validatorKey(4);
    await devnet.rpc("evm_setAutomine", [false]);
    try {
      const args = [foreign, [5, 6, 7, 8], "0x00", NEW_CLUSTER];
      const data = encodeFunctionData({ abi, functionName: "registerValidator", args });
      const value = `0x${ETHER.toString(16)}`;
      const to = devnet.network.network;
      await devnet.rpc("eth_sendTransaction", [{ from: owner, to, data, value, gas: "0x1000000" }]);
      assert.deepEqual(await run({ split, session }), { status: "pending" });
      assert.equal(asked.times, 0);
      const going = run({ session });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await devnet.rpc("anvil_mine", ["0x1"]);
      await devnet.rpc("evm_setAutomine", [true]);
      assert.deepEqual(await going, { status: "done" });
    } finally {
      await devnet.rpc("evm_setAutomine", [true]);
    }
    await assertRegistered(owner, publicKeys, [foreign]);
    session.close();
  });

  test("one that shows up during the review is waited for too", async () => {
    const { session, split, run, reader, asked } = await prepare();
    let waiting = 0;
    const pendingTransactions = async () => waiting;
    const review = () => {
      waiting = 1;
      return true;
    };
    const outcome = await run({
      split,
      session,
      review,
      reader: { ...reader, pendingTransactions },
    });
    assert.deepEqual(outcome, { status: "pending" });
    assert.equal(asked.times, 0);
    session.close();
  });

  test("aborted during the review: the wallet is not asked", async () => {
    const { session, split, run, asked, journal } = await prepare();
    const abort = new AbortController();
    const review = () => {
      abort.abort();
      return true;
    };
    const { signal } = abort;
    await assert.rejects(run({ split, session, review, signal }), refusal("ABORTED"));
    assert.equal(asked.times, 0);
    const [id] = await journal.list();
    assert.deepEqual((await journal.load(id)).batches, []);
    session.close();
  });

  test("declined when it is shown again on the new cluster: said so, not asked a third time", async () => {
    const { owner, session, split, run, asked } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    let calls = 0;
    const review = async (_, { cluster }) => {
      if (++calls > 1) return false;
      await client.write("deposit", [owner, [1, 2, 3, 4], cluster], { value: 1n });
      return true;
    };
    assert.deepEqual(await run({ session, review }), { status: "declined" });
    assert.equal(calls, 2);
    assert.equal(asked.times, 1);
    session.close();
  });

  test("a node that shows the old cluster for ever: looked so often, then the error", async () => {
    const { owner, session, split, run, reader, journal } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    const ids = [1n, 2n, 3n, 4n];
    const old = await reader.snapshot(owner, ids);
    await client.write("deposit", [owner, ids, old.cluster], { value: 1n });
    let looks = 0;
    let reviews = 0;
    const snapshot = async () => {
      looks += 1;
      return old;
    };
    const review = () => ++reviews > 0;
    const going = run({ session, review, reader: { ...reader, snapshot } });
    await assert.rejects(going, refusal("CLUSTER_STALE"));
    assert.ok(looks > 2 && looks < 50, `${looks} looks`);
    assert.ok(reviews <= 2, `${reviews} reviews of one call`);
    const [id] = await journal.list();
    assert.equal((await journal.load(id)).batches.length, 1);
    assert.deepEqual(await run({ session }), { status: "done" });
    await assertRegistered(owner);
    session.close();
  });

  test("what differs can be given up: what is on chain drops out, the rest goes on", async () => {
    const { owner, session, split, run, register, asked, states } = await prepare();
    const foreign = validatorKey(5);
    asked.before = () => register(foreign);
    for (let twice = 0; twice < 2; twice++) {
      assert.equal((await run({ split, session })).status, "differs");
    }
    asked.before = async () => {};
    assert.deepEqual(await run({ session, abandon: true }), { status: "done" });
    assert.deepEqual(states.at(-1).dropped, publicKeys.slice(0, 3));
    const events = await registrationsOf(devnet, owner);
    assert.deepEqual(
      events.map(({ publicKey }) => publicKey),
      [foreign, ...publicKeys],
    );
    for (const [nonce, event] of events.entries()) {
      if (nonce > 3) assertShares(devnet, event, nonce);
    }
    session.close();
  });

  test("a proposal that was declined can be given up, and only that one", async () => {
    const { owner, session, split, wallet, run } = await prepare();
    const proposals = [];
    const multisig = {
      send: async (call) => {
        proposals.push(call.data);
        return { status: "proposed", id: "", blockAtSend: Number(await client.blockNumber()) };
      },
    };
    const proposed = { status: "proposed" };
    assert.deepEqual(await run({ split, session, wallet: multisig }), proposed);
    assert.deepEqual(await run({ session, wallet: multisig }), proposed);
    assert.equal(proposals.length, 1);
    assert.deepEqual(await run({ session, wallet: multisig, abandon: true }), proposed);
    assert.equal(proposals.length, 2, "the new one waits for its signers");
    assert.deepEqual(await run({ session, wallet, abandon: true }), { status: "done" });
    await assertRegistered(owner);
    session.close();
  });

  test("two runs for one owner: the journal lets one in", async () => {
    const { session, split, run, journal } = await prepare();
    const names = [];
    const alone = (id) => {
      names.push(id);
      throw new SsvError("OWNER_BUSY", "another process is at it");
    };
    const going = run({ split, session, journal: { ...journal, alone } });
    await assert.rejects(going, refusal("OWNER_BUSY"));
    assert.deepEqual(await journal.list(), []);
    assert.equal(names.length, 1);
    session.close();
  });

  test("a journal with other operators, or with shares that were changed, is not used", async () => {
    const { session, split, run, journal } = await prepare();
    await run({ split, session, pauseAfterFirst: true });
    const operators = devnet.operators.slice(1, 5);
    await assert.rejects(run({ session, operators }), refusal("OPERATORS_MISMATCH"));
    const [id] = await journal.list();
    const record = await journal.load(id);
    const { sharesData } = JSON.parse(record.keyshares).shares[4].payload;
    const forged = `${sharesData.slice(0, -1)}${sharesData.endsWith("0") ? "1" : "0"}`;
    const other = split.registrations[5].sharesData;
    for (const wrong of [forged.slice(0, 194) + other.slice(194), other]) {
      const keyshares = record.keyshares.replace(sharesData, wrong);
      assert.notEqual(keyshares, record.keyshares);
      await journal.save(id, { ...record, keyshares });
      await assert.rejects(run({ session }), SsvError);
    }
    session.close();
  });
});

test("as many validators as fit into bytes and gas", () => {
  assert.deepEqual(
    [4, 7, 10, 13].map((operators) => batchSize(operators)),
    [80, 40, 30, 20],
  );
  const most = { validators: 1000 };
  for (const operators of [4, 7, 10, 13]) {
    const size = batchSize(operators, most);
    assert.ok(registrationBytes(size, operators) <= 131_072);
    assert.ok(registrationBytes(size + 1, operators) > 131_072);
  }
  assert.equal(batchSize(4, { ...most, gas: 1_000_000 }), 11);
  assert.equal(batchSize(4, { bytes: 20_000 }), 12);
  assert.equal(batchSize(13, { gas: 1 }), 1);
});

test("more than a wallet, a device or a node takes at once, in their own words", async () => {
  const { isTooLarge } = await importSource("onboarding/cause.ts");
  const said = [
    new Error("outer", {
      cause: new Error("oversized data: transaction size 200000, limit 131072"),
    }),
    { code: -32000, message: "transaction gas limit too high (cap: 16777216, tx: 20000000)" },
    {
      code: -32603,
      message: "Internal JSON-RPC error.",
      data: { message: "exceeds block gas limit" },
    },
    { code: -32603, data: { originalError: { message: "oversized data" } } },
    { name: "TransportStatusError", message: "Ledger device: UNKNOWN_ERROR (0x6a84)" },
    { message: "Ledger device: NOT_ENOUGH_MEMORY_SPACE" },
    { message: "The device refused.", statusCode: 0x6a84 },
    { message: "EXCEEDS_BLOCK_GAS_LIMIT" },
    { message: "413 Request Entity Too Large" },
  ];
  for (const error of said) {
    assert.ok(isTooLarge(error), JSON.stringify(error));
  }
  const others = [
    new Error("insufficient funds for gas * price + value"),
    { code: -32000, message: "nonce too high" },
    { code: -32000, message: "max fee per gas higher than 2^256-1" },
    { message: "Ledger device: locked (0x5515)", statusCode: 0x5515 },
    undefined,
  ];
  for (const error of others) assert.ok(!isTooLarge(error), JSON.stringify(error));
});
