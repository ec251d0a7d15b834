import { SsvError, type CoreErrorCode, type ErrorDetails } from "../errors.js";
import { messageOf } from "../messages.js";

/** An error on its way between threads: a code and public facts, to be worded where it arrives. */
export interface PlainFailure {
  readonly code: CoreErrorCode;
  readonly details: ErrorDetails;
}

/** The error that crossed; a code that is not of this version says no more than a trap does. */
export function received({ code, details }: PlainFailure): SsvError {
  const message = messageOf(code, details);
  if (message !== undefined) return new SsvError(code, message, details);
  return new SsvError("WORKER_CRASHED", "the key module failed in a way that has no name");
}

/** What the core refused, or undefined for anything that is not one of its errors: a trap. */
export function refusal(thrown: unknown): PlainFailure | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") {
    return undefined;
  }
  const details = "details" in thrown ? (thrown.details as ErrorDetails) : {};
  return { code: thrown.code as CoreErrorCode, details };
}

/** The SsvError for anything thrown by the core; after a trap the instance must not be used again. */
export function translated(thrown: unknown): SsvError {
  if (thrown instanceof SsvError) return thrown;
  const failure = refusal(thrown);
  return failure
    ? received(failure)
    : new SsvError("WORKER_CRASHED", "the key module stopped unexpectedly", {}, { cause: thrown });
}
