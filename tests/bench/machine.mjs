/** What a machine takes for scrypt and its parts in its own instructions: bounds of what we can reach. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { nativeKey, PASSWORD, SCRYPT } from "./keystores.mjs";

const PARTS = {
  whole: "in C, nothing overwritten",
  chain: "its chain alone: the same in C, the table in the fastest cache",
  lookups: "its lookups alone",
  wipe: "overwriting its table",
};

/** Rows by the names of the parts, beside `openssl`; see `machine.c`. The whole is compared with OpenSSL's. */
export function raceParts(rounds) {
  const program = compile();
  const rows = { openssl: { name: "OpenSSL", cpu: [] } };
  for (const [part, name] of Object.entries(PARTS)) rows[part] = { name, cpu: [] };
  for (let round = 0; round < rounds; round++) {
    const salt = randomBytes(32);
    const used = process.cpuUsage();
    const derived = nativeKey(SCRYPT, salt);
    const { user, system } = process.cpuUsage(used);
    rows.openssl.cpu.push((user + system) / 1000);
    const block = pbkdf2Sync(PASSWORD, salt, 1, 128 * SCRYPT.r, "sha256");
    for (const part of Object.keys(PARTS)) {
      const { status, stdout, stderr } = spawnSync(program, [part], { input: block });
      assert.equal(status, 0, part);
      rows[part].cpu.push(Number(stderr));
      if (part === "whole") {
        assert.deepEqual(pbkdf2Sync(PASSWORD, stdout, 1, SCRYPT.dklen, "sha256"), derived);
      }
    }
  }
  return rows;
}

function compile() {
  const source = fileURLToPath(new URL("machine.c", import.meta.url));
  const program = fileURLToPath(new URL("../../target/bench/machine", import.meta.url));
  execFileSync("clang", ["-O3", "-std=c17", "-Wall", "-Wextra", "-Werror", source, "-o", program]);
  return program;
}
