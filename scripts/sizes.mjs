/** The size budget: what a browser loads for each entry, as gzip. Growing one is a decision. */
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * Bytes of gzip, by the entries that are loaded together. `index.js` is to come down to 120 000:
 * most of it is blst's C, serde's JSON readers and the ABI decoder.
 */
const BUDGETS = [
  { entries: ["index.js"], limit: 220_000 },
  { entries: ["wallet.js", "chain.js"], limit: 12_000 },
  { entries: ["worker.js"], limit: 6_000 },
];

/** One line for every budget that is exceeded; the sizes of all are printed. */
export async function overBudget() {
  const names = new Set(await readdir(dist));
  const over = [];
  process.stdout.write("\n== sizes, gzip\n");
  for (const { entries, limit } of BUDGETS) {
    const files = await loaded(entries, names);
    const sizes = await Promise.all(
      [...files].map(async (name) => gzipSync(await readFile(dist + name), { level: 9 }).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const line = `${entries.join(" + ")}: ${total} of ${limit} bytes`;
    process.stdout.write(`${line}\n`);
    if (total > limit) over.push(line);
  }
  return over;
}

/** Entries with everything they import at once; what they load later is not counted. */
async function loaded(entries, names) {
  const files = new Set(entries);
  for (const name of files) {
    const text = await readFile(dist + name, "utf8");
    for (const [, imported] of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
      if (names.has(imported)) files.add(imported);
    }
  }
  return files;
}
