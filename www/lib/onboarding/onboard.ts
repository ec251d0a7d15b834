import { pause } from "../chain/pause.js";
import { NEW_CLUSTER } from "../codec.js";
import { SsvError } from "../errors.js";
import type { Call, Cluster, Registration } from "../types.js";
import type { SendOutcome } from "../wallet/submission.js";
import type { TransactionState } from "../wallet/tracking.js";
import { isBeforeWallet, isCode, isTooLarge } from "./cause.js";
import { memoryJournal, type Journal } from "./journal.js";
import { alone } from "./lock.js";
import type { OnboardingOutcome, OnboardingRequest, PlannedBatch } from "./onboard.types.js";
import { batchSize } from "./packing.js";
import {
  loadRecord,
  openBatch,
  readRegistrations,
  recordId,
  remaining,
  withLast,
  type BatchRecord,
  type OnboardingRecord,
} from "./record.js";
import { isQuiet, LOOKS, POLL_INTERVAL, settle, type Settled } from "./settling.js";

/**
 * Registers validators of one owner with one set of operators, as many transactions as it takes, one
 * after the other. Before each, the nonce and the validators' own state are read again, once nothing
 * of the owner waits to be mined any more; after each, its events are compared byte for byte, and the
 * next one starts from the cluster they hold. What was sent is written down before the wallet is
 * asked, so that nothing is sent twice.
 *
 * @throws SsvError OWNER_BUSY, and whatever the reader or the wallet rejects with
 */
export async function onboard(request: OnboardingRequest): Promise<OnboardingOutcome> {
  const { reader, journal } = request;
  const owner = (await reader.codec()).checksumAddress(request.owner);
  const id = recordId(reader.network, owner);
  const work = (): Promise<OnboardingOutcome> => new Run({ ...request, owner }).go();
  return alone(id, () => (journal?.alone ? journal.alone(id, work) : work()));
}

class Run {
  readonly #journal: Journal;
  readonly #id: string;
  #record: OnboardingRecord | undefined;
  #registrations: Registration[] = [];
  /** The cluster that the last proof holds; read from the chain where there is none. */
  #cluster: Cluster | undefined;
  /** Lowered where a wallet or the gas limit takes less. */
  #most: number;
  /** Batches that this call has sent. */
  #sentNow = 0;
  /** The review of a call that was built again said no. */
  #declined = false;
  /** Batches in a row that were given up because the cluster was another one. */
  #stale = 0;

  constructor(private readonly request: OnboardingRequest) {
    this.#journal = request.journal ?? memoryJournal();
    this.#id = recordId(request.reader.network, request.owner);
    this.#most = batchSize(request.operators.length, request.limits);
  }

  async go(): Promise<OnboardingOutcome> {
    await this.#load();
    // What is on its way is proved against what was signed for it; new shares come after that.
    const earlier = this.#record && (await this.#settle());
    if (earlier && !(await this.#abandon(earlier))) return earlier;
    await this.#adopt();
    for (;;) {
      this.request.signal?.throwIfAborted();
      const onTheWay = await this.#settle();
      if (onTheWay) return onTheWay;
      if (this.#waiting.length > 0 && !(await isQuiet(this.request.owner, this.request))) {
        return { status: "pending" };
      }
      const stopped = await this.#align();
      if (stopped) return stopped;
      if (this.#waiting.length === 0) return this.#finish();
      const { pauseAfterFirst } = this.request;
      if (pauseAfterFirst && this.#sentNow > 0) return { status: "paused" };
      const outcome = await this.#send();
      if (outcome) return outcome;
    }
  }

  get #waiting(): Registration[] {
    return remaining(this.#state, this.#registrations);
  }

  get #state(): OnboardingRecord {
    if (!this.#record) throw new SsvError("INVALID_ARGUMENT", "there is nothing to go on with");
    return this.#record;
  }

  /** The unfinished onboarding of the journal, checked. */
  async #load(): Promise<void> {
    const { reader, owner, operators } = this.request;
    const kept = await loadRecord(this.#journal, reader.network, owner);
    if (!kept) return;
    if (kept.operatorIds.join() !== this.#operatorIds.join()) {
      const message = "an unfinished onboarding of this owner has other operators";
      throw new SsvError("OPERATORS_MISMATCH", message);
    }
    this.#registrations = await readRegistrations(kept, operators);
    this.#record = kept;
    this.#report();
  }

  /** What the request brings along takes the place of what was not sent yet. */
  async #adopt(): Promise<void> {
    const { reader, owner, split } = this.request;
    if (!split) return;
    const { chainId, network } = reader.network;
    const { batches = [], dropped = [] } = this.#record ?? {};
    const record: OnboardingRecord = {
      version: 1,
      chainId,
      network,
      owner,
      operatorIds: this.#operatorIds,
      keyshares: split.keyshares,
      total: 0,
      batches,
      dropped,
    };
    const sent = batches.reduce((sum, { publicKeys }) => sum + publicKeys.length, 0);
    const total = sent + remaining(record, split.registrations).length;
    this.#registrations = [...split.registrations];
    await this.#save({ ...record, total });
  }

  get #operatorIds(): number[] {
    return this.request.operators.map(({ id }) => Number(id)).sort((a, b) => a - b);
  }

  /** Brings the batch that is on its way to its end; an outcome where that stops everything. */
  async #settle(): Promise<OnboardingOutcome | undefined> {
    const batch = openBatch(this.#state);
    if (!batch) return undefined;
    const { reader, confirmations, pollInterval, signal } = this.request;
    const options = { reader, confirmations, pollInterval, signal };
    const settled = await settle(batch, this.#of(batch), {
      ...options,
      onState: (_, state) => this.#report(state),
    });
    return this.#settled(settled);
  }

  async #settled(settled: Settled): Promise<OnboardingOutcome | undefined> {
    switch (settled.status) {
      case "proved": {
        const { hash, block, cluster } = settled;
        this.#cluster = cluster;
        await this.#save(withLast(this.#state, { state: "proved", hash, block: Number(block) }));
        return undefined;
      }
      case "waiting":
        return { status: settled.cause };
      case "differs":
        return settled;
      case "nothing": {
        this.#cluster = undefined;
        await this.#save(withLast(this.#state, undefined));
        const { cause, reason } = settled;
        if (cause === "unsent") return undefined;
        return reason ? { status: "failed", cause, reason } : { status: "failed", cause };
      }
    }
  }

  /** Takes an earlier batch back that has no end, where that was asked for. */
  async #abandon({ status }: OnboardingOutcome): Promise<boolean> {
    if (!this.request.abandon || (status !== "differs" && status !== "proposed")) return false;
    await this.#save(withLast(this.#state, undefined));
    return true;
  }

  /** Drops what is registered already, and signs again where the nonces do not follow the chain's. */
  async #align(): Promise<OnboardingOutcome | undefined> {
    const { reader, owner, operators, session } = this.request;
    const next = this.#waiting.slice(0, this.#most);
    const known = await Promise.all(
      next.map(({ publicKey }) => reader.registered(owner, publicKey)),
    );
    const dropped = next.filter((_, at) => known[at]).map(({ publicKey }) => publicKey);
    if (dropped.length > 0) {
      const record = this.#state;
      await this.#save({ ...record, dropped: [...record.dropped, ...dropped] });
      return this.#align();
    }
    const waiting = this.#waiting;
    const nonce = await reader.nonce(owner);
    if (inLine(waiting, nonce)) return undefined;
    const publicKeys = waiting.map(({ publicKey }) => publicKey);
    const held = new Set(session?.keys.map(({ publicKey }) => publicKey));
    if (!session || !publicKeys.every((publicKey) => held.has(publicKey))) {
      return { status: "keys-needed", publicKeys, nonce };
    }
    const split = { registrations: waiting, operators };
    const again = await session.resign({ nonce, owner, publicKeys, split });
    this.#registrations = again.registrations;
    await this.#save({ ...this.#state, keyshares: again.keyshares });
    return undefined;
  }

  /** Sends the next batch; an outcome where it was not sent. */
  async #send(): Promise<OnboardingOutcome | undefined> {
    const { reader, wallet, owner, review, signal, pollInterval = POLL_INTERVAL } = this.request;
    const registrations = this.#waiting.slice(0, this.#most);
    const planned = await this.#plan(registrations);
    const call = await this.#call(planned);
    if (review && !(await review(call, planned))) return { status: "declined" };
    // A review may take its time.
    if ((await reader.pendingTransactions(owner)) > 0) return undefined;
    if (!inLine(registrations, await reader.nonce(owner))) return undefined;
    await this.#begin(registrations, call);
    let outcome: SendOutcome;
    try {
      outcome = await wallet.send(call, {
        reader,
        rebuild: () => this.#rebuild(registrations),
        ...(signal && { signal }),
      });
    } catch (error) {
      const tooLarge = isTooLarge(error) && registrations.length > 1;
      // After any other error the wallet may have sent it all the same: the next call finds out.
      if (tooLarge || isBeforeWallet(error)) await this.#save(withLast(this.#state, undefined));
      if (this.#declined) return { status: "declined" };
      if (isCode(error, "CLUSTER_STALE") && this.#stale++ === 0) {
        this.#cluster = undefined;
        await pause(pollInterval, signal);
      } else if (tooLarge) this.#most = Math.ceil(registrations.length / 2);
      else throw error;
      return undefined;
    }
    this.#stale = 0;
    if (outcome.status === "rejected") {
      await this.#save(withLast(this.#state, undefined));
      return { status: "rejected" };
    }
    this.#sentNow += 1;
    if (outcome.status === "proposed") {
      const { blockAtSend } = outcome;
      await this.#save(withLast(this.#state, { state: "proposed", blockAtSend }));
    } else {
      const { transaction } = outcome;
      const { blockAtSend } = transaction;
      await this.#save(withLast(this.#state, { state: "sent", blockAtSend, transaction }));
    }
    return undefined;
  }

  async #plan(registrations: readonly Registration[]): Promise<PlannedBatch> {
    const { reader, owner, operators } = this.request;
    const ids = operators.map(({ id }) => BigInt(id));
    const fees = await reader.fees(ids.map((id) => ({ id })));
    const known = this.#cluster;
    if (known) {
      // The contract knows no other cluster than the current one.
      const effectiveBalance = await reader
        .effectiveBalance(owner, ids, known)
        .catch(() => undefined);
      // Straight from the last receipt: nothing has been charged since.
      const { balance } = known;
      if (effectiveBalance !== undefined)
        return { registrations, cluster: known, balance, effectiveBalance, fees };
    }
    const snapshot = await reader.snapshot(owner, ids);
    this.#cluster = snapshot?.cluster;
    const cluster = snapshot?.cluster ?? NEW_CLUSTER;
    const { balance = 0n, effectiveBalance = 32n * BigInt(cluster.validatorCount) } =
      snapshot ?? {};
    return { registrations, cluster, balance, effectiveBalance, fees };
  }

  async #call(planned: PlannedBatch): Promise<Call> {
    const { reader, value } = this.request;
    const codec = await reader.codec();
    const { registrations, cluster } = planned;
    return codec.registerCall(reader.network, registrations, cluster, await value(planned));
  }

  /** The same batch on the cluster as it is now: somebody deposited into it meanwhile. */
  async #rebuild(registrations: readonly Registration[]): Promise<Call | undefined> {
    const { reader, owner, review, signal, pollInterval = POLL_INTERVAL } = this.request;
    const refused = openBatch(this.#state)?.transaction.data;
    for (let look = 0; look < LOOKS; look++) {
      if (look > 0) await pause(pollInterval, signal);
      if (!inLine(registrations, await reader.nonce(owner))) return undefined;
      this.#cluster = undefined;
      const planned = await this.#plan(registrations);
      const call = await this.#call(planned);
      // The node that was asked lags behind the one that refused.
      if (call.data === refused) continue;
      this.#declined = review !== undefined && !(await review(call, planned));
      if (this.#declined) return undefined;
      await this.#save(withLast(this.#state, { transaction: { ...call, blockAtSend: 0 } }));
      return call;
    }
    return undefined;
  }

  async #begin(registrations: readonly Registration[], call: Call): Promise<void> {
    const blockAtSend = Number(await this.request.reader.blockNumber());
    const batch: BatchRecord = {
      publicKeys: registrations.map(({ publicKey }) => publicKey),
      nonce: Number(registrations[0]?.nonce),
      state: "signing",
      blockAtSend,
      transaction: { ...call, blockAtSend },
    };
    const record = this.#state;
    await this.#save({ ...record, batches: [...record.batches, batch] });
  }

  async #finish(): Promise<OnboardingOutcome> {
    this.#report();
    await this.#journal.save(this.#id, undefined);
    return { status: "done" };
  }

  #of({ publicKeys }: BatchRecord): Registration[] {
    const wanted = new Set(publicKeys);
    return this.#registrations.filter(({ publicKey }) => wanted.has(publicKey));
  }

  async #save(record: OnboardingRecord): Promise<void> {
    await this.#journal.save(this.#id, record);
    this.#record = record;
    this.#report();
  }

  #report(transaction?: TransactionState): void {
    const { batches, dropped } = this.#state;
    this.request.onChange?.({ batches, dropped, remaining: this.#waiting.length, transaction });
  }
}

/** Consecutive nonces from this one on. */
function inLine(registrations: readonly Registration[], nonce: bigint): boolean {
  return registrations.every((registration, at) => registration.nonce === nonce + BigInt(at));
}
