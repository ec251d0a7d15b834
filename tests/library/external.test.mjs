import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { suite, test } from "node:test";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** Gives the module in one way, in a Node of its own, and splits a keystore with it. */
async function splitWith(source) {
  const script = `
    import { readFileSync } from "node:fs";
    import { checkKeyshares, init, splitKeystores } from "ssv-wasm/external";
    const bytes = readFileSync("dist/keys.wasm");
    const operators = JSON.parse(readFileSync("tests/devnet/operators.json", "utf8")).slice(0, 4);
    const keystores = [readFileSync("tests/vectors/keystore/eip2335/pbkdf2-ascii.json")];
    const owner = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const request = { keystores, password: "testpassword", operators, owner, nonce: 0 };
    try {
      ${source}
      const { keyshares } = await splitKeystores(request);
      await init({ keyshares: readFileSync("dist/keyshares.wasm") });
      console.log((await checkKeyshares(keyshares)).registrations[0].publicKey);
    } catch (error) {
      console.log(error.code);
    }
  `;
  const options = { cwd: root, timeout: 60_000 };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], options);
  return stdout.trim();
}

const PUBLIC_KEY =
  "0x9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07";

suite("ssv-wasm/external", () => {
  const sources = {
    bytes: "await init({ keys: bytes });",
    "a compiled module": "await init({ keys: await WebAssembly.compile(bytes) });",
    "a module that is still being compiled": "init({ keys: bytes });",
    "a response of any type": "await init({ keys: Promise.resolve(new Response(bytes)) });",
    "a response of the right type":
      'await init({ keys: new Response(bytes, { headers: { "content-type": "application/wasm" } }) });',
  };
  for (const [name, source] of Object.entries(sources)) {
    test(`splits with ${name}`, async () => assert.equal(await splitWith(source), PUBLIC_KEY));
  }

  test("splits with an address, and says so where nothing is there", async () => {
    const module = await readFile(`${root}dist/keys.wasm`);
    const server = createServer((request, response) => {
      const found = request.url === "/keys.wasm";
      response.writeHead(found ? 200 : 404, { "content-type": "application/wasm" });
      response.end(found ? module : undefined);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const address = `http://127.0.0.1:${server.address().port}`;
      assert.equal(
        await splitWith(`await init({ keys: new URL("${address}/keys.wasm") });`),
        PUBLIC_KEY,
      );
      assert.equal(await splitWith(`await init({ keys: "${address}/none" });`), "WASM_UNAVAILABLE");
    } finally {
      server.close();
    }
  });

  test("encodes with the module that holds no keys, and with that one alone", async () => {
    const script = `
      import { readFileSync } from "node:fs";
      import { init, loadCodec, openSession } from "ssv-wasm/external";
      await init({ codec: readFileSync("dist/codec.wasm") });
      const codec = await loadCodec();
      const none = await openSession().catch((error) => error.code);
      console.log(codec.encodeCall("setFeeRecipientAddress", { recipientAddress: process.argv[1] }), none);
    `;
    const owner = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const options = { cwd: root, timeout: 60_000 };
    const { stdout } = await run(
      process.execPath,
      ["--input-type=module", "-e", script, owner],
      options,
    );
    const word = owner.slice(2).toLowerCase().padStart(64, "0");
    assert.equal(stdout.trim(), `0xdbcdc2cc${word} WASM_UNAVAILABLE`);
  });

  test("refuses what is no module, and work before it was given one", async () => {
    assert.equal(await splitWith("await init({ keys: new Uint8Array(8) });"), "WASM_UNAVAILABLE");
    assert.equal(await splitWith(""), "WASM_UNAVAILABLE");
  });

  test("holds no module itself, and offers all that ssv-wasm does", async () => {
    const [external, whole] = await Promise.all([import("ssv-wasm/external"), import("ssv-wasm")]);
    assert.deepEqual(Object.keys(external).sort(), [...Object.keys(whole), "init"].sort());
    const text = await readFile(`${root}dist/external.js`, "utf8");
    const module = await readFile(`${root}dist/keys.wasm`);
    assert.ok(text.length < module.length / 2);
  });
});
