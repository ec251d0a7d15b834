import type { Account as OwnerAccount, Operator, Reader } from "../../lib/chain/index.js";
import { loadCodec } from "../../lib/index.js";
import type { DecodedCall, Fees, Hex, LegacyFees } from "../../lib/index.js";
import { Action } from "./action.js";
import type { ActionHost } from "./action.js";
import { actions } from "./actions/index.js";
import type { ActionName, Context, Wishes } from "./actions/action-spec.js";
import { readBeacon } from "./beacon.js";
import type { BeaconStatus } from "./beacon.js";
import { viewCluster } from "./cluster-view.js";
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
  /** What a beacon node says of the open cluster's validators, where the network names one. */
  beacon: ReadonlyMap<Hex, BeaconStatus> = new Map();
  reading = false;
  /** Blocks scanned, 0 to 1. */
  scanned = 0;
  problem: Problem | undefined;
  /** Set by the element that shows the clusters. */
  listener:
    (<T extends keyof ClustersEvents>(type: T, detail: ClustersEvents[T]) => void) | undefined;
  readonly unfinished: UnfinishedCalls;
  #operators: ReadonlyMap<bigint, Operator> = new Map();
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

  /** What the chain says about the operators of a cluster, as far as it was read. */
  operatorsOf({ operatorIds }: ClusterView): readonly (Operator | undefined)[] {
    return operatorIds.map((id) => this.#operators.get(id));
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
    const { views = [], feeRecipient, beacon } = this;
    const hasLeft = (id: bigint): boolean => this.#operators.get(id)?.removed === true;
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
    if (open === undefined) return;
    void this.#readOperators(open);
    void this.#readBeacon(open);
  }

  #begin(name: ActionName, cluster: ClusterView | undefined, wishes: Partial<Wishes> = {}): void {
    if (this.asked !== undefined) return;
    this.action?.stop();
    this.action = new Action(actions[name], cluster, this, wishes);
    void this.action.start();
  }

  /** Capacity and declared fees, then names: only the open cluster needs them. */
  async #readOperators({ operatorIds }: ClusterView): Promise<void> {
    const { reader, owner } = this.connection;
    const missing = operatorIds.filter((id) => !this.#operators.has(id));
    if (reader === undefined || owner === undefined || missing.length === 0) return;
    try {
      const operators = await reader.operators(missing, { owner });
      if (reader !== this.connection.reader) return;
      this.#operators = new Map([
        ...this.#operators,
        ...operators.map((operator) => [operator.id, operator] as const),
      ]);
      this.action?.refresh();
      this.connection.names.ask(missing);
    } catch (error) {
      this.problem = this.report(problemOf(error));
    }
    this.changed();
  }

  async #readBeacon({ validators = [] }: ClusterView): Promise<void> {
    const { network, reader } = this.connection;
    const keys = validators.map(({ publicKey }) => publicKey);
    const known = keys.every((key) => this.beacon.has(key));
    if (network?.beaconUrl === undefined || known) return;
    const statuses = await readBeacon(network.beaconUrl, keys);
    if (reader !== this.connection.reader) return;
    this.beacon = statuses;
    this.changed();
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
    this.#operators = new Map();
    this.beacon = new Map();
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

/** Fees of all operators in one read; each cluster takes those of its own. */
async function viewAll(reader: Reader, account: OwnerAccount): Promise<readonly ClusterView[]> {
  const { owner, clusters } = account;
  if (clusters.length === 0) return [];
  const codec = await reader.codec();
  const ids = [...new Set(clusters.flatMap(({ operatorIds }) => operatorIds))];
  const legacyIds = [
    ...new Set(clusters.flatMap(({ kind, operatorIds }) => (kind === "ssv" ? operatorIds : []))),
  ];
  const [fees, legacyFees] = await Promise.all([
    reader.fees(ids.map((id) => ({ id }))),
    legacyIds.length === 0 ? undefined : reader.legacyFees(legacyIds.map((id) => ({ id }))),
  ]);
  return clusters.map((snapshot) => {
    const { operatorIds, validators, kind } = snapshot;
    return viewCluster(codec, {
      owner,
      operatorIds,
      snapshot,
      validators,
      fees: pick(fees, ids, operatorIds),
      legacyFees:
        kind === "ssv" && legacyFees !== undefined
          ? pick(legacyFees, legacyIds, operatorIds)
          : undefined,
    });
  });
}

async function readOne(
  reader: Reader,
  owner: Hex,
  operatorIds: readonly bigint[],
  validators?: ClusterView["validators"],
): Promise<ClusterView | undefined> {
  const operators = operatorIds.map((id) => ({ id }));
  const [codec, snapshot, fees] = await Promise.all([
    reader.codec(),
    reader.snapshot(owner, operatorIds),
    reader.fees(operators),
  ]);
  if (snapshot === undefined) return undefined;
  const legacyFees = snapshot.kind === "ssv" ? await reader.legacyFees(operators) : undefined;
  return viewCluster(codec, { owner, operatorIds, snapshot, fees, legacyFees, validators });
}

/** The fees of some of the operators that were read. */
function pick<F extends Fees | LegacyFees>(
  fees: F,
  ids: readonly bigint[],
  wanted: readonly bigint[],
): F {
  return { ...fees, operatorFees: wanted.map((id) => fees.operatorFees[ids.indexOf(id)] ?? 0n) };
}

/** Operator numbers as typed or linked: "1, 2, 3, 4" or "1-2-3-4". */
function parseIds(text: string): bigint[] {
  const words = text.split(/[\s,;#-]+/).filter((word) => word !== "");
  const wrong = words.find((word) => !/^\d{1,19}$/.test(word));
  if (wrong !== undefined)
    throw new FlowError(problem("OPERATOR_ID_INVALID", { input: wrong.slice(0, 24) }));
  const ids = words.map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  if (![4, 7, 10, 13].includes(ids.length)) {
    throw new FlowError(problem("OPERATOR_COUNT", { count: ids.length }));
  }
  return ids;
}
