const unasked = new WeakSet<object>();

/** Does the work that precedes a wallet's question; what it rejects with is known by `isUnasked`. */
export async function beforeAsking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (typeof error === "object" && error !== null) unasked.add(error);
    throw error;
  }
}

/** The wallet was not asked for a signature. False where that is not known. */
export function isUnasked(error: unknown): boolean {
  return typeof error === "object" && error !== null && unasked.has(error);
}
