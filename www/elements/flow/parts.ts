import { batchSize } from "../../lib/onboarding/index.js";
import type { Cluster, Hex, Registration } from "../../lib/index.js";
import type { Flow } from "./flow.js";

/** A registration that the chain confirmed byte for byte. */
export interface Proof {
  readonly hash: string;
  readonly block: bigint;
  readonly registrations: readonly Registration[];
  readonly cluster: Cluster;
}

/** The parts in which a plan is registered: what is proven, what is next, and what is left. */
export class Parts {
  proofs: readonly Proof[] = [];
  readonly #proven = new Set<Hex>();
  /** Validators that wallet and node took less than. */
  #tooMany = Infinity;

  constructor(private readonly flow: Flow) {}

  add(proof: Proof): void {
    this.proofs = [...this.proofs, proof];
    for (const { publicKey } of proof.registrations) this.#proven.add(publicKey);
  }

  /** This flow has registered the key. */
  proven(publicKey: Hex): boolean {
    return this.#proven.has(publicKey);
  }

  /** Validators that are registered and proven. */
  get sent(): number {
    return this.#proven.size;
  }

  /** Validators that one transaction takes. */
  get most(): number {
    const { committee, configuration } = this.flow;
    const validators = configuration.policy.maxValidatorsPerTransaction;
    if (!committee.sized) return 1;
    const most = batchSize(committee.seats.length, { validators });
    return Math.min(most, Math.ceil(this.#tooMany / 2));
  }

  /** So many were too many for one transaction: half of them are tried next. */
  shrink(tooMany: number): void {
    this.#tooMany = tooMany;
  }

  /** Those of these that are not proven, in their order. */
  open(registrations: readonly Registration[]): readonly Registration[] {
    return registrations.filter(({ publicKey }) => !this.#proven.has(publicKey));
  }

  /** Signed registrations that are still to be sent. */
  get signed(): readonly Registration[] {
    return this.open(this.flow.splitting.result?.registrations ?? []);
  }

  /** Registrations of the next transaction. */
  get next(): readonly Registration[] {
    return this.signed.slice(0, this.most);
  }

  /** Validators of each transaction that so many take. */
  sizes(validators: number): readonly number[] {
    const { most } = this;
    const transactions = Math.ceil(validators / most);
    return Array.from({ length: transactions }, (_, at) => Math.min(most, validators - at * most));
  }

  /** Validators that are still to be registered. */
  get remaining(): number {
    const { keyshares, left } = this.flow.keys;
    if (keyshares === undefined) return left.length;
    return this.open(keyshares.registrations.slice(keyshares.skipped)).length;
  }
}
