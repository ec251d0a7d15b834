/** What has to be measured in a process of its own: the first use, and the memory. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { committee, owner } from "../peers/committee.mjs";
import { packages } from "../peers/packages.mjs";
import { makeKeystore, PASSWORD } from "./keystores.mjs";

/** CPU time from import to the first split for 4 operators, from a keystore that costs nothing. */
export function raceFirstSplit(rounds) {
  const names = ["ssv-wasm", ...Object.keys(packages)];
  const samples = names.map(() => []);
  const operators = committee(4).map(({ id, publicKey }) => ({ id, publicKey }));
  const { json: keystore } = makeKeystore({ dklen: 32, c: 1, prf: "hmac-sha256" });
  const job = JSON.stringify({ keystore, password: PASSWORD, operators, owner, nonce: 0 });
  for (let round = 0; round < rounds; round++) {
    for (const [place, name] of names.entries()) {
      samples[place].push(runScript("first-split.mjs", name, job));
    }
  }
  return names.map((name, place) => ({ name, cpu: samples[place] }));
}

/** MiB of WebAssembly memory that one standard scrypt keystore takes. */
export function scryptMemory() {
  return runScript("memory.mjs") / 2 ** 20;
}

function runScript(name, ...args) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  return Number(execFileSync(process.execPath, [path, ...args], { encoding: "utf8" }));
}
