import type { Codec } from "../codec.types.js";
import type { Hex } from "../types.js";

export type Json = string | number | null | readonly Json[] | { readonly [key: string]: Json };

/** An object is the sorted list of its keys, then the values in that order, each with a comma after it. */
function serialized(value: Json): string {
  if (isList(value)) return `[${value.map(serialized).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${JSON.stringify(keys)}${keys.map((key) => `${serialized(value[key]!)},`).join("")}}`;
}

/** Array.isArray does not narrow a read-only array. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function utf8(text: string): Hex {
  const digits = [...new TextEncoder().encode(text)].map((byte) =>
    byte.toString(16).padStart(2, "0"),
  );
  return `0x${digits.join("")}`;
}

/** A batch file as far as its checksum is concerned. */
export interface Checked {
  readonly [key: string]: Json;
  readonly meta: { readonly [key: string]: Json };
}

/**
 * The checksum by which Safe's Transaction Builder finds a batch file changed: keccak-256 over a text form of its
 * own of all but the name and the checksum itself (safe-react-apps, tx-builder/src/lib/checksum.ts).
 */
export function checksumOf(file: Checked, codec: Codec): Hex {
  const { checksum: _, ...meta } = file.meta;
  return codec.keccak256(utf8(serialized({ ...file, meta: { ...meta, name: null } })));
}
