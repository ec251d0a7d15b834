/** The same jobs in a page of Chromium, by the clock: what a person waits for. */
import { chromium } from "playwright-core";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { findBrowser } from "../../scripts/setup.mjs";
import { committee, owner } from "../peers/committee.mjs";
import { peerForBrowser, stagesForBrowser } from "./bundles.mjs";
import { makeKeystore, PASSWORD, PBKDF2, SCRYPT } from "./keystores.mjs";

const folder = fileURLToPath(new URL("../../dist/", import.meta.url));
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NAMES = { ours: "ssv-wasm", peer: "ssv-sdk 0.1.0" };

/**
 * Unlocking scrypt, a fresh page's first split, and PBKDF2 in bulk: `{ unlock, first, bulk }`, each rows of
 * `{ name, wall, pause? }` with the longest time that the page could not react; and `steps`, the
 * steps and splits of `stages.mjs`.
 *
 * @returns undefined where there is no Chromium
 */
export async function racePages(setting, rounds) {
  const executablePath = findBrowser();
  if (!executablePath) return undefined;
  const answers = {
    "/": { type: "text/html; charset=utf-8", body: "<!doctype html><title>bench</title>" },
    "/peer.js": script(await peerForBrowser()),
    "/stages.js": script(await stagesForBrowser()),
    "/stages.wasm": { body: setting.modules.stages },
    "/plain.wasm": { body: setting.modules.plain },
  };
  const server = await serve({ folder, answers });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const open = async () => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(server.url);
      return page;
    };
    return {
      unlock: await raceUnlock(open, rounds.some),
      first: await raceFirst(open, rounds.some),
      bulk: await raceBulk(open, rounds.many),
      steps: await raceSteps(open, setting, rounds.many),
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

function script(code) {
  return { type: "text/javascript", body: Buffer.from(code) };
}

/** One page each, which is warm when the rounds that count begin. */
async function raceUnlock(open, rounds) {
  const pages = { ours: await open(), peer: await open() };
  const samples = { ours: [], peer: [] };
  for (let round = -1; round < rounds; round++) {
    const { json, publicKey } = makeKeystore(SCRYPT);
    for (const side of Object.keys(pages)) {
      const job = { side, keystore: json, password: PASSWORD };
      const result = await pages[side].evaluate(unlockInPage, job);
      if (result.publicKey !== publicKey) throw new Error(`${NAMES[side]} found another key`);
      if (round >= 0) samples[side].push(result);
    }
  }
  for (const page of Object.values(pages)) await page.context().close();
  return Object.entries(samples).map(([side, results]) => ({
    name: NAMES[side],
    wall: results.map(({ time }) => time),
    pause: results.map(({ pause }) => pause),
  }));
}

/** A new page every time, from the import to the text of a keyshares file. */
async function raceFirst(open, rounds) {
  const samples = { ours: [], peer: [] };
  const { json: keystore } = makeKeystore({ dklen: 32, c: 1, prf: "hmac-sha256" });
  const operators = committee(4).map(({ id, publicKey }) => ({ id, publicKey }));
  for (let round = 0; round < rounds; round++) {
    for (const side of Object.keys(samples)) {
      const page = await open();
      const job = { side, keystore, password: PASSWORD, operators, owner };
      samples[side].push(await page.evaluate(firstSplitInPage, job));
      await page.context().close();
    }
  }
  return Object.entries(samples).map(([side, times]) => ({
    name: NAMES[side],
    wall: times,
  }));
}

/** Keystores enough to fill the lanes of two workers twice. */
const BULK = 16;

/** PBKDF2 keystores in two workers, and their derivations alone by WebCrypto, one after the other. */
async function raceBulk(open, rounds) {
  const page = await open();
  const samples = { ours: [], platform: [] };
  for (let round = -1; round < rounds; round++) {
    const keystores = Array.from({ length: BULK }, () => makeKeystore(PBKDF2));
    const job = {
      files: keystores.map(({ json }) => JSON.stringify(json)),
      salts: keystores.map(({ salt }) => [...salt]),
      password: PASSWORD,
      rounds: PBKDF2.c,
    };
    const { ours, platform, publicKeys } = await page.evaluate(bulkInPage, job);
    if (publicKeys.join() !== keystores.map(({ publicKey }) => publicKey).join()) {
      throw new Error("other keys came out");
    }
    if (round >= 0) {
      samples.ours.push(ours);
      samples.platform.push(platform);
    }
  }
  await page.context().close();
  return [
    { name: "ssv-wasm, 2 workers", wall: samples.ours },
    { name: "WebCrypto, key derivation only", wall: samples.platform },
  ];
}

/** Rows by the names of `stages.mjs`. */
async function raceSteps(open, { keystore, modules: _, ...setting }, rounds) {
  const { json, secret, publicKey } = keystore;
  const job = { ...setting, keystore: { json, secret, publicKey } };
  const page = await open();
  const result = await page.evaluate(stepsInPage, { job, rounds, peer: NAMES.peer });
  await page.context().close();
  return result;
}

async function stepsInPage({ job, rounds, peer }) {
  const { forge, herumi, raceAll, sdk, splitGroups, stageGroups } = await import("/stages.js");
  const { openSession } = await import("/index.js");
  const load = async (name) => (await fetch(`/${name}.wasm`)).arrayBuffer();
  const setting = { ...job, modules: { stages: await load("stages"), plain: await load("plain") } };
  const session = await openSession({ workers: 1, requireWorker: true });
  const keystores = [new TextEncoder().encode(JSON.stringify(job.keystore.json))];
  await session.unlock({ keystores, password: job.password });
  const groups = {
    ...(await stageGroups(setting, { forge, herumi, SSVKeys: sdk.SSVKeys })),
    ...(await splitGroups(setting, session, { [peer]: sdk }, { repeats: 10 })),
  };
  const measure = async (work) => {
    const start = performance.now();
    await work();
    return { wall: performance.now() - start };
  };
  return raceAll(measure, groups, rounds);
}

async function bulkInPage({ files, salts, password, rounds }) {
  const { openSession } = await import("/index.js");
  window.bulk ??= await openSession({ workers: 2, requireWorker: true });
  const encoder = new TextEncoder();
  const keystores = files.map((file) => encoder.encode(file));
  const start = performance.now();
  const outcomes = await window.bulk.unlock({ keystores, password });
  const middle = performance.now();
  const secret = encoder.encode(password);
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  for (const salt of salts) {
    const parameters = { hash: "SHA-256", salt: new Uint8Array(salt), iterations: rounds };
    await crypto.subtle.deriveBits({ name: "PBKDF2", ...parameters }, key, 256);
  }
  return {
    ours: middle - start,
    platform: performance.now() - middle,
    publicKeys: outcomes.map(({ key, error }) => key?.publicKey ?? error.code),
  };
}

async function unlockInPage({ side, keystore, password }) {
  const ours = side === "ours";
  const library = await import(ours ? "/index.js" : "/peer.js");
  if (ours) window.session ??= await library.openSession({ workers: 1, requireWorker: true });
  let last = performance.now();
  let pause = 0;
  const react = () => {
    const now = performance.now();
    pause = Math.max(pause, now - last);
    last = now;
  };
  const timer = setInterval(react, 4);
  const start = performance.now();
  const opened = ours
    ? (
        await window.session.unlock({
          keystores: [new TextEncoder().encode(JSON.stringify(keystore))],
          password,
        })
      )[0].key
    : await new library.SSVKeys().extractKeys(keystore, password);
  const time = performance.now() - start;
  react();
  clearInterval(timer);
  return { time, pause, publicKey: opened.publicKey };
}

async function firstSplitInPage({ side, keystore, password, operators, owner }) {
  const start = performance.now();
  if (side === "ours") {
    const { splitKeystores } = await import("/index.js");
    const keystores = [new TextEncoder().encode(JSON.stringify(keystore))];
    await splitKeystores({ keystores, password, operators, owner, nonce: 0, workers: 1 });
    return performance.now() - start;
  }
  const { SSVKeys, KeySharesItem, KeyShares } = await import("/peer.js");
  const keys = new SSVKeys();
  const { privateKey, publicKey } = await keys.extractKeys(keystore, password);
  const list = operators.map((operator) => ({ id: operator.id, operatorKey: operator.publicKey }));
  const encryptedShares = await keys.buildShares(privateKey, list);
  const item = new KeySharesItem();
  const signed = { ownerAddress: owner, ownerNonce: 0 };
  await item.update({ ...signed, operators: list, publicKey });
  await item.buildPayload(
    { publicKey, operators: list, encryptedShares },
    { ...signed, privateKey },
  );
  new KeyShares([item]).toJson();
  return performance.now() - start;
}
