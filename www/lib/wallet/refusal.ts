import type { DecodedError } from "../codec.types.js";
import { SsvError } from "../errors.js";

/** The contract's refusal of a cluster tuple that is not the one it holds the hash of. */
export const STALE = "IncorrectClusterState";

/**
 * A refusal by the contract as an error: CLUSTER_STALE, or CALL_REVERTED with the refusal's name as `reason`
 * and its arguments under their names; the text of a plain `Error` is `message`.
 */
export function refused({ name, args }: DecodedError): SsvError {
  if (name === STALE) {
    return new SsvError("CLUSTER_STALE", "The cluster has changed since this call was made.");
  }
  const { reason: message, ...named } = args;
  const details = { ...named, ...(message === undefined ? {} : { message }), reason: name };
  return new SsvError("CALL_REVERTED", `The contract refuses the call: ${name}.`, details);
}

/** What the contract said, of an error made by `refused`. */
export function refusalOf(error: unknown): DecodedError | undefined {
  if (!(error instanceof SsvError) || error.code !== "CALL_REVERTED") return undefined;
  // `call` is the position in a batch.
  const { reason, message, call: _, ...named } = error.details;
  return {
    name: String(reason),
    args: message === undefined ? named : { ...named, reason: message },
  };
}
