/** The command line: its options, and whether what they hold makes sense. */
import { stat } from "node:fs/promises";
import { parseArgs } from "node:util";
import { SsvError } from "ssv-wasm";

export const USAGE = `Registers every keystore of a folder with one set of SSV operators. After anything
that stopped it, run it again: it goes on where it was.

PRIVATE_KEY=0x… node onboard-folder.mjs --keystores FOLDER --passwords FILE \\
  --operators 1,2,3,4 --rpc URL

  --keystores FOLDER    keystores, *.json
  --passwords FILE      one line for all; one each, in the order of the file names;
                        "file name: password"; or at most 16 to try on every file
  --operators IDS       4, 7, 10 or 13 numbers
  --rpc URL             an Ethereum node
  --account ADDRESS     instead of PRIVATE_KEY: an account that the node itself holds
  --network FILE        for chains other than mainnet and Hoodi
  --days N              ETH for so many days goes along; 180 unless given
  --journal FOLDER      how far it has come; "onboarding" unless given
  --per-transaction N   fewer validators in each transaction than 80, 40, 30 or 20
  --pause-after-first   stops after the first transaction
  --abandon             goes on without a transaction that ended as "differs" or "proposed"
  --forget              gives up an unfinished job, and begins a new one
  --help                this text

README.md says more.`;

const text = { type: "string" };
const flag = { type: "boolean", default: false };
const OPTIONS = {
  keystores: text,
  passwords: text,
  operators: text,
  rpc: text,
  account: text,
  network: text,
  days: { ...text, default: "180" },
  journal: { ...text, default: "onboarding" },
  "per-transaction": text,
  "pause-after-first": flag,
  abandon: flag,
  forget: flag,
  help: flag,
};

/** @throws SsvError INVALID_ARGUMENT */
export async function readOptions(args) {
  const options = parse(args);
  if (options.help) return options;
  for (const name of ["keystores", "passwords", "operators", "rpc"]) {
    if (options[name] === undefined) throw invalid(`--${name} is missing; --help says what it is`);
  }
  const { keystores, passwords, operators, rpc, account, network, days } = options;
  await checkPath("keystores", keystores, true);
  await checkPath("passwords", passwords, false);
  if (network !== undefined) await checkPath("network", network, false);
  // The address of a node often holds a key of its own: it is not repeated.
  if (!URL.canParse(rpc) || !/^https?:$/.test(new URL(rpc).protocol)) {
    throw invalid("--rpc is not the address of a node, such as http://127.0.0.1:8545");
  }
  if (account !== undefined && !/^0x[0-9a-f]{40}$/i.test(account)) {
    throw invalid(`--account ${account} is not an address: 0x and 40 hexadecimal digits`);
  }
  const most = options["per-transaction"];
  return {
    ...options,
    operators: operatorIds(operators),
    days: whole("days", days),
    perTransaction: most === undefined ? undefined : whole("per-transaction", most),
  };
}

export function invalid(message) {
  return new SsvError("INVALID_ARGUMENT", message);
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw invalid(`${error.message.split(". ", 1)[0]}; --help lists the options`);
  }
}

async function checkPath(name, path, isFolder) {
  const what = isFolder ? "folder" : "file";
  const found = await stat(path).catch(({ code }) => {
    throw invalid(`--${name} ${path} is no ${what} that can be read (${code}): nothing was done`);
  });
  // A pipe will do where a file is asked for.
  if (found.isDirectory() !== isFolder) throw invalid(`--${name} ${path} is not a ${what}`);
}

function operatorIds(list) {
  const ids = list.split(",").map((id) => id.trim());
  const wrong = ids.find((id) => !/^[1-9]\d{0,18}$/.test(id));
  if (wrong !== undefined) throw invalid(`--operators: "${wrong}" is not an operator's number`);
  if (![4, 7, 10, 13].includes(new Set(ids).size) || new Set(ids).size < ids.length) {
    throw invalid(`--operators ${list}: a validator needs 4, 7, 10 or 13 different operators`);
  }
  return ids.map(BigInt);
}

function whole(name, value) {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw invalid(`--${name} ${value} is not a whole number from 1 to 999999`);
}
