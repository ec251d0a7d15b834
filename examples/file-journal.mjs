/** A journal in a folder, one JSON file for each entry; also good for a reader's checkpoints. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** @returns {import("ssv-wasm/onboarding").Journal} */
export function fileJournal(folder) {
  const pathOf = (id) => join(folder, `${encodeURIComponent(id)}.json`);
  return {
    async load(id) {
      try {
        return JSON.parse(await readFile(pathOf(id), "utf8"));
      } catch (error) {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }
    },
    async save(id, value) {
      if (value === undefined) return rm(pathOf(id), { force: true });
      await mkdir(folder, { recursive: true });
      // Whole or not at all, also when the power goes: written beside, then put in place.
      const draft = `${pathOf(id)}.${process.pid}`;
      const file = await open(draft, "w");
      try {
        await file.writeFile(JSON.stringify(value));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, pathOf(id));
    },
    async list() {
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => name.endsWith(".json"))
        .map((name) => decodeURIComponent(name.slice(0, -".json".length)));
    },
  };
}
