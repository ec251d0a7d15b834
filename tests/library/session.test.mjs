import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkKeyshares, openSession, SsvError } from "../../dist/index.js";
import { official, operators, other, OWNER } from "./inputs.mjs";

const quick = official.find(({ file }) => file === "pbkdf2-ascii.json");
const seven = operators.slice(0, 7);
const OTHER_OWNER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const SIGNATURE_END = 2 + 2 * 96;

const refusal = (code) => (error) => error instanceof SsvError && error.code === code;

/** A session that is closed when the work is done. */
async function inSession(work, options) {
  const session = await openSession(options);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

describe("a session", () => {
  test("unlocks each keystore on its own, in request order", () =>
    inSession(async (session) => {
      assert.equal(session.mode, "worker");
      const broken = new TextEncoder().encode("{}");
      const outcomes = await session.unlock({
        keystores: [broken, other.bytes(), quick.bytes(), quick.bytes()],
        passwords: ["x", "wrong", quick.password, quick.password],
      });
      assert.deepEqual(
        outcomes.map(({ index, error, key }) => [index, error?.code ?? key.publicKey]),
        [
          [0, "NOT_A_KEYSTORE"],
          [1, "WRONG_PASSWORD"],
          [2, quick.pubkey],
          [3, "DUPLICATE_VALIDATOR"],
        ],
      );
      assert.deepEqual(session.keys, [{ publicKey: quick.pubkey }]);
      const [later] = await session.unlock({
        keystores: [other.bytes()],
        password: other.password,
      });
      assert.equal(later.key.publicKey, other.pubkey);
      assert.deepEqual(
        session.keys.map(({ publicKey }) => publicKey),
        [quick.pubkey, other.pubkey],
      );
      const { registrations } = await session.split({ operators: seven, owner: OWNER, nonce: 5 });
      assert.deepEqual(
        registrations.map(({ publicKey, nonce }) => [publicKey, nonce]),
        [
          [quick.pubkey, 5n],
          [other.pubkey, 6n],
        ],
      );
    }));

  test("a split that fails leaves nothing to be signed again", () =>
    inSession(async (session) => {
      await session.unlock({ keystores: [quick.bytes()], password: quick.password });
      await session.split({ operators: seven, owner: OWNER, nonce: 0 });
      // More than a number of JSON holds: what fails is the file, after the key was split.
      const operators = seven.with(-1, { ...seven.at(-1), id: 2n ** 53n });
      await assert.rejects(session.split({ operators, owner: OWNER, nonce: 1 }), SsvError);
      await assert.rejects(session.resign({ nonce: 2 }), refusal("INVALID_ARGUMENT"));
      await session.split({ operators: seven, owner: OWNER, nonce: 2 });
      await session.resign({ nonce: 3 });
    }));

  test("signs again without touching a share", () =>
    inSession(async (session) => {
      await session.unlock({ keystores: [quick.bytes()], password: quick.password });
      await assert.rejects(session.resign({ nonce: 1 }), refusal("INVALID_ARGUMENT"));
      const first = await session.split({ operators: seven, owner: OWNER, nonce: 0 });
      const again = await session.resign({ nonce: 9 });
      const moved = await session.resign({ nonce: 9, owner: OTHER_OWNER });
      const [a, b, c] = [first, again, moved].map(({ registrations }) => registrations[0]);
      assert.deepEqual([b.nonce, c.nonce, b.owner, c.owner], [9n, 9n, OWNER, OTHER_OWNER]);
      const signatures = [a, b, c].map(({ sharesData }) => sharesData.slice(0, SIGNATURE_END));
      assert.equal(new Set(signatures).size, 3);
      const sealed = [a, b, c].map(({ sharesData }) => sharesData.slice(SIGNATURE_END));
      assert.equal(new Set(sealed).size, 1);
      const expected = { owner: OTHER_OWNER, nonce: 9n, operators: seven };
      await checkKeyshares(moved.keyshares, expected);
      await assert.rejects(checkKeyshares(again.keyshares, expected), refusal("OWNER_MISMATCH"));
    }));

  test("signs the split of another session, and of no other keys", async () => {
    const unlocked = (session) =>
      session.unlock({ keystores: [quick.bytes()], password: quick.password });
    const made = await inSession(async (session) => {
      await unlocked(session);
      return session.split({ operators: seven, owner: OWNER, nonce: 0 });
    });
    const { registrations } = await checkKeyshares(made.keyshares);
    const split = { registrations, operators: seven };
    await inSession(async (session) => {
      await unlocked(session);
      const again = await session.resign({ nonce: 9, split });
      const [before, after] = [registrations[0], again.registrations[0]];
      const { sharesData } = after;
      assert.deepEqual(after, { ...before, nonce: 9n, sharesData });
      assert.equal(sharesData.slice(SIGNATURE_END), before.sharesData.slice(SIGNATURE_END));
      const expected = { owner: OWNER, nonce: 9n, operators: seven };
      await checkKeyshares(again.keyshares, expected);
      // From now on it is this session's own.
      await session.resign({ nonce: 10 });
      await session.unlock({ keystores: [other.bytes()], password: other.password });
      await assert.rejects(session.resign({ nonce: 9, split }), refusal("INVALID_ARGUMENT"));
      const publicKeys = [other.pubkey];
      const lent = { ...split, registrations: [{ ...before, publicKey: other.pubkey }] };
      await assert.rejects(
        session.resign({ nonce: 9, publicKeys, split: lent }),
        refusal("SHARES_INCONSISTENT"),
      );
    });
  });

  test("remarks keystores that share salt and iv", () =>
    inSession(async (session) => {
      // The same key stream under another key: the file's own public key has to differ.
      const text = new TextDecoder().decode(quick.bytes());
      const keystore = JSON.parse(text);
      const [first] = await session.unlock({
        keystores: [quick.bytes()],
        password: quick.password,
      });
      assert.ok(!first.warnings.some(({ code }) => code === "SHARED_SALT"));
      const twin = await twinOf(keystore);
      const [second] = await session.unlock({ keystores: [twin], password: quick.password });
      assert.ok(second.warnings.some(({ code }) => code === "SHARED_SALT"));
    }));

  test("says how long a split is going to take", (context) =>
    inSession(
      async (session) => {
        const passwords = [quick.password, other.password];
        await session.unlock({ keystores: [quick.bytes(), other.bytes()], passwords });
        let now = 0;
        context.mock.method(performance, "now", () => now);
        const told = [];
        const onProgress = ({ done, remainingMs }) => {
          told.push([done, remainingMs]);
          now += 500;
        };
        await session.split({ operators: seven, owner: OWNER, nonce: 0, onProgress });
        assert.deepEqual(told, [
          [0, undefined],
          [1, 500],
          [2, 0],
        ]);
      },
      { workers: 1 },
    ));

  test("ends with close", async () => {
    const session = await openSession();
    await session.unlock({ keystores: [quick.bytes()], password: quick.password });
    session.close();
    session.close();
    const request = { operators: seven, owner: OWNER, nonce: 0 };
    await assert.rejects(session.split(request), refusal("SESSION_CLOSED"));
    await assert.rejects(session.resign(request), refusal("SESSION_CLOSED"));
    await assert.rejects(
      session.unlock({ keystores: [], password: "" }),
      refusal("SESSION_CLOSED"),
    );
    assert.deepEqual(session.keys, []);
  });

  test("closed while it works: the work is rejected", async () => {
    const session = await openSession();
    const work = session.unlock({ keystores: [quick.bytes()], password: quick.password });
    session.close();
    await assert.rejects(work, refusal("SESSION_CLOSED"));
  });

  test("a cancelled split leaves the session open", () =>
    inSession(async (session) => {
      await session.unlock({ keystores: [quick.bytes()], password: quick.password });
      const request = { operators: seven, owner: OWNER, nonce: 0 };
      const signal = AbortSignal.abort();
      await assert.rejects(session.split({ ...request, signal }), refusal("ABORTED"));
      const { registrations } = await session.split(request);
      assert.equal(registrations.length, 1);
    }));

  test("uses several workers where asked, in the same order", () =>
    inSession(
      async (session) => {
        const keystores = [quick.bytes(), other.bytes()];
        await session.unlock({ keystores, password: other.password });
        const { registrations } = await session.split({
          operators: seven,
          owner: OWNER,
          nonce: 0,
        });
        const keys = registrations.map(({ publicKey }) => publicKey);
        assert.deepEqual(keys, [quick.pubkey, other.pubkey]);
      },
      { workers: 2 },
    ));
});

/** Another secret, encrypted with the same key stream as the given PBKDF2 keystore. */
async function twinOf(keystore) {
  const { createCipheriv, createHash, pbkdf2Sync } = await import("node:crypto");
  const { bls12_381 } = await import("@noble/curves/bls12-381.js");
  const { kdf, cipher } = keystore.crypto;
  const salt = Buffer.from(kdf.params.salt, "hex");
  const key = pbkdf2Sync(quick.password, salt, kdf.params.c, 32, "sha256");
  const secret = Buffer.alloc(32, 1);
  const iv = Buffer.from(cipher.params.iv, "hex");
  const message = createCipheriv("aes-128-ctr", key.subarray(0, 16), iv).update(secret);
  const sum = createHash("sha256").update(key.subarray(16)).update(message).digest("hex");
  const publicKey = bls12_381.G1.Point.BASE.multiply(BigInt(`0x${secret.toString("hex")}`));
  const twin = structuredClone(keystore);
  twin.crypto.cipher.message = message.toString("hex");
  twin.crypto.checksum.message = sum;
  twin.pubkey = Buffer.from(publicKey.toBytes()).toString("hex");
  return new TextEncoder().encode(JSON.stringify(twin));
}
