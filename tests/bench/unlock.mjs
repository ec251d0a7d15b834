/** Opening a keystore: the library and the peers from file to key, and the bare key derivations. */
import assert from "node:assert/strict";
import { pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { scrypt as nobleScrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { openSession } from "../../dist/index.js";
import { packages } from "../peers/packages.mjs";
import { hashWasm, scryptJs } from "../peers/engines.mjs";
import { makeKeystore, nativeKey, PASSWORD, PBKDF2, SCRYPT, unlock } from "./keystores.mjs";
import { race } from "./measure.mjs";

/** Every candidate opens the same new keystore each round. */
export async function raceUnlock(params, { rounds }) {
  const session = await openSession({ workers: 1 });
  const peers = Object.entries(packages).map(async ([name, load]) => ({
    name,
    run: extractWith(await load()),
  }));
  const bare = "c" in params ? pbkdf2Engines(params) : scryptEngines(params);
  const candidates = [
    { name: "ssv-wasm", run: (keystore) => unlock(session, [keystore]) },
    { name: "ssv-wasm, in a worker that is new", run: unlockInNewWorker },
    ...(await Promise.all(peers)),
    ...Object.entries(bare).map(([name, derive]) => ({ name, run: derivation(derive) })),
  ];
  try {
    return await race(candidates, { rounds, input: () => makeKeystore(params) });
  } finally {
    session.close();
  }
}

/** Several keystores at once, against one by one and against two workers. */
export async function raceBulk(count, { rounds }) {
  const sessions = await Promise.all([1, 1, 2].map((workers) => openSession({ workers })));
  const [alone, one, two] = sessions;
  const candidates = [
    {
      name: "one by one, 1 worker",
      run: async (keystores) => {
        for (const keystore of keystores) await unlock(alone, [keystore]);
      },
    },
    { name: "all at once, 1 worker", run: (keystores) => unlock(one, keystores) },
    { name: "all at once, 2 workers", run: (keystores) => unlock(two, keystores) },
  ];
  const input = () => Array.from({ length: count }, () => makeKeystore(SCRYPT));
  try {
    return await race(candidates, { rounds, input });
  } finally {
    for (const session of sessions) session.close();
  }
}

async function unlockInNewWorker(keystore) {
  const session = await openSession({ workers: 1 });
  try {
    await unlock(session, [keystore]);
  } finally {
    session.close();
  }
}

function extractWith({ SSVKeys }) {
  return async ({ json, publicKey }) =>
    assert.equal((await new SSVKeys().extractKeys(json, PASSWORD)).publicKey, publicKey);
}

function derivation(derive) {
  const password = new TextEncoder().encode(PASSWORD);
  return async ({ salt, derived }) =>
    assert.deepEqual(Buffer.from(await derive(password, salt)), derived);
}

function scryptEngines({ n, r, p, dklen }) {
  return {
    "OpenSSL in Node, key derivation only": (_, salt) => nativeKey(SCRYPT, salt),
    "scrypt-js, key derivation only": (password, salt) =>
      scryptJs.syncScrypt(password, salt, n, r, p, dklen),
    "@noble/hashes, key derivation only": (password, salt) =>
      nobleScrypt(password, salt, { N: n, r, p, dkLen: dklen }),
    "hash-wasm, key derivation only": (password, salt) =>
      hashWasm.scrypt({
        password,
        salt,
        costFactor: n,
        blockSize: r,
        parallelism: p,
        hashLength: dklen,
        outputType: "binary",
      }),
  };
}

function pbkdf2Engines({ c, dklen }) {
  return {
    "OpenSSL in Node, key derivation only": (_, salt) => nativeKey(PBKDF2, salt),
    "WebCrypto, key derivation only": async (password, salt) => {
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: c };
      return crypto.subtle.deriveBits(algorithm, key, 8 * dklen);
    },
    "@noble/hashes, key derivation only": (password, salt) =>
      pbkdf2Async(sha256, password, salt, { c, dkLen: dklen }),
    "hash-wasm, key derivation only": (password, salt) =>
      hashWasm.pbkdf2({
        password,
        salt,
        iterations: c,
        hashLength: dklen,
        hashFunction: hashWasm.createSHA256(),
        outputType: "binary",
      }),
  };
}
