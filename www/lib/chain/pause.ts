import { SsvError } from "../errors.js";

function aborted(signal: AbortSignal): SsvError {
  return new SsvError("ABORTED", "The work was cancelled.", {}, { cause: signal.reason });
}

/**
 * Settles with `work`, but rejects with ABORTED as soon as the signal fires, and with RPC_FAILED (status 0,
 * no answer) after `timeout` milliseconds. `work` itself is not stopped.
 */
export function bounded<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  timeout?: number,
): Promise<T> {
  let release = (): void => {};
  const limit = new Promise<never>((_, reject) => {
    const stop = (): void => reject(aborted(signal!));
    const silence = (): void =>
      reject(new SsvError("RPC_FAILED", "The node did not answer.", { status: 0 }));
    const timer = timeout === undefined ? undefined : setTimeout(silence, timeout);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    release = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    };
  });
  return Promise.race([work, limit]).finally(release);
}

/**
 * Waits `milliseconds`, or until the user comes back to `page`; rejects with ABORTED as soon as the signal
 * fires.
 */
export function pause(
  milliseconds: number,
  signal?: AbortSignal,
  page?: EventTarget,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      page?.removeEventListener("visibilitychange", end);
      if (signal?.aborted) reject(aborted(signal));
      else resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
    page?.addEventListener("visibilitychange", end);
    if (signal?.aborted) end();
  });
}
