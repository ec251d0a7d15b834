/**
 * Nothing secret stays behind in WebAssembly memory: all 8-byte windows of every secret, in every
 * form it takes on its way, are looked for before and after the vault is dropped.
 */
import assert from "node:assert/strict";
import { constants, createDecipheriv, pbkdf2Sync, privateDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as glue from "../../www/lib/generated/keys.js";
import { unlockIn } from "./vault.mjs";

const read = (path) => readFileSync(new URL(path, import.meta.url));
const OWNER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const PASSWORD = "testpassword";
/** The PBKDF2 one of the samples; the others share its path through the vault but for the KDF. */
const keystore = read("../devnet/samples/keystore-m_12381_3600_5_0_0.json");
const operators = JSON.parse(read("../devnet/operators.json")).slice(0, 4);

const module = read("../../www/lib/generated/keys.wasm");
const { Committee, Vault } = glue;
const { memory } = glue.initSync({ module });

/** The secret and the derived key, computed without our code. */
function decrypt() {
  const { kdf, cipher } = JSON.parse(keystore).crypto;
  const salt = Buffer.from(kdf.params.salt, "hex");
  const derived = pbkdf2Sync(PASSWORD, salt, kdf.params.c, 32, "sha256");
  const iv = Buffer.from(cipher.params.iv, "hex");
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const secret = Buffer.concat([decipher.update(cipher.message, "hex"), decipher.final()]);
  return { derived, secret };
}

/** Big-endian, little-endian, and as hex text of either case. */
function forms(secret) {
  const hex = secret.toString("hex");
  return [secret, Buffer.from(secret).reverse(), Buffer.from(hex), Buffer.from(hex.toUpperCase())];
}

/** How many of the 8-byte windows of these secrets stand in memory now. */
function windowsLeft(secrets) {
  const bytes = Buffer.from(memory.buffer);
  let found = 0;
  for (const secret of secrets) {
    for (let start = 0; start + 8 <= secret.length; start++) {
      const window = secret.subarray(start, start + 8);
      // Words of our own error messages are no finding.
      if (bytes.includes(window) && !module.includes(window)) found += 1;
    }
  }
  return found;
}

function committee() {
  return new Committee(
    BigUint64Array.from(operators.map(({ id }) => BigInt(id))),
    operators.map(({ publicKey }) => publicKey),
  );
}

/** The shares out of a registration, opened with the operators' private keys. */
function openShares(sharesData) {
  const bytes = Buffer.from(sharesData.slice(2), "hex");
  const sealed = bytes.subarray(96 + 48 * operators.length);
  return operators.map(({ privateKey }, place) => {
    const block = sealed.subarray(256 * place, 256 * (place + 1));
    // Node refuses to remove this padding itself.
    const plain = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block);
    return Buffer.from(plain.subarray(-64).toString(), "hex");
  });
}

test("a dropped vault leaves nothing of key, shares, password or derived key", async () => {
  const { derived, secret } = decrypt();
  const vault = new Vault();
  const password = new TextEncoder().encode(PASSWORD);
  const [{ slot }] = await unlockIn(glue, vault, [keystore], [password], 2 ** 28);
  assert.ok(windowsLeft(forms(secret)) > 0, "the scan finds a key that is there");
  const slots = Uint32Array.of(slot);
  const [registration] = vault.split(slots, committee(), OWNER, BigUint64Array.of(0n));
  vault.resign(slots, [registration], OWNER, BigUint64Array.of(1n));
  const shares = openShares(registration.sharesData).flatMap(forms);
  assert.equal(windowsLeft(shares), 0, "shares are gone once they are sealed");
  assert.equal(windowsLeft([derived, Buffer.from(PASSWORD)]), 0, "and so is what opened the file");
  vault.free();
  assert.equal(windowsLeft(forms(secret)), 0);
});

test("a key that was opened and never used is gone with its slot", async () => {
  const { secret } = decrypt();
  const vault = new Vault();
  const passwords = [new TextEncoder().encode(PASSWORD)];
  const [{ slot }] = await unlockIn(glue, vault, [keystore], passwords, 2 ** 28);
  assert.ok(windowsLeft(forms(secret)) > 0, "the scan finds a key that is there");
  vault.lock(slot);
  vault.free();
  assert.equal(windowsLeft(forms(secret)), 0);
});

test("a wrong password leaves nothing of itself", async () => {
  const vault = new Vault();
  const typed = "Tr0ub4dor&3-Xq7vLm2p";
  const [refused] = await unlockIn(
    glue,
    vault,
    [keystore],
    [new TextEncoder().encode(typed)],
    2 ** 28,
  );
  assert.equal(refused.code, "WRONG_PASSWORD");
  assert.equal(windowsLeft([Buffer.from(typed)]), 0);
  vault.free();
});
