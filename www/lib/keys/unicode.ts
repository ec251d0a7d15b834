import { received } from "./failure.js";
import { unpacked } from "../module/packed.js";

/**
 * Unicode's tables, which passwords need that are not ASCII: a script of its own, for there are few.
 *
 * @throws SsvError UNICODE_MISSING
 */
export async function loadUnicode(): Promise<Uint8Array> {
  const script = await import("../generated/unicode.js").catch(() => undefined);
  if (!script) throw received({ code: "UNICODE_MISSING", details: {} });
  return new Uint8Array(await unpacked(script.packed));
}
