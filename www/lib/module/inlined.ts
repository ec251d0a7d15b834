import { module as packed } from "../generated/module.js";

/** The WebAssembly module out of this file, so that nothing is fetched. */
export async function load(): Promise<WebAssembly.Module> {
  const gzip = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const inflated = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(inflated).arrayBuffer());
}
