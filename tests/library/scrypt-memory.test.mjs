/** How much memory one worker takes for standard scrypt keystores, and what it does without. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { unlockIn } from "./vault.mjs";
import { withMaximum } from "./workers.mjs";

const MIB = 2 ** 20;
const PARAMS = { dklen: 32, n: 2 ** 18, r: 8, p: 1 };
const wasm = readFileSync(new URL("../../www/lib/generated/keys.wasm", import.meta.url));
const keystores = [makeKeystore(PARAMS), makeKeystore(PARAMS)];

/** A new instance, whose memory may not grow beyond `maximum` bytes. */
async function instance(maximum = 2 ** 32) {
  const glue = await import(`../../www/lib/generated/keys.js?${crypto.randomUUID()}`);
  const { memory } = glue.initSync({ module: withMaximum(wasm, maximum) });
  const vault = new glue.Vault();
  return async (files, scratch) => {
    const passwords = files.map(() => new TextEncoder().encode(PASSWORD));
    const outcomes = await unlockIn(glue, vault, files, passwords, scratch);
    return { outcomes, bytes: memory.buffer.byteLength };
  };
}

async function opens(unlock, count, scratch) {
  const chosen = keystores.slice(0, count);
  const { outcomes, bytes } = await unlock(
    chosen.map(({ file }) => file),
    scratch,
  );
  assert.deepEqual(
    outcomes.map(({ code, publicKey }) => code ?? publicKey),
    chosen.map(({ publicKey }) => publicKey),
  );
  return bytes / MIB;
}

test("one keystore takes 258 MiB, 130 where it is told to", async () => {
  assert.ok((await opens(await instance(), 1, 512 * MIB)) <= 258);
  assert.ok((await opens(await instance(), 1, 128 * MIB)) <= 130);
});

test("two at once take 514 MiB, 258 or 130, also the second time", async () => {
  const unlock = await instance();
  assert.ok((await opens(unlock, 2, 128 * MIB)) <= 130);
  assert.ok((await opens(unlock, 2, 128 * MIB)) <= 130);
  assert.ok((await opens(await instance(), 2, 256 * MIB)) <= 258);
  assert.ok((await opens(await instance(), 2, 512 * MIB)) <= 514);
});

test("memory that cannot be had is done without", async () => {
  for (const maximum of [400, 258, 130]) {
    assert.ok((await opens(await instance(maximum * MIB), 2, 512 * MIB)) <= maximum);
  }
});

test("without memory for half a table a keystore is refused, and the instance goes on", async () => {
  const unlock = await instance(64 * MIB);
  const light = makeKeystore({ ...PARAMS, n: 2 ** 10 });
  const { outcomes } = await unlock([keystores[0].file, light.file], 512 * MIB);
  assert.equal(outcomes[0].code, "OUT_OF_MEMORY");
  assert.equal(outcomes[0].details.required, BigInt(128 * MIB));
  assert.equal(outcomes[1].publicKey, light.publicKey);
});
