import { SsvError, checkKeyshares } from "../../lib/index.js";
import type { Hex } from "../../lib/index.js";
import type { Flow } from "./flow.js";
import { FlowError, problem } from "./problem.js";
import type { ShareSet } from "./splitting.js";

/** The part of an uploaded file that is still to be registered, for the owner, nonce and operators of the plan. */
export async function checkFile(
  text: string,
  owner: Hex,
  flow: Flow,
  signal: AbortSignal,
): Promise<ShareSet> {
  const { account, committee, following, parts } = flow;
  // A transaction may take hours to its end.
  signal.addEventListener("abort", () => following.stop());
  following.begin();
  const earlier = await following.alone(() => following.settleEarlier());
  if (signal.aborted) throw new SsvError("ABORTED", "");
  if (earlier !== "nothing") await account.readNonce();
  const expected = account.nonce ?? 0n;
  const skipped = await registeredBefore(owner, flow);
  const { registrations } = await checkKeyshares(text, { owner, operators: committee.inputs });
  const here = registrations.slice(skipped);
  const actual = parts.open(here)[0]?.nonce;
  if (actual !== undefined && actual !== expected) {
    throw new SsvError("NONCE_MISMATCH", "", { actual, expected });
  }
  const nonce = here[0]?.nonce ?? expected;
  return { registrations: here, keyshares: text, owner, nonce, operatorIds: committee.ids };
}

/**
 * Registrations of the file that were made in an earlier visit. Only a file's beginning can be on
 * chain: behind a gap the nonces would not fit any more.
 */
async function registeredBefore(owner: Hex, { account, keys, parts }: Flow): Promise<number> {
  const { reader } = account;
  const file = keys.keyshares;
  if (reader === undefined || file === undefined) return 0;
  const onChain = await Promise.all(
    file.registrations.map(
      ({ publicKey }) => !parts.proven(publicKey) && reader.registered(owner, publicKey),
    ),
  );
  const skipped = onChain.filter(Boolean).length;
  const stray = onChain.lastIndexOf(true);
  const publicKey = file.registrations[stray]?.publicKey;
  if (publicKey !== undefined && (stray >= skipped || skipped === onChain.length)) {
    throw new FlowError(problem("KEYSHARES_REGISTERED", { publicKey }));
  }
  keys.keyshares = { ...file, skipped };
  return skipped;
}
