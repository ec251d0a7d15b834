import { SsvError } from "../errors.js";
import { Estimate } from "./estimate.js";
import { received } from "./failure.js";
import { loadInspector } from "./inspector.js";
import type { PasswordBytes } from "./passwords.js";
import type { ThreadPool, Work } from "./pool.js";
import { schedule, type Effort } from "./schedule.js";
import type { OpenedKey } from "./service.js";
import type { KeyThread } from "./thread.js";
import { chunks } from "./together.js";
import { loadUnicode } from "./unicode.js";

/** An opened key, and the position of its keystore. */
export interface OpenedAt {
  readonly opened: OpenedKey;
  readonly index: number;
}

/** Keystores to be opened, and what is done with each key while its worker is at hand. */
export interface Opening<T> {
  readonly keystores: readonly (Uint8Array | Blob)[];
  readonly passwords: PasswordBytes;
  /** One result for each of these keys, in their order. */
  finish(thread: KeyThread, keys: readonly OpenedAt[]): readonly T[] | Promise<readonly T[]>;
  /** What `finish` gave is gone, because its worker is. */
  lost?(result: T): boolean;
  /** One keystore is done, for better or worse; called once for each. */
  settled(index: number, result: T | SsvError, remainingMs: number | undefined): void;
}

/**
 * Opens keystores on all threads of the pool. One that cannot be opened says so at its position and
 * never costs the others.
 */
export async function openKeystores<T>(
  pool: ThreadPool,
  opening: Opening<T>,
): Promise<(T | SsvError)[]> {
  const { keystores, passwords, finish, lost = () => false } = opening;
  const unicode = passwords.isAscii ? undefined : await loadUnicode();
  const results = new Map<number, T | SsvError>();
  const estimate = new Estimate();

  function settle(index: number, result: T | SsvError): void {
    const first = !results.has(index);
    results.set(index, result);
    if (first) opening.settled(index, result, estimate.remainingMs);
  }

  const working =
    (round: number, last: boolean): Work<T> =>
    async (thread, { indices, work }, scratch) => {
      const secrets = indices.map((index) => passwords.copy(index, round));
      const keystores = indices.map((index) => files[index]!);
      const request = { files: keystores, passwords: secrets, unicode, scratch };
      try {
        const answers = await thread.ask(
          "unlock",
          request,
          secrets.map(({ buffer }) => buffer),
        );
        const outcome = new Map<number, T | SsvError>();
        const take = (index: number, result: T | SsvError): void => {
          estimate.finish(work / indices.length);
          if (isFinal(result, last)) settle(index, result);
          outcome.set(index, result);
        };
        const keys: OpenedAt[] = [];
        for (const [at, answer] of answers.entries()) {
          const index = indices[at]!;
          if ("failure" in answer) take(index, received(answer.failure));
          else keys.push({ opened: answer, index });
        }
        for (const some of chunks(keys)) {
          const finished = await finishing(thread, some);
          for (const [at, { index }] of some.entries()) take(index, finished[at] ?? stopped());
        }
        return indices.map((index) => outcome.get(index) ?? stopped());
      } finally {
        // Moved away once they were handed over; still here where the thread had ended before.
        for (const secret of secrets) if (secret.length > 0) secret.fill(0);
      }
    };

  async function finishing(
    thread: KeyThread,
    keys: readonly OpenedAt[],
  ): Promise<readonly (T | SsvError)[]> {
    try {
      return await finish(thread, keys);
    } catch (error) {
      if (!(error instanceof SsvError) || thread.crashed) throw error;
      return keys.map(() => error);
    }
  }

  async function open(efforts: ReadonlyMap<number, Effort>): Promise<void> {
    let waiting = new Map(efforts);
    for (let round = 0; round < passwords.tries && waiting.size > 0; round++) {
      const last = round + 1 === passwords.tries;
      const { batches, work } = schedule(waiting, pool.size, passwords.group);
      estimate.add(work);
      const found = await pool.run(batches, working(round, last));
      const wrong = [...found].filter(([, result]) => !last && isWrong(result));
      waiting = new Map(wrong.map(([index]) => [index, efforts.get(index)!]));
      for (const [index, result] of found) if (!waiting.has(index)) settle(index, result);
    }
  }

  const { files, efforts } = await readAll(keystores, settle);
  await open(efforts);
  // A worker that ended meanwhile took the keys with it that it had opened before.
  const isLost = (index: number): boolean => {
    const result = results.get(index);
    return result !== undefined && !(result instanceof SsvError) && lost(result);
  };
  await open(new Map([...efforts].filter(([index]) => isLost(index))));
  return files.map((_, index) => (isLost(index) ? stopped() : (results.get(index) ?? stopped())));
}

/**
 * The files, and what each will take; one that is no keystore is settled at once. Reading a thousand
 * at the same time would hold the page up.
 */
async function readAll(
  keystores: readonly (Uint8Array | Blob)[],
  settle: (index: number, error: SsvError) => void,
): Promise<{ files: Uint8Array[]; efforts: Map<number, Effort> }> {
  const inspect = await loadInspector();
  const files: Uint8Array[] = [];
  const efforts = new Map<number, Effort>();
  for (const [index, keystore] of keystores.entries()) {
    const isRead = keystore instanceof Uint8Array;
    const file = isRead ? keystore : new Uint8Array(await keystore.arrayBuffer());
    files.push(file);
    try {
      efforts.set(index, inspect(file));
    } catch (error) {
      if (!(error instanceof SsvError)) throw error;
      settle(index, error);
    }
  }
  return { files, efforts };
}

/** Nothing more will be tried for this keystore. */
function isFinal(result: unknown, last: boolean): boolean {
  if (!(result instanceof SsvError)) return true;
  return result.code !== "OUT_OF_MEMORY" && (last || !isWrong(result));
}

function isWrong(result: unknown): boolean {
  return result instanceof SsvError && result.code === "WRONG_PASSWORD";
}

function stopped(): SsvError {
  return new SsvError("WORKER_CRASHED", "the key worker stopped");
}
