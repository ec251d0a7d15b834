import { SsvError, type ErrorDetails, type SsvErrorCode } from "../errors.js";

/** An error on its way between threads: only what an SsvError holds. */
export interface PlainFailure {
  readonly code: SsvErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** The error that crossed. */
export function received({ code, message, details }: PlainFailure): SsvError {
  return new SsvError(code, message, details);
}

/** What the core refused, or undefined for anything that is not one of its errors: a trap. */
export function refusal(thrown: unknown): PlainFailure | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") {
    return undefined;
  }
  const details = "details" in thrown ? (thrown.details as ErrorDetails) : {};
  return { code: thrown.code as SsvErrorCode, message: thrown.message, details };
}

/** The SsvError for anything thrown by the core; after a trap the instance must not be used again. */
export function translated(thrown: unknown): SsvError {
  if (thrown instanceof SsvError) return thrown;
  const failure = refusal(thrown);
  return failure
    ? new SsvError(failure.code, failure.message, failure.details)
    : new SsvError("WORKER_CRASHED", "the key module stopped unexpectedly", {}, { cause: thrown });
}
