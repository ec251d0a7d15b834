#!/usr/bin/env node
/**
 * Registers every keystore of a folder with one set of operators. Run it again after anything that
 * stopped it: it goes on where it was. See README.md beside it.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  BLOCKS_PER_DAY,
  inspectKeystore,
  loadCodec,
  openSession,
  readPasswordFile,
} from "ssv-wasm";
import { createReader } from "ssv-wasm/chain";
import { loadRecord, onboard } from "ssv-wasm/onboarding";
import { connect } from "ssv-wasm/wallet";
import { fileJournal } from "./file-journal.mjs";
import { privateKeyAccount, unlockedAccount } from "./signer.mjs";

const { values: options } = parseArgs({
  options: {
    keystores: { type: "string" },
    passwords: { type: "string" },
    operators: { type: "string" },
    rpc: { type: "string" },
    network: { type: "string" },
    account: { type: "string" },
    days: { type: "string", default: "180" },
    journal: { type: "string", default: "onboarding" },
    "per-transaction": { type: "string" },
    "pause-after-first": { type: "boolean", default: false },
    abandon: { type: "boolean", default: false },
  },
});
for (const name of ["keystores", "passwords", "operators", "rpc"]) {
  if (options[name] === undefined) stop(`--${name} is missing; README.md says what it is`);
}

/** What to do where running again gives the same. */
const NEXT = {
  differs:
    "the chain holds other shares than were signed, and operators ignore those of another nonce: " +
    "remove and register these validators again; --abandon goes on with the others",
  proposed:
    "run again once the multisig has executed it; if it was declined there, --abandon sends anew",
};

const codec = await loadCodec();
const wallet = await connect(await signer(), { codec });
const owner = wallet.account;
const journal = fileJournal(options.journal);
const network = { ...(await findNetwork()), rpcUrl: options.rpc };
const reader = createReader({ network, codec, checkpoints: journal });
await reader.check();
const ids = options.operators.split(",").map((id) => BigInt(id.trim()));
const operators = await reader.operators(ids, { owner });
for (const { id, keyConfirmed, allowed, removed } of operators) {
  if (!keyConfirmed) stop(`the key of operator ${id} is not confirmed by the contract`);
  if (!allowed || removed) stop(`operator ${id} does not take validators of ${owner}`);
}
say(`owner ${owner} on ${network.name}, operators ${ids.join(", ")}`);

const common = {
  reader,
  wallet,
  owner,
  operators,
  journal,
  limits: { validators: options["per-transaction"] && Number(options["per-transaction"]) },
  pauseAfterFirst: options["pause-after-first"],
  abandon: options.abandon,
  value: ({ fees, registrations, effectiveBalance, balance }) => {
    const ether = effectiveBalance + 32n * BigInt(registrations.length);
    return codec.depositFor(fees, ether, BigInt(options.days) * BLOCKS_PER_DAY, balance);
  },
  onChange: report(),
};

if (await loadRecord(journal, network, owner)) {
  say("going on with what an earlier run began");
  let outcome = await register();
  if (outcome.status === "keys-needed") {
    say(`another registration moved the nonce to ${outcome.nonce}: signing again`);
    const session = await unlock(new Set(outcome.publicKeys));
    outcome = await register({ session });
    session.close();
  }
  finish(outcome);
}

const session = await unlock();
if (session.keys.length > 0) {
  const nonce = await reader.nonce(owner);
  const split = await session.split({ operators, owner, nonce, onProgress: progress("split") });
  const outcome = await register({ split, session });
  session.close();
  finish(outcome);
} else session.close();
say("every keystore that opens is registered");

/** Registers, unless another run does that for this owner. */
function register(request) {
  return onboard({ ...common, ...request }).catch((error) => {
    if (error.code !== "OWNER_BUSY") throw error;
    return stop(error.message);
  });
}

/** Opens the keystores of the folder that are not registered, or those of the given keys. */
async function unlock(wanted) {
  const files = [];
  for (const name of (await readdir(options.keystores)).sort()) {
    if (!name.endsWith(".json")) continue;
    const file = new Uint8Array(await readFile(join(options.keystores, name)));
    try {
      files.push({ name, file, publicKey: (await inspectKeystore(file)).publicKey });
    } catch (error) {
      // The deposit tool puts deposit_data-*.json beside the keystores: it has no password.
      say(`${name} is left out: ${error.code}`);
    }
  }
  const names = files.map(({ name }) => name);
  const secrets = readPasswordFile(new Uint8Array(await readFile(options.passwords)), names);
  const open = await Promise.all(
    files.map(async ({ publicKey }) => {
      if (publicKey === undefined) return true;
      return wanted ? wanted.has(publicKey) : !(await reader.registered(owner, publicKey));
    }),
  );
  const chosen = files.filter((_, index) => open[index]);
  const session = await openSession();
  const outcomes = await session.unlock({
    ...secrets,
    ...(secrets.passwords && { passwords: secrets.passwords.filter((_, index) => open[index]) }),
    keystores: chosen.map(({ file }) => file),
    onProgress: progress("open"),
  });
  for (const { index, error } of outcomes) {
    if (error) say(`${chosen[index].name} is left out: ${error.code}`);
  }
  return session;
}

async function findNetwork() {
  const chainId = Number(await wallet.provider.request({ method: "eth_chainId" }));
  const listed = options.network
    ? JSON.parse(await readFile(options.network, "utf8")).networks
    : codec.networks();
  const found = listed.find((network) => network.chainId === chainId);
  return found ?? stop(`chain ${chainId} is not known; describe it with --network FILE`);
}

async function signer() {
  const { PRIVATE_KEY } = process.env;
  if (PRIVATE_KEY) return privateKeyAccount(options.rpc, PRIVATE_KEY);
  if (options.account) return unlockedAccount(options.rpc, options.account);
  return stop("set PRIVATE_KEY, or name an unlocked account of the node with --account");
}

/** Says what became of each transaction, once. */
function report() {
  const said = new Set();
  return ({ batches, remaining }) => {
    for (const [index, { state, publicKeys, hash, transaction }] of batches.entries()) {
      const line = `transaction ${index + 1}: ${publicKeys.length} validators, ${state} ${hash ?? transaction.hash ?? ""}`;
      if (said.has(line)) continue;
      said.add(line);
      say(`${line} (${remaining} to go)`);
    }
  };
}

function progress(step) {
  let last = 0;
  return ({ done, total, remainingMs }) => {
    const now = Date.now();
    if (now - last < 2000 && done < total) return;
    last = now;
    const left = remainingMs === undefined ? "" : `, about ${Math.ceil(remainingMs / 1000)} s left`;
    say(`${step}: ${done} of ${total}${left}`);
  };
}

/** Goes on after `done`; everything else is said, and ends this run. */
function finish(outcome) {
  if (outcome.status === "done") return;
  const { status, cause = "", reason, differences = [] } = outcome;
  const why = [cause, reason?.name ?? "", ...differences].filter(Boolean).join(", ");
  say(`stopped: ${status}${why && ` (${why})`}; ${NEXT[status] ?? "run again to go on"}`);
  process.exit(status === "paused" ? 0 : 1);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
