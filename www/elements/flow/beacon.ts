import type { Hex } from "../../lib/index.js";

/** What a beacon node says of a validator. `absent`: the beacon chain has no deposit of it. */
export type BeaconStatus = "absent" | "pending" | "active" | "exiting" | "exited";

/** Milliseconds: the page goes on without an answer. */
const PATIENCE = 10_000;

/**
 * Statuses from a node's standard interface, for display and for the gate before a removal. Empty
 * where the node does not answer in its form: then nothing is known.
 */
export async function readBeacon(
  url: string,
  keys: readonly Hex[],
): Promise<ReadonlyMap<Hex, BeaconStatus>> {
  try {
    const answer = await fetch(`${url.replace(/\/$/, "")}/eth/v1/beacon/states/head/validators`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ids: keys }),
      signal: AbortSignal.timeout(PATIENCE),
      referrerPolicy: "no-referrer",
      credentials: "omit",
    });
    return answer.ok ? statusesOf(await answer.json(), keys) : new Map();
  } catch {
    return new Map();
  }
}

function statusesOf(answer: unknown, keys: readonly Hex[]): ReadonlyMap<Hex, BeaconStatus> {
  const { data } = (answer ?? {}) as { data?: unknown };
  if (!Array.isArray(data)) return new Map();
  const found = new Map<Hex, BeaconStatus>(keys.map((key) => [key, "absent"]));
  for (const item of data as readonly { status?: unknown; validator?: { pubkey?: unknown } }[]) {
    const key = String(item?.validator?.pubkey).toLowerCase() as Hex;
    const status = plain(String(item?.status));
    // One that nobody understands says nothing of the others either.
    if (status === undefined) return new Map();
    if (found.has(key)) found.set(key, status);
  }
  return found;
}

function plain(status: string): BeaconStatus | undefined {
  if (status.startsWith("pending_")) return "pending";
  if (status === "active_exiting") return "exiting";
  if (status.startsWith("active_")) return "active";
  return /^(exited|withdrawal)_/.test(status) ? "exited" : undefined;
}
