/**
 * Where an onboarding writes down how far it has come: public data only, JSON-safe. Whoever holds it
 * sees which validators an account registers; no key, share or password is in it.
 */
export interface Journal {
  /** What was saved under this name, or undefined. */
  load(id: string): Promise<unknown>;
  /** Keeps the value durably before it resolves; undefined removes it. */
  save(id: string, value: unknown): Promise<void>;
  /** Names of everything that is kept. */
  list?(): Promise<string[]>;
  /**
   * Runs work that no other process runs for the same name at the same time, and rejects with
   * OWNER_BUSY where one does: for platforms that have no locks of the browser's kind.
   */
  alone?<T>(id: string, work: () => Promise<T>): Promise<T>;
}

/** A journal that ends with the page. */
export function memoryJournal(): Journal {
  const values = new Map<string, unknown>();
  return {
    load: async (id) => values.get(id),
    save: async (id, value) => {
      if (value === undefined) values.delete(id);
      else values.set(id, structuredClone(value));
    },
    list: async () => [...values.keys()],
  };
}

const NAME = "ssv-wasm onboarding";
const STORE = "jobs";

/** A journal in the browser's IndexedDB. The database is deleted with its last entry. */
export function browserJournal(): Journal {
  async function inStore<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await settled(opening);
    try {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = work(transaction.objectStore(STORE));
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
      });
      return request.result;
    } finally {
      database.close();
    }
  }

  const exists = async (): Promise<boolean> =>
    (await indexedDB.databases()).some(({ name }) => name === NAME);

  /** Another tab must not write between the look that finds nothing left and the deletion. */
  const change = (work: () => Promise<void>): Promise<void> =>
    navigator.locks ? navigator.locks.request(NAME, work) : work();

  async function remove(id: string): Promise<void> {
    if (!(await exists())) return;
    await inStore("readwrite", (store) => store.delete(id));
    const left = await inStore("readonly", (store) => store.count());
    // Without locks an empty database is the lesser evil.
    if (left === 0 && navigator.locks) await settled(indexedDB.deleteDatabase(NAME));
  }

  return {
    load: async (id) =>
      (await exists()) ? inStore("readonly", (store) => store.get(id)) : undefined,
    save: (id, value) =>
      change(async () => {
        if (value === undefined) await remove(id);
        else await inStore("readwrite", (store) => store.put(value, id));
      }),
    async list() {
      if (!(await exists())) return [];
      return (await inStore("readonly", (store) => store.getAllKeys())).map(String);
    },
  };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
