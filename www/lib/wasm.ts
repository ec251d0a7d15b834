import { SsvError } from "./errors.js";
import { load } from "./module/inlined.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/** The WebAssembly module: compiled once for a page, its worker instances included. */
export function compile(): Promise<WebAssembly.Module> {
  compiled ??= load().catch((cause: unknown) => {
    compiled = undefined;
    if (cause instanceof SsvError) throw cause;
    throw new SsvError(
      "WASM_UNAVAILABLE",
      "WebAssembly could not start; a content security policy needs script-src 'wasm-unsafe-eval'",
      {},
      { cause },
    );
  });
  return compiled;
}
