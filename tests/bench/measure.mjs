/** CPU time of this process with all its threads, candidates in turn: a busy machine hits all alike. */
import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as races from "./race.mjs";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** {@link races.raceAll} by CPU time and by the clock. */
export function raceAll(groups, rounds) {
  return races.raceAll(measure, groups, rounds);
}

/** One group alone. */
export async function race(candidates, { rounds, ...options }) {
  const { rows } = await raceAll({ rows: { candidates, ...options } }, rounds);
  return rows;
}

/** Milliseconds that a collection goes on for in other threads, whose time is counted too. */
const SWEEPING = 50;

/** Milliseconds that a thread may go on for after its answer, wiping memory. */
const WIPING = 50;

/** Milliseconds that `work` takes, without the garbage of what ran before it. */
async function measure(work) {
  collectGarbage();
  await setTimeout(SWEEPING);
  const [used, start] = [process.cpuUsage(), performance.now()];
  await work();
  const wall = performance.now() - start;
  await setTimeout(WIPING);
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
