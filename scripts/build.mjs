/**
 * `npm run build` writes the publishable `dist/`. Other scripts import the steps, each of which
 * does nothing where its result is newer than its sources.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The WebAssembly modules, their glue and the key worker, in `www/lib/generated`. */
export async function buildModule() {
  const last = `${root}www/lib/generated/unicode.js`;
  const sources = ["src", "xtask", "build.rs", "Cargo.toml", "Cargo.lock", ".cargo/config.toml"];
  if (!existsSync(last) || statSync(last).mtimeMs < newest(sources)) {
    run("cargo", ["xtask", "wasm"]);
  }
  const { buildWorker } = await import("./bundle.mjs");
  await buildWorker();
}

/** The package in `dist/`. */
export async function buildDistribution() {
  await buildModule();
  const { buildPackage } = await import("./bundle.mjs");
  await buildPackage();
}

/** The dapp in `www/page/dist`, a folder for any web server. */
export async function buildPage() {
  await buildModule();
  const { build } = await import("vite");
  await build({ configFile: `${root}vite.config.ts`, logLevel: "warn" });
}

/** Time of the last change below these paths. */
function newest(paths) {
  return Math.max(
    ...paths.map((path) => {
      const full = `${root}${path}`;
      const entry = statSync(full);
      if (!entry.isDirectory()) return entry.mtimeMs;
      return newest(readdirSync(full).map((name) => `${path}/${name}`));
    }),
  );
}

function run(tool, args) {
  const { status } = spawnSync(tool, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { setUp } = await import("./setup.mjs");
  setUp();
  await buildDistribution();
}
