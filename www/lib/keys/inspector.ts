import init, { inspectKeystore } from "../generated/keys.js";
import { compile } from "../wasm.js";
import { translated } from "./failure.js";
import type { KeystoreFacts } from "./service.js";

/** Says what a keystore is, without its password; throws SsvError that says what else the file is. */
export type Inspector = (file: Uint8Array) => KeystoreFacts;

let loaded: Promise<Inspector> | undefined;

/**
 * Looks at keystores on this thread: what is encrypted in them stays so, and no key comes here.
 *
 * @throws SsvError WASM_UNAVAILABLE
 */
export function loadInspector(): Promise<Inspector> {
  loaded ??= compile("keys")
    .then((module) => init({ module_or_path: module }))
    .then(() => inspect)
    .catch((cause: unknown) => {
      loaded = undefined;
      throw translated(cause);
    });
  return loaded;
}

function inspect(file: Uint8Array): KeystoreFacts {
  try {
    return inspectKeystore(file) as KeystoreFacts;
  } catch (cause) {
    throw translated(cause);
  }
}
