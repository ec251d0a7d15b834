import { typical } from "./race.mjs";
import { SIZES } from "./stages.mjs";

/** The rows of the project's targets that this run can judge: `{ name, ratio, target, held }`. */
export function judge(measured) {
  const { steps, pages, half, memory, bundles } = measured;
  const [glue] = bundles;
  const sdkBundle = find(bundles, "polyfilled");
  const secondWorker = wall(measured.bulk, "at once, 1 worker", "at once, 2 workers");
  const [all, first, splitting] = measured.batch.map(({ wall }) => typical(wall));
  return [
    atMost(
      "scrypt keystore ÷ OpenSSL scryptSync in Node",
      cpu(measured.scrypt, "ssv-wasm", "OpenSSL"),
      0.6,
    ),
    atMost("scrypt keystore ÷ hash-wasm", cpu(measured.scrypt, "ssv-wasm", "hash-wasm"), 0.7),
    atMost("scrypt keystore ÷ ssv-keys", cpu(measured.scrypt, "ssv-wasm", "ssv-keys"), 0.2),
    ...(pages ? inPages(pages) : []),
    atLeast(
      "scrypt keystores in bulk, one worker: gain over one by one",
      cpu(measured.bulk, "one by one", "at once, 1 worker"),
      1.4,
    ),
    atLeast("scrypt keystores in bulk: gain of a second worker, by the clock", secondWorker, 1.85),
    // The same where the two cores are not idle: 1.85 of 2.
    atLeast(
      "scrypt keystores in bulk: gain of a second worker ÷ of a second thread of OpenSSL, by the clock",
      secondWorker / wall(measured.bulk, "1 at a time", "2 at a time"),
      0.925,
    ),
    atMost(
      "keystores with one salt to registrations ÷ one of them and the splits of all, by the clock",
      all / (first + splitting),
      1.25,
    ),
    atMost("memory of a worker that opens a scrypt keystore, MiB", memory, 258),
    atMost(
      "scrypt keystore with half the memory ÷ with all",
      cpu(half, "half a table", "whole table"),
      1.25,
    ),
    atMost("memory for it, MiB", half[1].memory, 130),
    atMost(
      "100 scrypt keystores with one salt ÷ one keystore",
      cpu(measured.shared, "one salt", "1 keystore"),
      1.5,
    ),
    atMost("PBKDF2 keystore ÷ WebCrypto", cpu(measured.pbkdf2, "ssv-wasm", "WebCrypto"), 1.1),
    atMost(
      "field multiplication ÷ blst's portable one",
      cpu(steps.multiply, "ssv-wasm", "blst"),
      0.55,
    ),
    ...ofSteps("", steps, cpu),
    ...ofSplits("", steps, ["ssv-keys", "ssv-sdk"], cpu),
    atMost("module and glue, kB of brotli", glue.brotli / 1000, 75),
    atMost(
      "module and glue ÷ bundle of ssv-sdk's keys, brotli",
      glue.brotli / sdkBundle.brotli,
      0.25,
    ),
    atMost(
      "new Node process to its first split ÷ ssv-sdk",
      cpu(measured.first, "ssv-wasm", "ssv-sdk"),
      0.5,
    ),
  ];
}

/** CPU time of one row over another's. */
function cpu(rows, name, reference) {
  return typical(find(rows, name).cpu) / typical(find(rows, reference).cpu);
}

/** The same by the clock. */
function wall(rows, name, reference) {
  return typical(find(rows, name).wall) / typical(find(rows, reference).wall);
}

/** The steps of a split beside what they replace. */
function ofSteps(where, { publicKey, sign, seal, shares4, shares13 }, ratio) {
  const share = (rows, peer) => ratio(rows, "ssv-wasm", peer);
  return [
    atMost(`${where}public key ÷ blst as it comes`, share(publicKey, "blst"), 0.6),
    atMost(`${where}signature ÷ blst as it comes`, share(sign, "blst"), 0.65),
    atMost(`${where}shares with public keys for 4 ÷ herumi`, share(shares4, "herumi"), 0.45),
    atMost(`${where}shares with public keys for 13 ÷ herumi`, share(shares13, "herumi"), 0.25),
    atMost(`${where}sealing ÷ rsa 0.9`, share(seal, "rsa 0.9"), 0.2),
    atMost(`${where}sealing ÷ node-forge`, share(seal, "node-forge"), 0.15),
  ];
}

/** Splits with our self-check and without it, against peers that check theirs. */
function ofSplits(where, steps, peers, ratio) {
  return SIZES.flatMap((size) => {
    const rows = steps[`split${size}`];
    return peers.flatMap((peer) => [
      atLeast(
        `${where}split for ${size}, all checked: gain over ${peer}`,
        ratio(rows, peer, "ssv-wasm"),
        2,
      ),
      atLeast(
        `${where}split for ${size}, our check left out: gain over ${peer}`,
        ratio(rows, peer, "without the check"),
        5,
      ),
    ]);
  });
}

function inPages({ unlock, first, bulk, steps }) {
  const { pause } = find(unlock, "ssv-wasm");
  return [
    atLeast(
      "Chromium, scrypt keystore: gain over ssv-sdk",
      wall(unlock, "ssv-sdk", "ssv-wasm"),
      4.5,
    ),
    atMost(
      "Chromium, PBKDF2 keystores in bulk on two workers ÷ WebCrypto",
      wall(bulk, "ssv-wasm", "WebCrypto"),
      0.75,
    ),
    // 50 ms is where browsers begin to speak of a long task.
    atMost(
      "Chromium, longest pause of the page while a keystore opens, ms",
      Math.max(...pause),
      50,
    ),
    atMost(
      "Chromium, new page to its first split ÷ ssv-sdk",
      wall(first, "ssv-wasm", "ssv-sdk"),
      0.5,
    ),
    ...ofSteps("Chromium, ", steps, wall),
    ...ofSplits("Chromium, ", steps, ["ssv-sdk"], wall),
  ];
}

function atMost(name, ratio, target) {
  return { name: `${name} (at most)`, ...judged(ratio, target, ratio <= target) };
}

function atLeast(name, ratio, target) {
  return { name: `${name} (at least)`, ...judged(ratio, target, ratio >= target) };
}

function judged(ratio, target, held) {
  return { ratio: Number(ratio.toPrecision(3)), target, held };
}

function find(rows, part) {
  const row = rows.find(({ name }) => name.includes(part));
  if (!row) throw new Error(`nothing called ${part} was measured`);
  return row;
}
