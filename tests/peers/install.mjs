/** Installs the peers' packages, with Node's own modules only. Does nothing where they are there. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** `npm ci` in this folder, unless its result is as new as the lock file. */
export function installPeers() {
  // npm writes this file last, so an install that was cut off is done again.
  const installed = `${folder}node_modules/.package-lock.json`;
  const lock = `${folder}package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  process.stderr.write("peers: installing ssv-keys, ssv-sdk and what they need, about 370 MB\n");
  const { status, error } = spawnSync("npm", ["ci"], { cwd: folder, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  process.stderr.write(`peers: npm ci in tests/peers failed${error ? ` (${error.code})` : ""}.\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installPeers();
