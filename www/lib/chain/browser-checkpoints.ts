import type { Checkpoints } from "./reader.types.js";

const TABLE = "checkpoints";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Checkpoints in an IndexedDB database of the page's origin, opened at the first use. */
export function openCheckpoints(name: string): Checkpoints {
  let opened: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    if (opened) return opened;
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(TABLE);
    const forget = (): void => (opened = undefined);
    opened = settled(opening).then((database) => {
      // Another tab deletes or upgrades the database: give way, and open it again when asked.
      database.onversionchange = () => {
        database.close();
        forget();
      };
      database.onclose = forget;
      return database;
    });
    opened.catch(forget);
    return opened;
  }

  return {
    async load(key) {
      const database = await open();
      return settled(database.transaction(TABLE).objectStore(TABLE).get(key));
    },
    async save(key, value) {
      const database = await open();
      await settled(database.transaction(TABLE, "readwrite").objectStore(TABLE).put(value, key));
    },
  };
}
