import type { Reader } from "../../lib/chain/index.js";
import type { Hex } from "../../lib/index.js";
import { isBeforeWallet, isQuiet, isTooLarge } from "../../lib/onboarding/index.js";
import type { Wallet } from "../../lib/wallet/index.js";
import type { Flow } from "./flow.js";
import { problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";
import { IN_FLIGHT } from "./send-state.js";
import type { SendState } from "./send-state.js";
import { ENDLESS, RETRIES, differing, nothing, waiting } from "./settlement.js";

/** Looks at an account that is quiet and is not: nodes behind one address may disagree. */
const MOST_LOOKS = 5;

/** From registrations to a proven receipt, one transaction after the other. */
export class Registering {
  state: SendState = "idle";
  /** Transactions of the account that have to be mined before the wallet is asked. */
  ahead = 0;
  /** The user says that the keys run nowhere else. */
  acknowledged = false;
  problem: Problem | undefined;
  /** The first of several transactions is proved before the others follow by themselves. */
  pauseAfterFirst = true;
  /** The chain is asked once more for what the user gives up. */
  abandoning = false;

  constructor(private readonly flow: Flow) {}

  get finished(): boolean {
    return this.state === "proved" && this.flow.parts.remaining === 0;
  }

  get inFlight(): boolean {
    return IN_FLIGHT.has(this.state);
  }

  /** Reads nonce and cluster once more, asks the wallet, follows the transaction and proves it. */
  async send(): Promise<void> {
    const { drafting, following } = this.flow;
    const { wallet, reader, owner } = this.flow.account;
    if (wallet === undefined || reader === undefined || drafting.draft === undefined) return;
    drafting.note = undefined;
    this.enter("rechecking");
    const signal = following.begin();
    try {
      await following.alone(() => this.#send(wallet, reader, signal));
    } catch (error) {
      this.fail(problemOf(error), following.hash === undefined ? "ready" : "failed");
    }
    if (this.state === "proved") await this.#goOn();
    // Nobody could leave while it was read; now the flow is where the new account belongs.
    else if (!this.inFlight && this.flow.account.owner !== owner) this.flow.goTo(this.flow.step);
  }

  async #send(wallet: Wallet, reader: Reader, signal: AbortSignal): Promise<void> {
    const { batches, drafting, following, keys } = this.flow;
    const earlier = await following.settleEarlier();
    if (earlier === "ours") return;
    if (earlier === "other") await keys.checkRegistered();
    // What waits to be mined may move the nonce: it is read after that.
    for (let looks = 1; ; looks++) {
      if (signal.aborted) return this.enter("ready");
      if (!(await this.#quiet(wallet.account, reader, signal))) return;
      if (await drafting.moved()) return;
      const left = await reader.pendingTransactions(wallet.account);
      if (left === 0) break;
      if (looks === MOST_LOOKS) {
        return this.fail(problem("PENDING_TRANSACTIONS", { waiting: left }), "ready");
      }
    }
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
    following.hash = outcome.transaction.hash;
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
    const { batches, following } = this.flow;
    following.begin();
    try {
      if (following.hash !== undefined) this.enter("pending");
      await following.alone(async () => {
        await batches.load();
        await this.#follow();
      });
    } catch (error) {
      this.fail(problemOf(error), before === "proposed" ? "proposed" : "failed");
    }
    if (this.state === "proved") await this.#goOn();
  }

  /** Starts over with the same registrations, after a transaction that did not count. */
  async retry(): Promise<void> {
    const { drafting, following } = this.flow;
    following.hash = undefined;
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
    const { batches, drafting, following, splitting, step } = this.flow;
    if (this.abandoning) return;
    this.abandoning = true;
    this.flow.changed();
    const before = this.state;
    const shown = batches.open;
    following.begin();
    drafting.note = undefined;
    if (step === "register") this.enter("rechecking");
    try {
      const earlier = await following.alone(async () => {
        try {
          return await following.settleEarlier();
        } catch (error) {
          // Another tab may have signed anew meanwhile: that is not what was given up here.
          const same = batches.open?.blockAtSend === shown?.blockAtSend;
          if (!same || !ENDLESS.has(problemOf(error).code)) throw error;
          await batches.withdraw();
          return "nothing";
        }
      });
      if (step === "register" && earlier !== "ours") await this.retry();
    } catch (error) {
      if (step === "register") this.fail(problemOf(error), before);
    } finally {
      this.abandoning = false;
      this.flow.changed();
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
    const { drafting, following, funding } = this.flow;
    drafting.draft = undefined;
    drafting.note = undefined;
    following.hash = undefined;
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

  /** Brings the transaction that is on its way to its end. */
  async #follow(): Promise<void> {
    const { batches, drafting, following, keys } = this.flow;
    const registrations = drafting.draft?.registrations ?? [];
    const asked = registrations.map(({ publicKey }) => publicKey).join();
    const own = batches.open?.publicKeys.join() === asked;
    const settled = own ? await following.settle(registrations) : undefined;
    if (settled === undefined) {
      // Another tab has seen it through.
      this.enter("ready");
      await keys.checkRegistered();
      return this.retry();
    }
    switch (settled.status) {
      case "waiting":
        return settled.cause === "proposed"
          ? this.fail(waiting("proposed"), "proposed")
          : this.fail(waiting());
      case "differs":
        return this.fail(differing(settled.differences));
      case "nothing":
        await batches.withdraw();
        return this.fail(nothing(settled, following.hash ?? ""), "failed");
      case "proved":
        return following.proved(settled, registrations);
    }
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
