import { Connection, readConfiguration, registerElements } from "../elements/index.js";
import type { SsvClusters, SsvStake } from "../elements/index.js";

/** The places of the page, by the first part of the address's hash. */
const TITLES = { register: "Register a validator on SSV", clusters: "Your clusters on SSV" };
type PlaceName = keyof typeof TITLES;

registerElements();
const stake = document.querySelector("ssv-stake");
const clusters = document.querySelector("ssv-clusters");
if (stake !== null && clusters !== null) await start(stake, clusters);

/** Hands the elements what `network.json` beside the page says, and one connection for both. */
async function start(stake: SsvStake, clusters: SsvClusters): Promise<void> {
  addEventListener("hashchange", () => show(stake, clusters));
  clusters.addEventListener("ssv-place", (event) => {
    location.hash = `clusters/${(event as CustomEvent<{ place: string }>).detail.place}`;
  });
  clusters.addEventListener("ssv-add-validators", (event) => {
    const { operators } = (event as CustomEvent<{ operators: readonly bigint[] }>).detail;
    location.hash = `register/${operators.join("-")}`;
  });
  show(stake, clusters);

  const configuration = await fetch(new URL("./network.json", document.baseURI), {
    cache: "no-store",
  })
    .then(async (answer) => readConfiguration(await answer.json()))
    .catch(() => undefined);
  const networks = configuration?.networks ?? [];
  if (networks.length > 0) {
    const connection = new Connection(networks);
    stake.connection = connection;
    clusters.connection = connection;
  }
  stake.policy = configuration?.policy;
  stake.samples = configuration?.samples;
  stake.networks = networks;
  clusters.networks = networks;
}

/** Shows what the address asks for: "#clusters/1-2-3-4", or "#register/1-2-3-4" to add to that cluster. */
function show(stake: SsvStake, clusters: SsvClusters): void {
  const [, first = "", rest = ""] = /^#?([^/]*)\/?(.*)$/.exec(location.hash) ?? [];
  const place: PlaceName = first === "clusters" ? "clusters" : "register";
  document.body.classList.toggle("deep", place === "clusters" && rest !== "");
  clusters.idle = place !== "clusters";
  if (place === "clusters") clusters.place = rest;
  else if ((stake.operators ?? []).join("-") !== rest) stake.operators = operatorsOf(rest);
  for (const name of Object.keys(TITLES)) {
    document.getElementById(`place-${name}`)?.toggleAttribute("hidden", name !== place);
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a[data-place]")) {
    const current = link.dataset["place"] === place;
    link.ariaCurrent = current ? "page" : null;
    // Each place is found again as it was left.
    if (current && location.hash !== "") link.href = location.hash;
  }
  document.title = TITLES[place];
}

function operatorsOf(text: string): readonly bigint[] | undefined {
  return /^\d{1,19}(-\d{1,19}){3,12}$/.test(text) ? text.split("-").map(BigInt) : undefined;
}
