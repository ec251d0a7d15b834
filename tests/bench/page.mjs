/** The same jobs in a page of Chromium, by the clock: what a person waits for. */
import { chromium } from "playwright-core";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { findBrowser } from "../../scripts/setup.mjs";
import { committee, owner } from "../peers/committee.mjs";
import { peerForBrowser } from "./bundles.mjs";
import { makeKeystore, PASSWORD, SCRYPT } from "./keystores.mjs";
import { summary } from "./measure.mjs";

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
 * Unlocking scrypt, and a fresh page's first split: `{ unlock, first }`, each rows of
 * `{ name, wall, pause? }` with the longest time that the page could not react.
 *
 * @returns undefined where there is no Chromium
 */
export async function racePages({ rounds }) {
  const executablePath = findBrowser();
  if (!executablePath) return undefined;
  const answers = {
    "/": { type: "text/html; charset=utf-8", body: "<!doctype html><title>bench</title>" },
    "/peer.js": { type: "text/javascript", body: Buffer.from(await peerForBrowser()) },
  };
  const server = await serve({ folder, answers });
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const open = async () => {
      const page = await (await browser.newContext()).newPage();
      await page.goto(server.url);
      return page;
    };
    return { unlock: await raceUnlock(open, rounds), first: await raceFirst(open, rounds) };
  } finally {
    await browser.close();
    await server.close();
  }
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
    wall: summary(results.map(({ time }) => time)),
    pause: summary(results.map(({ pause }) => pause)),
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
    wall: summary(times),
  }));
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
