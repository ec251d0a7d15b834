import type { Reader } from "../../lib/chain/index.js";
import type { Call, DecodedCall } from "../../lib/index.js";
import type { ActionSpec, ClusterContext, Context, Plan, Wishes } from "./actions/action-spec.js";
import { sameFees, sameState } from "./cluster-view.js";
import type { ClusterView } from "./cluster-view.js";
import type { Connection } from "./connection.js";
import { FlowError, problem, problemOf, refusal } from "./problem.js";
import type { Problem } from "./problem.js";
import { Transaction } from "./transaction.js";
import type { Unfinished, UnfinishedCalls } from "./unfinished.js";

/** The call that the wallet will be asked to sign, with what its bytes say. */
export interface ActionDraft {
  readonly call: Call;
  readonly decoded: DecodedCall;
  /** Gas that the simulation used; undefined: there is no wallet to simulate for. */
  readonly gas: bigint | undefined;
}

/** `editing`: the wishes can change. `ready`: everything is shown, the wallet can be asked. `sent`: `transaction` tells. */
export type ActionStage = "editing" | "preparing" | "ready" | "rechecking" | "sent";

/** What an action needs from the place where it is started. */
export interface ActionHost {
  readonly connection: Connection;
  readonly unfinished: UnfinishedCalls;
  context(): Promise<Context>;
  /** The cluster as it is now; undefined: it is gone. */
  reread(cluster: ClusterView): Promise<ClusterView | undefined>;
  /** It is done: what the host has read is old. */
  settled(): Promise<void>;
  changed(): void;
  report(found: Problem): Problem;
  status(hash: string, status: string): void;
}

const NOTHING: Wishes = { amount: "", days: 182, effectiveBalance: 0, keys: [], recipient: "" };

/** One action from the wish to the proof. */
export class Action {
  stage: ActionStage = "editing";
  wishes: Wishes;
  plan: Plan = {};
  context: Context | ClusterContext | undefined;
  draft: ActionDraft | undefined;
  transaction: Transaction | undefined;
  /** Warnings from a look at the chain. */
  found: readonly Problem[] = [];
  acknowledged = false;
  problem: Problem | undefined;
  /** Something changed between review and signature; the review shows the new values. */
  note: Problem | undefined;
  /** Nobody looks at it any more: the wallet is not asked. */
  #stopped = false;

  constructor(
    readonly spec: ActionSpec,
    readonly cluster: ClusterView | undefined,
    private readonly host: ActionHost,
    wishes: Partial<Wishes> = {},
  ) {
    const effectiveBalance = Number(cluster?.now.effectiveBalance ?? 0n);
    this.wishes = { ...NOTHING, effectiveBalance, ...wishes };
  }

  /** Reads the cluster afresh and shows what the wishes come to. */
  async start(): Promise<void> {
    await this.#guarded("editing", async () => {
      const { cluster } = this;
      const now = cluster && (await this.host.reread(cluster));
      if (cluster !== undefined && now === undefined) throw new FlowError(problem("CLUSTER_GONE"));
      this.context = await this.#contextOf(now);
      this.#replan();
    });
  }

  /** The cluster as it was read last. */
  get current(): ClusterView | undefined {
    return this.context !== undefined && "cluster" in this.context
      ? this.context.cluster
      : this.cluster;
  }

  /** Why this cannot be done with the cluster as it is. */
  get obstacle(): Problem | undefined {
    const { spec, current } = this;
    return spec.about === "cluster" && current !== undefined ? spec.obstacle(current) : undefined;
  }

  /** The wallet has been asked, or a block is awaited. */
  get inFlight(): boolean {
    return this.stage === "sent" && this.transaction?.inFlight === true;
  }

  get done(): boolean {
    return this.transaction?.phase === "proved";
  }

  get warnings(): readonly Problem[] {
    return [...(this.plan.warnings ?? []), ...this.found];
  }

  set(change: Partial<Wishes>): void {
    this.wishes = { ...this.wishes, ...change };
    this.acknowledged = false;
    this.edit();
    this.#replan();
  }

  /** Something that the plan looks at was read meanwhile. */
  refresh(): void {
    if (this.stage === "editing") this.#replan();
  }

  acknowledge(yes: boolean): void {
    this.acknowledged = yes;
    this.host.changed();
  }

  /** Back to the wishes. */
  edit(): void {
    if (this.inFlight) return;
    this.stage = "editing";
    this.draft = undefined;
    this.transaction = undefined;
    this.problem = undefined;
    this.note = undefined;
    this.found = [];
    this.host.changed();
  }

  /** Builds the call, decodes it again, and lets the contract judge it. */
  async review(): Promise<void> {
    this.note = undefined;
    await this.#guarded("ready", () => this.#prepare());
  }

  /** Reads the cluster once more, asks the wallet, follows the transaction and proves it. */
  async send(): Promise<void> {
    const { draft, host } = this;
    const { wallet, reader } = host.connection;
    if (draft === undefined || wallet === undefined || reader === undefined) return;
    this.note = undefined;
    await this.#guarded("ready", async () => {
      this.#enter("rechecking");
      if ((await this.#moved()) || this.#stopped) return;
      const transaction = this.#transaction(draft.call, reader);
      this.transaction = transaction;
      this.#enter("sent");
      try {
        if (await transaction.send(wallet)) return this.#finish(transaction);
        this.#fail(problem("REJECTED"), "ready");
      } catch (error) {
        if (this.#stopped) return;
        this.transaction = undefined;
        this.#enter("ready");
        // Somebody changed the cluster after the last look.
        if (problemOf(error).code !== "CLUSTER_STALE" || !(await this.#moved())) throw error;
      }
    });
  }

  /** Reads everything afresh and prepares the same wishes again. */
  async retry(): Promise<void> {
    this.transaction = undefined;
    this.note = undefined;
    await this.#guarded("ready", async () => {
      this.#enter("preparing");
      if (!(await this.#moved())) await this.#prepare();
    });
  }

  /** Follows a call that was handed over before a reload. */
  async resume(
    { call, transaction, fromBlock }: Unfinished,
    decoded: DecodedCall,
    reader: Reader,
  ): Promise<void> {
    this.draft = { call, decoded, gas: undefined };
    this.transaction = this.#transaction(call, reader);
    this.#enter("sent");
    await this.transaction.resume(transaction, fromBlock);
    await this.#finish(this.transaction);
  }

  /** Looks again at a transaction that was lost from sight. */
  async lookAgain(): Promise<void> {
    const { transaction } = this;
    if (transaction === undefined) return;
    await transaction.follow();
    await this.#finish(transaction);
  }

  stop(): void {
    this.#stopped = true;
    this.transaction?.stop();
  }

  async #prepare(): Promise<void> {
    const { plan, host, context, spec } = this;
    const { network, wallet, reader } = host.connection;
    if (plan.call === undefined || plan.problem !== undefined) return this.#enter("editing");
    if (network === undefined || reader === undefined || context === undefined) return;
    this.#enter("preparing");
    const { data, value } = plan.call;
    const call: Call = Object.freeze({
      chainId: network.chainId,
      from: context.sender,
      to: network.network,
      data,
      value: `0x${value.toString(16)}` as const,
    });
    this.draft = { call, decoded: context.codec.decodeCall(data), gas: undefined };
    if (spec.about === "owner" && spec.inspect !== undefined) {
      this.found = await spec.inspect(this.wishes, context, reader);
    }
    if (wallet !== undefined) {
      const verdict = await wallet.simulate(call, { reader });
      if (!verdict.ok) {
        // Once: a cluster that changes with every look is reported as it is.
        const stale = verdict.reason.name === "IncorrectClusterState" && this.note === undefined;
        if (stale && (await this.#moved())) return;
        return this.#fail(refusal("REVERTED", verdict.reason), "ready");
      }
      this.draft = { ...this.draft, gas: verdict.gas };
    }
    this.#enter("ready");
  }

  /** The cluster or its fees are not what the draft was built from: plans and builds again, says so. */
  async #moved(): Promise<boolean> {
    const { context } = this;
    if (context === undefined || !("cluster" in context)) return false;
    const before = context.cluster;
    const cluster = await this.host.reread(before);
    if (cluster === undefined) {
      this.#fail(problem("CLUSTER_GONE"), "editing");
      return true;
    }
    const changed = !sameState(before, cluster);
    if (!changed && sameFees(before, cluster)) return false;
    this.context = await this.#contextOf(cluster);
    this.#replan();
    this.note = problem(changed ? "CLUSTER_CHANGED" : "FEES_CHANGED");
    await this.#prepare();
    return true;
  }

  async #contextOf(cluster: ClusterView | undefined): Promise<Context | ClusterContext> {
    const context = await this.host.context();
    return cluster === undefined ? context : { ...context, cluster };
  }

  #replan(): void {
    const { spec, context, wishes } = this;
    if (context === undefined) return;
    if (spec.about === "owner") this.plan = spec.plan(wishes, context);
    else if ("cluster" in context) {
      const obstacle = spec.obstacle(context.cluster);
      this.plan = obstacle === undefined ? spec.plan(wishes, context) : { problem: obstacle };
    }
    this.host.changed();
  }

  #transaction(call: Call, reader: Reader): Transaction {
    const { host, spec, cluster } = this;
    const own = cluster !== undefined && cluster.owner === call.from ? cluster.name : undefined;
    return new Transaction(call, reader, {
      changed: () => host.changed(),
      handed: (transaction, fromBlock) => {
        host.unfinished.save({ action: spec.name, cluster: own, call, transaction, fromBlock });
      },
      ended: (transaction) => host.unfinished.forget(call, transaction),
      status: (hash, status) => host.status(hash, status),
    });
  }

  async #finish({ phase, problem: found }: Transaction): Promise<void> {
    if (found !== undefined) this.host.report(found);
    if (phase === "proved") await this.host.settled();
  }

  async #guarded(stage: ActionStage, work: () => Promise<void>): Promise<void> {
    this.problem = undefined;
    try {
      await work();
    } catch (error) {
      this.#fail(problemOf(error), stage);
    }
  }

  #enter(stage: ActionStage): void {
    this.stage = stage;
    this.problem = undefined;
    this.host.changed();
  }

  #fail(found: Problem, stage: ActionStage): void {
    this.stage = stage;
    this.problem = this.host.report(found);
    this.host.changed();
  }
}
