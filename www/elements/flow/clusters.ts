import { loadCodec } from "../../lib/index.js";
import type { DecodedCall, Hex } from "../../lib/index.js";
import { Action } from "./action.js";
import type { ActionHost } from "./action.js";
import { actions } from "./actions/index.js";
import type { ActionName, Context, Wishes } from "./actions/action-spec.js";
import { ClusterDetails } from "./cluster-details.js";
import { parseIds, readOne, viewAll } from "./cluster-reading.js";
import type { ClusterView } from "./cluster-view.js";
import type { Connection } from "./connection.js";
import { Observable } from "./observable.js";
import { LIST } from "./place.js";
import type { Place } from "./place.js";
import { FlowError, problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";
import { UnfinishedCalls } from "./unfinished.js";
import type { Store } from "./unfinished.js";

/** What a page around the clusters can listen to. */
export interface ClustersEvents {
  "ssv-tx": { hash: string; status: string };
  "ssv-error": Problem;
}

/** The clusters of the connected owner, and what is being done to one of them. */
export class Clusters extends Observable implements ActionHost {
  /** undefined: not read yet. In order of their first registration. */
  views: readonly ClusterView[] | undefined;
  /** Where the rewards of all validators go. */
  feeRecipient: Hex | undefined;
  /** Block that `views` belong to. */
  block: bigint | undefined;
  place: Place = LIST;
  action: Action | undefined;
  /** Validators of the open cluster that the next exit or removal is about. */
  selected: ReadonlySet<Hex> = new Set();
  /** Someone else's cluster that is paid for. */
  stranger: ClusterView | undefined;
  readonly details = new ClusterDetails(this);
  reading = false;
  /** Blocks scanned, 0 to 1. */
  scanned = 0;
  problem: Problem | undefined;
  /** Set by the element that shows the clusters. */
  listener:
    (<T extends keyof ClustersEvents>(type: T, detail: ClustersEvents[T]) => void) | undefined;
  readonly unfinished: UnfinishedCalls;
  #round = 0;
  /** Nobody looks: nothing is read. */
  #idle: boolean;
  readonly #unsubscribe: readonly (() => void)[];

  constructor(
    readonly connection: Connection,
    store: Store,
    idle = false,
  ) {
    super();
    this.#idle = idle;
    this.unfinished = new UnfinishedCalls(store);
    this.#unsubscribe = [
      connection.onRenewal(() => this.#renewed()),
      connection.subscribe(() => this.changed()),
    ];
    if (connection.reader !== undefined) void this.#enter();
  }

  /** Whether somebody looks; what has happened meanwhile is read when somebody does again. */
  set idle(idle: boolean) {
    if (idle === this.#idle) return;
    this.#idle = idle;
    if (!idle && this.connection.reader !== undefined) void this.#enter();
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.action?.stop();
  }

  /** Validators over all clusters. */
  get validators(): number {
    return (this.views ?? []).reduce((sum, { now }) => sum + now.validators, 0);
  }

  /** The cluster that is looked at; undefined: none, or not read yet. */
  get open(): ClusterView | undefined {
    const { place } = this;
    return place.kind === "cluster"
      ? this.views?.find(({ name }) => name === place.name)
      : undefined;
  }

  /** The action that belongs to the place, where it is that one. */
  get asked(): Action | undefined {
    const { place, action, stranger } = this;
    const { spec, cluster } = action ?? {};
    if (place.kind === "recipient") return spec?.name === "recipient" ? action : undefined;
    if (place.kind === "top-up") {
      return cluster !== undefined && isSame(cluster, stranger) ? action : undefined;
    }
    const asked = place.kind === "cluster" && spec?.name === place.action;
    return asked && cluster?.name === place.name ? action : undefined;
  }

  goTo(place: Place): void {
    this.dismiss();
    const before = this.place;
    this.place = place;
    const sameCluster =
      before.kind === "cluster" && place.kind === "cluster" && before.name === place.name;
    if (!sameCluster) this.selected = new Set();
    this.stranger = undefined;
    this.#arrive();
    this.changed();
  }

  select(keys: ReadonlySet<Hex>): void {
    this.selected = keys;
    this.changed();
  }

  /** Puts an action aside that has ended or was not sent. */
  dismiss(): void {
    if (this.action?.inFlight) return;
    this.action?.stop();
    this.action = undefined;
    this.changed();
  }

  /** Reads everything of the owner, as of one block. */
  async read(): Promise<void> {
    const { reader, owner } = this.connection;
    if (reader === undefined || owner === undefined) return;
    const round = ++this.#round;
    this.reading = true;
    this.scanned = 0;
    this.problem = undefined;
    this.changed();
    try {
      const account = await reader.account(owner, {
        onProgress: ({ from, to, at }) => {
          this.scanned = to > from ? Number(((at - from) * 1000n) / (to - from)) / 1000 : 1;
          this.changed();
        },
      });
      const views = await viewAll(reader, account);
      if (round !== this.#round) return;
      this.views = views;
      this.feeRecipient = account.feeRecipient;
      this.block = account.block;
      this.#arrive();
    } catch (error) {
      if (round === this.#round) this.problem = this.report(problemOf(error));
    }
    if (round === this.#round) this.reading = false;
    this.changed();
  }

  /** Finds the cluster of any owner, to pay for it. */
  async lookUp(owner: string, operators: string, wishes: Partial<Wishes> = {}): Promise<void> {
    const { reader } = this.connection;
    if (reader === undefined) return;
    const round = ++this.#round;
    // From here on the place is what was asked for last, not what a link named.
    const place = { kind: "top-up", owner, operators, amount: wishes.amount ?? "" } as const;
    this.place = place;
    const isAwaited = (): boolean => round === this.#round && place === this.place;
    this.stranger = undefined;
    this.problem = undefined;
    this.reading = true;
    this.dismiss();
    try {
      const codec = await loadCodec();
      const address = codec.checksumAddress(owner.trim());
      const found = await readOne(reader, address, parseIds(operators));
      if (isAwaited()) {
        if (found === undefined) throw new FlowError(problem("CLUSTER_UNKNOWN"));
        this.stranger = found;
        this.#begin("deposit", found, wishes);
      }
    } catch (error) {
      if (isAwaited()) this.problem = this.report(problemOf(error));
    }
    if (round !== this.#round) return;
    this.reading = false;
    this.changed();
    // It took the place of a read of the owner's clusters.
    if (this.views === undefined) await this.read();
  }

  async context(): Promise<Context> {
    const { owner } = this.connection;
    if (owner === undefined) throw new FlowError(problem("NO_ACCOUNT"));
    const { views = [], feeRecipient, details } = this;
    const { beacon } = details;
    const hasLeft = (id: bigint): boolean => details.hasLeft(id);
    const codec = await loadCodec();
    return { codec, sender: owner, clusters: views, feeRecipient, beacon, hasLeft };
  }

  async reread({ owner, operatorIds, validators }: ClusterView): Promise<ClusterView | undefined> {
    const { reader } = this.connection;
    if (reader === undefined) throw new FlowError(problem("NO_READER"));
    return readOne(reader, owner, operatorIds, validators);
  }

  async settled(): Promise<void> {
    const { stranger } = this;
    this.selected = new Set();
    await this.read();
    if (stranger === undefined) return;
    const now = await this.reread(stranger).catch(() => undefined);
    if (this.stranger === stranger) this.stranger = now;
    this.changed();
  }

  /** A cluster as it was read last. */
  freshly(cluster: ClusterView | undefined): ClusterView | undefined {
    if (cluster === undefined) return undefined;
    if (isSame(cluster, this.stranger)) return this.stranger;
    return this.views?.find((view) => isSame(cluster, view));
  }

  report(found: Problem): Problem {
    this.listener?.("ssv-error", found);
    return found;
  }

  status(hash: string, status: string): void {
    this.listener?.("ssv-tx", { hash, status });
  }

  /** Does what the place asks for, once enough is known. */
  #arrive(): void {
    const { place, action, open } = this;
    if (action?.inFlight || this.connection.reader === undefined) return;
    if (place.kind === "recipient" && this.views !== undefined) this.#begin("recipient", undefined);
    else if (place.kind === "cluster" && place.action !== undefined && open !== undefined) {
      this.#begin(place.action, open, { keys: [...this.selected] });
    } else if (place.kind === "top-up" && place.owner !== "" && place.operators !== "") {
      if (this.stranger === undefined) {
        void this.lookUp(place.owner, place.operators, { amount: place.amount });
      }
    }
    if (open !== undefined) this.details.read(open);
  }

  #begin(name: ActionName, cluster: ClusterView | undefined, wishes: Partial<Wishes> = {}): void {
    if (this.asked !== undefined) return;
    this.action?.stop();
    this.action = new Action(actions[name], cluster, this, wishes);
    void this.action.start();
  }

  /** What was read belongs to another account or chain now. */
  #renewed(): void {
    this.#round += 1;
    this.action?.stop();
    this.action = undefined;
    this.views = undefined;
    this.feeRecipient = undefined;
    this.block = undefined;
    this.stranger = undefined;
    this.selected = new Set();
    this.details.clear();
    this.problem = undefined;
    this.reading = false;
    if (this.connection.reader !== undefined) void this.#enter();
  }

  /** An unfinished call of this account first, then all its clusters. */
  async #enter(): Promise<void> {
    if (this.#idle || this.action?.inFlight) return;
    await this.read();
    const { reader, network, owner } = this.connection;
    if (reader === undefined || network === undefined || owner === undefined) return;
    const found = this.unfinished.load(network.chainId, owner);
    const codec = await reader.codec();
    if (found === undefined || this.action?.inFlight || reader !== this.connection.reader) return;
    const cluster = this.views?.find(({ name }) => name === found.cluster);
    let decoded: DecodedCall;
    try {
      decoded = codec.decodeCall(found.call.data);
    } catch {
      // Not what this page has written.
      return this.unfinished.forget(found.call, found.transaction);
    }
    this.action?.stop();
    this.action = new Action(actions[found.action], cluster, this);
    await this.action.resume(found, decoded, reader);
  }
}

function isSame(a: ClusterView, b: ClusterView | undefined): boolean {
  return a.owner === b?.owner && a.name === b.name;
}
