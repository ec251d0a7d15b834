/** The size budget: what a browser loads for each entry. Growing one is a decision. */
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * Bytes by the entries that are loaded together, as gzip unless it says brotli; with `later`, what they
 * load when it is first needed counts too, but for `index.js`. A module is loaded when it is first
 * needed.
 */
const BUDGETS = [
  { entries: ["index.js"], limit: 17_300 },
  { entries: ["keys.wasm", "worker.js"], pack: "brotli", limit: 75_000 },
  { entries: ["keyshares.wasm"], limit: 54_000 },
  { entries: ["codec.wasm"], limit: 47_000 },
  { entries: ["wallet.js", "chain.js"], limit: 12_000 },
  { entries: ["wallet.js", "chain.js"], later: true, limit: 28_000 },
  { entries: ["worker.js"], limit: 6_000 },
  { entries: ["abi.js"], limit: 4_000 },
];

const PACKERS = {
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  brotli: (bytes) => brotliCompressSync(bytes),
};

/** One line for every budget that is exceeded; the sizes of all are printed. */
export async function overBudget() {
  const names = new Set(await readdir(dist));
  const over = [];
  process.stdout.write("\n== sizes\n");
  for (const { entries, later = false, pack = "gzip", limit } of BUDGETS) {
    const files = await loaded(entries, names, later);
    const sizes = await Promise.all(
      [...files].map(async (name) => PACKERS[pack](await readFile(dist + name)).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const line = `${entries.join(" + ")}${later ? " with what they load later" : ""}: ${total} of ${limit} bytes of ${pack}`;
    process.stdout.write(`${line}\n`);
    if (total > limit) over.push(line);
  }
  return over;
}

/** Entries with everything they import at once, and `later` with what they import when it is needed. */
async function loaded(entries, names, later) {
  const imports = later ? /(?:from|import\(?)"\.\/([^"]+)"/g : /(?:from|import)"\.\/([^"]+)"/g;
  const files = new Set(entries);
  for (const name of files) {
    const text = await readFile(dist + name, "utf8");
    for (const [, imported] of text.matchAll(imports)) {
      if (names.has(imported) && imported !== "index.js") files.add(imported);
    }
  }
  return files;
}
