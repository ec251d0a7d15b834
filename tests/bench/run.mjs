/**
 * Measures the built package beside its peers in one run, prints the tables, and keeps them in
 * RESULTS.md and results.json. `--quick`: fewer rounds. A missed target is a result, not a failure.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bundles.mjs";
import { raceHalf, raceShared } from "./derivation.mjs";
import { raceField } from "./field.mjs";
import { forge, herumi } from "../peers/engines.mjs";
import { packages } from "../peers/packages.mjs";
import { PBKDF2, SCRYPT } from "./keystores.mjs";
import { race, withOtherLoad } from "./measure.mjs";
import { buildModules } from "./modules.mjs";
import { racePages } from "./page.mjs";
import { raceFirstSplit, scryptMemory } from "./processes.mjs";
import { BATCH, BULK, currentLoad, report } from "./report.mjs";
import { makeSetting, raceDerivations } from "./setting.mjs";
import { raceSharedSalt } from "./shared-salt.mjs";
import { raceSplit } from "./split.mjs";
import { raceStages, raceSteps } from "./stages.mjs";
import { judge } from "./targets.mjs";
import { raceBulk, raceUnlock } from "./unlock.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const rounds = values.quick ? 2 : 5;
// Of PBKDF2, which is over before a busy machine hits all alike.
const manyRounds = 3 * rounds;
// Of what takes half a minute.
const longRounds = values.quick ? 1 : 3;
const repeats = values.quick ? 3 : 10;
const load = currentLoad();

const modules = await step("modules", () => buildModules());
const setting = makeSetting(modules);
const bundles = await step("bundle sizes", () => bundleSizes());
const memory = await step("memory", () => scryptMemory());
const first = await step("first split", () => raceFirstSplit({ rounds }));
const pages = await step("Chromium", () => racePages(setting, { rounds, manyRounds, repeats }));
const field = await step("field multiplication", () => raceField({ rounds }));
const { SSVKeys } = await packages["ssv-keys 1.1.0"]();
const stages = await step("steps beside their peers", () =>
  raceStages(setting, { forge, herumi, SSVKeys }, race, rounds),
);
const derivations = await step("key derivations", () => raceDerivations(setting, { rounds }));
const steps = [];
for (const size of [4, 13]) {
  const rows = await step(`steps for ${size}`, () => raceSteps(setting, size, race, rounds));
  steps.push({ size, rows });
}
const splits = [];
for (const size of [4, 7, 10, 13]) {
  const rows = await step(`split for ${size}`, () => raceSplit(setting, size, { rounds, repeats }));
  splits.push({ size, rows });
}
const pbkdf2 = await step("PBKDF2 keystore", () => raceUnlock(PBKDF2, { rounds: manyRounds }));
const scrypt = await step("scrypt keystore", () => raceUnlock(SCRYPT, { rounds }));
const { result: bulk, others } = await step("scrypt keystores in bulk", () =>
  withOtherLoad(() => raceBulk(BULK, { rounds: longRounds })),
);
const half = await step("scrypt with half the memory", () => raceHalf({ rounds }));
const shared = await step("scrypt keystores with one salt", () => raceShared({ rounds }));
const batch = await step("registrations of one salt", () =>
  raceSharedSalt(BATCH, { rounds: longRounds }),
);

const measured = {
  bundles,
  memory,
  first,
  field,
  stages,
  derivations,
  steps,
  splits,
  pbkdf2,
  scrypt,
  bulk,
  batch,
  half,
  shared,
  pages,
  rounds,
  longRounds,
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
