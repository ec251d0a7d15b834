/**
 * The field multiplication alone, which the package does not export: our C code beside the portable
 * one of blst that it replaces, each compiled into a module of its own.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Calls in one sample. */
export const CALLS = 20_000;
// Bulk memory, because there is no library to zero memory with.
const FLAGS =
  "--target=wasm32-unknown-unknown -msimd128 -mbulk-memory -w -ffreestanding -fno-builtin -nostdlib -Wl,--no-entry -Wl,--export-all -x c";

/** As build.rs compiles ours. */
const OURS = ["-Oz", "-fno-vectorize", "-fno-slp-vectorize"];

/** Multiplies and squares one number over and over. */
const loops = (multiply, square) => `
  unsigned value[12] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, factor[12] = {9, 8, 7, 6, 5, 4, 3, 2, 1};
  unsigned *start(void) { return value; }
  void multiply_times(int n) { while (n--) ${multiply}; }
  void square_times(int n) { while (n--) ${square}; }`;

/** Groups of a race: `multiply` and `square`, ours and blst's. */
export function fieldGroups() {
  const ours = compileField(loops("ssv_fp_mul(value, value, factor)", "ssv_fp_sqr(value, value)"));
  const blst = compile(
    `#define __BLST_NO_ASM__
     #include "${blstSources()}/fields.h"
     #include "${blstSources()}/bytes.h"
     #include "${blstSources()}/consts.c"
     #include "${blstSources()}/vect.c"
     ${loops("mul_fp(value, value, factor)", "sqr_fp(value, value)")}`,
    ["-O2"],
  );
  return {
    multiply: loopGroup("multiply_times", ours, blst),
    square: loopGroup("square_times", ours, blst),
  };
}

/** What our C code and some more of it export, compiled into a module as it is for the package. */
export function compileField(code) {
  return compile(`#include "${root}src/bls/field.c"\n${code}`, OURS);
}

function compile(input, flags) {
  const folder = mkdtempSync(join(tmpdir(), "ssv-field-"));
  try {
    const file = join(folder, "field.wasm");
    execFileSync("clang", [...flags, ...FLAGS.split(" "), "-o", file, "-"], { input });
    return new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file))).exports;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where cargo unpacked the version of the lock file. */
function blstSources() {
  const options = [
    "metadata",
    "--format-version=1",
    "--locked",
    "--filter-platform=wasm32-unknown-unknown",
  ];
  const text = execFileSync("cargo", options, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  const { manifest_path } = JSON.parse(text).packages.find(({ name }) => name === "blst");
  return join(dirname(manifest_path), "blst/src");
}

function loopGroup(loop, ours, blst) {
  for (const module of [ours, blst]) module[loop](CALLS);
  assert.deepEqual(numberOf(ours), numberOf(blst));
  const candidates = [
    { name: "ssv-wasm", run: () => ours[loop](CALLS) },
    { name: "blst, portable", run: () => blst[loop](CALLS) },
  ];
  // One call takes 2 ms, and measuring by itself a few tenths of one.
  return { candidates, warmups: 5, repeats: 10 };
}

function numberOf({ memory, start }) {
  return [...new Uint32Array(memory.buffer, start(), 12)];
}
