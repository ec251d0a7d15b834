/** Results as Markdown tables, which read well on a terminal too. */
import { cpus, loadavg, totalmem } from "node:os";
import { CALLS } from "./field.mjs";
import { typical } from "./race.mjs";
import { SIZES } from "./stages.mjs";

/** Everything that was measured, in the order in which a reader asks. */
export function report(
  {
    scrypt,
    parts,
    pbkdf2,
    bulk,
    batch,
    half,
    shared,
    derivations,
    steps,
    first,
    pages,
    memory,
    bundles,
    rounds,
    load,
    others,
  },
  targets,
) {
  return [
    "# Benchmark",
    machine(load),
    `Candidates take turns, in ${rounds.few} to ${rounds.many} rounds. A time is the mean of the middle half of them. Rented cores are often shared with strangers: then independent instructions take up to 1.4 times as long and a chain of dependent ones as long as before, for milliseconds or minutes. Rounds spread that over all candidates alike. Splits are timed warm, five in a row in Node and ten in Chromium; cold is what a new process or page takes.`,
    "## Targets",
    table(
      ["", "measured", "target", "held"],
      targets.map(({ name, ratio, target, held }) => [name, ratio, target, held ? "yes" : "no"]),
    ),
    ...reasons(targets, parts),
    "A split without its check is no part of the package: its steps, from a module that only the benchmark has, are put together without it, the operators' keys read before as for all but the first validator of a batch. The peers read them each time, and check their signature too. Operators have ids of ten bits: the peers take longer for longer ones.",
    "## Where the time goes, per cent",
    shareOfSteps(derivations, steps),
    `scrypt takes ${digits(typical(derivations[0].cpu))} ms of it and PBKDF2, which is the platform's, ${digits(typical(derivations[1].cpu))} ms. Operators' keys are read once for all validators. Messages between page and worker are not in it.`,
    "## Unlocking a scrypt keystore (N = 262144, r = 8, p = 1)",
    times(scrypt, "cpu"),
    "What the machine takes for it in its own instructions, while the package does nothing:",
    times(Object.values(parts), "cpu", "× OpenSSL"),
    "## Unlocking a PBKDF2 keystore (c = 262144)",
    times(pbkdf2, "cpu"),
    `## ${BULK} scrypt keystores`,
    times(bulk, "cpu"),
    "By the clock:",
    times(bulk, "wall"),
    gains(bulk),
    `Other programs of this machine kept ${others.toFixed(2)} of ${cpus().length} cores busy meanwhile; those of its host are not seen. A second worker can only gain what they leave.`,
    "## A scrypt keystore with half the memory",
    times(half, "cpu"),
    `WebAssembly memory: ${half.map(({ memory }) => memory.toFixed(1)).join(" and ")} MiB.`,
    "## scrypt keystores that share salt and password",
    times(shared, "cpu"),
    `## ${BATCH} scrypt keystores with one salt to registrations, 2 workers, by the clock`,
    times(batch, "wall"),
    eachFurther(batch),
    `## ${CALLS} products in the field of BLS12-381`,
    times(steps.multiply, "cpu"),
    "Squares:",
    times(steps.square, "cpu"),
    ...ofSteps("", steps, "cpu"),
    "## New Node process, from import to the first split for 4 operators",
    times(first, "cpu"),
    ...(pages ? inPages(pages) : ["No Chromium was found: nothing was measured in a page."]),
    "## Size for a browser, bytes",
    table(
      ["", "minified", "gzip", "brotli"],
      bundles.map(({ name, minified, gzip, brotli }) => [name, minified, gzip, brotli]),
    ),
    `One standard scrypt keystore takes ${memory.toFixed(1)} MiB of WebAssembly memory.`,
    "",
  ].join("\n\n");
}

/** Why a target is out of reach, for rows that were looked into: a text, or one from the machine's parts. */
const REASONS = [
  [/^scrypt keystore ÷ OpenSSL/, ofScrypt],
  [
    /^Chromium, split for \d+, all checked/,
    "One key split in Chromium, with every check: more than half of its time is the check of the outcome. The peers verify their signature; ours also takes the published bytes, finds their points on the curve and in the subgroup, and has every set of operators rebuild the validator's key. Seven tenths of the check are the pairing. The key could sign a second time instead, which would repeat the code under suspicion. One split takes 1.4 times as long where a stranger uses the other half of the core, the peers' 1.2 times. Keys that are split together share one pairing product and take two thirds of the time each.",
  ],
  [
    /two workers|second worker|one worker/,
    "Two workers at once: each is a loop over memory of its own, and they wait for nothing of each other. Two keystores at once in one worker: each runs in the units of the core that the other leaves waiting. What they fall short of is the machine's, whose cores, units and memory others use too. The target for a second worker is meant for two idle cores, and how idle they are shows in what a second thread gains OpenSSL: where that was 1.97, our second worker gained 1.92, and where it was 1.76, ours gained 1.78. In runs minutes apart, with the same code, two keystores at once gained between 1.4 and 1.6, and 16 PBKDF2 keystores took between 0.6 and 0.9 of WebCrypto's time: four lanes of SHA-256 take as long in Chromium as the same code compiled for the processor's own 128-bit vectors (0.30 and 0.31 µs for a block of each), and leave few units of a core waiting for a stranger.",
  ],
];

function reasons(targets, parts) {
  const missed = targets.filter(({ held }) => !held);
  const found = REASONS.filter(([rows]) => missed.some(({ name }) => rows.test(name)));
  const texts = found.map(([, reason]) => (typeof reason === "string" ? reason : reason(parts)));
  return texts.length > 0 ? ["## What is not forced", ...texts] : [];
}

/** Whether the machine or we miss the row of scrypt beside OpenSSL: by what was measured just now. */
function ofScrypt({ openssl, whole, chain, lookups, wipe }) {
  const ms = (...rows) => rows.reduce((sum, { cpu }) => sum + typical(cpu), 0);
  const bound = 0.6 * ms(openssl);
  const least = ms(chain, lookups, wipe);
  const verdict =
    least > bound
      ? `more than that. This machine sets the bound`
      : `less than that. It is not this machine alone that sets the bound`;
  return `One scrypt keystore beside OpenSSL: 0.6 of what OpenSSL took for it while nothing else ran are ${digits(bound)} ms. In C, with the machine's own vectors of 128 bits (\`machine.c\`; its outcome is compared with OpenSSL's), the parts of a keystore took: the chain of Salsa20 with every block in the fastest cache, ${digits(ms(chain))} ms; the lookups and nothing else, ${digits(ms(lookups))} ms; overwriting the 256 MiB in the end, ${digits(ms(wipe))} ms. Together they are ${digits(least)} ms, ${verdict}. The whole in C, with prefetch instructions, which WebAssembly lacks, and nothing overwritten, in memory that was there before, took ${digits(ms(whole))} ms, ${(ms(whole) / ms(openssl)).toFixed(2)} of OpenSSL's. None of the parts can be left out or done at the same time: each of 32 steps of a Salsa20/8 is an addition, a shift and two exclusive ors that wait for each other, 128 cycles (vectors of WebAssembly have no rotation), and a place in the table is known only when the lookup before is mixed in; what would stay in memory would let passwords be tried at a part of the cost. So clock, pages and memory of a machine decide: in eleven of thirteen runs on AMD machines the row held (0.45 to 0.59, OpenSSL 784 ms to 1174 ms). In the other two, of 2026-11-24 on an AMD machine of another kind, it was about 1.2: OpenSSL took 511 ms and 524 ms there, the package 622 ms and 615 ms, and two keystores at once gained 1.83, so that the chain alone was what it waited for.`;
}

/** Keystores in the bulk race: as many as the target for a second worker was found with. */
export const BULK = 12;

/** Keystores with one salt, from files to registrations. */
export const BATCH = 1000;

/** Load of the machine, averaged over the last minute. */
export function currentLoad() {
  return loadavg()[0];
}

function machine(load) {
  const [{ model }, ...others] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const before = load.toFixed(1);
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node} (V8 ${process.versions.v8}), ${1 + others.length} × ${model}, ${memory} GiB, load ${before} before the start. Milliseconds of CPU time over all threads unless it says otherwise. Compare within a table; absolute times are this machine's.`;
}

/** What a second core is worth to loops that wait for nothing of each other. */
function gains([, one, two, oneThread, twoThreads]) {
  const gain = (fewer, more) => (typical(fewer.wall) / typical(more.wall)).toFixed(2);
  return `By the clock a second worker gains ${gain(one, two)}, a second thread of OpenSSL ${gain(oneThread, twoThreads)}.`;
}

/** Beyond one derivation the time is that of the splits, so it grows with their number alone. */
function eachFurther([all, one]) {
  const each = (typical(all.wall) - typical(one.wall)) / (BATCH - 1);
  return `Each keystore after the first takes ${digits(each)} ms.`;
}

/** A column for each way to a key and number of operators. */
function shareOfSteps(derivations, steps) {
  const ways = [...derivations, { name: "open key" }];
  const columns = ways.flatMap((way) =>
    [4, 13].map((size) => {
      const rows = steps[`steps${size}`];
      return {
        head: `${way.name}, ${size}`,
        // A key that is open was read and decrypted before.
        parts: way.cpu ? [{ ...way, name: "key derivation" }, ...rows] : rows.slice(1),
      };
    }),
  );
  const names = columns[0].parts.map(({ name }) => name);
  const total = ({ parts }) => parts.reduce((sum, { cpu }) => sum + typical(cpu), 0);
  const share = (column, name) => {
    const part = column.parts.find((one) => one.name === name);
    return part ? ((100 * typical(part.cpu)) / total(column)).toFixed(1) : "";
  };
  return table(
    ["", ...columns.map(({ head }) => head)],
    [
      ...names.map((name) => [name, ...columns.map((column) => share(column, name))]),
      ["all together, ms", ...columns.map((column) => digits(total(column)))],
    ],
  );
}

function ofSteps(where, steps, clock) {
  const { publicKey, sign, seal } = steps;
  const titled = (title, rows) => [`## ${where}${title}`, times(rows, clock)];
  return [
    ...titled("one public key", publicKey),
    ...titled("one signature", sign),
    ...titled("one share sealed, the operator's key read before", seal),
    ...[4, 13].flatMap((size) =>
      titled(`shares and their public keys for ${size} operators`, steps[`shares${size}`]),
    ),
    ...SIZES.flatMap((size) =>
      titled(
        `splitting a key for ${size} operators, to the text of a keyshares file`,
        steps[`split${size}`],
      ),
    ),
  ];
}

function inPages({ unlock, first, bulk, steps }) {
  return [
    ...ofSteps("Chromium, by the clock: ", steps, "wall"),
    "## Chromium: unlocking a scrypt keystore, by the clock",
    times(unlock, "wall"),
    "Longest time that the page could not react meanwhile:",
    times(unlock, "pause"),
    "## Chromium: 16 PBKDF2 keystores (c = 262144), two workers, by the clock",
    times(bulk, "wall"),
    "## Chromium: new page, from import to the first split for 4 operators, by the clock",
    times(first, "wall"),
  ];
}

/** Times, with each one's multiple of the first, which is ours unless the head says otherwise. */
function times(rows, measure, head = "× ours") {
  const [first] = rows;
  return table(
    ["", "ms", "lowest – highest", head],
    rows.map(({ name, [measure]: samples }) => [
      name,
      digits(typical(samples)),
      `${digits(Math.min(...samples))} – ${digits(Math.max(...samples))}`,
      (typical(samples) / typical(first[measure])).toFixed(2),
    ]),
  );
}

function digits(value) {
  if (value < 1) return value.toFixed(3);
  return value < 100 ? value.toFixed(1) : Math.round(value);
}

/** First column to the left, numbers to the right. */
function table(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  const [first, ...rest] = cells.map(line);
  return [first, `| ${rule.join(" | ")} |`, ...rest].join("\n");
}
