/**
 * Measures the built package beside its peers in one run, prints the tables, and keeps them in
 * RESULTS.md and results.json. `--quick`: fewer rounds. A missed target is a result, not a failure.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bundles.mjs";
import { raceHalf, raceShared } from "./derivation.mjs";
import { PBKDF2, SCRYPT } from "./keystores.mjs";
import { raceParts } from "./machine.mjs";
import { withOtherLoad } from "./measure.mjs";
import { buildModules } from "./modules.mjs";
import { racePages } from "./page.mjs";
import { raceFirstSplit, scryptMemory } from "./processes.mjs";
import { BATCH, BULK, currentLoad, report } from "./report.mjs";
import { makeSetting, raceDerivations } from "./setting.mjs";
import { raceSharedSalt } from "./shared-salt.mjs";
import { raceSteps } from "./steps.mjs";
import { judge } from "./targets.mjs";
import { raceBulk, raceUnlock } from "./unlock.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const rounds = values.quick ? { few: 2, some: 3, many: 4 } : { few: 7, some: 15, many: 30 };
const load = currentLoad();

const modules = await step("modules", () => buildModules());
const setting = makeSetting(modules);
const bundles = await step("bundle sizes", () => bundleSizes());
const memory = await step("memory", () => scryptMemory());
const first = await step("first split", () => raceFirstSplit(rounds.some));
const pages = await step("Chromium", () => racePages(setting, rounds));
const derivations = await step("key derivations", () => raceDerivations(setting, rounds.some));
const steps = await step("steps and splits", () => raceSteps(setting, rounds.some));
const pbkdf2 = await step("PBKDF2 keystore", () => raceUnlock(PBKDF2, rounds.many));
const scrypt = await step("scrypt keystore", () => raceUnlock(SCRYPT, rounds.few));
const parts = await step("what this machine takes for scrypt", () => raceParts(rounds.some));
const { result: bulk, others } = await step("scrypt keystores in bulk", () =>
  withOtherLoad(() => raceBulk(BULK, rounds.many)),
);
const half = await step("scrypt with half the memory", () => raceHalf(rounds.some));
const shared = await step("scrypt keystores with one salt", () => raceShared(rounds.some));
const batch = await step("registrations of one salt", () => raceSharedSalt(BATCH, rounds.few));

const measured = {
  bundles,
  memory,
  first,
  derivations,
  steps,
  pbkdf2,
  scrypt,
  parts,
  bulk,
  batch,
  half,
  shared,
  pages,
  rounds,
  load,
  others,
};
const targets = judge(measured);
const text = report(measured, targets);
keep("results.json", `${JSON.stringify(targets, null, 2)}\n`);
keep("RESULTS.md", text);
process.stdout.write(`\n${text}`);

async function step(name, work) {
  process.stderr.write(`bench: ${name}\n`);
  return work();
}

function keep(name, content) {
  writeFileSync(new URL(name, import.meta.url), content);
}
