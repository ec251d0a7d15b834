/** Candidates in turn, in Node as in a page: how one sample is taken is the caller's business. */

/**
 * Runs every candidate of every group once a round, so that the samples of each are spread over the
 * whole time: what slows the machine down now and then does so for all alike.
 *
 * A group is `{ candidates, warmups = 1, repeats = 1, input }`: candidates `{ name, run(input) }`,
 * where `run` checks its result; rounds before those that count; calls of one candidate in a round;
 * and what makes the thing that all candidates of one round work on.
 *
 * @param measure runs its argument and gives milliseconds by name of clock
 * @param groups by name
 * @returns by the same names the rows of each, in the order given: `{ name, [clock] }` with the
 *   milliseconds that a call took in each round
 */
export async function raceAll(measure, groups, rounds) {
  const races = Object.entries(groups).map(([name, group]) => [name, prepare(measure, group)]);
  for (const [, { warmups, run }] of races) {
    for (let round = 0; round < warmups; round++) await run(() => {});
  }
  for (let round = 0; round < rounds; round++) {
    for (const [, { run, keep }] of races) await run(keep);
  }
  return Object.fromEntries(races.map(([name, { rows }]) => [name, rows()]));
}

function prepare(measure, { candidates, warmups = 1, repeats = 1, input = () => {} }) {
  const samples = candidates.map(() => []);
  return {
    warmups,
    keep: (sample, place) => samples[place].push(sample),
    async run(take) {
      const given = await input();
      for (const [place, { run }] of candidates.entries()) {
        const sample = await measure(async () => {
          for (let call = 0; call < repeats; call++) await run(given);
        });
        take(sample, place);
      }
    },
    rows: () =>
      candidates.map(({ name }, place) => {
        const clocks = Object.keys(samples[place][0]).map((clock) => [
          clock,
          samples[place].map((sample) => sample[clock] / repeats),
        ]);
        return { name, ...Object.fromEntries(clocks) };
      }),
  };
}

/** The mean of the middle half: no outlier counts, and every speed that a machine has does. */
export function typical(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const aside = Math.floor(sorted.length / 4);
  const middle = sorted.slice(aside, sorted.length - aside);
  return middle.reduce((sum, time) => sum + time, 0) / middle.length;
}
