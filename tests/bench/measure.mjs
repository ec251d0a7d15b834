/** CPU time of this process with all its threads, candidates in turn: a busy machine hits all alike. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** Milliseconds of CPU time that `work` takes, without the garbage of what ran before it. */
export async function cpuTime(work) {
  collectGarbage();
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Milliseconds on the clock, for what several threads share. */
export async function wallTime(work) {
  collectGarbage();
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs every candidate once a round, after `warmups` rounds that do not count.
 *
 * @param candidates `{ name, run(input) }`; each run is `repeats` calls, and checks its result
 * @param options.input makes what all candidates of one round work on
 * @returns `{ name, median, lowest, highest }`, milliseconds a call, in the order given
 */
export async function race(candidates, { rounds, warmups = 1, repeats = 1, input = () => {} }) {
  const samples = candidates.map(() => []);
  for (let round = -warmups; round < rounds; round++) {
    const given = await input(round);
    for (const [place, { run, clock = cpuTime }] of candidates.entries()) {
      const time = await clock(async () => {
        for (let call = 0; call < repeats; call++) await run(given);
      });
      if (round >= 0) samples[place].push(time / repeats);
    }
  }
  return candidates.map(({ name }, place) => ({ name, ...summary(samples[place]) }));
}

function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, lowest: sorted[0], highest: sorted.at(-1) };
}
