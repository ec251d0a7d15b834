import { checkKeyshares, inspectKeystore } from "../../lib/index.js";
import type { Hex, Registration } from "../../lib/index.js";
import type { Flow } from "./flow.js";
import { FlowError, problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** One file that was dropped or picked, and what became of it. */
export interface KeyFile {
  readonly id: number;
  readonly name: string;
  readonly file: Blob;
  readonly status: "reading" | "ready" | "refused" | "registered";
  readonly publicKey?: Hex;
  readonly problem?: Problem;
  /** Its key is in the session. */
  readonly unlocked: boolean;
}

/** A keyshares file that replaces splitting. */
export interface KeysharesFile {
  readonly name: string;
  readonly text: string;
  readonly registrations: readonly Registration[];
  /** Registrations at its beginning that are on chain already. */
  readonly skipped: number;
}

const DRAWN_AT_ONCE = 25;
/** The core takes no larger file of any kind; what is larger is not even read. */
const MOST_BYTES = 64 << 20;

/** The files of the plan. Each is read on its own: a bad one never costs the good ones. */
export class KeyFiles {
  files: readonly KeyFile[] = [];
  keyshares: KeysharesFile | undefined;
  #nextId = 1;

  constructor(private readonly flow: Flow) {}

  async add(list: Iterable<File>): Promise<void> {
    const added = [...list].map((file): KeyFile => {
      return { id: this.#nextId++, name: file.name, file, status: "reading", unlocked: false };
    });
    this.files = [...this.files, ...added];
    this.flow.changed();
    for (const [place, entry] of added.entries()) {
      await this.#read(entry);
      // A thousand files are not drawn a thousand times.
      if (place % DRAWN_AT_ONCE === 0) this.flow.changed();
    }
    this.flow.changed();
    if (!this.flow.account.complete) return;
    await this.checkRegistered();
    // More validators may not fit operators that had room before.
    this.flow.committee.invalidate();
    await this.flow.committee.refresh();
  }

  /** Takes shares that were made in an earlier visit, and their operators. */
  async adopt(text: string): Promise<void> {
    const { registrations } = await checkKeyshares(text);
    this.flow.splitting.forget();
    this.files = [];
    this.keyshares = { name: "", text, registrations, skipped: 0 };
    this.flow.committee.adopt(registrations[0]?.operatorIds ?? []);
    this.flow.goTo("operators");
  }

  remove(id: number): void {
    const gone = this.files.find((entry) => entry.id === id);
    this.files = this.files.filter((entry) => entry.id !== id);
    if (gone?.unlocked && gone.publicKey) void this.flow.splitting.drop(gone.publicKey);
    this.flow.committee.recount();
    this.flow.changed();
  }

  removeKeyshares(): void {
    this.keyshares = undefined;
    this.flow.splitting.forget();
    this.flow.committee.clear();
    this.flow.changed();
  }

  /** Forgets what was wrong with these files: their keystores are opened once more. */
  retry(files: readonly KeyFile[]): void {
    const again = new Set(files.map(({ id }) => id));
    this.files = this.files.map((entry) => {
      const { problem: _, ...rest } = entry;
      return again.has(entry.id) ? rest : entry;
    });
  }

  update(id: number, change: Partial<KeyFile>): void {
    this.#set(id, change);
    this.flow.changed();
  }

  #set(id: number, change: Partial<KeyFile>): void {
    this.files = this.files.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
  }

  /** Keystores that the plan goes on with. */
  get ready(): readonly KeyFile[] {
    return this.files.filter((entry) => entry.status === "ready");
  }

  /** Keys of the files, also of those that turned out to be registered. */
  get publicKeys(): readonly Hex[] {
    const files = this.keyshares?.registrations ?? this.files;
    return files.flatMap(({ publicKey }) => publicKey ?? []);
  }

  /** Those that are not registered yet. */
  get left(): readonly KeyFile[] {
    const { parts } = this.flow;
    return this.ready.filter(({ publicKey }) => !publicKey || !parts.proven(publicKey));
  }

  get reading(): boolean {
    return this.files.some((entry) => entry.status === "reading");
  }

  /** Validators of the plan. */
  get count(): number {
    const { keyshares } = this;
    return keyshares === undefined
      ? this.ready.length
      : keyshares.registrations.length - keyshares.skipped;
  }

  get complete(): boolean {
    return !this.reading && this.count > 0;
  }

  /** Asks the contract which keys this owner has registered before, and leaves those out. */
  async checkRegistered(): Promise<void> {
    const { owner, reader } = this.flow.account;
    if (owner === undefined || reader === undefined) return;
    await Promise.all(
      this.files.map(async ({ id, publicKey, status }) => {
        if (publicKey === undefined || (status !== "ready" && status !== "registered")) return;
        if (this.flow.parts.proven(publicKey)) return;
        const registered = await reader.registered(owner, publicKey);
        if (registered === (status === "registered")) return;
        if (registered) {
          const found = problem("ALREADY_REGISTERED", { publicKey });
          this.update(id, { status: "registered", unlocked: false, problem: found });
          await this.flow.splitting.drop(publicKey);
        } else {
          const { problem: _, ...rest } = this.files.find((entry) => entry.id === id)!;
          this.files = this.files.map((e) => (e.id === id ? { ...rest, status: "ready" } : e));
          this.flow.changed();
        }
      }),
    );
  }

  async #read(entry: KeyFile): Promise<void> {
    try {
      if (entry.file.size > MOST_BYTES) {
        throw new FlowError(problem("FILE_TOO_LARGE", { limit: MOST_BYTES }));
      }
      const bytes = new Uint8Array(await entry.file.arrayBuffer());
      const { publicKey } = await inspectKeystore(bytes);
      if (this.keyshares !== undefined) throw new FlowError(problem("MIXED_FILES"));
      if (publicKey !== undefined && this.files.some((other) => other.publicKey === publicKey)) {
        throw new FlowError(problem("DUPLICATE_VALIDATOR", { publicKey }));
      }
      this.#set(entry.id, { status: "ready", ...(publicKey !== undefined && { publicKey }) });
    } catch (error) {
      const found = problemOf(error);
      if (found.code === "IS_KEYSHARES") await this.#readKeyshares(entry);
      else this.#set(entry.id, { status: "refused", problem: found });
    }
  }

  async #readKeyshares(entry: KeyFile): Promise<void> {
    const others = this.files.some((file) => file.id !== entry.id && file.status !== "refused");
    if (others || this.keyshares !== undefined) {
      this.update(entry.id, { status: "refused", problem: problem("MIXED_FILES") });
      return;
    }
    try {
      const text = await entry.file.text();
      const { registrations } = await checkKeyshares(text);
      this.files = this.files.filter((file) => file.id !== entry.id);
      this.keyshares = { name: entry.name, text, registrations, skipped: 0 };
      this.flow.committee.adopt(registrations[0]?.operatorIds ?? []);
    } catch (error) {
      this.update(entry.id, { status: "refused", problem: problemOf(error) });
    }
    this.flow.changed();
  }
}
