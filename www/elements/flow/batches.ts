import { checkKeyshares } from "../../lib/index.js";
import {
  alone,
  browserJournal,
  listRecords,
  loadRecord,
  openBatch,
  recordId,
  remaining,
  withLast,
} from "../../lib/onboarding/index.js";
import type { BatchRecord, Journal, OnboardingRecord } from "../../lib/onboarding/index.js";
import type { SendOutcome } from "../../lib/wallet/index.js";
import type { Hex, Registration } from "../../lib/index.js";
import type { Flow } from "./flow.js";
import type { Draft } from "./draft.js";
import { problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** The transactions of a plan, written down so that another visit can go on with them. */
export class Batches {
  /** Registrations that an earlier visit did not finish. */
  unfinished: readonly OnboardingRecord[] = [];
  record: OnboardingRecord | undefined;
  /** The shares of an earlier visit are being checked. */
  resuming = false;
  problem: Problem | undefined;
  readonly #journal: Journal | undefined =
    typeof indexedDB === "undefined" ? undefined : browserJournal();

  /** The journal has taken the record as it is. */
  #kept = true;
  /** Registrations of the record's keyshares. */
  #registrations: readonly Registration[] = [];

  constructor(private readonly flow: Flow) {}

  /** The transaction that is on its way. */
  get open(): BatchRecord | undefined {
    return this.record && openBatch(this.record);
  }

  /** The plan goes on with the record: the same operators, and no key of it is left out. */
  get ours(): boolean {
    const { record } = this;
    const { committee, keys } = this.flow;
    if (record?.operatorIds.join() !== committee.ids.join()) return false;
    const planned = new Set(keys.publicKeys);
    const left = this.#left(record);
    return left.length > 0
      ? left.every(({ publicKey }) => planned.has(publicKey))
      : record.batches.some(({ publicKeys }) => publicKeys.some((key) => planned.has(key)));
  }

  /** Those of this plan. */
  get all(): readonly BatchRecord[] {
    return this.ours ? (this.record?.batches ?? []) : [];
  }

  /** Validators of this plan that are registered, those of earlier visits too. */
  get registered(): number {
    return registeredIn(this.all);
  }

  /** What an earlier visit has split for the operators of this plan. */
  get split(): readonly Registration[] {
    const same = this.record?.operatorIds.join() === this.flow.committee.ids.join();
    return same ? this.#registrations : [];
  }

  /** Another plan of the owner that is not finished: it goes on or is forgotten before this one begins. */
  get other(): OnboardingRecord | undefined {
    const { record } = this;
    if (record === undefined || this.ours || openBatch(record) !== undefined) return undefined;
    return this.#left(record).length > 0 ? record : undefined;
  }

  /** What the user can go on with or forget. */
  get offered(): readonly OnboardingRecord[] {
    return this.other === undefined ? this.unfinished : [this.other];
  }

  /** Looks for what an earlier visit left. A browser that keeps nothing has nothing to go on with. */
  async find(): Promise<void> {
    const journal = this.#journal;
    if (journal === undefined) return;
    const { networks } = this.flow.configuration;
    const found = await Promise.all(
      networks.map((network) => listRecords(journal, network).catch(() => [])),
    );
    this.unfinished = found.flat();
    this.flow.changed();
  }

  /** Goes on with what was left. */
  async resume(record: OnboardingRecord): Promise<void> {
    this.resuming = true;
    this.problem = undefined;
    this.flow.changed();
    try {
      await this.flow.keys.adopt(record.keyshares);
      this.record = record;
      this.#registrations = this.flow.keys.keyshares?.registrations ?? [];
      this.unfinished = [];
    } catch (error) {
      this.problem = this.flow.report(problemOf(error));
    }
    this.resuming = false;
    this.flow.changed();
  }

  async forget(record: OnboardingRecord): Promise<void> {
    const id = recordId(record, record.owner);
    this.problem = undefined;
    try {
      await alone(id, () => this.#keep(id, undefined));
      this.unfinished = this.unfinished.filter((other) => recordId(other, other.owner) !== id);
      if (record === this.other) this.record = undefined;
    } catch (error) {
      this.problem = this.flow.report(problemOf(error));
    }
    this.flow.changed();
    if (this.flow.step === "register") await this.flow.drafting.prepare();
  }

  /**
   * What the journal holds of the owner now: another tab may have gone on with it. Only what could
   * not be written down stays as it is.
   */
  async load(): Promise<void> {
    const { network, owner } = this.flow.account;
    if (!network || !owner || !this.#journal) return;
    const { record } = this;
    const own = record?.owner === owner && record.chainId === network.chainId ? record : undefined;
    if (own && !this.#kept) return;
    const found = await loadRecord(this.#journal, network, owner).catch(() => own);
    // Once for each text: a thousand signatures take their time.
    if (found !== undefined && found.keyshares !== this.record?.keyshares) {
      this.#registrations = (await checkKeyshares(found.keyshares)).registrations;
    }
    this.record = found;
  }

  /** Writes down what the wallet is about to be asked for. */
  async begin({ call, registrations }: Draft, blockAtSend: number): Promise<void> {
    const { network, owner } = this.flow.account;
    const { result } = this.flow.splitting;
    const [first] = registrations;
    if (!network || !owner || !result || !first) return;
    const batch: BatchRecord = {
      publicKeys: registrations.map(({ publicKey }) => publicKey),
      nonce: Number(first.nonce),
      state: "signing",
      blockAtSend,
      transaction: { ...call, blockAtSend },
    };
    const before = this.all.filter(isProved);
    this.#registrations = result.registrations;
    await this.#save({
      version: 1,
      chainId: network.chainId,
      network: network.network,
      owner,
      operatorIds: result.operatorIds.map(Number),
      keyshares: result.keyshares,
      total: registeredIn(before) + this.flow.parts.remaining,
      batches: [...before, batch],
      dropped: [],
    });
  }

  /** What the wallet answered. */
  async answered(outcome: SendOutcome): Promise<void> {
    if (outcome.status === "rejected") return this.withdraw();
    const { blockAtSend } = outcome.status === "submitted" ? outcome.transaction : outcome;
    const change: Partial<BatchRecord> =
      outcome.status === "submitted"
        ? { state: "sent", transaction: outcome.transaction, blockAtSend }
        : { state: "proposed", blockAtSend };
    await this.#change(change);
  }

  /** Nothing was sent, or what was sent came to nothing. */
  async withdraw(): Promise<void> {
    if (this.open !== undefined) await this.#change(undefined);
  }

  async proved(hash: Hex, block: bigint): Promise<void> {
    await this.#change({ state: "proved", hash, block: Number(block) });
  }

  /** Everything is registered: nothing is kept any longer. */
  async finish(): Promise<void> {
    if (this.record !== undefined)
      await this.#keep(recordId(this.record, this.record.owner), undefined);
  }

  #left(record: OnboardingRecord): readonly Registration[] {
    return remaining(record, this.#registrations);
  }

  async #change(change: Partial<BatchRecord> | undefined): Promise<void> {
    if (this.record !== undefined) await this.#save(withLast(this.record, change));
  }

  async #save(record: OnboardingRecord): Promise<void> {
    this.record = record;
    this.flow.changed();
    await this.#keep(recordId(record, record.owner), record);
  }

  /** Where the browser keeps nothing, as in some private windows, a reload forgets: nothing else is lost. */
  async #keep(id: string, value: OnboardingRecord | undefined): Promise<void> {
    this.#kept = await (this.#journal?.save(id, value) ?? Promise.reject()).then(
      () => true,
      () => false,
    );
  }
}

function isProved({ state }: BatchRecord): boolean {
  return state === "proved";
}

/** Validators that these transactions have registered. */
export function registeredIn(batches: readonly BatchRecord[]): number {
  return batches.filter(isProved).reduce((sum, { publicKeys }) => sum + publicKeys.length, 0);
}
