/**
 * `npm run check`: format, lints, types, the published package and its sizes. Every check runs,
 * also after one has failed.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildDistribution, buildPage } from "./build.mjs";
import { setUp } from "./setup.mjs";
import { overBudget } from "./sizes.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const WASM = ["--target", "wasm32-unknown-unknown", "--features", "keys,keyshares,codec"];
const DENY = ["--", "--deny", "warnings"];

setUp();
await buildDistribution();
await buildPage();
const checks = {
  rustfmt: ["cargo", "fmt", "--all", "--check"],
  "clippy, native": ["cargo", "clippy", "--locked", "--workspace", "--all-targets", ...DENY],
  "clippy, wasm": ["cargo", "clippy", "--locked", "--lib", ...WASM, ...DENY],
  prettier: ["node_modules/prettier/bin/prettier.cjs", "--check", "."],
  types: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
  package: ["node_modules/publint/src/cli.js", "--strict"],
};
const failed = Object.entries(checks)
  .filter(([name, command]) => !passes(name, command))
  .map(([name]) => name);
const sizes = await overBudget();
if (sizes.length > 0) failed.push(...sizes);
process.stdout.write(
  failed.length > 0 ? `\nfailed: ${failed.join("; ")}\n` : "\nall checks hold\n",
);
process.exit(failed.length > 0 ? 1 : 0);

function passes(name, [tool, ...args]) {
  process.stdout.write(`\n== ${name}\n`);
  const isScript = tool.startsWith("node_modules");
  const command = isScript ? [process.execPath, [tool, ...args]] : [tool, args];
  return spawnSync(...command, { cwd: root, stdio: "inherit" }).status === 0;
}
