/** The rows of the project's targets that this run can judge: `{ name, ratio, target, held }`. */
export function judge({
  scrypt,
  pbkdf2,
  bulk,
  batch,
  half,
  shared,
  field,
  splits,
  first,
  pages,
  memory,
  bundles,
}) {
  const [alone, oneWorker, twoWorkers] = bulk;
  const [glue] = bundles;
  const sdkBundle = find(bundles, "polyfilled");
  return [
    atMost("scrypt keystore ÷ OpenSSL scryptSync in Node", cpu(scrypt, "ssv-wasm", "OpenSSL"), 0.6),
    atMost("scrypt keystore ÷ hash-wasm", cpu(scrypt, "ssv-wasm", "hash-wasm"), 0.7),
    atMost("scrypt keystore ÷ ssv-keys", cpu(scrypt, "ssv-wasm", "ssv-keys"), 0.2),
    ...(pages ? inPages(pages) : []),
    atLeast(
      "scrypt keystores in bulk, one worker: gain over one by one",
      alone.cpu.median / oneWorker.cpu.median,
      1.4,
    ),
    atLeast(
      "scrypt keystores in bulk: gain of a second worker, by the clock",
      oneWorker.wall.median / twoWorkers.wall.median,
      1.85,
    ),
    atMost(
      "keystores with one salt to registrations ÷ one of them and the splits of all, by the clock",
      batch[0].wall.median / (batch[1].wall.median + batch[2].wall.median),
      1.25,
    ),
    atMost("memory of a worker that opens a scrypt keystore, MiB", memory, 258),
    atMost("scrypt keystore with half the memory ÷ with all", cpuShare(half), 1.25),
    atMost("memory for it, MiB", half[1].memory, 130),
    atMost("100 scrypt keystores with one salt ÷ one keystore", cpuShare(shared), 1.5),
    atMost("PBKDF2 keystore ÷ WebCrypto", cpu(pbkdf2, "ssv-wasm", "WebCrypto"), 1.1),
    atMost("field multiplication ÷ blst's portable one", cpu(field.multiply, "ssv", "blst"), 0.55),
    ...splits.flatMap(({ size, rows }) => [
      atLeast(
        `split for ${size}, all checked: gain over ssv-keys`,
        cpu(rows, "ssv-keys", "ssv-wasm"),
        2,
      ),
      atLeast(
        `split for ${size}, all checked: gain over ssv-sdk`,
        cpu(rows, "ssv-sdk", "ssv-wasm"),
        2,
      ),
    ]),
    atMost("module and glue, kB of brotli", glue.brotli / 1000, 75),
    atMost(
      "module and glue ÷ bundle of ssv-sdk's keys, brotli",
      glue.brotli / sdkBundle.brotli,
      0.25,
    ),
    atMost("new Node process to its first split ÷ ssv-sdk", cpu(first, "ssv-wasm", "ssv-sdk"), 0.5),
  ];
}

/** CPU time of the second row over the first's. */
function cpuShare([first, second]) {
  return second.cpu.median / first.cpu.median;
}

function inPages({ unlock, first, bulk }) {
  const [ours, peer] = unlock;
  const [bulkOurs, bulkPlatform] = bulk;
  return [
    atLeast(
      "Chromium, scrypt keystore: gain over ssv-sdk",
      peer.wall.median / ours.wall.median,
      4.5,
    ),
    atMost(
      "Chromium, PBKDF2 keystores in bulk on two workers ÷ WebCrypto",
      bulkOurs.wall.median / bulkPlatform.wall.median,
      0.75,
    ),
    // 50 ms is where browsers begin to speak of a long task.
    atMost("Chromium, longest pause of the page while a keystore opens, ms", ours.pause.median, 50),
    atMost(
      "Chromium, new page to its first split ÷ ssv-sdk",
      first[0].wall.median / first[1].wall.median,
      0.5,
    ),
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

/** CPU time of one row over another's. */
function cpu(rows, name, reference) {
  return find(rows, name).cpu.median / find(rows, reference).cpu.median;
}

function find(rows, part) {
  const row = rows.find(({ name }) => name.includes(part));
  if (!row) throw new Error(`nothing called ${part} was measured`);
  return row;
}
