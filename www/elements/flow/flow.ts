import type { Progress } from "../../lib/index.js";
import { Account } from "./account.js";
import { Batches } from "./batches.js";
import { Committee } from "./committee.js";
import type { Configuration } from "./configuration.js";
import { Connection } from "./connection.js";
import { Drafting } from "./drafting.js";
import { Following } from "./following.js";
import { Funding } from "./funding.js";
import { KeyFiles } from "./key-files.js";
import { Observable } from "./observable.js";
import { Parts } from "./parts.js";
import type { Problem } from "./problem.js";
import { Registering } from "./registering.js";
import { Splitting } from "./splitting.js";

/** The steps, in the order they are taken. Each needs all before it. */
export const STEPS = ["keys", "account", "operators", "split", "funding", "register"] as const;
export type Step = (typeof STEPS)[number];

/** What a page around the flow can listen to. */
export interface FlowEvents {
  "ssv-progress": Progress;
  "ssv-tx": { hash: string; status: string };
  "ssv-error": Problem;
}

/** The whole registration without any rendering: one state, and the moves between its steps. */
export class Flow extends Observable {
  step: Step = "keys";
  readonly keys = new KeyFiles(this);
  readonly account: Account;
  readonly committee = new Committee(this);
  readonly splitting = new Splitting(this);
  readonly funding = new Funding(this);
  readonly parts = new Parts(this);
  readonly batches = new Batches(this);
  readonly drafting = new Drafting(this);
  readonly following = new Following(this);
  readonly registering = new Registering(this);
  /** Set by the element that shows the flow. */
  listener: (<T extends keyof FlowEvents>(type: T, detail: FlowEvents[T]) => void) | undefined;

  /** `connection`: shared with other elements of the page; it outlives the flow. */
  constructor(
    readonly configuration: Configuration,
    readonly connection: Connection = new Connection(configuration.networks),
  ) {
    super();
    this.account = new Account(this, connection);
    const days = configuration.policy.defaultRunwayDays;
    if (days !== undefined) {
      this.funding.term = days === 182 ? "half-year" : days === 365 ? "year" : "custom";
      if (this.funding.term === "custom") this.funding.customDays = days;
    }
  }

  done(step: Step): boolean {
    switch (step) {
      case "keys":
        return this.keys.complete;
      case "account":
        return this.account.complete;
      case "operators":
        return this.committee.complete;
      case "split":
        return this.splitting.complete;
      case "funding":
        return this.funding.complete;
      case "register":
        return this.registering.finished;
    }
  }

  /** All steps before this one are done. */
  reachable(step: Step): boolean {
    return STEPS.slice(0, STEPS.indexOf(step)).every((before) => this.done(before));
  }

  /** Opens a step; if something before it is missing, opens that instead. */
  goTo(step: Step): void {
    if (this.registering.inFlight) return;
    const missing = STEPS.slice(0, STEPS.indexOf(step)).find((before) => !this.done(before));
    this.step = missing ?? step;
    const { reader, nonce } = this.account;
    if (this.step === "account" && reader !== undefined && nonce === undefined) {
      void this.account.read();
    }
    if (this.step === "funding") void this.funding.refresh();
    if (this.step === "split") void this.splitting.refresh();
    if (this.step === "register" && this.registering.state !== "proved") {
      void this.drafting.prepare();
    }
    this.changed();
  }

  next(): void {
    const following = STEPS[STEPS.indexOf(this.step) + 1];
    if (following !== undefined) this.goTo(following);
  }

  /** Keys are in memory, or a signature is being waited for. */
  get guarded(): boolean {
    return this.splitting.holdsKeys || this.registering.state === "awaiting-wallet";
  }

  emit<T extends keyof FlowEvents>(type: T, detail: FlowEvents[T]): void {
    this.listener?.(type, detail);
  }

  /** Tells the host about a problem, and hands it back to be shown. */
  report(found: Problem): Problem {
    this.emit("ssv-error", found);
    return found;
  }

  close(): void {
    this.following.stop();
    this.splitting.lock();
    this.account.close();
  }
}
