/** Inner parts of the library that no entry exports, compiled from the sources as they are now. */
import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../www/lib/", import.meta.url));

export async function importSource(path) {
  const folder = await mkdtemp(join(tmpdir(), "ssv-source-"));
  const outfile = join(folder, "module.mjs");
  await build({ entryPoints: [root + path], bundle: true, outfile, format: "esm" });
  const module = await import(pathToFileURL(outfile).href);
  await rm(folder, { recursive: true });
  return module;
}
