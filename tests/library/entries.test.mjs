import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test } from "node:test";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** Runs a module in a Node of its own, which has to end by itself. */
async function inNode(source) {
  const options = { cwd: root, timeout: 20_000 };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source], options);
  return JSON.parse(stdout);
}

const { exports } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
const modules = Object.entries(exports)
  .filter(([, target]) => typeof target === "object")
  .map(([name]) => name.replace(".", "ssv-wasm"));

for (const name of modules) {
  test(`importing ${name} touches nothing and starts nothing`, async () => {
    const { added, touched, resources } = await inNode(`
      import { Worker } from "node:worker_threads";
      const touched = [];
      for (const name of ["document", "window", "localStorage", "indexedDB", "Worker", "trustedTypes"]) {
        Object.defineProperty(globalThis, name, {
          configurable: true,
          get: () => void touched.push(name),
        });
      }
      WebAssembly.compile = WebAssembly.Module = () => { touched.push("WebAssembly"); };
      const before = Object.getOwnPropertyNames(globalThis);
      await import(${JSON.stringify(name)});
      await new Promise((resolve) => setTimeout(resolve, 50));
      const added = Object.getOwnPropertyNames(globalThis).filter((key) => !before.includes(key));
      const resources = process.getActiveResourcesInfo().filter((kind) => /Worker|MessagePort|TCP/.test(kind));
      console.log(JSON.stringify({ added, touched, resources }));
    `);
    // Lit leaves its versions and a map behind, for copies of itself.
    const own = added.filter((key) => !/^(?:lit|reactive)\w+(?:Versions|Metadata)$/.test(key));
    assert.deepEqual(own, []);
    assert.deepEqual(
      touched.filter((key) => !isProbe(name, key)),
      [],
    );
    assert.deepEqual(resources, []);
  });
}

/** Lit looks for these, and goes on without. */
function isProbe(name, key) {
  return name === "ssv-wasm/elements" && (key === "document" || key === "trustedTypes");
}

test("the process ends by itself after splitting, checking and an open session", async () => {
  const count = await inNode(`
    import { readFileSync } from "node:fs";
    import { checkKeyshares, openSession, splitKeystores } from "ssv-wasm";
    const folder = "tests/vectors/keystore/eip2335/";
    const keystores = [readFileSync(folder + "pbkdf2-ascii.json")];
    const operators = JSON.parse(readFileSync("tests/devnet/operators.json", "utf8")).slice(0, 4);
    const owner = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const request = { keystores, password: "testpassword", operators, owner, nonce: 0 };
    const { keyshares } = await splitKeystores(request);
    await splitKeystores({ ...request, password: "wrong" }).catch(() => {});
    const { registrations } = await checkKeyshares(keyshares);
    const session = await openSession();
    session.close();
    console.log(registrations.length);
  `);
  assert.equal(count, 1);
});
