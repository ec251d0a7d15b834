/**
 * `npm start`: the page on a local Ethereum node that carries the SSV contracts, with sample
 * keystores and a funded test wallet. `npm start -- --network FILE` serves the same page for the
 * networks that FILE describes, and starts no node.
 */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPage } from "./build.mjs";
import { serve } from "./serve.mjs";
import { setUp } from "./setup.mjs";

const folder = fileURLToPath(new URL("../www/page/dist/", import.meta.url));
const { values } = parseArgs({
  options: { network: { type: "string" }, port: { type: "string", default: "8080" } },
});
const port = Number(values.port);

const settings = values.network && (await readSettings(values.network));
setUp();
say("building the page");
await buildPage();
const server = settings ? await serveNetworks(settings) : await serveDevnet();
process.stdout.write(`\nOpen ${server.url}\nStop with Ctrl-C.\n`);

async function serveNetworks(body) {
  const answers = { "/network.json": { type: "application/json", body } };
  return onFreePort((free) => serve({ folder, answers, port: free }));
}

async function serveDevnet() {
  const { startDevnet } = await import("../tests/devnet/index.mjs");
  const { serveDevnetPage } = await import("../tests/devnet/page.mjs");
  const { seedSamples } = await import("../tests/devnet/seed.mjs");
  say("starting the local network");
  // Blocks come by themselves: a registration counts as final two blocks later.
  const devnet = await startDevnet({ blockTime: 2 });
  await seedSamples(devnet);
  const server = await onFreePort((free) => serveDevnetPage(devnet, { port: free }));
  process.stdout.write(`
The local network runs at ${devnet.rpcUrl} (chain ${devnet.network.chainId}).
Operators 1 to 13 are registered; 12 is private and allows the test wallet, 13 allows nobody.
The page offers sample keystores; their password is "testpassword".
The test wallet owns two clusters: operators 5 to 8 on ETH, operators 2, 4, 6, 8 still on SSV.
`);
  return server;
}

/** The usual port, or any other where that is taken. */
async function onFreePort(start) {
  try {
    return await start(port);
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    return start(0);
  }
}

async function readSettings(path) {
  const text = await readFile(path, "utf8").catch(() => stop(`Cannot read ${path}.`));
  try {
    if (Array.isArray(JSON.parse(text).networks)) return text;
  } catch {
    // The message below says it for every kind of wrong file.
  }
  return stop(`${path} is not a network file: {"networks":[…]} is expected.`);
}

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

function say(text) {
  process.stderr.write(`start: ${text}\n`);
}
