import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkKeyshares, inspectKeystore, splitKeystores, SsvError } from "../../dist/index.js";
import { makeKeystore, PASSWORD } from "../bench/keystores.mjs";
import { official, operators, other, OWNER } from "./inputs.mjs";

const committee = operators.slice(0, 4);
const quick = official.find(({ file }) => file === "pbkdf2-ascii.json");
const request = (changes) => ({
  keystores: [quick.bytes()],
  password: quick.password,
  operators: committee,
  owner: OWNER,
  nonce: 0,
  ...changes,
});
const refusal = (code) => (error) => error instanceof SsvError && error.code === code;

describe("splitKeystores", () => {
  for (const { file, bytes, password, pubkey } of official) {
    test(`opens ${file}`, async () => {
      const { registrations, keyshares } = await splitKeystores(
        request({ keystores: [bytes()], password, nonce: 7n }),
      );
      const [{ publicKey, operatorIds, sharesData, owner, nonce }, ...rest] = registrations;
      assert.equal(rest.length, 0);
      assert.deepEqual([publicKey, owner, nonce], [pubkey, OWNER, 7n]);
      assert.deepEqual(operatorIds, [1n, 2n, 3n, 4n]);
      assert.equal(sharesData.length, 2 + 2 * (96 + 304 * 4));
      const expected = { owner: OWNER, nonce: 7n, operators: committee };
      const checked = await checkKeyshares(keyshares, expected);
      assert.deepEqual(checked.registrations, registrations);
    });
  }

  test("each keystore with its own password, nonces in order", async () => {
    const unicode = official.find(({ file }) => file === "pbkdf2-unicode.json");
    const passwords = [unicode.password, new TextEncoder().encode(other.password)];
    const { registrations } = await splitKeystores(
      request({
        keystores: [unicode.bytes(), new Blob([other.bytes()])],
        password: undefined,
        passwords,
        nonce: 65_534,
      }),
    );
    assert.deepEqual(
      registrations.map(({ publicKey, nonce }) => [publicKey, nonce]),
      [
        [unicode.pubkey, 65_534n],
        [other.pubkey, 65_535n],
      ],
    );
    assert.ok(passwords[1].every((byte) => byte === 0));
  });

  test("a nonce beyond the operators' counter is remarked", async () => {
    const { warnings } = await splitKeystores(request({ nonce: 65_536 }));
    assert.deepEqual(warnings, [{ code: "NONCE_WRAPS", index: 0 }]);
  });

  test("keystores that share a key stream with one before are remarked", async () => {
    const params = { dklen: 32, c: 2 ** 18, prf: "hmac-sha256" };
    const first = makeKeystore(params);
    const { salt, derived } = first;
    const keystores = [
      first,
      makeKeystore(params, { salt, derived }),
      makeKeystore(params, first),
      makeKeystore(params, first),
    ].map(({ file }) => file);
    const { warnings } = await splitKeystores(request({ keystores, password: PASSWORD }));
    assert.deepEqual(warnings, [
      { code: "SHARED_SALT", index: 2 },
      { code: "SHARED_SALT", index: 3 },
    ]);
  });

  test("progress is determinate, and never goes back", async () => {
    const seen = [];
    await splitKeystores(
      request({
        keystores: [quick.bytes(), other.bytes()],
        onProgress: (progress) => seen.push(progress),
      }),
    );
    assert.ok(seen.every(({ total }) => total === 4));
    assert.ok(seen.every(({ done }, at) => at === 0 || done >= seen[at - 1].done));
    assert.equal(seen.at(0).done, 0);
    assert.equal(seen.at(-1).done, 4);
    assert.deepEqual([...new Set(seen.map(({ phase }) => phase))], ["derive", "split"]);
    for (const { index } of seen) assert.ok(index === 0 || index === 1);
  });

  test("operators in any order, ids as number, text or bigint", async () => {
    const ids = [3, "1", 4n, 2];
    const mixed = ids.map((id) => ({ id, publicKey: operators[Number(id) - 1].publicKey }));
    const { registrations, keyshares } = await splitKeystores(request({ operators: mixed }));
    assert.deepEqual(registrations[0].operatorIds, [1n, 2n, 3n, 4n]);
    await checkKeyshares(keyshares, { operators: committee });
  });

  test("the owner in any spelling comes back checksummed", async () => {
    const { registrations } = await splitKeystores(request({ owner: OWNER.toLowerCase() }));
    assert.equal(registrations[0].owner, OWNER);
  });

  test("two calls never make the same shares", async () => {
    const [one, two] = await Promise.all([splitKeystores(request()), splitKeystores(request())]);
    assert.notEqual(one.registrations[0].sharesData, two.registrations[0].sharesData);
    const signature = ({ registrations }) => registrations[0].sharesData.slice(0, 2 + 192);
    assert.equal(signature(one), signature(two));
  });

  test("a wrong password names the keystore", async () => {
    const keystores = [quick.bytes(), other.bytes()];
    const passwords = [quick.password, "wrong"];
    await assert.rejects(
      splitKeystores(request({ keystores, password: undefined, passwords })),
      (error) => refusal("WRONG_PASSWORD")(error) && error.details.index === 1,
    );
  });

  test("cancelled before and during the work", async () => {
    const before = AbortSignal.abort();
    const password = new TextEncoder().encode(quick.password);
    await assert.rejects(splitKeystores(request({ signal: before, password })), refusal("ABORTED"));
    assert.ok(password.every((byte) => byte === 0));
    const controller = new AbortController();
    const scrypt = official.find(({ file }) => file === "scrypt-ascii.json");
    const onProgress = () => setTimeout(() => controller.abort(), 20);
    await assert.rejects(
      splitKeystores(
        request({ keystores: [scrypt.bytes()], signal: controller.signal, onProgress }),
      ),
      refusal("ABORTED"),
    );
  });

  const refused = {
    OPERATOR_ID_INVALID: [
      0,
      -1,
      1.5,
      2 ** 53,
      0n,
      2n ** 64n,
      "0",
      "01",
      "1e3",
      "0x1",
      " 1",
      "",
    ].map((id) => ({ operators: [{ ...committee[0], id }, ...committee.slice(1)] })),
    OPERATOR_ID_DUPLICATE: [
      { operators: [{ ...committee[0], id: 2 }, ...committee.slice(1)] },
      { operators: [{ ...committee[0], id: "2" }, ...committee.slice(1)] },
    ],
    OPERATOR_COUNT: [0, 1, 3, 5, 6].map((count) => ({ operators: operators.slice(0, count) })),
    OPERATOR_KEY_DUPLICATE: [
      { operators: [{ id: 9, publicKey: committee[1].publicKey }, ...committee.slice(1)] },
    ],
    OPERATOR_KEY_MALFORMED: [
      { operators: [{ id: 1, publicKey: "AAAA" }, ...committee.slice(1)] },
      { operators: [{ id: 1, publicKey: "" }, ...committee.slice(1)] },
    ],
    OWNER_INVALID: ["", "0x", "0x1234", OWNER.replace("5aAe", "5AAe"), `${OWNER}0`].map(
      (owner) => ({
        owner,
      }),
    ),
    NONCE_INVALID: [-1, 1.5, -1n, NaN, 2n ** 64n, 2 ** 53].map((nonce) => ({ nonce })),
    INVALID_ARGUMENT: [
      { password: undefined },
      { passwords: [quick.password] },
      { password: undefined, passwords: [] },
      { keystores: [] },
      { workers: 0 },
      { workers: 1.5 },
    ],
    DUPLICATE_VALIDATOR: [{ keystores: [quick.bytes(), quick.bytes()] }],
    NOT_JSON: [{ keystores: [new TextEncoder().encode("{")] }],
  };
  for (const [code, changes] of Object.entries(refused)) {
    test(`refuses what ends in ${code}`, async () => {
      for (const change of changes) {
        await assert.rejects(splitKeystores(request(change)), (error) => {
          assert.ok(error instanceof SsvError);
          const shown = JSON.stringify(change, (_, value) => String(value).slice(0, 80));
          assert.equal(error.code, code, shown);
          return true;
        });
      }
    });
  }

  test("no error carries the password or the file", async () => {
    const password = "a very secret password";
    const error = await splitKeystores(request({ password })).catch((caught) => caught);
    const said = JSON.stringify([error.message, error.details, String(error.cause), error.stack]);
    assert.ok(!said.includes(password));
  });
});

test("inspectKeystore says what a keystore is, without its password", async () => {
  const facts = await inspectKeystore(other.bytes());
  assert.equal(facts.publicKey, other.pubkey);
  assert.equal(facts.kdf, "pbkdf2");
  assert.equal(facts.path, "m/12381/3600/5/0/0");
  await assert.rejects(inspectKeystore(new TextEncoder().encode("[]")), refusal("NOT_A_KEYSTORE"));
});
