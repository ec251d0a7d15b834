import { SsvError } from "../errors.js";
import type { Hex, OperatorInput, Progress, Registration, Secret, Warning } from "../types.js";
import { operatorList, passwordBytes, wholeNumber } from "./arguments.js";
import { ThreadPool } from "./pool.js";
import type { OpenedKey, OperatorList } from "./service.js";
import type { KeyThread } from "./thread.js";

/** One keystore's outcome: its key stays in the worker, or says why it did not open. */
export type UnlockOutcome =
  | { readonly index: number; readonly key: SessionKey; readonly warnings: readonly Warning[] }
  | { readonly index: number; readonly error: SsvError };

/** A key that a session holds, seen from outside. */
export interface SessionKey {
  readonly publicKey: Hex;
}

/** Keystores with one password for all, or one each in the same order. */
export interface UnlockRequest {
  readonly keystores: Iterable<Uint8Array | Blob>;
  readonly password?: Secret | undefined;
  readonly passwords?: readonly Secret[] | undefined;
  /** Cancelling ends the workers at once, and the session with them. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Who shares the keys, and what the shares are bound to. */
export interface SplitRequest {
  /** 4, 7, 10 or 13, in any order. */
  readonly operators: readonly OperatorInput[];
  readonly owner: Hex;
  /** Nonce of the session's first key, +1 for each next. */
  readonly nonce: bigint | number;
  /** Cancelling stops before the next key; the session stays open. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Registrations in the order of the session's keys, and the text of their v1.2.0 keyshares file. */
export interface SplitResult {
  readonly registrations: Registration[];
  readonly keyshares: string;
  readonly warnings: Warning[];
}

/** Unlocked keys inside workers, for as long as they are needed. */
export interface Session {
  /** `main-thread`: no worker could start, so keys are in the page's memory and work blocks it. */
  readonly mode: "worker" | "main-thread";
  /** In the order in which they opened, without those whose worker crashed: open these again. */
  readonly keys: readonly SessionKey[];
  /** Opens each keystore on its own: one that fails never costs the others. */
  unlock(request: UnlockRequest): Promise<UnlockOutcome[]>;
  /** Splits every key of the session, each checked before it is handed out. */
  split(request: SplitRequest): Promise<SplitResult>;
  /** Signs the last split for another nonce or owner. The sealed shares stay as they are. */
  resign(request: { nonce: bigint | number; owner?: Hex }): Promise<SplitResult>;
  /** Ends the workers, and every key with them. */
  close(): void;
}

interface HeldKey extends SessionKey {
  readonly thread: KeyThread;
  readonly opened: OpenedKey;
}

/**
 * Opens a session.
 *
 * @throws SsvError WASM_UNAVAILABLE, WORKER_REQUIRED
 */
export async function openSession(
  options: { workers?: number; requireWorker?: boolean } = {},
): Promise<Session> {
  const pool = await ThreadPool.start(options);
  return new KeySession(pool);
}

class KeySession implements Session {
  #held: HeldKey[] = [];
  #last: { operators: OperatorList; owner: Hex } | undefined;
  #closed: SsvError | undefined;

  constructor(private readonly pool: ThreadPool) {}

  get mode(): Session["mode"] {
    return this.pool.mode;
  }

  get keys(): readonly SessionKey[] {
    const live = this.#held.filter(({ thread }) => !thread.crashed);
    return live.map(({ publicKey }) => ({ publicKey }));
  }

  async unlock(request: UnlockRequest): Promise<UnlockOutcome[]> {
    this.#checkOpen();
    const { signal, onProgress } = request;
    const keystores = [...request.keystores];
    const passwords = passwordBytes(request, keystores.length);
    const cancel = (): void => this.#end(aborted());
    signal?.addEventListener("abort", cancel, { once: true });
    let done = 0;
    const report = (index: number): void =>
      onProgress?.({ phase: "derive", index, done, total: keystores.length });
    try {
      if (signal?.aborted) throw aborted();
      const results = await this.pool.run(keystores.length, async (thread, index) => {
        report(index);
        try {
          return await this.#open(thread, keystores[index], passwords.copy(index));
        } catch (error) {
          return isolated(error);
        } finally {
          done += 1;
          report(index);
        }
      });
      if (this.#closed) throw this.#closed;
      return this.#keep(results);
    } finally {
      passwords.wipe();
      signal?.removeEventListener("abort", cancel);
    }
  }

  async #open(
    thread: KeyThread,
    keystore: Uint8Array | Blob | undefined,
    password: Uint8Array<ArrayBuffer>,
  ): Promise<HeldKey> {
    if (!keystore) throw new SsvError("INVALID_ARGUMENT", "a keystore is missing");
    const file =
      keystore instanceof Uint8Array ? keystore : new Uint8Array(await keystore.arrayBuffer());
    try {
      const opened = await thread.ask("unlock", { file, password }, [password.buffer]);
      return { thread, opened, publicKey: opened.publicKey };
    } finally {
      // Moved away once it was handed over; still here where the thread had ended before.
      if (password.length > 0) password.fill(0);
    }
  }

  /** Takes opened keys in, in request order, and refuses the second of two equal ones. */
  #keep(results: readonly (HeldKey | SsvError)[]): UnlockOutcome[] {
    return results.map((result, index) => {
      if (result instanceof SsvError) return { index, error: result };
      const { publicKey, opened, thread } = result;
      if (thread.crashed) return { index, error: crashed() };
      const place = this.#held.findIndex((other) => other.publicKey === publicKey);
      if (place >= 0 && !this.#held[place]?.thread.crashed) {
        const message = "this validator is already among the unlocked keys";
        return { index, error: new SsvError("DUPLICATE_VALIDATOR", message, { index }) };
      }
      const shared = this.#held.some(
        (other, at) => at !== place && other.opened.keyStream === opened.keyStream,
      );
      if (place < 0) {
        this.#held.push(result);
      } else {
        // Opened again after a crash: the shares of its last split are gone with the worker.
        this.#held[place] = result;
        this.#last = undefined;
      }
      const codes = shared ? ([...opened.warnings, "SHARED_SALT"] as const) : opened.warnings;
      return { index, key: { publicKey }, warnings: codes.map((code) => ({ code, index })) };
    });
  }

  async split(request: SplitRequest): Promise<SplitResult> {
    this.#checkOpen();
    const { owner, signal, onProgress } = request;
    const operators = operatorList(request.operators);
    const first = wholeNumber(request.nonce);
    const total = this.#held.length;
    let done = 0;
    const registrations = await this.#eachKey(signal, async ({ thread, opened }, index) => {
      onProgress?.({ phase: "split", index, done, total });
      const nonce = first + BigInt(index);
      const registration = await thread.ask("split", {
        slot: opened.slot,
        operators,
        owner,
        nonce,
      });
      done += 1;
      onProgress?.({ phase: "split", index, done, total });
      return registration;
    });
    this.#last = { operators, owner };
    return this.#finish(registrations, operators);
  }

  async resign(request: { nonce: bigint | number; owner?: Hex }): Promise<SplitResult> {
    this.#checkOpen();
    if (!this.#last) throw new SsvError("INVALID_ARGUMENT", "nothing has been split yet");
    const { operators } = this.#last;
    const owner = request.owner ?? this.#last.owner;
    const first = wholeNumber(request.nonce);
    const registrations = await this.#eachKey(undefined, ({ thread, opened }, index) =>
      thread.ask("resign", { slot: opened.slot, owner, nonce: first + BigInt(index) }),
    );
    this.#last = { operators, owner };
    return this.#finish(registrations, operators);
  }

  /** Runs over all keys, each in the thread that holds it, threads side by side. */
  async #eachKey(
    signal: AbortSignal | undefined,
    work: (key: HeldKey, index: number) => Promise<Registration>,
  ): Promise<Registration[]> {
    if (this.#held.length === 0) throw new SsvError("INVALID_ARGUMENT", "no key is unlocked");
    const results = new Array<Registration>(this.#held.length);
    const threads = [...new Set(this.#held.map(({ thread }) => thread))];
    await Promise.all(
      threads.map(async (thread) => {
        for (const [index, key] of this.#held.entries()) {
          if (key.thread !== thread) continue;
          if (signal?.aborted) throw aborted();
          results[index] = await work(key, index);
        }
      }),
    );
    return results;
  }

  async #finish(registrations: Registration[], operators: OperatorList): Promise<SplitResult> {
    const [holder] = this.#held;
    if (!holder) throw new SsvError("INVALID_ARGUMENT", "no key is unlocked");
    const createdAt = new Date().toISOString();
    const keyshares = await holder.thread.ask("write", { registrations, operators, createdAt });
    const warnings = registrations.flatMap(({ nonce }, index) =>
      nonce > 0xffffn ? [{ code: "NONCE_WRAPS" as const, index }] : [],
    );
    return { registrations, keyshares, warnings };
  }

  close(): void {
    this.#end(new SsvError("SESSION_CLOSED", "the session was closed"));
  }

  #end(reason: SsvError): void {
    this.#closed ??= reason;
    this.#held = [];
    this.pool.end(reason);
  }

  #checkOpen(): void {
    if (this.#closed) throw new SsvError("SESSION_CLOSED", "the session is closed");
  }
}

function crashed(): SsvError {
  return new SsvError("WORKER_CRASHED", "the key worker stopped");
}

function aborted(): SsvError {
  return new SsvError("ABORTED", "cancelled");
}

/** A cause that concerns one keystore alone. */
function isolated(error: unknown): SsvError {
  if (error instanceof SsvError) return error;
  throw error;
}
