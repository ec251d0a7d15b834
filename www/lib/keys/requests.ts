import { SsvError } from "../errors.js";
import type { Hex, OperatorInput, Progress, Registration, Warning, WarningCode } from "../types.js";
import { operatorList, wholeNumber } from "./arguments.js";
import { loadInspector } from "./inspector.js";
import { openKeystores } from "./opening.js";
import { passwordBytes, type Passwords } from "./passwords.js";
import { ThreadPool } from "./pool.js";
import type { KeystoreFacts, OpenedKey } from "./service.js";
import { write, type SplitResult } from "./splits.js";
import { startThread } from "./thread.js";

/** Everything one split needs. */
export interface SplitKeystoresRequest extends Passwords {
  /** EIP-2335 files, one key each. */
  readonly keystores: Iterable<Uint8Array | Blob>;
  /** 4, 7, 10 or 13, in any order. */
  readonly operators: readonly OperatorInput[];
  /** The account that is going to send the registration. */
  readonly owner: Hex;
  /** Nonce of the first keystore, +1 for each next. */
  readonly nonce: bigint | number;
  /** As many as the machine's cores and memory allow unless given. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A split with what its keystore said. */
interface Split {
  readonly registration: Registration;
  readonly opened: OpenedKey;
}

/**
 * Opens keystores, splits each key for the operators, seals the shares and signs, all inside
 * workers that end with the call. A key is wiped as soon as it is split. Every registration was
 * rebuilt and verified before it is returned.
 *
 * @throws SsvError; `details.index` is the position of the keystore that failed
 */
export async function splitKeystores(request: SplitKeystoresRequest): Promise<SplitResult> {
  const { owner, workers, signal, onProgress } = request;
  // What can be refused at once is not found out after minutes of opening.
  const operators = operatorList(request.operators);
  const nonce = wholeNumber(request.nonce);
  const keystores = [...request.keystores];
  if (keystores.length === 0) throw new SsvError("INVALID_ARGUMENT", "there is no keystore");
  const passwords = passwordBytes(request, keystores.length);
  const pool = await ThreadPool.start({ workers });
  const cancel = (): void => pool.end(new SsvError("ABORTED", "cancelled"));
  const steps = { done: 0, total: 2 * keystores.length };
  const report = (phase: Progress["phase"], index: number, remainingMs?: number): void =>
    onProgress?.({ phase, index, ...steps, ...(remainingMs === undefined ? {} : { remainingMs }) });
  const seen = new Set<number>();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    if (signal?.aborted) cancel();
    report("derive", 0);
    const results = await openKeystores<Split>(pool, {
      keystores,
      passwords,
      async finish(thread, keys) {
        for (const { index } of keys) {
          if (!seen.has(index)) steps.done += 1;
          seen.add(index);
          report("derive", index);
        }
        const slots = Uint32Array.from(keys, ({ opened }) => opened.slot);
        const nonces = BigUint64Array.from(keys, ({ index }) => nonce + BigInt(index));
        const request = { slots, operators, owner, nonces, createdAt: undefined };
        // Asked for together, they are answered together.
        const splitting = thread.ask("split", request);
        const [{ registrations }] = await Promise.all([splitting, thread.ask("lock", { slots })]);
        return registrations.map((registration, at) => ({
          registration,
          opened: keys[at]!.opened,
        }));
      },
      settled(index, result, remainingMs) {
        if (result instanceof SsvError) return pool.end(placed(index, result));
        steps.done += 1;
        report("split", index, remainingMs);
      },
    });
    const splits = results.map((result, index) => {
      if (result instanceof SsvError) throw placed(index, result);
      return result;
    });
    const registrations = splits.map(({ registration }) => registration);
    refuseDuplicates(registrations);
    const result = await write(await pool.any(), registrations, operators);
    return { ...result, warnings: [...warningsOf(splits), ...result.warnings] };
  } finally {
    signal?.removeEventListener("abort", cancel);
    passwords.wipe();
    pool.end(new SsvError("SESSION_CLOSED", "the split is done"));
  }
}

function placed(index: number, error: SsvError): SsvError {
  return new SsvError(error.code, error.message, { ...error.details, index }, { cause: error });
}

function refuseDuplicates(registrations: readonly Registration[]): void {
  const seen = new Set<Hex>();
  for (const [index, { publicKey }] of registrations.entries()) {
    if (seen.has(publicKey)) {
      throw new SsvError("DUPLICATE_VALIDATOR", "two keystores hold one key", { index });
    }
    seen.add(publicKey);
  }
}

/** What the keystores were remarkable for, and which of them share a key stream with one before. */
function warningsOf(splits: readonly Split[]): Warning[] {
  const streams = new Set<string>();
  return splits.flatMap(({ opened: { warnings, keyStream } }, index) => {
    const codes: readonly WarningCode[] = streams.has(keyStream)
      ? [...warnings, "SHARED_SALT"]
      : warnings;
    streams.add(keyStream);
    return codes.map((code) => ({ code, index }));
  });
}

/** What is already known, for a file to agree with. */
export interface ExpectedKeyshares {
  readonly owner?: Hex | undefined;
  /** The owner's next nonce, for the file's first item. */
  readonly nonce?: bigint | undefined;
  /** With the keys that the network knows. */
  readonly operators?: readonly OperatorInput[] | undefined;
}

/**
 * Reads a keyshares file and makes every check that needs no chain.
 *
 * @throws SsvError for the first thing that does not hold
 */
export async function checkKeyshares(
  file: string | Uint8Array,
  expected: ExpectedKeyshares = {},
): Promise<{ registrations: Registration[]; warnings: Warning[] }> {
  const thread = await startThread({ role: "keyshares" });
  try {
    const items = await thread.ask("check", {
      file: typeof file === "string" ? new TextEncoder().encode(file) : file,
      owner: expected.owner ?? "",
      nonce: expected.nonce === undefined ? undefined : wholeNumber(expected.nonce),
      operators: operatorList(expected.operators ?? []),
    });
    return {
      registrations: items.map(({ registration }) => registration),
      warnings: items.flatMap(({ warnings }, index) => warnings.map((code) => ({ code, index }))),
    };
  } finally {
    thread.end(new SsvError("SESSION_CLOSED", "the check is done"));
  }
}

/**
 * Says what a keystore is, without its password.
 *
 * @throws SsvError that says what else the file is
 */
export async function inspectKeystore(file: Uint8Array): Promise<KeystoreFacts> {
  const inspect = await loadInspector();
  return inspect(file);
}
