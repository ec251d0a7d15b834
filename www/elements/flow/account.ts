import type { Reader } from "../../lib/chain/index.js";
import type { Hex, Network } from "../../lib/index.js";
import type { Wallet } from "../../lib/wallet/index.js";
import type { Connection } from "./connection.js";
import type { Flow } from "./flow.js";
import { problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** The owner of the registration: the connected account, and how often it has registered. */
export class Account {
  /** Registrations that this owner has made so far; the share signatures are bound to it. */
  nonce: bigint | undefined;
  /** The nonce was typed, the chain was not asked. */
  nonceTyped = false;
  /** Blocks scanned for the nonce, 0 to 1. */
  scanned = 0;
  #reading = false;
  #problem: Problem | undefined;
  #reported: Problem | undefined;
  readonly #unsubscribe: readonly (() => void)[];

  constructor(
    private readonly flow: Flow,
    readonly connection: Connection,
  ) {
    this.#unsubscribe = [
      connection.onRenewal(() => this.#renewed()),
      connection.subscribe(() => {
        const { problem } = connection;
        if (problem !== undefined && problem !== this.#reported) flow.report(problem);
        this.#reported = problem;
        flow.changed();
      }),
    ];
  }

  get network(): Network | undefined {
    return this.connection.network;
  }

  get wallet(): Wallet | undefined {
    return this.connection.wallet;
  }

  get owner(): Hex | undefined {
    return this.connection.owner;
  }

  get reader(): Reader | undefined {
    return this.connection.reader;
  }

  get switchedTo(): Hex | undefined {
    return this.connection.switchedTo;
  }

  get wrongChain(): boolean {
    return this.connection.wrongChain;
  }

  get busy(): Connection["busy"] {
    return this.connection.busy ?? (this.#reading ? "reading" : undefined);
  }

  get problem(): Problem | undefined {
    return this.connection.problem ?? this.#problem;
  }

  get complete(): boolean {
    return (
      this.owner !== undefined &&
      this.nonce !== undefined &&
      this.reader !== undefined &&
      !this.wrongChain &&
      this.busy === undefined
    );
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  typeNonce(nonce: bigint): void {
    this.nonce = nonce;
    this.nonceTyped = true;
    this.#problem = undefined;
    this.flow.changed();
  }

  /** Reads the chain again, from the contract on where that failed. */
  async readAgain(): Promise<void> {
    if (this.reader === undefined) await this.connection.open();
    else await this.read();
  }

  /** Reads the nonce and which keys are registered already. */
  async read(): Promise<void> {
    const { reader } = this;
    if (reader === undefined || this.#reading) return;
    this.#reading = true;
    this.#problem = undefined;
    this.scanned = 0;
    this.flow.changed();
    let failure: Problem | undefined;
    try {
      await Promise.all([this.readNonce(), this.flow.keys.checkRegistered()]);
    } catch (error) {
      failure = problemOf(error);
    }
    this.#reading = false;
    // Another account or chain meanwhile: what was read is not for them.
    if (reader !== this.reader) return this.read();
    this.#problem = failure && this.flow.report(failure);
    this.flow.changed();
    if (failure !== undefined) return;
    await this.flow.committee.refresh();
    this.flow.goTo(this.flow.step);
  }

  async readNonce(): Promise<void> {
    const { reader, owner } = this;
    if (reader === undefined || owner === undefined) return;
    const read = await reader.nonce(owner, {
      onProgress: ({ from, to, at }) => {
        this.scanned = to > from ? Number(((at - from) * 1000n) / (to - from)) / 1000 : 1;
        this.flow.changed();
      },
    });
    if (reader !== this.reader) return;
    this.nonce = read;
    this.nonceTyped = false;
    this.flow.changed();
  }

  /** What was read belongs to another chain or owner now. */
  #renewed(): void {
    this.nonce = undefined;
    this.nonceTyped = false;
    this.#problem = undefined;
    this.flow.committee.invalidate();
    if (this.flow.step === "keys") return;
    if (this.owner === undefined) this.flow.goTo("account");
    else void this.read();
  }
}
