#!/usr/bin/env node
/**
 * Registers every keystore of a folder with one set of operators. Run it again after anything that
 * stopped it: it goes on where it was. See README.md beside it.
 */
import { readFile } from "node:fs/promises";
import { BLOCKS_PER_DAY, loadCodec, SsvError } from "ssv-wasm";
import { createReader } from "ssv-wasm/chain";
import { loadRecord, onboard, recordId } from "ssv-wasm/onboarding";
import { connect } from "ssv-wasm/wallet";
import { fileJournal } from "./file-journal.mjs";
import { readFolder, unlock } from "./keystores.mjs";
import { invalid, readOptions, USAGE } from "./options.mjs";
import { createReport, say } from "./report.mjs";
import { privateKeyAccount, unlockedAccount } from "./signer.mjs";
import { describe, stopped } from "./words.mjs";

/** Outcomes after which nothing is on its way any more. */
const SETTLED = new Set(["done", "declined", "failed", "keys-needed"]);

try {
  const options = await readOptions(process.argv.slice(2));
  if (options.help) say(USAGE);
  else await run(options);
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}

/** Registers, and says at the end what became of the folder. */
async function run(options) {
  const report = createReport();
  const files = await readFolder(options.keystores, report);
  const job = await prepare(options, report);
  const outcome = await register(job, files);
  if (outcome.status !== "done") say(stopped(outcome));
  say(report.summary());
  const isWell = outcome.status === "done" || outcome.status === "paused";
  if (!isWell || report.leftOut.size > 0) process.exitCode = 1;
}

/** The owner's wallet, its chain, and what all onboardings of this run have in common. */
async function prepare(options, report) {
  const codec = await loadCodec();
  const wallet = await connect(await signer(options), { codec });
  const owner = wallet.account;
  const journal = fileJournal(options.journal);
  const network = { ...(await findNetwork(options, wallet, codec)), rpcUrl: options.rpc };
  const reader = createReader({ network, codec, checkpoints: journal });
  await reader.check();
  const operators = await usableOperators(reader, options.operators, owner);
  say(`owner ${owner} on ${network.name}, operators ${options.operators.join(", ")}`);
  const common = {
    reader,
    wallet,
    owner,
    operators,
    journal,
    limits: { validators: options.perTransaction },
    pauseAfterFirst: options["pause-after-first"],
    abandon: options.abandon,
    value: ({ fees, registrations, effectiveBalance, balance }) => {
      const ether = effectiveBalance + 32n * BigInt(registrations.length);
      return codec.depositFor(fees, ether, BigInt(options.days) * BLOCKS_PER_DAY, balance);
    },
    review: (call, batch) => {
      report.sending(call, batch, options.days);
      return true;
    },
    onChange: report.changed,
  };
  return { options, report, common, begin: (request) => onboard({ ...common, ...request }) };
}

/** First what an earlier run began, then what is left of the folder. */
async function register({ options, report, common, begin }, files) {
  const { reader, owner, journal, operators } = common;
  const open = (wanted) => unlock(files, { passwordFile: options.passwords, wanted, report });
  const record = await loadRecord(journal, reader.network, owner);
  if (record && options.forget) {
    const outcome = await forget({ report, common, begin }, record);
    if (outcome) return outcome;
  } else if (record) {
    refuseOthers(record, options.operators);
    say("going on with what an earlier run began");
    const outcome = await goOn(begin, open);
    if (outcome.status !== "done") return outcome;
  }
  const session = await open(async (publicKey) => {
    const registered = await reader.registered(owner, publicKey);
    if (registered) report.already.add(publicKey);
    return !registered;
  });
  if (!session) return { status: "done" };
  try {
    if (session.keys.length === 0) return { status: "done" };
    const nonce = await reader.nonce(owner);
    const onProgress = report.progress("split");
    const split = await session.split({ operators, owner, nonce, onProgress });
    for (const { code, index } of split.warnings) {
      report.warn(code, [`from ${split.registrations[index].publicKey} on`]);
    }
    return await begin({ split, session });
  } finally {
    session.close();
  }
}

/** Keystores are opened only where another registration has moved the nonce. */
async function goOn(begin, open) {
  const outcome = await begin();
  if (outcome.status !== "keys-needed") return outcome;
  say(`another registration moved the nonce to ${outcome.nonce}: signing again`);
  const wanted = new Set(outcome.publicKeys);
  const session = await open((publicKey) => wanted.has(publicKey));
  try {
    return session ? await begin({ session }) : outcome;
  } finally {
    session?.close();
  }
}

/**
 * Ends an unfinished job. What it sent last is followed to its end first, with a review that lets
 * nothing more go: what is registered then is skipped. The outcome, where that has no end yet.
 */
async function forget({ report, common, begin }, record) {
  const { reader, owner, journal } = common;
  const operators = await reader.operators(record.operatorIds.map(BigInt), { owner });
  const outcome = await begin({ operators, review: () => false });
  if (!SETTLED.has(outcome.status)) return outcome;
  const id = recordId(reader.network, owner);
  await journal.alone(id, () => journal.save(id, undefined));
  report.forget();
  say(`the unfinished job with operators ${record.operatorIds.join(", ")} is forgotten`);
  return undefined;
}

function refuseOthers({ operatorIds, batches, total }, wanted) {
  const ids = wanted.map(Number).sort((a, b) => a - b);
  if (operatorIds.join() === ids.join()) return;
  const proved = batches.filter(({ state }) => state === "proved");
  const done = proved.reduce((sum, { publicKeys }) => sum + publicKeys.length, 0);
  const message =
    `an unfinished job of this owner is for operators ${operatorIds.join(", ")}, ${done} of its ` +
    `${total} validators are registered: nothing was sent for ${ids.join(", ")}; finish it with ` +
    `--operators ${operatorIds.join()}, or give it up with --forget`;
  throw new SsvError("OPERATORS_MISMATCH", message);
}

async function usableOperators(reader, ids, owner) {
  const operators = await reader.operators(ids, { owner });
  for (const { id, keyConfirmed, allowed, removed } of operators) {
    const flaw =
      (!keyConfirmed && "has a key that the contract does not confirm") ||
      (removed && "was removed") ||
      (!allowed && `is private and does not take validators of ${owner}`);
    if (flaw) throw invalid(`operator ${id} ${flaw}: nothing was sent; choose another one`);
  }
  return operators;
}

async function findNetwork({ network: path }, wallet, codec) {
  const chainId = Number(await wallet.provider.request({ method: "eth_chainId" }));
  const listed = path === undefined ? codec.networks() : await readNetworks(path);
  const found = listed.find((network) => network.chainId === chainId);
  if (found) return found;
  throw invalid(
    `the node is on chain ${chainId}, which is not known; describe it with --network FILE`,
  );
}

async function readNetworks(path) {
  const text = await readFile(path, "utf8");
  try {
    const { networks } = JSON.parse(text);
    if (networks.every(isNetwork)) return networks;
  } catch {
    // Said below.
  }
  throw invalid(
    `--network ${path} is not { "networks": [{ "name", "chainId", "network", "views", ` +
      `"genesisBlock" }, …] } as JSON: nothing was sent; npm start of the repository shows one`,
  );
}

function isNetwork({ name, chainId, network, views, genesisBlock }) {
  const texts = [name, network, views];
  const numbers = [chainId, genesisBlock];
  return texts.every((text) => typeof text === "string") && numbers.every(Number.isSafeInteger);
}

async function signer({ rpc, account }) {
  const { PRIVATE_KEY } = process.env;
  if (PRIVATE_KEY) return privateKeyAccount(rpc, PRIVATE_KEY);
  if (account) return unlockedAccount(rpc, account);
  throw invalid("set PRIVATE_KEY, or name an unlocked account of the node with --account");
}
