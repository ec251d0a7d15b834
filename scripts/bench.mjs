/** `npm run bench`: builds the package, installs the peers, and measures side by side. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildDistribution } from "./build.mjs";
import { setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

setUp();
await buildDistribution();
for (const script of ["tests/peers/install.mjs", "tests/bench/run.mjs"]) {
  const args = script.endsWith("run.mjs") ? process.argv.slice(2) : [];
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
