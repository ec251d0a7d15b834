import { loadCodec } from "../codec.js";
import { inspectKeystore as inspect } from "../generated/glue.js";
import { SsvError } from "../errors.js";
import type { Hex, OperatorInput, Progress, Registration, Secret, Warning } from "../types.js";
import { operatorList, wholeNumber } from "./arguments.js";
import { translated } from "./failure.js";
import type { KeystoreFacts } from "./service.js";
import { openSession, type SplitResult } from "./session.js";
import { startThread } from "./thread.js";

/** Everything one split needs. */
export interface SplitKeystoresRequest {
  /** EIP-2335 files, one key each. */
  readonly keystores: Iterable<Uint8Array | Blob>;
  /** One for all; bytes are wiped after use. */
  readonly password?: Secret | undefined;
  /** Or one per keystore; bytes are wiped after use. */
  readonly passwords?: readonly Secret[] | undefined;
  /** 4, 7, 10 or 13, in any order. */
  readonly operators: readonly OperatorInput[];
  /** The account that is going to send the registration. */
  readonly owner: Hex;
  /** Nonce of the first keystore, +1 for each next. */
  readonly nonce: bigint | number;
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Opens keystores, splits each key for the operators, seals the shares and signs, all inside
 * workers that end with the call. Every registration was rebuilt and verified before it is
 * returned.
 *
 * @throws SsvError; `details.index` is the position of the keystore that failed
 */
export async function splitKeystores(request: SplitKeystoresRequest): Promise<SplitResult> {
  const { operators, owner, nonce, workers, signal, onProgress } = request;
  // What can be refused at once is not found out after minutes of opening.
  operatorList(operators);
  wholeNumber(nonce);
  const keystores = [...request.keystores];
  const total = 2 * keystores.length;
  const session = await openSession(workers === undefined ? {} : { workers });
  try {
    const outcomes = await session.unlock({
      ...request,
      keystores,
      onProgress: (progress) => onProgress?.({ ...progress, total }),
    });
    for (const outcome of outcomes) if ("error" in outcome) throw placed(outcome);
    const result = await session.split({
      operators,
      owner,
      nonce,
      signal,
      onProgress: (progress) =>
        onProgress?.({ ...progress, done: keystores.length + progress.done, total }),
    });
    const warnings = outcomes.flatMap((outcome) => ("warnings" in outcome ? outcome.warnings : []));
    return { ...result, warnings: [...warnings, ...result.warnings] };
  } finally {
    session.close();
  }
}

function placed({ index, error }: { index: number; error: SsvError }): SsvError {
  return new SsvError(error.code, error.message, { ...error.details, index }, { cause: error });
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
  const thread = await startThread();
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
  await loadCodec();
  try {
    return inspect(file) as KeystoreFacts;
  } catch (cause) {
    throw translated(cause);
  }
}
