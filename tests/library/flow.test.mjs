/** The registration's headless state, with the chain and the wallet acted out. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { SsvError, loadCodec } from "../../dist/index.js";
import { PASSWORD, makeKeystore } from "../bench/keystores.mjs";
import { OWNER, operators } from "./inputs.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "ssv-flow-"));
const outfile = join(folder, "flow.mjs");
await build({
  stdin: {
    contents: 'export { Flow } from "./flow.ts"; export { receiptOf } from "./receipt.ts";',
    resolveDir: `${root}www/elements/flow`,
  },
  bundle: true,
  outfile,
  format: "esm",
  target: "es2022",
  logLevel: "error",
  plugins: [
    {
      name: "package",
      setup: ({ onResolve }) =>
        onResolve({ filter: /lib\/(?:(?:chain|onboarding|wallet)\/)?index\.js$/ }, ({ path }) => {
          const entry = /(?:chain|onboarding|wallet)(?=\/index)/.exec(path)?.[0] ?? "index";
          return { path: pathToFileURL(`${root}dist/${entry}.js`).href, external: true };
        }),
    },
  ],
});
const { Flow, receiptOf } = await import(pathToFileURL(outfile).href);
after(() => rm(folder, { recursive: true }));

const ETHER = 10n ** 18n;
const fees = {
  operatorFees: Array(4).fill(1_000_000_000n),
  networkFee: 1_000_000_000n,
  liquidationThreshold: 50_000n,
  minimumCollateral: ETHER / 1000n,
};
const tuple = (validatorCount) => ({
  validatorCount,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 10n * ETHER,
});

const IDS = [1n, 2n, 3n, 4n];
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
};

/** A flow whose plan joins ten validators of 2048 ETH each. */
function joining() {
  const flow = new Flow({ networks: [], policy: {} });
  flow.account.connection.owner = OWNER;
  flow.account.connection.reader = {
    ethBalance: async () => 1000n * ETHER,
    gasPrice: async () => 1n,
  };
  flow.account.nonce = 1n;
  flow.committee.seats = IDS.map((id) => ({ id }));
  flow.committee.fees = fees;
  flow.committee.snapshot = {
    cluster: tuple(10),
    kind: "eth",
    block: 1n,
    liquidated: false,
    balance: 10n * ETHER,
    effectiveBalance: 20_480n,
  };
  const registrations = [1, 2].map((key) => ({ publicKey: `0x0${key}`, nonce: BigInt(key) }));
  flow.keys.files = registrations.map(({ publicKey }, id) => ({ id, publicKey, status: "ready" }));
  flow.splitting.result = { registrations, owner: OWNER, nonce: 1n, operatorIds: IDS };
  return flow;
}

test("a cluster is funded for what it is billed for, not for 32 ETH each", async () => {
  const flow = joining();
  const codec = await loadCodec();
  flow.funding.effectiveBalance = 2048;
  await flow.funding.refresh();
  const total = 20_480n + 2n * 2048n;
  const balance = 10n * ETHER + flow.funding.quote.value;
  assert.equal(flow.funding.quote.runway, codec.runway(fees, total, balance));
  assert.equal(flow.funding.quote.before.runway, codec.runway(fees, 20_480n, 10n * ETHER));
  assert.ok(flow.funding.quote.runway >= 182n * 7200n);

  // After a batch the contract counts 32 for each of it; the user has said 2048.
  flow.funding.registered(2, tuple(12));
  flow.committee.continueFrom(tuple(12), 2n);
  assert.equal(flow.committee.snapshot.effectiveBalance, 20_480n + 64n);
  await flow.funding.refresh();
  const { before } = flow.funding.quote;
  assert.equal(before.runway, codec.runway(fees, total, 10n * ETHER));
});

test("nothing of the plan changes while the chain is read once more, and leaving asks no wallet", async () => {
  const flow = joining();
  const { registering, account, committee, batches } = flow;
  let asked = 0;
  account.connection.wallet = {
    account: OWNER,
    send: async () => {
      asked += 1;
      return { status: "rejected" };
    },
  };
  let release;
  Object.assign(account.connection.reader, {
    network: { chainId: 1, network: OWNER },
    pendingTransactions: async () => 0,
    blockNumber: () => new Promise((resolve) => (release = () => resolve(1n))),
  });
  account.readNonce = async () => {};
  committee.readCluster = async () => {};
  flow.step = "register";
  flow.drafting.draft = draftOf(flow);
  const sending = registering.send();
  await until(() => release !== undefined);
  assert.equal(registering.state, "rechecking");
  flow.goTo("keys");
  assert.equal(flow.step, "register");
  flow.following.stop();
  release();
  await sending;
  assert.equal(asked, 0);
  assert.equal(registering.state, "ready");
  assert.equal(batches.open, undefined);
  const again = registering.send();
  release = undefined;
  await until(() => release !== undefined);
  release();
  await again;
  assert.equal(asked, 1);
});

/** What a flow has prepared, without its bytes. */
const draftOf = ({ splitting: { result }, committee }) => ({
  call: { from: OWNER },
  registrations: result.registrations,
  decoded: { args: { cluster: committee.cluster } },
  gas: 1n,
});

/** A flow in front of the wallet; `wallet.send` and what the reader says can be replaced. */
function reviewing() {
  const flow = joining();
  const { account, committee, registering } = flow;
  const sent = [];
  account.connection.network = { chainId: 1, network: OWNER };
  account.connection.wallet = {
    account: OWNER,
    simulate: async () => ({ ok: true, gas: 1n }),
    send: async () => {
      sent.push(flow.drafting.draft.registrations.map(({ nonce }) => nonce));
      return { status: "rejected" };
    },
  };
  const chain = { nonce: 1n, registered: new Set() };
  Object.assign(account.connection.reader, {
    network: account.connection.network,
    nonce: async () => chain.nonce,
    registered: async (_, publicKey) => chain.registered.has(publicKey),
    fees: async () => fees,
    snapshot: async () => committee.snapshot,
    pendingTransactions: async () => 0,
    blockNumber: async () => 1n,
  });
  flow.step = "register";
  flow.funding.quote = { value: 1n };
  flow.drafting.draft = draftOf(flow);
  registering.state = "ready";
  return { flow, chain, sent };
}

test("shares for an old nonce are not sent, however often it is clicked", async () => {
  const { flow, chain, sent } = reviewing();
  const { registering } = flow;
  chain.nonce = 3n;
  await registering.send();
  // Nothing holds the keys: nobody can sign them again.
  assert.equal(registering.problem.code, "KEYS_LOCKED");
  assert.equal(flow.drafting.draft, undefined);
  await registering.send();
  await registering.retry();
  assert.equal(flow.drafting.draft, undefined);
  assert.equal(registering.problem.code, "KEYS_LOCKED");
  await registering.send();
  assert.deepEqual(sent, []);
});

test("a node that fails while the nonce moves leaves no draft that could be sent", async () => {
  const { flow, chain, sent } = reviewing();
  const { registering, account } = flow;
  chain.nonce = 3n;
  account.reader.snapshot = async () => {
    throw new SsvError("RPC_FAILED", "");
  };
  await registering.send();
  assert.equal(registering.problem.code, "RPC_FAILED");
  account.reader.snapshot = async () => flow.committee.snapshot;
  await registering.send();
  assert.equal(registering.problem.code, "KEYS_LOCKED");
  assert.deepEqual(sent, []);
});

test("another owner after a part was registered: the rest starts at that owner's nonce", () => {
  const flow = joining();
  const [first, second] = flow.splitting.result.registrations;
  flow.parts.add({ hash: "0x", block: 1n, registrations: [first], cluster: tuple(11) });
  flow.account.nonce = 0n;
  flow.splitting.result = {
    registrations: [{ ...second, nonce: 0n }],
    owner: OWNER,
    operatorIds: IDS,
  };
  assert.equal(flow.parts.remaining, 1);
  assert.ok(flow.splitting.complete);
  assert.deepEqual(
    flow.parts.next.map(({ publicKey }) => publicKey),
    [second.publicKey],
  );
});

test("a receipt names the owner of each transaction, whoever is connected now", () => {
  const proofs = ["0x11", "0x22"].map((owner, at) => {
    const registrations = [{ publicKey: `0x0${at}`, nonce: 3n, operatorIds: IDS, owner }];
    return { hash: "0x", block: 1n, registrations, cluster: tuple(1) };
  });
  const { transactions } = JSON.parse(receiptOf({ name: "A", chainId: 1, network: OWNER }, proofs));
  assert.deepEqual(
    transactions.map(({ owner, validators }) => [owner, validators]),
    [
      ["0x11", [{ publicKey: "0x00", nonce: "3" }]],
      ["0x22", [{ publicKey: "0x01", nonce: "3" }]],
    ],
  );
});

test("stopping the check of a file stops following what was sent earlier", async () => {
  const flow = joining();
  const { splitting, following, keys } = flow;
  Object.defineProperty(flow.committee, "complete", { value: true });
  keys.keyshares = { text: "{}", registrations: [], skipped: 0 };
  let stopped = false;
  let release;
  following.settleEarlier = () => new Promise((resolve) => (release = () => resolve("nothing")));
  following.stop = () => {
    stopped = true;
    release();
  };
  const checking = splitting.refresh();
  await until(() => release !== undefined);
  splitting.cancel();
  await checking;
  assert.ok(stopped);
  assert.equal(splitting.problem.code, "ABORTED");
});

test("a file that is larger than any the core takes is not read", async () => {
  const { flow } = reviewing();
  const file = new File(["{}"], "huge.json");
  Object.defineProperty(file, "size", { value: 2 ** 26 + 1 });
  file.arrayBuffer = () => assert.fail("it was read");
  await flow.keys.add([file]);
  assert.equal(flow.keys.files.at(-1).problem.code, "FILE_TOO_LARGE");
});

test("looking again at a transaction goes on with the next one after it", async () => {
  const { flow } = reviewing();
  const { registering, parts, batches } = flow;
  registering.pauseAfterFirst = false;
  registering.next = async () => (registering.state = "preparing");
  batches.load = async () => {
    // As if it were proved there.
    parts.add({
      hash: "0x",
      block: 1n,
      registrations: flow.splitting.result.registrations.slice(0, 1),
      cluster: tuple(11),
    });
    registering.retry = async () => (registering.state = "proved");
  };
  await registering.resume();
  assert.equal(registering.state, "preparing");
});

test("a wallet that takes less is offered half of it, after saying so", async () => {
  const { flow } = reviewing();
  const { registering, account, parts } = flow;
  await splitOnce(flow);
  flow.drafting.draft = draftOf(flow);
  account.wallet.send = async () => {
    throw new Error("oversized data: transaction size 140000, limit 131072");
  };
  await registering.send();
  assert.equal(flow.drafting.note.code, "PART_TOO_LARGE");
  assert.equal(parts.most, 1);
  assert.equal(flow.drafting.draft.registrations.length, 1);
  assert.equal(registering.state, "ready");
  flow.splitting.lock();
});

test("a key registered elsewhere is left out: the others stay open and are signed again", async () => {
  const { flow, chain, sent } = reviewing();
  const { registering, splitting, keys, account } = flow;
  await splitOnce(flow);
  flow.drafting.draft = draftOf(flow);
  const [first, second] = splitting.result.registrations;
  chain.nonce = 2n;
  chain.registered.add(first.publicKey);
  await registering.send();
  assert.equal(flow.drafting.note.code, "KEYS_DROPPED");
  assert.deepEqual(
    keys.files.map(({ status, unlocked }) => [status, unlocked]),
    [
      ["registered", false],
      ["ready", true],
    ],
  );
  assert.ok(splitting.resigned);
  const [again] = flow.drafting.draft.registrations;
  assert.equal(again.publicKey, second.publicKey);
  assert.equal(again.nonce, 2n);
  // The sealed shares are the same: it was not split anew.
  assert.equal(again.sharesData.slice(-1000), second.sharesData.slice(-1000));
  await registering.send();
  assert.deepEqual(sent, [[2n]]);
  assert.equal(account.nonce, 2n);
  splitting.lock();
});

test("opened again in another order, the plan keeps its own", async () => {
  const { flow } = reviewing();
  const { splitting, keys, parts } = flow;
  await splitOnce(flow);
  const [first, second] = splitting.result.registrations;
  flow.account.nonce = 4n;
  splitting.lock();
  await splitting.unlock([keys.files[1]], { password: PASSWORD });
  await splitting.unlock([keys.files[0]], { password: PASSWORD });
  assert.deepEqual(
    parts.next.map(({ publicKey, nonce }) => [publicKey, nonce]),
    [
      [first.publicKey, 4n],
      [second.publicKey, 5n],
    ],
  );

  parts.add({ hash: "0x", block: 1n, registrations: [first], cluster: tuple(11) });
  flow.account.nonce = 6n;
  splitting.lock();
  assert.deepEqual(
    splitting.waiting.map(({ publicKey }) => publicKey),
    [second.publicKey],
  );
  await splitting.unlock([keys.files[1]], { password: PASSWORD });
  assert.ok(splitting.complete);
  assert.deepEqual(
    parts.next.map(({ publicKey, nonce }) => [publicKey, nonce]),
    [[second.publicKey, 6n]],
  );
  splitting.lock();
});

test("keys that are worked on are in use, however long it takes", async (t) => {
  const { flow } = reviewing();
  const { splitting } = flow;
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  await splitOnce(flow);
  assert.ok(splitting.holdsKeys);
  splitting.state = "unlocking";
  t.mock.timers.tick(16 * 60_000);
  splitting.touch();
  assert.ok(splitting.holdsKeys);
  splitting.state = "settled";
  t.mock.timers.tick(16 * 60_000);
  assert.ok(!splitting.holdsKeys);
});

/** Opens and splits two keystores of the plan, for real. */
async function splitOnce(flow) {
  const { splitting, keys, committee } = flow;
  const made = [1, 2].map(() => makeKeystore({ dklen: 32, c: 10, prf: "hmac-sha256" }));
  keys.files = made.map(({ file, publicKey }, id) => {
    return { id, publicKey, status: "ready", unlocked: false, file: new Blob([file]) };
  });
  committee.seats = operators.slice(0, 4).map(({ id, publicKey }) => {
    return { id: BigInt(id), operator: { id: BigInt(id), publicKey } };
  });
  await splitting.unlock(keys.files, { password: PASSWORD });
  assert.ok(splitting.complete, splitting.problem?.code);
}
