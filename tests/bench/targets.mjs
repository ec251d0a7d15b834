/** The rows of the project's targets that this run can judge: `{ name, ratio, target, held }`. */
export function judge({
  scrypt,
  pbkdf2,
  bulk,
  batch,
  half,
  shared,
  field,
  stages,
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
    ...ofStages("", stages, "cpu"),
    ...ofSplits("", splits, ["ssv-keys", "ssv-sdk"], "cpu"),
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

/** The steps of a split beside what they replace. */
function ofStages(where, { publicKey, sign, seal, shares }, clock) {
  const share = (rows, peer) => times(rows, "ssv-wasm", peer, clock);
  const [four, thirteen] = shares;
  return [
    atMost(`${where}public key ÷ blst as it comes`, share(publicKey, "blst"), 0.6),
    atMost(`${where}signature ÷ blst as it comes`, share(sign, "blst"), 0.65),
    atMost(`${where}shares with public keys for 4 ÷ herumi`, share(four.rows, "herumi"), 0.45),
    atMost(`${where}shares with public keys for 13 ÷ herumi`, share(thirteen.rows, "herumi"), 0.25),
    atMost(`${where}sealing ÷ rsa 0.9`, share(seal, "rsa 0.9"), 0.2),
    atMost(`${where}sealing ÷ node-forge`, share(seal, "node-forge"), 0.15),
  ];
}

/** Splits with our self-check and without it, against peers that check theirs. */
function ofSplits(where, splits, peers, clock) {
  return splits.flatMap(({ size, rows }) =>
    peers.flatMap((peer) => [
      atLeast(
        `${where}split for ${size}, all checked: gain over ${peer}`,
        times(rows, peer, "ssv-wasm", clock),
        2,
      ),
      atLeast(
        `${where}split for ${size}, our check left out: gain over ${peer}`,
        times(rows, peer, "without the check", clock),
        5,
      ),
    ]),
  );
}

function inPages({ unlock, first, bulk, stages, splits }) {
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
    ...ofStages("Chromium, ", stages, "wall"),
    ...ofSplits("Chromium, ", splits, ["ssv-sdk"], "wall"),
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
  return times(rows, name, reference, "cpu");
}

function times(rows, name, reference, clock) {
  return find(rows, name)[clock].median / find(rows, reference)[clock].median;
}

function find(rows, part) {
  const row = rows.find(({ name }) => name.includes(part));
  if (!row) throw new Error(`nothing called ${part} was measured`);
  return row;
}
