/** Builds the modules that only the benchmark has: our steps one by one, and the crates as they come. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Apart from the package's build, which it would make cargo do again.
const TARGET = `${root}target/bench`;

/** `{ stages, plain }` as bytes. */
export function buildModules() {
  const modules = {
    // Optimised as `xtask` optimises the package's own module.
    stages: build("stages", `${root}tests/bench/stages`, [
      "--one-caller-inline-max-function-size=0",
    ]),
    plain: build("plain", `${root}tests/bench/plain`),
  };
  // Ours replaces blst's portable arithmetic at link time; the other must not get it.
  assert.ok(modules.stages.named.includes("ssv_fp_mul"));
  assert.ok(!modules.plain.named.includes("ssv_fp_mul"));
  return { stages: modules.stages.optimised, plain: modules.plain.optimised };
}

function build(name, cwd, options = []) {
  const target = ["--target", "wasm32-unknown-unknown", "--target-dir", TARGET];
  execFileSync("cargo", ["build", "--locked", "--release", ...target], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const compiled = `${TARGET}/wasm32-unknown-unknown/release/${name}.wasm`;
  const optimised = `${TARGET}/${name}.wasm`;
  const tool = `${root}node_modules/binaryen/bin/wasm-opt`;
  execFileSync(process.execPath, [
    tool,
    "-O3",
    ...options,
    "--strip-debug",
    compiled,
    "-o",
    optimised,
  ]);
  return { named: readFileSync(compiled), optimised: readFileSync(optimised) };
}
