import type { ModuleName } from "../wasm.js";

/** Each is a script of its own, loaded when it is first needed: a page opens before keys do. */
const packed: Record<ModuleName, () => Promise<{ module: string }>> = {
  keys: () => import("../generated/keys-module.js"),
  codec: () => import("../generated/codec-module.js"),
};

/** The WebAssembly module out of a script of this package, so that nothing else is fetched. */
export async function load(name: ModuleName): Promise<WebAssembly.Module> {
  const { module } = await packed[name]();
  const gzip = Uint8Array.from(atob(module), (character) => character.charCodeAt(0));
  const inflated = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(inflated).arrayBuffer());
}
