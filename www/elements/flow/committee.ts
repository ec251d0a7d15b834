import type { Operator, Snapshot } from "../../lib/chain/index.js";
import type { Cluster, Fees, OperatorInput } from "../../lib/index.js";
import type { Flow } from "./flow.js";
import { problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** An operator number of the plan, and what the chain says about it. */
export interface Seat {
  readonly id: bigint;
  readonly operator?: Operator;
  readonly problem?: Problem;
}

/** Committee sizes that the contract takes. */
export const SIZES = [4, 7, 10, 13] as const;

const EMPTY: Cluster = {
  validatorCount: 0,
  networkFeeIndex: 0n,
  index: 0n,
  active: true,
  balance: 0n,
};

/** The operators that will run the validators, and the cluster they already form with this owner. */
export class Committee {
  seats: readonly Seat[] = [];
  /** Validators that one operator may have. */
  limit: number | undefined;
  fees: Fees | undefined;
  /** null: there is no such cluster yet. undefined: not read yet. */
  snapshot: Snapshot | null | undefined;
  reading = false;
  problem: Problem | undefined;
  /** What was wrong with the text typed last. It was left out, so it blocks nothing. */
  mistake: Problem | undefined;
  /** What names the seats, where the user cannot change them. */
  fixed: "keyshares" | "cluster" | undefined;
  /** Operators of the cluster that the page asked to add validators to. */
  #cluster: readonly bigint[] | undefined;
  #round = 0;

  constructor(private readonly flow: Flow) {}

  /** Seats every number in the text, as "1, 2, 3, 4". */
  async add(text: string): Promise<void> {
    this.mistake = undefined;
    const words = text.split(/[\s,;#]+/).filter((word) => word !== "");
    for (const word of words) {
      if (!/^\d{1,19}$/.test(word) || BigInt(word) === 0n) {
        this.mistake = problem("OPERATOR_ID_INVALID", { input: word.slice(0, 24) });
      } else if (this.seats.some((seat) => seat.id === BigInt(word))) {
        this.mistake = problem("OPERATOR_ID_DUPLICATE", { operatorId: BigInt(word) });
      } else if (this.seats.length >= 13) {
        this.mistake = problem("OPERATOR_COUNT", { count: this.seats.length + 1 });
      } else this.#seat([...this.seats, { id: BigInt(word) }]);
    }
    this.flow.changed();
    await this.refresh();
  }

  remove(id: bigint): void {
    this.#seat(this.seats.filter((seat) => seat.id !== id));
    this.problem = undefined;
    this.mistake = undefined;
    this.flow.changed();
    void this.refresh();
  }

  /** Takes over the operators of a keyshares file. */
  adopt(ids: readonly bigint[]): void {
    this.#fix("keyshares", ids);
  }

  /** New validators join the cluster of these operators; undefined: the user picks. */
  join(ids: readonly bigint[] | undefined): void {
    this.#cluster = ids;
    if (this.fixed !== "keyshares") this.clear();
  }

  /** Fewer validators may fit operators that had no room before. */
  recount(): void {
    if (!this.seats.some(({ problem }) => problem?.code === "OPERATOR_FULL")) return;
    this.operators.forEach((operator) => this.#judge(operator));
    void this.refresh();
  }

  /** Leaves the seats to the user again, or to the cluster that is added to. */
  clear(): void {
    if (this.#cluster !== undefined) return this.#fix("cluster", this.#cluster);
    this.fixed = undefined;
    this.#seat([]);
  }

  /** Forgets what the chain said; the numbers stay. */
  invalidate(): void {
    this.#seat(this.seats.map(({ id }) => ({ id })));
    this.limit = undefined;
    this.problem = undefined;
    this.flow.funding.reset();
  }

  get sized(): boolean {
    return SIZES.some((size) => size === this.seats.length);
  }

  get blocked(): boolean {
    return this.problem !== undefined || this.seats.some((seat) => seat.problem !== undefined);
  }

  get complete(): boolean {
    return (
      this.sized &&
      !this.reading &&
      !this.blocked &&
      this.fees !== undefined &&
      this.snapshot !== undefined &&
      this.seats.every((seat) => seat.operator !== undefined)
    );
  }

  /** Ascending, as the contract wants them. */
  get ids(): readonly bigint[] {
    return this.seats.map((seat) => seat.id);
  }

  get operators(): readonly Operator[] {
    return this.seats.flatMap((seat) => seat.operator ?? []);
  }

  get inputs(): OperatorInput[] {
    return this.operators.map(({ id, publicKey }) => ({ id, publicKey }));
  }

  get cluster(): Cluster {
    return this.snapshot?.cluster ?? EMPTY;
  }

  /** Reads what is missing: new seats, then fees and the cluster once the size fits. */
  async refresh(): Promise<void> {
    const { reader, owner } = this.flow.account;
    if (reader === undefined || owner === undefined || this.seats.length === 0) return;
    const round = ++this.#round;
    this.reading = true;
    this.problem = undefined;
    this.flow.changed();
    try {
      this.limit ??= await reader.validatorsPerOperatorLimit();
      const missing = this.seats.filter((seat) => seat.operator === undefined);
      await this.#check(missing.map(({ id }) => id));
      this.flow.connection.names.ask(this.ids);
      if (round !== this.#round) return;
      if (this.sized && !this.seats.some((seat) => seat.problem)) await this.readCluster();
    } catch (error) {
      if (round === this.#round) this.problem = this.flow.report(problemOf(error));
    }
    if (round === this.#round) this.reading = false;
    this.flow.changed();
  }

  /** Reads fees and cluster again. */
  async readCluster(): Promise<void> {
    const { reader, owner } = this.flow.account;
    if (reader === undefined || owner === undefined) return;
    const [fees, found] = await Promise.all([
      reader.fees(this.operators),
      reader.snapshot(owner, this.ids),
    ]);
    this.fees = fees;
    this.snapshot = found ?? null;
    this.problem = clusterProblem(found);
    this.flow.changed();
  }

  /** Goes on with the cluster that the last receipt left behind. */
  continueFrom(cluster: Cluster, block: bigint): void {
    const added = cluster.validatorCount - this.cluster.validatorCount;
    // The contract counts 32 ETH for each new validator.
    const effectiveBalance = (this.snapshot?.effectiveBalance ?? 0n) + 32n * BigInt(added);
    const { balance } = cluster;
    this.snapshot = { cluster, kind: "eth", block, liquidated: false, balance, effectiveBalance };
  }

  /** All seats in one read: the log scan behind it is the slow part. */
  async #check(ids: readonly bigint[]): Promise<void> {
    const { reader, owner } = this.flow.account;
    if (reader === undefined || ids.length === 0) return;
    try {
      const operators = await reader.operators(ids, owner === undefined ? {} : { owner });
      operators.forEach((operator) => this.#judge(operator));
    } catch (error) {
      const found = problemOf(error);
      const id = ids.find((candidate) => candidate === found.details["operator"]);
      if (id === undefined) throw error;
      this.#update({ id, problem: found });
      await this.#check(ids.filter((other) => other !== id));
    }
  }

  #judge(operator: Operator): void {
    const { id } = operator;
    const found = this.#objection(operator);
    this.#update(found === undefined ? { id, operator } : { id, operator, problem: found });
  }

  #update(seat: Seat): void {
    this.seats = this.seats.map((old) => (old.id === seat.id ? seat : old));
    this.flow.changed();
  }

  #objection(operator: Operator): Problem | undefined {
    const operatorId = operator.id;
    const allowed = this.flow.configuration.policy.allowedOperators;
    if (operator.removed) return problem("OPERATOR_REMOVED", { operatorId });
    if (allowed !== undefined && !allowed.includes(Number(operatorId))) {
      return problem("OPERATOR_NOT_OFFERED", { operatorId });
    }
    if (!operator.allowed) {
      return problem("OPERATOR_PRIVATE", { operatorId, operatorOwner: operator.owner });
    }
    if (!operator.keyConfirmed) return problem("OPERATOR_UNCONFIRMED", { operatorId });
    const room = Math.max(0, (this.limit ?? 0) - operator.validatorCount);
    const wanted = this.flow.parts.remaining;
    if (wanted > room) {
      return problem("OPERATOR_FULL", { operatorId, room, limit: this.limit ?? 0, wanted });
    }
    return undefined;
  }

  #fix(by: "keyshares" | "cluster", ids: readonly bigint[]): void {
    this.fixed = by;
    this.#seat(ids.map((id) => ({ id })));
    this.flow.changed();
    void this.refresh();
  }

  #seat(seats: readonly Seat[]): void {
    this.seats = [...seats].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#round += 1;
    this.reading = false;
    this.snapshot = undefined;
    this.fees = undefined;
  }
}

function clusterProblem(snapshot: Snapshot | undefined): Problem | undefined {
  if (snapshot === undefined) return undefined;
  if (snapshot.kind === "ssv") return problem("CLUSTER_LEGACY");
  if (snapshot.liquidated || !snapshot.cluster.active) return problem("CLUSTER_LIQUIDATED");
  return undefined;
}
