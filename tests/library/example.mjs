/** The example as its README installs it, on a local network of its own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeKeystore } from "../bench/keystores.mjs";
import { assertShares, registrationsOf } from "../browser/chain.mjs";
import { startDevnet } from "../devnet/index.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Opens at once. */
export const LIGHT = { dklen: 32, c: 10, prf: "hmac-sha256" };

export async function installExample() {
  const [devnet, folder] = await Promise.all([
    startDevnet({ blockTime: 1 }),
    mkdtemp(join(tmpdir(), "ssv-example-")),
  ]);
  const running = new Set();
  await cp(`${root}examples`, folder, { recursive: true });
  await rm(join(folder, "node_modules"), { recursive: true, force: true });
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules/ssv-wasm"));
  await symlink(`${root}node_modules/viem`, join(folder, "node_modules/viem"));
  const network = JSON.stringify({ networks: [devnet.network] });
  await writeFile(join(folder, "network.json"), network);

  return {
    devnet,
    folder,

    /** Keystores in a folder of their own, each with a password of its own unless options name one. */
    async keystores(name, count, options = {}) {
      await mkdir(join(folder, name));
      const made = Array.from({ length: count }, (_, index) => {
        const password = `password ${index}`;
        return { password, ...makeKeystore(LIGHT, { password, ...options }) };
      });
      for (const [index, { file }] of made.entries()) {
        await writeFile(join(folder, name, `keystore-${index}.json`), file);
      }
      const lines = made.map(({ password }, index) => `keystore-${index}: ${password}`);
      await writeFile(join(folder, `${name}.txt`), lines.join("\n"));
      return made.map(({ publicKey }) => publicKey);
    },

    /** Runs the script as a process; of an option that is given twice, the last counts. */
    start(name, args, environment = {}) {
      const common = ["--operators", "1,2,3,4", "--rpc", devnet.rpcUrl];
      const files = ["--keystores", name, "--passwords", `${name}.txt`];
      const own = ["--network", "network.json", "--journal", `${name}-journal`];
      const child = spawn(
        process.execPath,
        ["onboard-folder.mjs", ...common, ...files, ...own, ...args],
        {
          cwd: folder,
          env: { PATH: process.env.PATH, ...environment },
          stdio: ["ignore", "pipe", "pipe"],
        },
      );
      running.add(child);
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text) => (output += text));
      }
      const ended = new Promise((resolve) => child.once("close", resolve));
      return { child, ended: ended.then((code) => ({ code, output })) };
    },

    async assertRegistered(owner, publicKeys, foreign = []) {
      const events = await registrationsOf(devnet, owner);
      const own = events.filter(({ publicKey }) => !foreign.includes(publicKey));
      assert.deepEqual(
        own.map(({ publicKey }) => publicKey),
        publicKeys,
      );
      for (const [nonce, event] of events.entries()) {
        if (own.includes(event)) assertShares(devnet, event, nonce);
      }
      return own;
    },

    async remove() {
      for (const child of running) child.kill("SIGKILL");
      await devnet.stop();
      await rm(folder, { recursive: true });
    },
  };
}
