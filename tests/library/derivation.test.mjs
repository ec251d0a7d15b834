/**
 * Key derivations as the WebAssembly module does them, SIMD and all: keystores that OpenSSL derived
 * open in every way, with as much memory as there is, and leave nothing behind.
 */
import assert from "node:assert/strict";
import { pbkdf2Sync, randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, mock, test } from "node:test";
import * as glue from "../../www/lib/generated/keys.js";
import { makeKeystore, nativeKey, PASSWORD } from "../bench/keystores.mjs";
import { unlockIn } from "./vault.mjs";

const { Vault } = glue;
const { memory } = glue.initSync({
  module: readFileSync(new URL("../../www/lib/generated/keys.wasm", import.meta.url)),
});

/** Room for two tables, one, and a half. */
const WAYS = [2, 1, 0.5];
const table = ({ n, r }) => 128 * n * r;

/** Opens all at once, and fails where one does not give its key. */
async function unlock(keystores, scratch) {
  const vault = new Vault();
  try {
    await open(vault, keystores, scratch, PASSWORD);
  } finally {
    vault.free();
  }
}

async function open(vault, keystores, scratch, password) {
  const files = keystores.map(({ file }) => file);
  const passwords = files.map(() => new TextEncoder().encode(password));
  const outcomes = await unlockIn(glue, vault, files, passwords, scratch);
  assert.deepEqual(
    outcomes.map(({ code, publicKey }) => code ?? publicKey),
    keystores.map(({ publicKey }) => publicKey),
  );
}

describe("derivations agree with OpenSSL", () => {
  test("scrypt of any cost, one to three keystores, with any memory", async () => {
    for (let round = 0; round < 20; round++) {
      const [n, r, p] = [2 ** randomInt(1, 9), randomInt(1, 10), randomInt(1, 4)];
      const params = { dklen: 32, n, r, p };
      const keystores = Array.from({ length: randomInt(1, 4) }, () => makeKeystore(params));
      for (const way of WAYS) await unlock(keystores, way * table(params));
    }
  });

  test("PBKDF2, one to nine keystores: lanes full, half full and left to WebCrypto", async () => {
    for (let count = 1; count < 10; count++) {
      const params = { dklen: 32, c: randomInt(1, 200), prf: "hmac-sha256" };
      await unlock(
        Array.from({ length: count }, () => makeKeystore(params)),
        0,
      );
    }
  });

  test("PBKDF2 of our own, where the platform has none", async () => {
    const { mock: asked } = mock.method(crypto.subtle, "importKey");
    Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
    try {
      for (let count = 1; count < 10; count++) {
        const params = { dklen: 32, c: randomInt(1, 200), prf: "hmac-sha256" };
        await unlock(
          Array.from({ length: count }, () => makeKeystore(params)),
          0,
        );
      }
    } finally {
      delete crypto.subtle;
      mock.restoreAll();
    }
    assert.ok(crypto.subtle);
    assert.equal(asked.callCount(), 0);
  });

  test("all kinds in one request", async () => {
    const kinds = [
      { dklen: 32, n: 64, r: 8, p: 1 },
      { dklen: 32, c: 7, prf: "hmac-sha256" },
      { dklen: 32, n: 128, r: 4, p: 2 },
      { dklen: 32, c: 8, prf: "hmac-sha256" },
    ];
    const keystores = Array.from({ length: 16 }, (_, at) => makeKeystore(kinds[at % 4]));
    await unlock(keystores, 2 ** 20);
  });
});

describe("one derivation for all keystores that share it", () => {
  const params = { dklen: 32, c: 1000, prf: "hmac-sha256" };
  const first = makeKeystore(params);
  const shared = Array.from({ length: 100 }, () => makeKeystore(params, first));

  /** Calls of WebCrypto's PBKDF2, which does one derivation at a time here. */
  async function derivations(work) {
    const { mock: derive } = mock.method(crypto.subtle, "deriveBits");
    try {
      await work();
      return derive.callCount();
    } finally {
      mock.restoreAll();
    }
  }

  test("a hundred keystores with one salt and password: one", async () => {
    assert.equal(await derivations(() => unlock(shared, 0)), 1);
  });

  test("nothing stays for the next request", async () => {
    const twice = async () => {
      await unlock(shared.slice(0, 2), 0);
      await unlock(shared.slice(0, 2), 0);
    };
    assert.equal(await derivations(twice), 2);
  });

  test("another password is another derivation, and fails alone", async () => {
    const vault = new Vault();
    const files = shared.slice(0, 3).map(({ file }) => file);
    const passwords = [PASSWORD, "wrong", PASSWORD].map((text) => new TextEncoder().encode(text));
    let outcomes;
    const count = await derivations(async () => {
      outcomes = await unlockIn(glue, vault, files, passwords, 0);
    });
    vault.free();
    assert.equal(count, 2);
    assert.deepEqual(
      outcomes.map(({ code, slot }) => code ?? slot),
      [0, "WRONG_PASSWORD", 1],
    );
  });
});

test("while the keys are held, nothing is left of password or derived key, nor of tables once wiped", async () => {
  const params = { dklen: 32, n: 2 ** 10, r: 8, p: 1 };
  const password = randomBytes(24).toString("base64");
  const keystores = [1, 2].map(() => makeKeystore(params, { password }));
  const vault = new Vault();
  await open(vault, keystores, 2 * table(params), password);
  vault.wipe();
  const bytes = Buffer.from(memory.buffer);
  const isThere = (secret) =>
    Array.from({ length: secret.length - 7 }, (_, start) => secret.subarray(start, start + 8)).some(
      (window) => bytes.includes(window),
    );
  assert.ok(isThere(Buffer.from("KDF_TOO_EXPENSIVE")), "the scan finds what is there");
  assert.ok(!isThere(Buffer.from(password)));
  for (const { salt, derived } of keystores) {
    assert.ok(!isThere(derived));
    // The table begins with this, and everything follows from it.
    const block = pbkdf2Sync(password, salt, 1, 128 * params.r, "sha256");
    assert.ok(!isThere(block.subarray(0, 64)));
    // In the table words 0, 5, 10 and 15 of 16 stand side by side.
    const words = [0, 5, 10, 15].map((word) => block.subarray(4 * word, 4 * word + 4));
    assert.ok(!isThere(Buffer.concat(words)));
  }
  vault.free();
});
