/**
 * The JavaScript half of the build. `npm run build` writes the publishable `dist/`; `worker` alone
 * writes the key worker that the library's sources import.
 */
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const generated = `${root}www/lib/generated`;

const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  absWorkingDir: root,
};

/** The key worker as one file, and as a string for where files cannot be reached. */
export async function buildWorker() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ["www/lib/keys/worker.ts"],
    format: "iife",
    write: false,
  });
  const source = outputFiles[0].text;
  await writeFile(`${generated}/worker.js`, source);
  await writeFile(`${generated}/worker-source.js`, `export const source = ${JSON.stringify(source)};\n`);
  await writeFile(
    `${generated}/worker-source.d.ts`,
    "/** The key worker, one self-contained classic script. */\nexport declare const source: string;\n",
  );
}
