/** Keys that are split at once: more of them gain little, and are longer without a sign of progress. */
const AT_ONCE = 8;

/** The items in order, as many together as are split at once. */
export function chunks<T>(items: readonly T[]): T[][] {
  const length = Math.ceil(items.length / AT_ONCE);
  return Array.from({ length }, (_, at) => items.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}
