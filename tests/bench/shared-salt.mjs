/** Keystores of one deposit run, which share a salt: one key derivation has to be enough for all. */
import assert from "node:assert/strict";
import { openSession, splitKeystores } from "../../dist/index.js";
import { committee, owner } from "../peers/committee.mjs";
import { makeKeystore, PASSWORD, SCRYPT } from "./keystores.mjs";
import { race } from "./measure.mjs";

const WORKERS = 2;

/**
 * From files to registrations, by the clock: all of them, one of them, and the splitting of all alone.
 * What the first takes beyond the other two together is what sharing costs.
 */
export async function raceSharedSalt(count, rounds) {
  const first = makeKeystore(SCRYPT);
  const { salt, derived } = first;
  const others = Array.from({ length: count - 1 }, () => makeKeystore(SCRYPT, { salt, derived }));
  const keystores = [first, ...others];
  const operators = committee(4).map(({ id, publicKey }) => ({ id, publicKey }));
  const bound = { operators, owner, nonce: 0 };
  const split = async (some) => {
    const files = some.map(({ file }) => file);
    const request = { keystores: files, password: PASSWORD, workers: WORKERS, ...bound };
    const { registrations } = await splitKeystores(request);
    assert.equal(registrations.length, some.length);
  };
  const session = await openSession({ workers: WORKERS });
  try {
    await session.unlock({ keystores: keystores.map(({ file }) => file), password: PASSWORD });
    assert.equal(session.keys.length, count);
    return await race(
      [
        {
          name: `${count} keystores with one salt, from files to registrations`,
          run: () => split(keystores),
        },
        { name: "one of them", run: () => split([first]) },
        { name: `${count} splits of keys that are open`, run: () => session.split(bound) },
      ],
      { rounds, warmups: 0 },
    );
  } finally {
    session.close();
  }
}
