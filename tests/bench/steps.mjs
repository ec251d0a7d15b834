/** What comes after the key derivation, in Node: the steps of a split, and whole splits. */
import { openSession } from "../../dist/index.js";
import { forge, herumi } from "../peers/engines.mjs";
import { packages } from "../peers/packages.mjs";
import { byHand } from "./by-hand.mjs";
import { fieldGroups } from "./field.mjs";
import { PASSWORD } from "./keystores.mjs";
import { raceAll } from "./measure.mjs";
import { splitGroups, stageGroups, stepGroups } from "./stages.mjs";

/** Rows by the names of `stages.mjs` and `field.mjs`. */
export async function raceSteps(setting, rounds) {
  const peers = {};
  for (const [name, load] of Object.entries(packages)) peers[name] = await load();
  const { SSVKeys } = peers["ssv-keys 1.1.0"];
  const session = await openSession({ workers: 1 });
  try {
    await session.unlock({ keystores: [setting.keystore.file], password: PASSWORD });
    const groups = {
      ...fieldGroups(),
      ...(await stageGroups(setting, { forge, herumi, SSVKeys })),
      ...(await stepGroups(setting, [4, 13])),
      ...(await splitGroups(setting, session, peers, { repeats: 5, more: byHand })),
    };
    return await raceAll(groups, rounds);
  } finally {
    session.close();
  }
}
