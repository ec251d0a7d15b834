import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { startDevnet } from "../devnet/index.mjs";
import { official } from "./inputs.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);
const quick = official.find(({ file }) => file === "pbkdf2-ascii.json");

/** The sample that the README gives, compiled and run as a reader would. */
describe("the README's sample", () => {
  let folder;
  let sample;
  before(async () => {
    const readme = await readFile(`${root}README.md`, "utf8");
    sample = /^## Use it from npm$[\s\S]*?^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1];
    assert.ok(sample !== undefined, "README.md holds no ts sample under “Use it from npm”");
    folder = await mkdtemp(join(tmpdir(), "ssv-readme-"));
    await mkdir(join(folder, "node_modules"));
    await symlink(root, join(folder, "node_modules", "ssv-wasm"), "dir");
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "sample.ts"), sample);
  });
  after(() => rm(folder, { recursive: true }));

  for (const [resolution, module] of [
    ["nodenext", "nodenext"],
    ["bundler", "esnext"],
  ]) {
    test(`compiles with moduleResolution ${resolution}`, async () => {
      const options = ["--moduleResolution", resolution, "--module", module];
      const strict = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
      const lib = ["--target", "es2022", "--lib", "es2023,dom,dom.iterable", "--types", ""];
      const compiler = `${root}node_modules/typescript/bin/tsc`;
      const args = [compiler, "--noEmit", ...options, ...strict, ...lib, "sample.ts"];
      const result = await run(process.execPath, args, { cwd: folder }).catch((error) => error);
      assert.equal(result.stdout, "");
      assert.equal(result.code ?? 0, 0);
    });
  }

  test("registers a validator on the local network", async () => {
    const outfile = join(folder, "sample.mjs");
    await build({
      entryPoints: [join(folder, "sample.ts")],
      outfile,
      bundle: true,
      packages: "external",
      format: "esm",
    });
    const { register } = await import(pathToFileURL(outfile).href);
    const devnet = await startDevnet({ blockTime: 1 });
    try {
      const ids = [1n, 2n, 3n, 4n];
      const file = new Blob([quick.bytes()]);
      const provider = walletOf(devnet);
      const outcome = await register(file, quick.password, provider, devnet.network, ids);
      assert.equal(outcome.proved, true);
      assert.equal(outcome.cluster.validatorCount, 1);
    } finally {
      await devnet.stop();
    }
  });
});

/** The node's second account, as a wallet that agrees to everything. */
function walletOf({ rpc, accounts }) {
  return {
    request({ method, params }) {
      if (method === "eth_requestAccounts" || method === "eth_accounts") return [accounts[1]];
      return rpc(method, params);
    },
  };
}
