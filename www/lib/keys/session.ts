import { SsvError } from "../errors.js";
import type { Hex, OperatorInput, Progress, Registration, Warning } from "../types.js";
import { operatorList, wholeNumber } from "./arguments.js";
import { Estimate } from "./estimate.js";
import { openKeystores } from "./opening.js";
import { passwordBytes, type Passwords } from "./passwords.js";
import { ThreadPool } from "./pool.js";
import { checkKeyshares } from "./requests.js";
import type { OperatorList } from "./service.js";
import { aborted, collect, type PlacedKey, type SplitResult } from "./splits.js";

/** One keystore's outcome: its key stays in the worker, or says why it did not open. */
export type UnlockOutcome =
  | { readonly index: number; readonly key: SessionKey; readonly warnings: readonly Warning[] }
  | { readonly index: number; readonly error: SsvError };

/** A key that a session holds, seen from outside. */
export interface SessionKey {
  readonly publicKey: Hex;
}

/** Keystores with one password for all, one each in the same order, or a few to try. */
export interface UnlockRequest extends Passwords {
  readonly keystores: Iterable<Uint8Array | Blob>;
  /** Cancelling ends the workers at once, and the session with them. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Who shares the keys, and what the shares are bound to. */
export interface SplitRequest {
  /** 4, 7, 10 or 13, in any order. */
  readonly operators: readonly OperatorInput[];
  readonly owner: Hex;
  /** Nonce of the first key, +1 for each next. */
  readonly nonce: bigint | number;
  /** These keys in this order; all keys of the session unless given. */
  readonly publicKeys?: readonly Hex[] | undefined;
  /** Cancelling stops before the next key; the session stays open. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a split of these keys is bound to from now on. */
export interface ResignRequest {
  readonly nonce: bigint | number;
  /** The owner of the last split unless given. */
  readonly owner?: Hex | undefined;
  /** A split of these keys by another session; this one's last unless given. */
  readonly split?: KnownSplit | undefined;
  /** These keys in this order; all keys of the session unless given. */
  readonly publicKeys?: readonly Hex[] | undefined;
}

/** Registrations that hold for these operators, whoever made them. */
export interface KnownSplit {
  readonly registrations: readonly Registration[];
  /** With the keys that the shares are sealed to. */
  readonly operators: readonly OperatorInput[];
}

/** Unlocked keys inside workers, for as long as they are needed. */
export interface Session {
  /** `main-thread`: no worker could start, so keys are in the page's memory and work blocks it. */
  readonly mode: "worker" | "main-thread";
  /** In the order in which they opened, without those whose worker crashed: open these again. */
  readonly keys: readonly SessionKey[];
  /** Opens each keystore on its own: one that fails never costs the others. */
  unlock(request: UnlockRequest): Promise<UnlockOutcome[]>;
  /** Splits keys of the session, each checked before it is handed out. */
  split(request: SplitRequest): Promise<SplitResult>;
  /** Signs a split for another nonce or owner, and checks it. The sealed shares stay as they are. */
  resign(request: ResignRequest): Promise<SplitResult>;
  /** Wipes these keys; the others stay. */
  lock(publicKeys: readonly Hex[]): Promise<void>;
  /** Ends the workers, and every key with them. */
  close(): void;
}

interface HeldKey extends SessionKey, PlacedKey {
  /** What it was split into, and for whom. */
  last?: LastSplit | undefined;
}

interface LastSplit {
  readonly registration: Registration;
  readonly operators: OperatorList;
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
    const total = keystores.length;
    const passwords = passwordBytes(request, total);
    const cancel = (): void => this.#end(aborted());
    signal?.addEventListener("abort", cancel, { once: true });
    let done = 0;
    try {
      if (signal?.aborted) throw aborted();
      onProgress?.({ phase: "derive", index: 0, done, total });
      const results = await openKeystores<HeldKey>(this.pool, {
        keystores,
        passwords,
        finish: (thread, keys) =>
          keys.map(({ opened }) => ({ thread, opened, publicKey: opened.publicKey })),
        lost: ({ thread }) => thread.crashed,
        settled(index, _, remainingMs) {
          done += 1;
          const left = remainingMs === undefined ? {} : { remainingMs };
          onProgress?.({ phase: "derive", index, done, total, ...left });
        },
      });
      if (this.#closed) throw this.#closed;
      this.pool.trim();
      return this.#keep(results);
    } finally {
      passwords.wipe();
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Takes opened keys in, in request order, and refuses the second of two equal ones. */
  #keep(results: readonly (HeldKey | SsvError)[]): UnlockOutcome[] {
    const places = new Map(this.#held.map(({ publicKey }, place) => [publicKey, place]));
    const streams = new Map<string, Hex>();
    for (const { opened, publicKey } of this.#held) streams.set(opened.keyStream, publicKey);
    return results.map((result, index) => {
      if (result instanceof SsvError) return { index, error: result };
      const { publicKey, opened, thread } = result;
      const place = places.get(publicKey);
      const held = place === undefined ? undefined : this.#held[place];
      if (held && !held.thread.crashed) {
        void thread.ask("lock", { slots: [opened.slot] }).catch(() => undefined);
        const message = "this validator is already among the unlocked keys";
        return { index, error: new SsvError("DUPLICATE_VALIDATOR", message, { index }) };
      }
      const sharer = streams.get(opened.keyStream);
      if (sharer === undefined) streams.set(opened.keyStream, publicKey);
      const shared = sharer !== undefined && sharer !== publicKey;
      if (place === undefined) places.set(publicKey, this.#held.push(result) - 1);
      // Opened again after a crash, which its last split has outlived.
      else this.#held[place] = { ...result, last: held?.last };
      const codes = shared ? ([...opened.warnings, "SHARED_SALT"] as const) : opened.warnings;
      return { index, key: { publicKey }, warnings: codes.map((code) => ({ code, index })) };
    });
  }

  async split(request: SplitRequest): Promise<SplitResult> {
    this.#checkOpen();
    const { owner, signal, onProgress, publicKeys } = request;
    const operators = operatorList(request.operators);
    const first = wholeNumber(request.nonce);
    const keys = this.#chosen(publicKeys);
    const total = keys.length;
    const estimate = new Estimate();
    estimate.add(total);
    let done = 0;
    const report = (index: number): void => {
      const { remainingMs } = estimate;
      const left = remainingMs === undefined ? {} : { remainingMs };
      onProgress?.({ phase: "split", index, done, total, ...left });
    };
    report(0);
    return collect(keys, operators, signal, async (thread, part, indices) => {
      const nonces = BigUint64Array.from(indices, (index) => first + BigInt(index));
      // A split that fails half-way leaves keys with shares that nobody was given.
      for (const index of indices) keys[index]!.last = undefined;
      const made = await thread.ask("split", { ...part, nonces, owner });
      for (const [at, index] of indices.entries()) {
        keys[index]!.last = { registration: made.registrations[at]!, operators };
        done += 1;
        estimate.finish(1);
        report(index);
      }
      return made;
    });
  }

  async resign(request: ResignRequest): Promise<SplitResult> {
    this.#checkOpen();
    const keys = this.#chosen(request.publicKeys);
    const { operators, registrations } = lastSplits(keys, request.split);
    const owner = request.owner ?? registrations[0]!.owner;
    const first = wholeNumber(request.nonce);
    const result = await collect(keys, operators, undefined, (thread, part, indices) => {
      const nonces = BigUint64Array.from(indices, (index) => first + BigInt(index));
      const these = indices.map((index) => registrations[index]!);
      return thread.ask("resign", { ...part, registrations: these, nonces, owner });
    });
    // The shares come from outside of the worker: all is checked as any file is.
    const { ids, keys: operatorKeys } = operators;
    const inputs = operatorKeys.map((publicKey, at) => ({ id: ids[at]!, publicKey }));
    const expected = { owner, nonce: first, operators: inputs };
    const checked = await checkKeyshares(result.keyshares, expected);
    for (const [index, registration] of checked.registrations.entries()) {
      keys[index]!.last = { registration, operators };
    }
    return { ...result, ...checked };
  }

  async lock(publicKeys: readonly Hex[]): Promise<void> {
    this.#checkOpen();
    const gone = new Set(publicKeys);
    const keys = this.#held.filter(({ publicKey }) => gone.has(publicKey));
    this.#held = this.#held.filter(({ publicKey }) => !gone.has(publicKey));
    await Promise.all(
      keys.map(async ({ thread, opened }) => {
        if (!thread.crashed) await thread.ask("lock", { slots: [opened.slot] });
      }),
    );
    this.pool.trim();
  }

  #chosen(publicKeys: readonly Hex[] | undefined): HeldKey[] {
    const held = new Map(this.#held.map((key) => [key.publicKey, key]));
    const keys = publicKeys ? publicKeys.map((publicKey) => held.get(publicKey)) : this.#held;
    if (keys.length === 0) throw new SsvError("INVALID_ARGUMENT", "no key is unlocked");
    return keys.map((key) => {
      if (!key) throw new SsvError("INVALID_ARGUMENT", "the session does not hold this key");
      return key;
    });
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

/** What these keys were split into, for one committee. */
function lastSplits(
  keys: readonly HeldKey[],
  known: KnownSplit | undefined,
): { registrations: Registration[]; operators: OperatorList } {
  const given = new Map(known?.registrations.map((each) => [each.publicKey, each]));
  const operators = known ? operatorList(known.operators) : keys[0]?.last?.operators;
  const registrations = keys.flatMap(({ publicKey, last }) => {
    if (known) return given.get(publicKey) ?? [];
    return last && sameOperators(last.operators, operators!) ? last.registration : [];
  });
  if (!operators || registrations.length < keys.length) {
    const message = "these keys have not been split for one committee yet";
    throw new SsvError("INVALID_ARGUMENT", message);
  }
  return { registrations, operators };
}

function sameOperators(a: OperatorList, b: OperatorList): boolean {
  return a.ids.join() === b.ids.join() && a.keys.join() === b.keys.join();
}
