import { BLOCKS_PER_DAY, loadCodec } from "../../lib/index.js";
import type { Cluster } from "../../lib/index.js";
import { registrationGas } from "../../lib/onboarding/index.js";
import type { Flow } from "./flow.js";
import { problem, problemOf } from "./problem.js";
import type { Problem } from "./problem.js";

/** What some transactions cost together. Amounts in wei, times in blocks. */
interface Cost {
  readonly transactions: number;
  readonly validators: number;
  /** To be sent with the registrations. */
  readonly value: bigint;
  /** undefined: the cluster pays nothing, it never runs out. */
  readonly runway: bigint | undefined;
  /** Upper estimate of the network's fee. */
  readonly gas: bigint;
}

/** What the next transaction buys. */
export interface Quote extends Pick<Cost, "value" | "runway" | "gas"> {
  readonly burnPerDay: bigint;
  /** Stays in the cluster; comes back when it is emptied. */
  readonly collateral: bigint;
  /** The cluster as it is now, if it exists. */
  readonly before: { readonly balance: bigint; readonly runway: bigint | undefined } | undefined;
  readonly validators: number;
  readonly walletBalance: bigint;
  /** All transactions to come, if there is more than one. What the cluster pays between them is not in it. */
  readonly whole: Cost | undefined;
}

export type Term = "half-year" | "year" | "custom" | "none";

const TERM_DAYS = { "half-year": 182, year: 365 } as const;
/** A registration may land later than it was prepared: blocks of burn on top for a running cluster. */
const SLACK_BLOCKS = 50n;
const VALIDATOR_ETH = 32;

/** How much ETH goes along, and how long it lasts. */
export class Funding {
  term: Term = "half-year";
  customDays = 90;
  /** Whole ETH per new validator. */
  effectiveBalance = VALIDATOR_ETH;
  quote: Quote | undefined;
  problem: Problem | undefined;
  /** What does not stand in the way of the next transaction, but of one after it. */
  note: Problem | undefined;
  /** The user has seen the amount and goes on. */
  accepted = false;
  /** Whole ETH of the cluster as the user stated it, with the batches of this plan that are registered. */
  #stated = 0n;
  #round = 0;

  constructor(private readonly flow: Flow) {}

  get days(): number {
    if (this.term === "none") return 0;
    return this.term === "custom" ? this.customDays : TERM_DAYS[this.term];
  }

  get complete(): boolean {
    return this.accepted && this.quote !== undefined && this.problem === undefined;
  }

  set(change: { term?: Term; customDays?: number; effectiveBalance?: number }): void {
    Object.assign(this, change);
    this.accepted = false;
    void this.refresh();
  }

  reset(): void {
    this.accepted = false;
    this.quote = undefined;
    this.problem = undefined;
    this.note = undefined;
    this.#stated = 0n;
  }

  /** Keeps what the user said of a batch that made this cluster: the contract counts 32 until it is told. */
  registered(added: number, cluster: Cluster): void {
    // A cluster that was read late holds the batch already.
    const before = cluster.validatorCount - added;
    const counted = this.flow.committee.cluster.validatorCount - before;
    const stated = added * this.effectiveBalance - counted * VALIDATOR_ETH;
    this.#stated = this.#held + BigInt(stated);
  }

  /** Whole ETH that the cluster is billed for without the next batch, by whoever says most. */
  get #held(): bigint {
    const { cluster, snapshot } = this.flow.committee;
    const least = BigInt(VALIDATOR_ETH * cluster.validatorCount);
    return [snapshot?.effectiveBalance ?? 0n, this.#stated].reduce(
      (a, b) => (a > b ? a : b),
      least,
    );
  }

  /** Quotes again from what the chain says now. */
  async refresh(): Promise<void> {
    const { account, committee, parts, configuration } = this.flow;
    const { reader, owner } = account;
    const { fees, snapshot } = committee;
    if (reader === undefined || owner === undefined || fees === undefined) return;
    const round = ++this.#round;
    this.problem = undefined;
    this.note = undefined;
    this.flow.changed();
    try {
      const [codec, walletBalance, gasPrice] = await Promise.all([
        loadCodec(),
        reader.ethBalance(owner),
        reader.gasPrice(),
      ]);
      if (round !== this.#round) return;
      const sizes = parts.sizes(parts.signed.length);
      const [added = 0] = sizes;
      const held = this.#held;
      const balance = snapshot?.balance ?? 0n;
      const billed = (validators: number): bigint =>
        held + BigInt(validators * this.effectiveBalance);
      /** Of the next transactions together: each tops up what the last one left. */
      const cost = (transactions: number): Cost => {
        const taken = sizes.slice(0, transactions);
        const validators = taken.reduce((sum, size) => sum + size, 0);
        const total = billed(validators);
        const slack = held > 0n || transactions > 1 ? SLACK_BLOCKS : 0n;
        const blocks = BigInt(this.days) * BLOCKS_PER_DAY + slack;
        const value = this.term === "none" ? 0n : codec.depositFor(fees, total, blocks, balance);
        const runway = codec.runway(fees, total, balance + value);
        const units = taken.map((size) => registrationGas(size, committee.seats.length));
        const gas = units.reduce((sum, each) => sum + each, 0n) * gasPrice;
        return { transactions, validators, value, runway, gas };
      };
      const short = ({ value, gas }: Cost): bigint => value + gas - walletBalance;
      const next = cost(1);
      const { value, runway, gas } = next;
      const total = billed(added);
      const collateral = codec.liquidationThreshold(fees, total);
      const transactions = sizes.length;
      const whole = transactions > 1 ? cost(transactions) : undefined;
      this.quote = {
        value,
        runway,
        collateral,
        burnPerDay: codec.burnRate(fees, total) * BLOCKS_PER_DAY,
        before: !snapshot ? undefined : { balance, runway: codec.runway(fees, held, balance) },
        validators: committee.cluster.validatorCount + added,
        gas,
        walletBalance,
        whole,
      };
      const each = this.effectiveBalance;
      if (!Number.isInteger(each) || each < VALIDATOR_ETH || each > 2048) {
        this.problem = problem("EFFECTIVE_BALANCE_RANGE", { effectiveBalance: each });
      } else if (balance + value < collateral) {
        this.problem = problem("BELOW_COLLATERAL", { minimum: collateral - balance });
      } else if (
        runway !== undefined &&
        runway < BigInt(configuration.policy.minimumRunwayDays ?? 0) * BLOCKS_PER_DAY
      ) {
        const days = configuration.policy.minimumRunwayDays ?? 0;
        this.problem = problem("BELOW_MINIMUM_RUNWAY", { days });
      } else if (short(next) > 0n) {
        this.problem = problem("INSUFFICIENT_FUNDS", { missing: short(next), value, gas });
      } else if (whole !== undefined && short(whole) > 0n) {
        const enough = sizes.findIndex((_, at) => short(cost(at + 1)) > 0n);
        this.note = problem("FUNDS_FOR_PART", { missing: short(whole), enough, transactions });
      }
    } catch (error) {
      if (round === this.#round) this.problem = this.flow.report(problemOf(error));
    }
    this.flow.changed();
  }
}
