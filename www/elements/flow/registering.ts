import type { TransactionState } from "../../lib/wallet/index.js";
import { checkKeyshares } from "../../lib/index.js";
import {
  alone,
  isBeforeWallet,
  isQuiet,
  isTooLarge,
  recordId,
  settle,
} from "../../lib/onboarding/index.js";
import type { Settled } from "../../lib/onboarding/index.js";
import type { Hex, Registration } from "../../lib/index.js";
import type { Reader } from "../../lib/chain/index.js";
import type { Wallet } from "../../lib/wallet/index.js";
import type { Flow } from "./flow.js";
import { FlowError, problem, problemOf } from "./problem.js";
import { IN_FLIGHT } from "./send-state.js";
import type { SendState } from "./send-state.js";
import { ENDLESS, RETRIES, differing, nothing, waiting } from "./settlement.js";
import type { Problem } from "./problem.js";

/** From registrations to a proven receipt, one transaction after the other. */
export class Registering {
  state: SendState = "idle";
  /** Hash of the transaction that is on its way. */
  hash: Hex | undefined;
  confirmations = 0;
  /** Transactions of the account that have to be mined before the wallet is asked. */
  ahead = 0;
  /** The user says that the keys run nowhere else. */
  acknowledged = false;
  problem: Problem | undefined;
  /** The first of several transactions is proved before the others follow by themselves. */
  pauseAfterFirst = true;
  #tracking: AbortController | undefined;
  /** This flow is the one that may write the owner's journal. */
  #alone = false;

  constructor(private readonly flow: Flow) {}

  get finished(): boolean {
    return this.state === "proved" && this.flow.parts.remaining === 0;
  }

  get inFlight(): boolean {
    return IN_FLIGHT.has(this.state);
  }

  /** Reads nonce and cluster once more, asks the wallet, follows the transaction and proves it. */
  async send(): Promise<void> {
    const { drafting } = this.flow;
    const { wallet, reader, owner } = this.flow.account;
    if (wallet === undefined || reader === undefined || drafting.draft === undefined) return;
    drafting.note = undefined;
    this.enter("rechecking");
    const { signal } = (this.#tracking = new AbortController());
    try {
      await this.#only(() => this.#send(wallet, reader, signal));
    } catch (error) {
      this.fail(problemOf(error), this.hash === undefined ? "ready" : "failed");
    }
    if (this.state === "proved") await this.#goOn();
    // Nobody could leave while it was read; now the flow is where the new account belongs.
    else if (!this.inFlight && this.flow.account.owner !== owner) this.flow.goTo(this.flow.step);
  }

  async #send(wallet: Wallet, reader: Reader, signal: AbortSignal): Promise<void> {
    const earlier = await this.#settleEarlier();
    if (earlier === "ours") return;
    if (earlier === "other") await this.flow.keys.checkRegistered();
    const { batches, drafting } = this.flow;
    // What waits to be mined may move the nonce: it is read after that.
    do {
      if (!(await this.#quiet(wallet.account, reader, signal))) return;
      if (await drafting.moved()) return;
    } while ((await reader.pendingTransactions(wallet.account)) > 0);
    if (batches.other !== undefined) return drafting.prepare();
    const { draft } = drafting;
    if (draft === undefined) return this.enter("idle");
    const block = Number(await reader.blockNumber());
    await batches.begin(draft, block);
    if (signal.aborted) {
      await batches.withdraw();
      return this.enter("ready");
    }
    this.enter("awaiting-wallet");
    const outcome = await wallet
      .send(draft.call, { reader, signal })
      .catch(async (error: unknown) => {
        // After any other error the wallet may have sent it all the same: a later look finds out.
        if (isBeforeWallet(error) || isTooLarge(error)) await batches.withdraw();
        if (await drafting.shrunk(error)) return undefined;
        throw error;
      });
    if (outcome === undefined) return;
    await batches.answered(outcome);
    if (outcome.status === "rejected") return this.fail(problem("REJECTED"), "ready");
    if (outcome.status === "proposed") return this.enter("proposed");
    this.hash = outcome.transaction.hash;
    this.enter("pending");
    await this.#follow();
  }

  /** Waits, as `onboard` does, until nothing of the account waits to be mined. */
  async #quiet(account: Hex, reader: Reader, signal: AbortSignal): Promise<boolean> {
    this.ahead = await reader.pendingTransactions(account);
    if (this.ahead === 0) return true;
    this.flow.changed();
    try {
      if (await isQuiet(account, { reader, signal })) return true;
      this.fail(problem("PENDING_TRANSACTIONS", { waiting: this.ahead }), "ready");
    } catch (error) {
      if (!signal.aborted) throw error;
      this.enter("ready");
    } finally {
      this.ahead = 0;
    }
    return false;
  }

  /** Looks again at a transaction that was lost from sight, or for the keys a multisig has registered. */
  async resume(): Promise<void> {
    const before = this.state;
    this.#tracking = new AbortController();
    try {
      if (this.hash !== undefined) this.enter("pending");
      await this.#only(async () => {
        await this.flow.batches.load();
        await this.#follow();
      });
    } catch (error) {
      this.fail(problemOf(error), before === "proposed" ? "proposed" : "failed");
    }
    if (this.state === "proved") await this.#goOn();
  }

  /** Starts over with the same registrations, after a transaction that did not count. */
  async retry(): Promise<void> {
    const { drafting } = this.flow;
    this.hash = undefined;
    drafting.note = undefined;
    try {
      if (!(await drafting.moved())) await drafting.prepare();
    } catch (error) {
      this.fail(problemOf(error), "ready");
    }
  }

  /**
   * Gives up what has no end, once the chain was asked for it again: what of it is registered is left
   * out, the rest is signed anew.
   */
  async abandon(): Promise<void> {
    const { batches, drafting, splitting, step } = this.flow;
    const before = this.state;
    this.#tracking = new AbortController();
    drafting.note = undefined;
    if (step === "register") this.enter("rechecking");
    try {
      const earlier = await this.#only(async () => {
        try {
          return await this.#settleEarlier();
        } catch (error) {
          if (!ENDLESS.has(problemOf(error).code)) throw error;
          await batches.withdraw();
          return "nothing";
        }
      });
      if (step === "register" && earlier !== "ours") await this.retry();
    } catch (error) {
      if (step === "register") this.fail(problemOf(error), before);
    }
    if (step === "split") await splitting.refresh();
    else if (this.state === "proved") await this.#goOn();
  }

  /** Nothing was registered: the same plan may be sent again, at once or after a new look. */
  get retryable(): "send" | "retry" | undefined {
    if (this.state === "ready" && this.problem?.code === "REJECTED") return "send";
    if (this.state === "failed" && this.problem && RETRIES.has(this.problem.code)) return "retry";
    return undefined;
  }

  /** Goes on with the validators that did not fit into the last transaction. */
  async next(): Promise<void> {
    const { drafting, funding } = this.flow;
    drafting.draft = undefined;
    drafting.note = undefined;
    this.hash = undefined;
    this.enter("preparing");
    await funding.refresh();
    funding.accepted = funding.problem === undefined;
    if (!funding.complete) return this.flow.goTo("funding");
    await drafting.prepare();
    if (drafting.draft && this.problem === undefined && drafting.note === undefined) {
      await this.send();
    }
  }

  /** After the first transaction the user may want to wait; the others follow each other. */
  async #goOn(): Promise<void> {
    const first = this.flow.batches.all.length === 1;
    if (this.flow.parts.remaining > 0 && !(first && this.pauseAfterFirst)) await this.next();
  }

  stop(): void {
    this.#tracking?.abort();
  }

  /** Brings the transaction that is on its way to its end. */
  async #follow(): Promise<void> {
    const registrations = this.flow.drafting.draft?.registrations ?? [];
    const asked = registrations.map(({ publicKey }) => publicKey).join();
    const own = this.flow.batches.open?.publicKeys.join() === asked;
    const settled = own ? await this.#settle(registrations) : undefined;
    if (settled === undefined) {
      // Another tab has seen it through.
      this.enter("ready");
      await this.flow.keys.checkRegistered();
      return this.retry();
    }
    const { batches } = this.flow;
    switch (settled.status) {
      case "waiting":
        return settled.cause === "proposed"
          ? this.fail(waiting("proposed"), "proposed")
          : this.fail(waiting());
      case "differs":
        return this.fail(differing(settled.differences));
      case "nothing":
        await batches.withdraw();
        return this.fail(nothing(settled, this.hash ?? ""), "failed");
      case "proved":
        return this.#proved(settled, registrations);
    }
  }

  /**
   * What was sent earlier without being seen through is brought to its end before anything new is
   * compared with the chain. `ours`: it was the part of the plan that is next.
   */
  settleEarlier(): Promise<"nothing" | "ours" | "other"> {
    this.#tracking = new AbortController();
    return this.#only(() => this.#settleEarlier());
  }

  async #settleEarlier(): Promise<"nothing" | "ours" | "other"> {
    const { batches, parts, splitting } = this.flow;
    await batches.load();
    const { open, record } = batches;
    if (open === undefined || record === undefined) return "nothing";
    const { registrations } = await checkKeyshares(record.keyshares, { owner: record.owner });
    const keys = new Set(open.publicKeys);
    const sent = registrations.filter(({ publicKey }) => keys.has(publicKey));
    const settled = await this.#settle(sent).finally(() => (this.hash = undefined));
    if (settled === undefined) throw new FlowError(waiting());
    if (settled.status === "differs") throw new FlowError(differing(settled.differences));
    if (settled.status === "waiting") throw new FlowError(waiting(settled.cause));
    const next = parts.open(splitting.result?.registrations ?? []);
    if (settled.status === "nothing") await batches.withdraw();
    else if (batches.ours && open.publicKeys.every((key, at) => next[at]?.publicKey === key)) {
      await this.#proved(settled, sent);
      return "ours";
    } else await batches.proved(settled.hash, settled.block);
    return "other";
  }

  async #settle(registrations: readonly Registration[]): Promise<Settled | undefined> {
    const { reader } = this.flow.account;
    const { open } = this.flow.batches;
    if (reader === undefined || open === undefined) return undefined;
    const signal = this.#tracking?.signal;
    const onState = (hash: Hex, state: TransactionState): void => this.#seen(hash, state);
    return settle(open, registrations, { reader, signal, onState });
  }

  /** Work that no other tab does for this owner at the same time; it may be part of other such work. */
  async #only<T>(work: () => Promise<T>): Promise<T> {
    const { network, owner } = this.flow.account;
    if (this.#alone || network === undefined || owner === undefined) return work();
    this.#alone = true;
    return alone(recordId(network, owner), work).finally(() => (this.#alone = false));
  }

  #seen(hash: Hex, state: TransactionState): void {
    this.hash = hash;
    if (state.status === "mined") this.confirmations = state.confirmations;
    const waited = this.state === "pending" || this.state === "mined";
    if (waited && (state.status === "pending" || state.status === "mined")) {
      this.state = state.status;
    }
    this.flow.emit("ssv-tx", { hash, status: state.status });
    this.flow.changed();
  }

  async #proved(
    { hash, block, cluster }: Extract<Settled, { status: "proved" }>,
    registrations: readonly Registration[],
  ): Promise<void> {
    const { account, batches, committee, funding, parts, splitting } = this.flow;
    await batches.proved(hash, block);
    parts.add({ hash, block, registrations, cluster });
    const next = (registrations.at(-1)?.nonce ?? -1n) + 1n;
    // A nonce that was read late holds the batch already.
    if (account.nonce !== undefined && account.nonce < next) account.nonce = next;
    funding.registered(registrations.length, cluster);
    committee.continueFrom(cluster, block);
    if (parts.remaining === 0) {
      splitting.lock();
      await batches.finish();
    }
    this.enter("proved");
  }

  enter(state: SendState): void {
    this.state = state;
    this.problem = undefined;
    this.flow.changed();
  }

  fail(found: Problem, state: SendState = "failed"): void {
    this.state = state;
    this.problem = this.flow.report(found);
    this.flow.changed();
  }
}
