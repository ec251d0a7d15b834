import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const MODULES = [
  "errors.ts",
  "chain/index.ts",
  "chain/failure.ts",
  "chain/logs.ts",
  "chain/node.ts",
  "wallet/capabilities.ts",
  "wallet/index.ts",
  "wallet/safe-checksum.ts",
];

const folder = await mkdtemp(join(tmpdir(), "ssv-harness-"));
const outfile = join(folder, "harness.mjs");
await build({
  stdin: {
    contents: MODULES.map((path) => `export * from "./${path}";`).join("\n"),
    resolveDir: fileURLToPath(new URL("../../www/lib/", import.meta.url)),
  },
  bundle: true,
  outfile,
  format: "esm",
  target: "es2022",
  external: ["../index.js"],
  logLevel: "error",
});

/** The harness as one module, its inner parts included, compiled from the sources as they are now. */
export const lib = await import(pathToFileURL(outfile).href);
await rm(folder, { recursive: true });
