/** CPU time of this process with all its threads, candidates in turn: a busy machine hits all alike. */
import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/**
 * Runs every candidate once a round, after `warmups` rounds that do not count.
 *
 * @param candidates `{ name, run(input) }`; `run` checks its result
 * @param options.repeats calls of one candidate in a round
 * @param options.input makes what all candidates of one round work on
 * @returns `{ name, cpu, wall }` in the order given, each time `{ median, lowest, highest }` in
 *   milliseconds a call
 */
export async function race(candidates, { rounds, warmups = 1, repeats = 1, input = () => {} }) {
  const samples = candidates.map(() => []);
  for (let round = -warmups; round < rounds; round++) {
    const given = await input();
    for (const [place, { run }] of candidates.entries()) {
      const sample = await measure(async () => {
        for (let call = 0; call < repeats; call++) await run(given);
      });
      if (round >= 0) samples[place].push(sample);
    }
  }
  return candidates.map(({ name }, place) => ({
    name,
    cpu: summary(samples[place].map(({ cpu }) => cpu / repeats)),
    wall: summary(samples[place].map(({ wall }) => wall / repeats)),
  }));
}

/** Milliseconds that a collection goes on for in other threads, whose time is counted too. */
const SWEEPING = 50;

/** Milliseconds that `work` takes, without the garbage of what ran before it. */
async function measure(work) {
  collectGarbage();
  await setTimeout(SWEEPING);
  const [used, start] = [process.cpuUsage(), performance.now()];
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  return { cpu: (user + system) / 1000, wall };
}

/** Cores that other processes kept busy while `work` ran, on average; and what it returned. */
export async function withOtherLoad(work) {
  const [busy, own, start] = [busyTime(), process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(own);
  const others = busyTime() - busy - (user + system) / 1000;
  return { result, others: Math.max(0, others / (performance.now() - start)) };
}

/** Milliseconds that all cores together were not idle. */
function busyTime() {
  return cpus()
    .flatMap(({ times: { user, nice, sys, irq } }) => [user, nice, sys, irq])
    .reduce((sum, time) => sum + time, 0);
}

/** The middle of an odd or even number of samples, and both ends. */
export function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, lowest: sorted[0], highest: sorted.at(-1) };
}
