import { startChecker } from "./checker.js";
import type { Service } from "./service.js";
import { startVault } from "./vault.js";

/** What a thread runs: a compiled module, and which one it is. */
export interface Role {
  readonly name: "keys" | "keyshares";
  readonly module: WebAssembly.Module;
}

/** Starts the instance of this thread. */
export function startService({ name, module }: Role): Service {
  return name === "keys" ? startVault(module) : startChecker(module);
}
