/** The registration's headless state, with the chain and the wallet acted out. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { loadCodec } from "../../dist/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "ssv-flow-"));
const outfile = join(folder, "flow.mjs");
await build({
  stdin: { contents: 'export { Flow } from "./flow.ts";', resolveDir: `${root}www/elements/flow` },
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
const { Flow } = await import(pathToFileURL(outfile).href);
after(() => rm(folder, { recursive: true }));

const ETHER = 10n ** 18n;
const OWNER = "0x00000000000000000000000000000000000000aA";
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

/** A flow whose plan joins ten validators of 2048 ETH each. */
function joining() {
  const flow = new Flow({ networks: [], policy: {} });
  flow.account.connection.owner = OWNER;
  flow.account.connection.reader = {
    ethBalance: async () => 1000n * ETHER,
    gasPrice: async () => 1n,
  };
  flow.committee.seats = [1n, 2n, 3n, 4n].map((id) => ({ id }));
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
  flow.splitting.result = { registrations };
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
  account.readNonce = async () => false;
  committee.readCluster = async () => false;
  flow.step = "register";
  const { registrations } = flow.splitting.result;
  registering.draft = { call: { from: OWNER }, registrations, gas: 1n };
  const sending = registering.send();
  while (release === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal(registering.state, "rechecking");
  flow.goTo("keys");
  assert.equal(flow.step, "register");
  registering.stop();
  release();
  await sending;
  assert.equal(asked, 0);
  assert.equal(registering.state, "ready");
  assert.equal(batches.open, undefined);
  const again = registering.send();
  release = undefined;
  while (release === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  release();
  await again;
  assert.equal(asked, 1);
});
