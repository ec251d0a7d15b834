import type { KeystoreFacts } from "./service.js";

/** What it takes to open a keystore, as far as it tells. */
export type Effort = Pick<KeystoreFacts, "kdf" | "derivation" | "work">;

/** Keystores that one worker opens in one go, and the time that takes relative to others. */
export interface Batch {
  /** Positions in the request. */
  readonly indices: readonly number[];
  readonly work: number;
}

/** Work of everything but the derivation, for one keystore: about ten milliseconds. */
const EACH = 200_000;

/** Derivations that a worker gains from doing at once: two scrypts interleave, four PBKDF2s fill the lanes. */
const SIDE_BY_SIDE = { scrypt: 2, pbkdf2: 4 } as const;

/**
 * Shares the keystores out so that `lanes` workers end at about the same time. Keystores with one
 * derivation and one password go to one worker, which derives once, unless what comes after it is
 * worth another derivation elsewhere. The longest batches come first.
 *
 * @param passwordOf a number that stands for the keystore's password
 */
export function schedule(
  efforts: ReadonlyMap<number, Effort>,
  lanes: number,
  passwordOf: (index: number) => number = () => 0,
): { readonly batches: Batch[]; readonly work: number } {
  const groups = new Map<string, number[]>();
  for (const [index, { derivation }] of efforts) {
    const name = `${passwordOf(index)} ${derivation}`;
    const group = groups.get(name);
    if (group) group.push(index);
    else groups.set(name, [index]);
  }
  const batches: Batch[] = [];
  const single: Record<Effort["kdf"], Batch[]> = { scrypt: [], pbkdf2: [] };
  for (const group of groups.values()) {
    const { kdf, work } = efforts.get(group[0]!)!;
    if (group.length === 1) single[kdf].push({ indices: group, work: work + EACH });
    else batches.push(...divided(group, work, lanes));
  }
  for (const kdf of ["scrypt", "pbkdf2"] as const) {
    const most = Math.min(SIDE_BY_SIDE[kdf], Math.ceil(single[kdf].length / lanes));
    batches.push(...joined(single[kdf], most));
  }
  batches.sort((a, b) => b.work - a.work);
  return { batches, work: batches.reduce((sum, batch) => sum + batch.work, 0) };
}

/** One derivation for all, or one more wherever the rest takes longer than that. */
function divided(group: readonly number[], work: number, lanes: number): Batch[] {
  const parts = Math.max(1, Math.min(lanes, Math.floor((group.length * EACH) / Math.max(1, work))));
  const size = Math.ceil(group.length / parts);
  return Array.from({ length: Math.ceil(group.length / size) }, (_, part) => {
    const indices = group.slice(part * size, (part + 1) * size);
    return { indices, work: work + indices.length * EACH };
  });
}

function joined(single: readonly Batch[], most: number): Batch[] {
  const batches: Batch[] = [];
  for (let at = 0; at < single.length; at += most) {
    const part = single.slice(at, at + most);
    batches.push({
      indices: part.flatMap(({ indices }) => indices),
      work: part.reduce((sum, { work }) => sum + work, 0),
    });
  }
  return batches;
}

/** Two halves of a batch that failed as a whole, to find the keystore at fault. */
export function halves({ indices, work }: Batch): Batch[] {
  const middle = Math.ceil(indices.length / 2);
  return [indices.slice(0, middle), indices.slice(middle)].map((part) => ({
    indices: part,
    work: (work * part.length) / indices.length,
  }));
}
