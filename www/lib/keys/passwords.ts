import { SsvError } from "../errors.js";
import type { Secret } from "../types.js";

/** Most passwords that are tried on every keystore: each try costs a key derivation. */
export const MOST_TRIES = 16;

/** Exactly one of these. Bytes are wiped after use. */
export interface Passwords {
  /** One for all keystores. */
  readonly password?: Secret | undefined;
  /** One for each keystore, in the same order. */
  readonly passwords?: readonly Secret[] | undefined;
  /**
   * At most 16, which are tried on every keystore in this order until its checksum agrees. A
   * keystore costs as many key derivations as it takes tries; keystores with one salt share them.
   */
  readonly tryPasswords?: readonly Secret[] | undefined;
}

/** Passwords as bytes that can be wiped. */
export interface PasswordBytes {
  /** How often a keystore is tried at most. */
  readonly tries: number;
  /** Whether none of them needs Unicode's tables. */
  readonly isAscii: boolean;
  /** A copy to give away: for the keystore at this position, in this round of tries. */
  copy(index: number, round: number): Uint8Array<ArrayBuffer>;
  /** A number that keystores with one password have in common, and no others. */
  group(index: number): number;
  /** Overwrites every byte, also in arrays that the caller passed. */
  wipe(): void;
}

/** The passwords of a request for `count` keystores. */
export function passwordBytes(request: Passwords, count: number): PasswordBytes {
  const { password, passwords, tryPasswords } = request;
  const given = [password, passwords, tryPasswords].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw new SsvError("INVALID_ARGUMENT", "give one of password, passwords and tryPasswords");
  }
  if (passwords && passwords.length !== count) {
    throw new SsvError("INVALID_ARGUMENT", "passwords must be as many as keystores");
  }
  if (tryPasswords && (tryPasswords.length < 1 || tryPasswords.length > MOST_TRIES)) {
    throw new SsvError("INVALID_ARGUMENT", "tryPasswords holds 1 to 16 passwords");
  }
  const secrets = passwords ?? tryPasswords ?? [password ?? ""];
  const bytes = secrets.map((secret) =>
    typeof secret === "string" ? new TextEncoder().encode(secret) : secret,
  );
  return {
    tries: tryPasswords?.length ?? 1,
    isAscii: bytes.every((secret) => secret.every((byte) => byte < 0x80)),
    copy: (index, round) => new Uint8Array(bytes[passwords ? index : round] ?? []),
    group: passwords ? groupOf(bytes) : () => 0,
    wipe: () => {
      for (const secret of bytes) secret.fill(0);
    },
  };
}

/** Sorted, equal ones are neighbours: no password has to become a key of a map. */
function groupOf(bytes: readonly Uint8Array[]): (index: number) => number {
  const order = [...bytes.keys()].sort((a, b) => compare(bytes[a]!, bytes[b]!));
  const groups: number[] = [];
  for (const [at, index] of order.entries()) {
    const before = order[at - 1];
    const same = before !== undefined && compare(bytes[before]!, bytes[index]!) === 0;
    groups[index] = same ? groups[before]! : index;
  }
  return (index) => groups[index]!;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length;
  const at = a.findIndex((byte, place) => byte !== b[place]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Tab, space, colon, equals sign. */
const SEPARATORS = new Set([0x09, 0x20, 0x3a, 0x3d]);

/**
 * Reads a file of passwords and wipes it. Either every line is a keystore's name, a separator (tab,
 * space, `:` or `=`) and its password, or every line is a password: then one line serves all
 * keystores, as many lines as keystores serve them in their order, and up to 16 others are tried on
 * each. Names may leave out `.json`. No password becomes a JavaScript string.
 *
 * @param file UTF-8 text, overwritten with zeros
 * @param names of the keystores, in their order
 * @throws SsvError PASSWORDS_MISMATCH {expected, actual}
 */
export function readPasswordFile(file: Uint8Array, names: readonly string[]): Passwords {
  try {
    const lines = linesOf(file);
    const named = byName(lines, names);
    if (named) return { passwords: named };
    const [only] = lines;
    if (only && lines.length === 1) return { password: only.slice() };
    const passwords = lines.map((line) => line.slice());
    if (lines.length === names.length) return { passwords };
    if (lines.length > 0 && lines.length <= MOST_TRIES) return { tryPasswords: passwords };
    const details = { expected: names.length, actual: lines.length };
    throw new SsvError(
      "PASSWORDS_MISMATCH",
      "there is not one password for each keystore",
      details,
    );
  } finally {
    file.fill(0);
  }
}

/** Lines that are not empty, without their ends: parts of the same memory. */
function linesOf(file: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = BYTE_ORDER_MARK.every((byte, at) => file[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  while (start < file.length) {
    const feed = file.indexOf(LINE_FEED, start);
    const next = feed < 0 ? file.length : feed;
    const end = next > start && file[next - 1] === CARRIAGE_RETURN ? next - 1 : next;
    if (end > start) lines.push(file.subarray(start, end));
    start = next + 1;
  }
  return lines;
}

/** A password for every name, or undefined where a line begins with none of them. */
function byName(lines: readonly Uint8Array[], names: readonly string[]): Uint8Array[] | undefined {
  const encoder = new TextEncoder();
  const places = new Map(
    names.flatMap((name, place) => [
      [name, place],
      [name.replace(/\.json$/i, ""), place],
    ]),
  );
  // A name that begins with another one is looked for first.
  const known = [...places]
    .map(([name, place]) => ({ name: encoder.encode(name), place }))
    .sort((a, b) => b.name.length - a.name.length);
  const passwords = new Map<number, Uint8Array>();
  const forget = (): undefined => passwords.forEach((password) => password.fill(0)) as undefined;
  for (const line of lines) {
    const found = known.find(
      ({ name }) =>
        name.every((byte, at) => line[at] === byte) && SEPARATORS.has(line[name.length] ?? 0),
    );
    if (!found) return forget();
    let start = found.name.length + 1;
    // "name: password" is how people write it.
    if (line[start] === 0x20 && line[start - 1] !== 0x20) start += 1;
    passwords.get(found.place)?.fill(0);
    passwords.set(found.place, line.slice(start));
  }
  if (passwords.size < names.length) {
    forget();
    if (passwords.size === 0) return undefined;
    const details = { expected: names.length, actual: passwords.size };
    throw new SsvError("PASSWORDS_MISMATCH", "a keystore has no line with its name", details);
  }
  return names.map((_, place) => passwords.get(place) ?? new Uint8Array());
}
