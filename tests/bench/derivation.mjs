/** What the key derivations gain and cost by themselves: half the memory, one salt for many. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openSession } from "../../dist/index.js";
import { makeKeystore, PASSWORD, SCRYPT, unlock } from "./keystores.mjs";
import { unlockIn } from "../library/vault.mjs";
import { race } from "./measure.mjs";

const MIB = 2 ** 20;
const module = readFileSync(new URL("../../dist/keys.wasm", import.meta.url));

/** The same keystore with a whole table and with half of one; and the memory that each took, in MiB. */
export async function raceHalf(rounds) {
  const whole = await instance(256 * MIB);
  const half = await instance(128 * MIB);
  const candidates = [
    { name: "whole table", run: whole.unlock },
    { name: "half a table", run: half.unlock },
  ];
  const rows = await race(candidates, { rounds, input: () => makeKeystore(SCRYPT) });
  return [whole, half].map(({ memory }, place) => ({
    ...rows[place],
    memory: memory.buffer.byteLength / MIB,
  }));
}

/** One keystore, and a hundred that a deposit tool wrote with one salt. */
export async function raceShared(rounds) {
  const session = () => openSession({ workers: 1 });
  const [one, many] = [await session(), await session()];
  const candidates = [
    { name: "1 keystore", run: ([first]) => unlock(one, [first]) },
    { name: `${SHARERS} keystores, one salt`, run: (keystores) => unlock(many, keystores) },
  ];
  const input = () => {
    const first = makeKeystore(SCRYPT);
    return Array.from({ length: SHARERS }, (_, place) =>
      place === 0 ? first : makeKeystore(SCRYPT, first),
    );
  };
  try {
    return await race(candidates, { rounds, input });
  } finally {
    one.close();
    many.close();
  }
}

const SHARERS = 100;

/** The module by itself in this thread, where its memory can be seen. */
async function instance(scratch) {
  const glue = await import(`../../www/lib/generated/keys.js?scratch=${scratch}`);
  const { memory } = glue.initSync({ module });
  return {
    memory,
    async unlock({ file, publicKey }) {
      const vault = new glue.Vault();
      const password = new TextEncoder().encode(PASSWORD);
      const [opened] = await unlockIn(glue, vault, [file], [password], scratch);
      vault.free();
      assert.equal(opened.publicKey, publicKey);
    },
  };
}
