/** Opening a keystore: the library and the peers from file to key, and the bare key derivations. */
import assert from "node:assert/strict";
import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { scrypt as nobleScrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { openSession } from "../../dist/index.js";
import { packages } from "../peers/packages.mjs";
import { hashWasm, scryptJs } from "../peers/engines.mjs";
import { makeKeystore, nativeKey, PASSWORD, SCRYPT, unlock } from "./keystores.mjs";
import { race } from "./measure.mjs";

/** Every candidate opens the same new keystore each round. */
export async function raceUnlock(params, rounds) {
  const session = await openSession({ workers: 1 });
  const peers = Object.entries(packages).map(async ([name, load]) => ({
    name,
    run: extractWith(await load()),
  }));
  const bare = "c" in params ? pbkdf2Engines : scryptEngines;
  const candidates = [
    { name: "ssv-wasm", run: (keystore) => unlock(session, [keystore]) },
    ...Object.entries(bare).map(([name, derive]) => ({ name, run: derivation(derive) })),
    { name: "ssv-wasm, in a worker that is new", run: unlockInNewWorker },
    ...(await Promise.all(peers)),
  ];
  try {
    await rehearse(candidates, "c" in params ? { ...params, c: 1 } : { ...params, n: 2 });
    return await race(candidates, { rounds, input: () => makeKeystore(params) });
  } finally {
    session.close();
  }
}

/** V8 compiles what runs often, and everything but the derivation runs once a keystore. */
async function rehearse(candidates, cheapParams) {
  for (let call = 0; call < 30; call++) {
    const keystore = makeKeystore(cheapParams);
    for (const { run } of candidates) await run(keystore);
  }
}

/**
 * Several keystores at once, against one by one and against two workers. OpenSSL, which takes its time with a
 * third as many, shows what a second core gives here at that time. No warm-up: it is long.
 */
export async function raceBulk(count, rounds) {
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
    ...[1, 2].map((threads) => ({
      name: `OpenSSL, a third as many, ${threads} at a time`,
      run: (keystores) => deriveInThreads(keystores.slice(0, count / 3), threads),
    })),
  ];
  const input = () => Promise.all(Array.from({ length: count }, scryptKeystore));
  try {
    return await race(candidates, { rounds, input, warmups: 0 });
  } finally {
    for (const session of sessions) session.close();
  }
}

async function deriveInThreads(keystores, threads) {
  const left = keystores.values();
  const thread = async () => {
    for (const { salt, derived } of left) {
      assert.deepEqual(await deriveInThread(salt), derived);
    }
  };
  await Promise.all(Array.from({ length: threads }, thread));
}

/** Derived in another thread: making them takes as long as opening them. */
async function scryptKeystore() {
  const salt = randomBytes(32);
  return makeKeystore(SCRYPT, { salt, derived: await deriveInThread(salt) });
}

/** The derived key by OpenSSL in a thread of Node's pool. */
function deriveInThread(salt) {
  const { dklen, n: N, r, p } = SCRYPT;
  return promisify(scrypt)(PASSWORD, salt, dklen, { N, r, p, maxmem: 2 ** 30 });
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
  return async ({ params, salt, derived }) =>
    assert.deepEqual(Buffer.from(await derive(password, salt, params)), derived);
}

/** The derived key by the platform's PBKDF2. */
export async function webCryptoKey(password, salt, { c, dklen }) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: c };
  return crypto.subtle.deriveBits(algorithm, key, 8 * dklen);
}

// The quickest first, next to ours.
const scryptEngines = {
  "OpenSSL in Node, key derivation only": (_, salt, params) => nativeKey(params, salt),
  "hash-wasm, key derivation only": (password, salt, { n, r, p, dklen }) =>
    hashWasm.scrypt({
      password,
      salt,
      costFactor: n,
      blockSize: r,
      parallelism: p,
      hashLength: dklen,
      outputType: "binary",
    }),
  "@noble/hashes, key derivation only": (password, salt, { n, r, p, dklen }) =>
    nobleScrypt(password, salt, { N: n, r, p, dkLen: dklen }),
  "scrypt-js, key derivation only": (password, salt, { n, r, p, dklen }) =>
    scryptJs.syncScrypt(password, salt, n, r, p, dklen),
};

const pbkdf2Engines = {
  "WebCrypto, key derivation only": webCryptoKey,
  "OpenSSL in Node, key derivation only": (_, salt, params) => nativeKey(params, salt),
  "@noble/hashes, key derivation only": (password, salt, { c, dklen }) =>
    pbkdf2(sha256, password, salt, { c, dkLen: dklen }),
  "hash-wasm, key derivation only": (password, salt, { c, dklen }) =>
    hashWasm.pbkdf2({
      password,
      salt,
      iterations: c,
      hashLength: dklen,
      hashFunction: hashWasm.createSHA256(),
      outputType: "binary",
    }),
};
