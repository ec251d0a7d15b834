import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  MOST_TRIES,
  openSession,
  readPasswordFile,
  splitKeystores,
  SsvError,
} from "../../dist/index.js";
import { makeKeystore } from "../bench/keystores.mjs";
import { operators, OWNER } from "./inputs.mjs";

const LIGHT = { dklen: 32, c: 100, prf: "hmac-sha256" };
const NAMES = ["keystore-1.json", "keystore-10.json", "keystore-2.json"];
const bytes = (text) => new TextEncoder().encode(text);
const texts = (list) => list?.map((password) => new TextDecoder().decode(password));
const refusal = (code) => (error) => error instanceof SsvError && error.code === code;

/** What a file gives, as text; and that the file was wiped. */
function read(text, names = NAMES) {
  const file = bytes(text);
  const { password, passwords, tryPasswords } = readPasswordFile(file, names);
  assert.ok(file.every((byte) => byte === 0));
  return {
    ...(password && { password: texts([password])[0] }),
    ...(passwords && { passwords: texts(passwords) }),
    ...(tryPasswords && { tryPasswords: texts(tryPasswords) }),
  };
}

describe("a file of passwords", () => {
  test("one a line, in the order of the keystores; every byte counts", () => {
    assert.deepEqual(read("one\ntwo words \n  three\n"), {
      passwords: ["one", "two words ", "  three"],
    });
    assert.deepEqual(read("\ufeffone\r\ntwo\r\nthree"), { passwords: ["one", "two", "three"] });
    assert.deepEqual(read("pässwörd\n🔑\na:b=c\n"), { passwords: ["pässwörd", "🔑", "a:b=c"] });
  });

  test("by name, in any order, with any separator", () => {
    const expected = { passwords: ["first", "tenth", "a: b"] };
    const lines = ["keystore-10.json: tenth", "keystore-2=a: b", "keystore-1.json\tfirst"];
    assert.deepEqual(read(lines.join("\n")), expected);
    assert.deepEqual(read(lines.reverse().join("\r\n")), expected);
  });

  test("one line serves all; a few others are tried", () => {
    assert.deepEqual(read("the only one\n"), { password: "the only one" });
    assert.deepEqual(read("one\ntwo"), { tryPasswords: ["one", "two"] });
  });

  test("what does not fit is refused, and wiped", () => {
    const many = Array.from({ length: MOST_TRIES + 1 }, (_, at) => `password ${at}`).join("\n");
    for (const text of ["", "\n\n", many, "keystore-1.json: one\nkeystore-2.json: two"]) {
      const file = bytes(text);
      assert.throws(() => readPasswordFile(file, NAMES), refusal("PASSWORDS_MISMATCH"));
      assert.ok(file.every((byte) => byte === 0));
    }
  });
});

describe("a few passwords to try", () => {
  const secrets = ["alpha", "beta", "gamma"];
  const keystores = ["gamma", "alpha", "delta", "beta"].map((password) => {
    return makeKeystore(LIGHT, { password });
  });
  const files = keystores.map(({ file }) => file);

  test("each keystore takes the one that fits; one that none fits says so", async () => {
    const session = await openSession({ workers: 2 });
    const tryPasswords = secrets.map(bytes);
    const outcomes = await session.unlock({ keystores: files, tryPasswords });
    session.close();
    assert.deepEqual(
      outcomes.map(({ key, error }) => error?.code ?? key.publicKey),
      keystores.map(({ publicKey }, at) => (at === 2 ? "WRONG_PASSWORD" : publicKey)),
    );
    assert.ok(tryPasswords.every((secret) => secret.every((byte) => byte === 0)));
  });

  test("also in one call", async () => {
    const request = { operators: operators.slice(0, 4), owner: OWNER, nonce: 0 };
    const { registrations } = await splitKeystores({
      ...request,
      keystores: [files[0], files[3]],
      tryPasswords: secrets,
    });
    assert.deepEqual(
      registrations.map(({ publicKey }) => publicKey),
      [keystores[0].publicKey, keystores[3].publicKey],
    );
  });

  test("they are bounded, and only one kind may be given", async () => {
    const session = await openSession({ workers: 1 });
    const invalid = refusal("INVALID_ARGUMENT");
    const tryPasswords = Array.from({ length: MOST_TRIES + 1 }, () => "x");
    await assert.rejects(session.unlock({ keystores: files, tryPasswords }), invalid);
    await assert.rejects(session.unlock({ keystores: files, tryPasswords: [] }), invalid);
    await assert.rejects(
      session.unlock({ keystores: files, password: "x", tryPasswords: ["x"] }),
      invalid,
    );
    session.close();
  });
});
