import type { Receipt } from "../chain/answer.js";
import type { Codec, EventArguments } from "../codec.types.js";
import type { Cluster, Hex, Network, Registration } from "../types.js";

/**
 * `differences`: `REVERTED`, `NOTHING_TO_PROVE`, or a code and a position: `MISSING:i` and `UNEXPECTED:i`
 * for events, `OWNER:i`, `OPERATORS:i`, `PUBLIC_KEY:i`, `SHARES:i` for what event i says differently.
 */
export type RegistrationProof =
  | { readonly proved: true; readonly cluster: Cluster }
  | { readonly proved: false; readonly differences: readonly string[] };

function same(a: Hex, b: Hex): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function compare(
  event: EventArguments["ValidatorAdded"],
  registration: Registration,
): ("OWNER" | "OPERATORS" | "PUBLIC_KEY" | "SHARES")[] {
  const ids = registration.operatorIds;
  const found = event.operatorIds;
  const sameIds = ids.length === found.length && ids.every((id, at) => id === found[at]);
  return [
    ...(same(event.owner, registration.owner) ? [] : (["OWNER"] as const)),
    ...(sameIds ? [] : (["OPERATORS"] as const)),
    ...(same(event.publicKey, registration.publicKey) ? [] : (["PUBLIC_KEY"] as const)),
    ...(same(event.shares, registration.sharesData) ? [] : (["SHARES"] as const)),
  ];
}

/**
 * Compares every registration event of the receipt with what was prepared, byte for byte and in order:
 * operators accept each only under its own nonce. The cluster is the state that the next call needs.
 */
export function proveRegistration(
  receipt: Receipt,
  registrations: readonly Registration[],
  codec: Codec,
  network: Pick<Network, "network">,
): RegistrationProof {
  if (receipt.status !== "success") return { proved: false, differences: ["REVERTED"] };
  const all = [...receipt.logs]
    .sort((a, b) => a.logIndex - b.logIndex)
    .filter(({ address }) => same(address, network.network))
    .map((log) => codec.decodeEvent(log))
    .filter((event) => event?.name === "ValidatorAdded")
    .map((event) => event.args);
  const owner = registrations[0]?.owner;
  const own = all.filter((event) => owner !== undefined && same(event.owner, owner));
  // A bundler may put several owners into one transaction; only ours count then.
  const events = own.length === registrations.length ? own : all;

  const differences: string[] = registrations.length === 0 ? ["NOTHING_TO_PROVE"] : [];
  for (let at = 0; at < Math.max(events.length, registrations.length); at++) {
    const event = events[at];
    const registration = registrations[at];
    if (event === undefined) differences.push(`MISSING:${at}`);
    else if (registration === undefined) differences.push(`UNEXPECTED:${at}`);
    else differences.push(...compare(event, registration).map((what) => `${what}:${at}`));
  }
  const cluster = events.at(-1)?.cluster;
  if (differences.length > 0 || cluster === undefined) return { proved: false, differences };
  return { proved: true, cluster };
}
