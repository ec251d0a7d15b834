import { openSession } from "../../lib/index.js";
import type { Hex, Passwords, Progress, Registration, Session, Warning } from "../../lib/index.js";
import type { Flow } from "./flow.js";
import { checkFile } from "./keyshares-check.js";
import type { KeyFile } from "./key-files.js";
import { problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** What the share signatures of a result hold for. */
interface Binding {
  readonly owner: Hex;
  /** Nonce of the first registration. */
  readonly nonce: bigint;
  readonly operatorIds: readonly bigint[];
}

/** Registrations that are ready to be sent, with the file that holds them. */
export interface ShareSet extends Binding {
  readonly registrations: readonly Registration[];
  /** Text of the keyshares file. */
  readonly keyshares: string;
}

/** Keys that are not used for so long are wiped, milliseconds. */
const IDLE_MS = 15 * 60_000;

/** Opens the keystores once, splits, and signs again when owner or nonce move. */
export class Splitting {
  state: "locked" | "unlocking" | "splitting" | "checking" | "settled" = "locked";
  progress: Progress | undefined;
  result: ShareSet | undefined;
  /** The current result is on the user's disk. */
  saved = false;
  /** The last change of the result was a new signature only. */
  resigned = false;
  problem: Problem | undefined;
  /** What the work had to remark, each once. */
  remarks: ReadonlySet<Warning["code"]> = new Set();
  #session: Session | undefined;
  #abort: AbortController | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #idleAt = 0;

  constructor(private readonly flow: Flow) {}

  /** Keys are in memory: leaving the page loses them. */
  get holdsKeys(): boolean {
    return (this.#session?.keys.length ?? 0) > 0;
  }

  get mode(): Session["mode"] | undefined {
    return this.#session?.mode;
  }

  get busy(): boolean {
    return this.state === "unlocking" || this.state === "splitting" || this.state === "checking";
  }

  /** Keystores that still need their password. */
  get waiting(): readonly KeyFile[] {
    return this.flow.keys.left.filter((entry) => !entry.unlocked);
  }

  /** The result holds for the owner, nonce and operators of the plan as it is now. */
  get complete(): boolean {
    return !this.busy && this.result !== undefined && this.#current(this.result);
  }

  /** Opens the given keystores. Passwords are bytes, and are wiped by the session. */
  async unlock(files: readonly KeyFile[], passwords: Passwords): Promise<void> {
    await this.#work("unlocking", async (signal, onProgress) => {
      this.#session ??= await openSession();
      this.flow.keys.retry(files);
      const outcomes = await this.#session.unlock({
        keystores: files.map((entry) => entry.file),
        ...passwords,
        signal,
        onProgress,
      });
      for (const outcome of outcomes) {
        const entry = files[outcome.index];
        if (entry === undefined) continue;
        if ("error" in outcome) {
          this.flow.keys.update(entry.id, { problem: problemOf(outcome.error) });
        } else {
          const { publicKey } = outcome.key;
          this.#remark(outcome.warnings);
          this.flow.keys.update(entry.id, { unlocked: true, publicKey });
        }
      }
    });
    const failed = this.waiting.find((entry) => entry.problem !== undefined)?.problem;
    if (failed !== undefined) this.flow.report(failed);
    if (this.problem !== undefined || this.waiting.length > 0) return;
    try {
      await this.flow.keys.checkRegistered();
    } catch (error) {
      this.problem = this.flow.report(problemOf(error));
      this.flow.changed();
      return;
    }
    await this.refresh();
  }

  /** Brings the result up to owner, nonce and operators; no password is needed for it. */
  async refresh(): Promise<void> {
    const { account, committee, keys } = this.flow;
    if (keys.keyshares !== undefined) return this.#check(keys.keyshares.text);
    const { owner, nonce } = account;
    if (owner === undefined || nonce === undefined || !committee.complete) return;
    this.#forgetLost();
    if (this.complete || this.waiting.length > 0) return;
    const session = this.#session;
    if (session === undefined || session.keys.length === 0) {
      this.problem = problem("KEYS_LOCKED");
      this.flow.changed();
      return;
    }
    const operatorIds = committee.ids;
    const publicKeys = keys.left.flatMap(({ publicKey }) => publicKey ?? []);
    const operators = committee.inputs;
    const known = this.#known(publicKeys);
    await this.#work("splitting", async (signal, onProgress) => {
      const request = { owner, nonce, publicKeys };
      const { registrations, keyshares, warnings } = known
        ? await session.resign({ ...request, split: { registrations: known, operators } })
        : await session.split({ ...request, operators, signal, onProgress });
      this.#remark(warnings);
      this.resigned = known !== undefined;
      this.result = { registrations, keyshares, owner, nonce, operatorIds };
      this.saved = false;
    });
  }

  /** A split of all these keys for the operators of the plan, by this visit or an earlier one. */
  #known(publicKeys: readonly Hex[]): readonly Registration[] | undefined {
    const { committee, batches } = this.flow;
    const ours = this.result && equalIds(this.result.operatorIds, committee.ids);
    return [ours ? this.result!.registrations : [], batches.split].find((registrations) => {
      const split = new Set(registrations.map(({ publicKey }) => publicKey));
      return publicKeys.every((key) => split.has(key));
    });
  }

  /** The user is there: keys that nobody uses for a while are wiped. */
  touch(): void {
    if (!this.holdsKeys) return;
    // After sleep the timer is late: the clock decides.
    if (Date.now() > this.#idleAt) this.#rest();
    else this.#arm();
  }

  /** Keys that are worked on are in use, however long it takes. */
  #rest(): void {
    if (this.busy) this.#arm();
    else this.lock();
  }

  #arm(): void {
    clearTimeout(this.#idle);
    if (!this.holdsKeys) return;
    this.#idleAt = Date.now() + IDLE_MS;
    this.#idle = setTimeout(() => this.#rest(), IDLE_MS);
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Wipes one key; the others stay open. */
  async drop(publicKey: Hex): Promise<void> {
    // What is being split holds a key too many; a stopped unlocking would end the session.
    if (this.state === "splitting") this.cancel();
    await this.#session?.lock([publicKey]);
  }

  /** Ends the session: the keys are gone, what was split stays. */
  lock(): void {
    this.#abort?.abort();
    clearTimeout(this.#idle);
    this.#session?.close();
    this.#session = undefined;
    this.state = this.result === undefined ? "locked" : "settled";
    for (const { id, unlocked } of this.flow.keys.files) {
      if (unlocked) this.flow.keys.update(id, { unlocked: false });
    }
    this.flow.changed();
  }

  forget(): void {
    this.result = undefined;
    this.saved = false;
    this.problem = undefined;
    this.remarks = new Set();
    this.lock();
  }

  /** An uploaded file, against the owner, nonce and operators that the chain gives. */
  async #check(text: string): Promise<void> {
    const { account, committee } = this.flow;
    const { owner } = account;
    if (owner === undefined || account.nonce === undefined || !committee.complete) return;
    await this.#work("checking", async (signal) => {
      this.result = await checkFile(text, owner, this.flow, signal);
      this.saved = true;
    });
  }

  async #work(
    state: "unlocking" | "splitting" | "checking",
    run: (signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<void>,
  ): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.state = state;
    this.problem = undefined;
    this.progress = undefined;
    this.flow.changed();
    try {
      await run(abort.signal, (progress) => {
        this.progress = progress;
        this.flow.emit("ssv-progress", progress);
        this.flow.changed();
      });
    } catch (error) {
      this.problem = problemOf(error);
      if (this.problem.code !== "ABORTED") this.flow.report(this.problem);
      // A session ends with the unlocking that is cancelled.
      else if (state === "unlocking") this.lock();
    }
    this.#forgetLost();
    this.progress = undefined;
    this.state = this.result === undefined ? "locked" : "settled";
    this.#arm();
    this.flow.changed();
  }

  /** Keys whose worker crashed are gone: their files ask for the password again. */
  #forgetLost(): void {
    const held = new Set(this.#session?.keys.map(({ publicKey }) => publicKey));
    for (const { id, unlocked, publicKey } of this.flow.keys.files) {
      if (!unlocked || (publicKey !== undefined && held.has(publicKey))) continue;
      this.flow.keys.update(id, { unlocked: false, problem: problem("WORKER_CRASHED") });
    }
  }

  #remark(warnings: readonly Warning[]): void {
    this.remarks = new Set([...this.remarks, ...warnings.map(({ code }) => code)]);
  }

  #current(result: ShareSet): boolean {
    const { account, committee, keys, parts } = this.flow;
    const { nonce } = account;
    const open = parts.open(result.registrations);
    return (
      result.owner === account.owner &&
      nonce !== undefined &&
      open.every((registration, place) => registration.nonce === nonce + BigInt(place)) &&
      open.length === parts.remaining &&
      keys.left.every(({ publicKey }, place) => publicKey === open[place]?.publicKey) &&
      equalIds(result.operatorIds, committee.ids)
    );
  }
}

function equalIds(a: readonly bigint[], b: readonly bigint[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
