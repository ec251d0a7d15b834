import type { ModuleName } from "../wasm.js";
import { unpacked } from "./packed.js";

/** Each is a script of its own, loaded when it is first needed: a page opens before keys do. */
const scripts: Record<ModuleName, () => Promise<{ packed: string }>> = {
  keys: () => import("../generated/keys-module.js"),
  keyshares: () => import("../generated/keyshares-module.js"),
  codec: () => import("../generated/codec-module.js"),
};

/** The WebAssembly module out of a script of this package, so that nothing else is fetched. */
export async function load(name: ModuleName): Promise<WebAssembly.Module> {
  const { packed } = await scripts[name]();
  return WebAssembly.compile(await unpacked(packed));
}
