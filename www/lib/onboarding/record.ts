import { SsvError } from "../errors.js";
import { checkKeyshares } from "../keys/requests.js";
import type { Hex, Network, OperatorInput, Registration } from "../types.js";
import type { SavedTransaction } from "../wallet/submission.js";
import type { Journal } from "./journal.js";

/** One transaction of an onboarding, as the journal keeps it. */
export interface BatchRecord {
  readonly publicKeys: readonly Hex[];
  /** Nonce of the first. */
  readonly nonce: number;
  /**
   * `signing`: the wallet was asked, and its answer is not known. `proposed`: other signers have to
   * agree. `proved`: on chain, byte for byte.
   */
  readonly state: "signing" | "sent" | "proposed" | "proved";
  /** Block before which it cannot be on chain. */
  readonly blockAtSend: number;
  /** What the wallet was asked to send; without a hash until it answered. */
  readonly transaction: Omit<SavedTransaction, "hash" | "nonce"> &
    Partial<Pick<SavedTransaction, "hash" | "nonce">>;
  /** Where it was proved. */
  readonly hash?: Hex;
  readonly block?: number;
}

/** How far an onboarding has come: everything that another tab or process needs to go on. */
export interface OnboardingRecord {
  readonly version: 1;
  readonly chainId: number;
  readonly network: Hex;
  readonly owner: Hex;
  /** Ascending. */
  readonly operatorIds: readonly number[];
  /** Text of the keyshares file with everything that was not proved when it was signed last. */
  readonly keyshares: string;
  /** Validators of the whole onboarding. */
  readonly total: number;
  /** In the order in which they were sent; only the last can be other than proved. */
  readonly batches: readonly BatchRecord[];
  /** Validators that turned out to be registered already. */
  readonly dropped: readonly Hex[];
}

/** One onboarding of an owner at a time: its registrations share one nonce. */
export function recordId(
  { chainId, network }: Pick<Network, "chainId" | "network">,
  owner: Hex,
): string {
  return `${chainId} ${network.toLowerCase()} ${owner.toLowerCase()}`;
}

/**
 * The owner's unfinished onboarding, or undefined. Anything else under its name is not trusted.
 */
export async function loadRecord(
  journal: Journal,
  network: Network,
  owner: Hex,
): Promise<OnboardingRecord | undefined> {
  const value = await journal.load(recordId(network, owner));
  return isRecord(value) && value.owner === owner ? value : undefined;
}

/** Unfinished onboardings on this network, of all owners. */
export async function listRecords(
  journal: Journal,
  { chainId, network }: Network,
): Promise<OnboardingRecord[]> {
  const prefix = `${chainId} ${network.toLowerCase()} `;
  const names = (await journal.list?.()) ?? [];
  const found = names.filter((name) => name.startsWith(prefix)).map((name) => journal.load(name));
  return (await Promise.all(found)).filter(isRecord);
}

/** Registrations of a record, checked as those of any keyshares file that somebody hands in. */
export async function readRegistrations(
  record: OnboardingRecord,
  operators: readonly OperatorInput[],
): Promise<Registration[]> {
  const { owner, keyshares } = record;
  const { registrations } = await checkKeyshares(keyshares, { owner, operators });
  return registrations;
}

/** Those that are not settled: neither proved nor dropped, and not in a batch that is on its way. */
export function remaining(
  record: OnboardingRecord,
  registrations: readonly Registration[],
): Registration[] {
  const gone = new Set<Hex>([
    ...record.dropped,
    ...record.batches.flatMap(({ publicKeys }) => publicKeys),
  ]);
  return registrations.filter(({ publicKey }) => !gone.has(publicKey));
}

/** The batch that is on its way, if there is one. */
export function openBatch({ batches }: OnboardingRecord): BatchRecord | undefined {
  const last = batches.at(-1);
  return last?.state === "proved" ? undefined : last;
}

/** The record with its last batch in another state; undefined takes the batch back. */
export function withLast(
  record: OnboardingRecord,
  change: Partial<BatchRecord> | undefined,
): OnboardingRecord {
  const last = record.batches.at(-1);
  if (!last) throw new SsvError("INVALID_ARGUMENT", "nothing has been sent yet");
  const before = record.batches.slice(0, -1);
  return { ...record, batches: change ? [...before, { ...last, ...change }] : before };
}

function isRecord(value: unknown): value is OnboardingRecord {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Partial<Record<keyof OnboardingRecord, unknown>>;
  return (
    record.version === 1 &&
    typeof record.keyshares === "string" &&
    typeof record.owner === "string" &&
    Number.isSafeInteger(record.total) &&
    Array.isArray(record.operatorIds) &&
    Array.isArray(record.dropped) &&
    Array.isArray(record.batches) &&
    record.batches.every(isBatch)
  );
}

function isBatch(value: unknown): value is BatchRecord {
  if (typeof value !== "object" || value === null) return false;
  const batch = value as Partial<Record<keyof BatchRecord, unknown>>;
  return (
    Array.isArray(batch.publicKeys) &&
    Number.isSafeInteger(batch.nonce) &&
    Number.isSafeInteger(batch.blockAtSend) &&
    ["signing", "sent", "proposed", "proved"].includes(batch.state as string) &&
    typeof batch.transaction === "object"
  );
}
