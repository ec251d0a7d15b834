/**
 * `npm test`: sets up what is missing, builds, and runs every test: native Rust, types, the local
 * network, the harness, the package in Node, peers that read our files, and the page in a real
 * browser. Ends with `N passed, N failed`.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildDistribution, buildPage } from "./build.mjs";
import { setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["devnet", "harness", "library", "peers", "browser"];
/** Milliseconds that one file may take, several times what the slowest does: one that hangs fails by itself. */
const FILE_TIMEOUT = 15 * 60_000;

setUp({ browser: true });
const totals = { passed: 0, failed: 0 };

await suite("native", "cargo", ["test", "--locked"], countCargo);
await buildDistribution();
await buildPage();
await suite(
  "types",
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
  countCommand,
);
await suite("peers' packages", process.execPath, ["tests/peers/install.mjs"], countCommand);
for (const folder of FOLDERS) {
  const files = readdirSync(`${root}tests/${folder}`).filter((name) => name.endsWith(".test.mjs"));
  const paths = files.map((name) => `tests/${folder}/${name}`);
  const options = ["--test-reporter=spec", `--test-timeout=${FILE_TIMEOUT}`];
  await suite(folder, process.execPath, ["--test", ...options, ...paths], countNode);
}

process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed === 0 ? 0 : 1);

/** Runs one command with its output shown, and adds what `count` reads in it to the totals. */
async function suite(name, tool, args, count) {
  process.stdout.write(`\n== ${name}\n`);
  const { status, output } = await run(tool, args);
  const { passed, failed } = count(output, status);
  totals.passed += passed;
  // A suite that ran nothing, or failed without naming a test, failed as a whole.
  totals.failed += failed || (status !== 0 || passed === 0 ? 1 : 0);
}

function countCommand(_output, status) {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
}

function countCargo(output) {
  const results = [...output.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed/gm)];
  return sum(results.map(([, passed, failed]) => [passed, failed]));
}

function countNode(output) {
  const passed = /^\S+ pass (\d+)$/m.exec(output)?.[1] ?? 0;
  const failed = /^\S+ fail (\d+)$/m.exec(output)?.[1] ?? 0;
  return sum([[passed, failed]]);
}

function sum(rows) {
  return rows.reduce(
    (total, [passed, failed]) => ({
      passed: total.passed + Number(passed),
      failed: total.failed + Number(failed),
    }),
    { passed: 0, failed: 0 },
  );
}

function run(tool, args) {
  return new Promise((resolve) => {
    const child = spawn(tool, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
        process.stdout.write(chunk);
      });
    }
    child.on("error", () => resolve({ status: 1, output }));
    child.on("close", (status) => resolve({ status, output }));
  });
}
