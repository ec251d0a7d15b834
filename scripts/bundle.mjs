/**
 * The JavaScript half of the build: the key worker that the library's sources import, and the
 * publishable `dist/`.
 */
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFile, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const generated = `${root}www/lib/generated`;
const dist = `${root}dist`;

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
};

/** The key worker as one file, and as text for where files cannot be reached. */
export async function buildWorker() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ["www/lib/keys/worker.ts"],
    format: "iife",
    write: false,
  });
  const source = outputFiles[0].text;
  await writeFile(`${generated}/worker.js`, source);
  await writeFile(
    `${generated}/worker-source.js`,
    `export const source = ${JSON.stringify(source)};\n`,
  );
  await writeFile(
    `${generated}/worker-source.d.ts`,
    "/** The key worker, one self-contained classic script. */\nexport declare const source: string;\n",
  );
}

/**
 * Lit's browser build asks for these two while it is imported. Where there is none, as on a server,
 * stand-ins let the import go through; nothing is drawn there.
 */
const importableOnServers = {
  name: "importable-on-servers",
  setup({ onLoad }) {
    const standIns = [
      "const HTMLElement = globalThis.HTMLElement ?? class {};",
      "const document = globalThis.document ?? { createTreeWalker() {} };",
    ].join("\n");
    const filter = /node_modules[\\/](?:@lit[\\/]reactive-element|lit-html)[\\/]/;
    onLoad({ filter }, async ({ path }) => ({
      contents: `${standIns}\n${await readFile(path, "utf8")}`,
    }));
  },
};

/** For `external`: the modules come from whoever imports the package. */
const moduleGiven = {
  name: "module-given",
  setup({ onResolve }) {
    onResolve({ filter: /[\\/]module[\\/]inlined\.js$/ }, () => ({
      path: `${root}www/lib/module/given.ts`,
    }));
  },
};

/** Everything that is published: entries, shared code, worker, module and types. */
export async function buildPackage() {
  await rm(dist, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: {
      index: "www/lib/index.ts",
      abi: "www/lib/abi/index.ts",
      chain: "www/lib/chain/index.ts",
      wallet: "www/lib/wallet/index.ts",
      onboarding: "www/lib/onboarding/index.ts",
      elements: "www/elements/index.ts",
    },
    outdir: dist,
    splitting: true,
    plugins: [importableOnServers],
    chunkNames: "lib-[hash]",
    // Maps are shipped but not named in the files: five names would cost the harness 2 % of its size.
    sourcemap: "external",
  });
  await build({
    ...common,
    entryPoints: ["www/lib/external.ts"],
    outdir: dist,
    splitting: true,
    chunkNames: "external-[hash]",
    plugins: [moduleGiven],
    sourcemap: "external",
  });
  for (const name of ["worker.js", "keys.wasm", "keyshares.wasm", "codec.wasm"]) {
    await copyFile(`${generated}/${name}`, `${dist}/${name}`);
  }
  await pointAtWorker();
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.dist.json"], {
    cwd: root,
    stdio: "inherit",
  });
}

/** In `dist/` the worker stands beside the file that starts it, in the sources it is generated. */
async function pointAtWorker() {
  const [from, to] = ['"../generated/worker.js"', '"./worker.js"'];
  const files = (await readdir(dist)).filter((name) => name.endsWith(".js"));
  let replaced = 0;
  for (const name of files) {
    const text = await readFile(`${dist}/${name}`, "utf8");
    if (!text.includes(from)) continue;
    await writeFile(`${dist}/${name}`, text.replaceAll(from, to));
    replaced += text.split(from).length - 1;
  }
  // Once for the entries that share their code, once for `external`.
  if (replaced !== 2)
    throw new Error(`the worker's address stands in ${replaced} places, not in 2`);
}
