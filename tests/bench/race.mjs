/** Candidates in turn, in Node as in a page: how one sample is taken is the caller's business. */

/**
 * Runs every candidate once a round, after `warmups` rounds that do not count.
 *
 * @param measure runs its argument and gives milliseconds by name of clock
 * @param candidates `{ name, run(input) }`; `run` checks its result
 * @param options.repeats calls of one candidate in a round
 * @param options.input makes what all candidates of one round work on
 * @returns `{ name, [clock] }` in the order given, each time `{ median, lowest, highest }` in
 *   milliseconds a call
 */
export async function raceBy(
  measure,
  candidates,
  { rounds, warmups = 1, repeats = 1, input = () => {} },
) {
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
  return candidates.map(({ name }, place) => {
    const clocks = Object.keys(samples[place][0]).map((clock) => [
      clock,
      summary(samples[place].map((sample) => sample[clock] / repeats)),
    ]);
    return { name, ...Object.fromEntries(clocks) };
  });
}

/** The middle of an odd or even number of samples, and both ends. */
export function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { median, lowest: sorted[0], highest: sorted.at(-1) };
}
