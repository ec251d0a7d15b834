import { SsvError } from "../errors.js";
import type { Registration, Warning } from "../types.js";
import type { Made, OpenedKey, OperatorList } from "./service.js";
import type { KeyThread } from "./thread.js";
import { chunks } from "./together.js";

/** Registrations in the order of the keys, and the text of their v1.2.0 keyshares file. */
export interface SplitResult {
  readonly registrations: Registration[];
  readonly keyshares: string;
  readonly warnings: Warning[];
}

/** A key with the thread that holds it. */
export interface PlacedKey {
  readonly thread: KeyThread;
  readonly opened: OpenedKey;
}

/** Some keys of one thread. `createdAt`: they are all there are, and their file is wanted as well. */
interface Part {
  readonly slots: Uint32Array;
  readonly operators: OperatorList;
  readonly createdAt: string | undefined;
}

/** Runs over keys, some together in the thread that holds them, threads side by side. */
export async function collect(
  keys: readonly PlacedKey[],
  operators: OperatorList,
  signal: AbortSignal | undefined,
  work: (thread: KeyThread, part: Part, indices: readonly number[]) => Promise<Made>,
): Promise<SplitResult> {
  const registrations = new Array<Registration>(keys.length);
  const threads = [...new Set(keys.map(({ thread }) => thread))];
  let file: string | undefined;
  await Promise.all(
    threads.map(async (thread) => {
      const held = [...keys.keys()].filter((index) => keys[index]!.thread === thread);
      for (const indices of chunks(held)) {
        if (signal?.aborted) throw aborted();
        const slots = Uint32Array.from(indices, (index) => keys[index]!.opened.slot);
        const createdAt = indices.length === keys.length ? now() : undefined;
        const made = await work(thread, { slots, operators, createdAt }, indices);
        for (const [at, index] of indices.entries()) registrations[index] = made.registrations[at]!;
        file = made.keyshares;
      }
    }),
  );
  return file === undefined
    ? write(keys[0]!.thread, registrations, operators)
    : written(registrations, file);
}

/** The result of a split, with its file. */
export async function write(
  thread: KeyThread,
  registrations: Registration[],
  operators: OperatorList,
): Promise<SplitResult> {
  const request = { registrations, operators, createdAt: now() };
  return written(registrations, await thread.ask("write", request));
}

function written(registrations: Registration[], keyshares: string): SplitResult {
  const warnings = registrations.flatMap(({ nonce }, index) =>
    nonce > 0xffffn ? [{ code: "NONCE_WRAPS" as const, index }] : [],
  );
  return { registrations, keyshares, warnings };
}

function now(): string {
  return new Date().toISOString();
}

export function aborted(): SsvError {
  return new SsvError("ABORTED", "cancelled");
}
