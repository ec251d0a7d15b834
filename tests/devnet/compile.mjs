import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";

const SOURCES = new URL("./contracts/", import.meta.url);
const CACHE = new URL("../../target/devnet/", import.meta.url);
const SETTINGS = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: "cancun",
  outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
};

/**
 * @typedef {{ abi: import("viem").Abi, bytecode: `0x${string}`, size: number }} Contract `size`: bytes of code on chain.
 */

/**
 * Compiles every contract of `contracts/`, or takes the result of an earlier run from `target/devnet/`.
 *
 * @returns {Promise<Record<string, Contract>>} by contract name
 */
export async function compile() {
  const sources = await readSources();
  const cached = new URL(`${await fingerprint(sources)}.json`, CACHE);
  try {
    return JSON.parse(await readFile(cached, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const contracts = await run(sources);
  await mkdir(CACHE, { recursive: true });
  // Two test runs may compile at once: each writes its own file and the last rename wins.
  const draft = new URL(`${process.pid}.draft`, CACHE);
  await writeFile(draft, JSON.stringify(contracts));
  await rename(draft, cached);
  return contracts;
}

async function readSources() {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith(".sol")).sort();
  const entries = names.map(async (name) => [
    name,
    { content: await readFile(new URL(name, SOURCES), "utf8") },
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function fingerprint(sources) {
  const manifest = new URL("../../node_modules/solc/package.json", import.meta.url);
  const { version } = JSON.parse(await readFile(manifest, "utf8"));
  const text = JSON.stringify([version, SETTINGS, sources]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

async function run(sources) {
  const { default: solc } = await import("solc");
  const input = { language: "Solidity", sources, settings: SETTINGS };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const errors = (output.errors ?? []).filter((entry) => entry.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((entry) => entry.formattedMessage).join("\n"));
  const found = Object.values(output.contracts).flatMap((file) => Object.entries(file));
  return Object.fromEntries(
    found.map(([name, { abi, evm }]) => [
      name,
      {
        abi,
        bytecode: `0x${evm.bytecode.object}`,
        size: evm.deployedBytecode.object.length / 2,
      },
    ]),
  );
}
