import { SsvError } from "../errors.js";

/** Where `ssv.wasm` is: its address, an answer to `fetch`, its bytes, or compiled already. */
export type ModuleSource =
  string | URL | Response | PromiseLike<Response> | BufferSource | WebAssembly.Module;

let given: Promise<WebAssembly.Module> | undefined;

/**
 * Says where the WebAssembly module of this very version is. To be called once, before anything
 * else; resolves when the module is compiled. In Node give bytes: its `fetch` opens no files.
 *
 * @throws SsvError WASM_UNAVAILABLE
 */
export async function init(source: ModuleSource): Promise<void> {
  given = compileFrom(source).catch((cause: unknown) => {
    throw unavailable("the WebAssembly module that init() was given could not be loaded", cause);
  });
  await given;
}

/** What `init` was given. */
export async function load(): Promise<WebAssembly.Module> {
  if (!given) throw unavailable("ssv-wasm/external needs init() to be called first");
  return given;
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
