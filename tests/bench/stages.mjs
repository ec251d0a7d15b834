/**
 * The steps of a split beside what they replace. Runs in Node and in a page: modules, peers and the
 * way to race are given.
 *
 * A setting is `{ modules, keystore, password, owner, nonce, operators }`: the modules as
 * `modules.mjs` builds them, and thirteen operators, ascending, with their private keys.
 */
import { splitWith } from "../peers/split-with.mjs";

/** Numbers of operators that share a key. */
export const SIZES = [4, 7, 10, 13];

const SEED = 32;
const SHARE_KEY = 48;
const SHARE = 32;
/** V8 compiles what runs often before the rounds that count. */
const WARM = { repeats: 40, warmups: 2 };

/** The module of our steps, for the first operators of a setting. */
export function openStages(
  { modules, keystore, password, owner, nonce, operators },
  size = operators.length,
) {
  const lines = [owner, nonce, password, JSON.stringify(keystore.json)];
  const keys = operators.slice(0, size).map(({ id, publicKey }) => `${id} ${publicKey}`);
  return open(modules.stages, [toBytes(keystore.secret), [...lines, ...keys].join("\n")]);
}

/**
 * Groups of a race: `publicKey`, `sign`, `seal`, and for 4 and 13 operators `shares4` and `shares13`;
 * ours first in each.
 *
 * @param peers.SSVKeys the class of ssv-keys or ssv-sdk, which split by herumi
 */
export async function stageGroups(setting, { herumi, forge, SSVKeys }) {
  const { keystore, operators } = setting;
  const { secret, publicKey } = keystore;
  await herumi.init(herumi.BLS12_381);
  const ours = await openStages(setting);
  const message = ours.result("message");
  const [operator] = operators;
  const pem = atob(operator.publicKey);
  const der = Uint8Array.from(atob(pem.replace(/-----.*?-----|\s/g, "")), (c) => c.charCodeAt(0));
  const plain = await open(setting.modules.plain, [toBytes(secret), message, secret, der]);

  const key = herumi.deserializeHexStrToSecretKey(secret.slice(2));
  for (const module of [ours, plain]) {
    same(toHex(module.result("public_key")), publicKey.slice(2));
    same(toHex(module.result("sign")), key.sign(message).serializeToHexStr());
  }
  const forgeKey = forge.pki.publicKeyFromPem(pem);
  const opened = (sealed) => forge.pki.privateKeyFromPem(operator.privateKey).decrypt(sealed);
  const share = ours.result("split").subarray(SHARE_KEY, SHARE_KEY + SHARE);
  same(opened(toLatin(ours.result("seal", 1))), `0x${toHex(share)}`);
  same(opened(toLatin(plain.result("seal"))), secret);
  same(opened(forgeKey.encrypt(secret)), secret);

  const step = (name) => [
    { name: "ssv-wasm", run: () => ours.call[name]() },
    { name: "blst as it comes", run: () => plain.call[name]() },
  ];
  const groups = {
    publicKey: step("public_key"),
    sign: step("sign"),
    seal: [
      { name: "ssv-wasm", run: () => ours.call.seal(1) },
      { name: "rsa 0.9 as it comes", run: () => plain.call.seal() },
      { name: "node-forge", run: () => forgeKey.encrypt(secret) },
    ],
  };
  for (const size of [4, 13]) {
    const some = await openStages(setting, size);
    const list = operators.slice(0, size).map((one) => ({ ...one, operatorKey: one.publicKey }));
    const byHerumi = async () => (await new SSVKeys().createThreshold(secret, list)).shares;
    const ids = list.map(({ id }) => id);
    rebuilds(herumi, setting, ids, pairs(some.result("split")));
    rebuilds(
      herumi,
      setting,
      ids,
      (await byHerumi()).map(({ privateKey, publicKey }) => [
        publicKey.slice(2),
        privateKey.slice(2),
      ]),
    );
    groups[`shares${size}`] = [
      { name: "ssv-wasm", run: () => some.call.split() },
      { name: "herumi, as the peers use it", run: byHerumi },
    ];
  }
  return warmed(groups);
}

/**
 * Groups by number of operators, from an open key to the text of a keyshares file: the package, its
 * steps without the check that the package always makes, and peers by name. All split one key for
 * the same operators.
 *
 * @param more candidates beside these, for a job
 */
export async function splitGroups(setting, session, peers, { repeats, more = () => [] }) {
  const groups = {};
  for (const size of SIZES) {
    const candidates = await splitCandidates(setting, size, session, peers);
    const job = { ...setting, operators: setting.operators.slice(0, size) };
    groups[`split${size}`] = {
      candidates: [...candidates, ...more(job)],
      repeats,
      // V8 compiles what runs often: ninety calls come before those that count.
      warmups: Math.ceil(90 / repeats),
    };
  }
  return groups;
}

async function splitCandidates(setting, size, session, peers) {
  const { keystore, owner, nonce } = setting;
  const operators = setting.operators.slice(0, size);
  const { secret: privateKey, publicKey } = keystore;
  const job = { privateKey, publicKey, operators, owner, nonce };
  const steps = await openStages(setting, size);
  const unchecked = () => new TextDecoder().decode(steps.result("all_unchecked"));
  accept(unchecked(), size);
  steps.call.check();
  return [
    {
      name: "ssv-wasm",
      run: async () => accept((await session.split(job)).keyshares, size),
    },
    { name: "ssv-wasm, its steps without the check", run: () => accept(unchecked(), size) },
    ...Object.entries(peers).map(([name, peer]) => ({
      name,
      run: async () => accept(await splitWith(peer, job), size),
    })),
  ];
}

/** Groups of what each step from a keystore to a registration takes, by number of operators. */
export async function stepGroups(setting, sizes) {
  const groups = {};
  for (const size of sizes) {
    const { call, result } = await openStages(setting, size);
    same(toHex(result("decrypt")), setting.keystore.publicKey.slice(2));
    const steps = {
      "reading the file, checksum, decryption": () => call.decrypt(),
      "reading the operators' keys": () => call.read_operators(),
      "shares and their public keys": () => call.split(),
      sealing: () => call.seal(size),
      signature: () => call.sign(),
      "self-check": () => call.check(),
      "writing the file": () => call.write_file(),
    };
    groups[`steps${size}`] = Object.entries(steps).map(([name, run]) => ({ name, run }));
  }
  return warmed(groups);
}

function warmed(groups) {
  return Object.fromEntries(
    Object.entries(groups).map(([name, candidates]) => [name, { candidates, ...WARM }]),
  );
}

/** Fails where no validator would take it. */
function accept(text, size) {
  const { sharesData } = JSON.parse(text).shares[0].payload;
  same(sharesData.length, 2 + 2 * (96 + 304 * size));
}

/** Shares by herumi: a threshold of them makes the key again, and each has its public key. */
function rebuilds(herumi, { keystore }, ids, shares) {
  const keys = shares.map(([, share]) => herumi.deserializeHexStrToSecretKey(share));
  for (const [place, [publicKey]] of shares.entries()) {
    same(keys[place].getPublicKey().serializeToHexStr(), publicKey);
  }
  const threshold = ids.length - (ids.length - 1) / 3;
  const points = ids.slice(-threshold).map((id) => {
    const point = new herumi.Id();
    point.setInt(id);
    return point;
  });
  const rebuilt = new herumi.SecretKey();
  rebuilt.recover(keys.slice(-threshold), points);
  same(`0x${rebuilt.serializeToHexStr()}`, keystore.secret);
}

/** Public key and share of each operator, in hex. */
function pairs(bytes) {
  const each = SHARE_KEY + SHARE;
  return Array.from({ length: bytes.length / each }, (_, place) => {
    const pair = bytes.subarray(place * each, (place + 1) * each);
    return [pair.subarray(0, SHARE_KEY), pair.subarray(SHARE_KEY)].map(toHex);
  });
}

/** A module with a job. Calls its steps, and gives what a step made. */
async function open(bytes, parts) {
  const module = await WebAssembly.compile(bytes);
  const { exports } = await WebAssembly.instantiate(module, unused(module));
  const seed = crypto.getRandomValues(new Uint8Array(SEED));
  const input = new Uint8Array(await new Blob([seed, ...parts]).arrayBuffer());
  const start = exports.input(input.length);
  new Uint8Array(exports.memory.buffer).set(input, start);
  exports.prepare();
  return {
    call: exports,
    result(step, ...args) {
      exports[step](...args);
      const { memory, output, output_length } = exports;
      return new Uint8Array(memory.buffer).slice(output(), output() + output_length());
    },
  };
}

/** The crate's boundary to JavaScript may be linked in, and nothing here calls it. */
function unused(module) {
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => {
      throw new Error(`${name} was called`);
    };
  }
  return imports;
}

function same(found, expected) {
  if (found !== expected) throw new Error(`${found} instead of ${expected}`);
}

function toBytes(hex) {
  return Uint8Array.from(hex.slice(2).match(/../g), (byte) => Number.parseInt(byte, 16));
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toLatin(bytes) {
  return String.fromCharCode(...bytes);
}
