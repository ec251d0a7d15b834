/** What the steps are measured on, and the key derivations that come before them. */
import assert from "node:assert/strict";
import { committee, owner } from "../peers/committee.mjs";
import { makeKeystore, PASSWORD, PBKDF2, SCRYPT } from "./keystores.mjs";
import { race } from "./measure.mjs";
import { openStages } from "./stages.mjs";
import { webCryptoKey } from "./unlock.mjs";

/** Ids of ten bits: herumi takes longer for longer ones, and we do not. */
const idOf = (_, position) => 600 + 31 * position;

/** A key that opens at no cost, for thirteen operators; see `stages.mjs`. */
export function makeSetting(modules) {
  const keystore = makeKeystore({ dklen: 32, c: 1, prf: "hmac-sha256" });
  const operators = committee(13, idOf).reverse();
  return { modules, keystore, password: PASSWORD, owner, nonce: 7, operators };
}

/** scrypt by our module and PBKDF2 by the platform, as the package derives the key of one keystore. */
export async function raceDerivations(setting, rounds) {
  const keystore = makeKeystore(SCRYPT);
  const ours = await openStages({ ...setting, keystore });
  const password = new TextEncoder().encode(PASSWORD);
  const { salt, derived } = makeKeystore(PBKDF2);
  const candidates = [
    {
      name: "scrypt",
      run: () => assert.deepEqual(Buffer.from(ours.result("derive")), keystore.derived),
    },
    {
      name: "PBKDF2",
      run: async () =>
        assert.deepEqual(Buffer.from(await webCryptoKey(password, salt, PBKDF2)), derived),
    },
  ];
  return race(candidates, { rounds });
}
