import { SsvError } from "./errors.js";
import { load } from "./module/inlined.js";

/**
 * `keys` holds keys and `keyshares` checks files, both in workers; `codec` needs none. None carries
 * another one's code.
 */
export type ModuleName = "keys" | "keyshares" | "codec";

const compiled = new Map<ModuleName, Promise<WebAssembly.Module>>();

/** A WebAssembly module: compiled once for a page, its worker instances included. */
export function compile(name: ModuleName): Promise<WebAssembly.Module> {
  const known = compiled.get(name);
  if (known) return known;
  const compiling = load(name).catch((cause: unknown) => {
    compiled.delete(name);
    if (cause instanceof SsvError) throw cause;
    throw new SsvError(
      "WASM_UNAVAILABLE",
      "WebAssembly could not start; a content security policy needs script-src 'wasm-unsafe-eval'",
      {},
      { cause },
    );
  });
  compiled.set(name, compiling);
  return compiling;
}
