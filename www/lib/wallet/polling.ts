import { bounded, pause } from "../chain/pause.js";
import { SsvError } from "../errors.js";

/** Failed looks in a row after which a node's trouble is not a passing one. */
const MAX_FAILURES = 10;

function isPassing(error: unknown): boolean {
  return error instanceof SsvError && error.code.startsWith("RPC_");
}

/**
 * Looks again every `interval` milliseconds, and when the user comes back to the page, until `look` finds
 * an end. Passing troubles of the node are waited out.
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { interval, signal }: { interval: number; signal?: AbortSignal | undefined },
): Promise<T> {
  const page = typeof document === "undefined" ? undefined : document;
  for (let failures = 0; ;) {
    try {
      const end = await bounded(look(), signal);
      if (end !== undefined) return end;
      failures = 0;
    } catch (error) {
      if (!isPassing(error) || ++failures >= MAX_FAILURES) throw error;
    }
    await pause(interval, signal, page);
  }
}
