import { SsvError } from "../errors.js";

interface Locks {
  request<T>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

/**
 * Runs work that no other tab of this origin runs for the same name at the same time, where the
 * platform has locks. Elsewhere the journal has to see to it: `Journal.alone`.
 *
 * @throws SsvError OWNER_BUSY
 */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: Locks };
  if (!locks) return work();
  return locks.request(`ssv-wasm ${name}`, { ifAvailable: true }, (lock) => {
    if (lock) return work();
    const message = "Another tab is registering validators for this owner.";
    throw new SsvError("OWNER_BUSY", message);
  });
}
