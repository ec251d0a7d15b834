/** A journal in a folder, one JSON file for each entry; also good for a reader's checkpoints. */
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { SsvError } from "ssv-wasm";

/** Locks of this process. */
const taken = new Set();

/** @returns {import("ssv-wasm/onboarding").Journal} */
export function fileJournal(folder) {
  const pathOf = (id) => join(folder, `${encodeURIComponent(id)}.json`);
  return {
    async load(id) {
      try {
        return JSON.parse(await readFile(pathOf(id), "utf8"));
      } catch (error) {
        if (error.code === "ENOENT") return undefined;
        if (error instanceof SyntaxError) throw damaged(pathOf(id));
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
    /**
     * Everybody puts up a lock of their own before they look for those of others: of two who start
     * at once, one at least sees the other.
     */
    async alone(id, work) {
      const name = encodeURIComponent(id);
      const own = `${name} ${hostname()} ${process.pid}.lock`;
      const path = resolve(folder, own);
      if (taken.has(path)) throw busy(process.pid);
      taken.add(path);
      try {
        await mkdir(folder, { recursive: true });
        // One of this name that is there already was left by a process that had our number.
        await writeFile(path, "");
        for (const lock of await readdir(folder)) {
          if (lock === own || !lock.startsWith(`${name} `) || !lock.endsWith(".lock")) continue;
          const [, host, pid] = lock.slice(0, -".lock".length).split(" ");
          if (host !== hostname() || lives(Number(pid))) throw busy(pid, join(folder, lock));
          await rm(join(folder, lock), { force: true });
        }
        return await work();
      } finally {
        await rm(path, { force: true });
        taken.delete(path);
      }
    },
  };
}

function lives(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

function damaged(path) {
  const message =
    `${path} is damaged, so what was sent is not known from it: once no transaction of the owner ` +
    "waits to be mined or signed, delete it and run again";
  return new SsvError("INVALID_ARGUMENT", message);
}

function busy(pid, lock) {
  const hint = lock ? `; if it is gone for good, delete ${lock}` : "";
  const message = `process ${pid} is registering validators for this owner${hint}`;
  return new SsvError("OWNER_BUSY", message);
}
