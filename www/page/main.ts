import { readConfiguration, registerElements } from "../elements/index.js";
import type { SsvStake } from "../elements/index.js";

registerElements();
const stake = document.querySelector("ssv-stake");
if (stake !== null) await start(stake);

/** Hands the element what `network.json` beside the page says. */
async function start(stake: SsvStake): Promise<void> {
  const configuration = await fetch(new URL("./network.json", document.baseURI), {
    cache: "no-store",
  })
    .then(async (answer) => readConfiguration(await answer.json()))
    .catch(() => undefined);
  stake.policy = configuration?.policy;
  stake.samples = configuration?.samples;
  stake.networks = configuration?.networks ?? [];
}
