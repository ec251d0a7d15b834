import { SsvError } from "../errors.js";
import type { ModuleName } from "../wasm.js";

/** Where a module is: its address, an answer to `fetch`, its bytes, or compiled already. */
export type ModuleSource =
  string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

const given = new Map<ModuleName, Promise<WebAssembly.Module>>();

/**
 * Says where `keys.wasm`, `keyshares.wasm` and `codec.wasm` of this very version are. To be called
 * before anything that uses them, with those that it uses; resolves when they are compiled. In Node
 * give bytes: its `fetch` opens no files.
 *
 * @throws SsvError WASM_UNAVAILABLE
 */
export async function init(sources: Partial<Record<ModuleName, ModuleSource>>): Promise<void> {
  const { keys, keyshares, codec } = sources;
  await Promise.all([give("keys", keys), give("keyshares", keyshares), give("codec", codec)]);
}

async function give(name: ModuleName, source: ModuleSource | undefined): Promise<void> {
  if (source === undefined) return;
  const compiling = compileFrom(source).catch((cause: unknown) => {
    throw unavailable(`the module ${name} that init() was given could not be loaded`, cause);
  });
  given.set(name, compiling);
  await compiling;
}

/** What `init` was given. */
export async function load(name: ModuleName): Promise<WebAssembly.Module> {
  const module = given.get(name);
  if (!module) throw unavailable(`ssv-wasm/external needs init() with the module ${name} first`);
  return module;
}

async function compileFrom(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) return fromResponse(await fetch(source));
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.compile(source);
  }
  return fromResponse(await source);
}

/** Compiles while it arrives, where the server names the type that engines insist on. */
async function fromResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

function unavailable(message: string, cause?: unknown): SsvError {
  return new SsvError("WASM_UNAVAILABLE", message, {}, { cause });
}
