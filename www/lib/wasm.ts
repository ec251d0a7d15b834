import { module as packed } from "./generated/module.js";
import { SsvError } from "./errors.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * The WebAssembly module: compiled once for a page, its worker instances included. It is part of
 * this file, so nothing is fetched.
 */
export function compile(): Promise<WebAssembly.Module> {
  compiled ??= unpack()
    .then((bytes) => WebAssembly.compile(bytes))
    .catch((cause: unknown) => {
      compiled = undefined;
      throw new SsvError(
        "WASM_UNAVAILABLE",
        "WebAssembly could not start; a content security policy needs script-src 'wasm-unsafe-eval'",
        {},
        { cause },
      );
    });
  return compiled;
}

async function unpack(): Promise<ArrayBuffer> {
  const gzip = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const inflated = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(inflated).arrayBuffer();
}
