import type { Operator } from "../../lib/chain/index.js";
import type { Hex } from "../../lib/index.js";
import { readBeacon } from "./beacon.js";
import type { BeaconStatus } from "./beacon.js";
import type { ClusterView } from "./cluster-view.js";
import type { Clusters } from "./clusters.js";
import { problemOf } from "./problem.js";

/** What is read of a cluster only once it is open: its operators, and what a beacon node says of its validators. */
export class ClusterDetails {
  /** Empty where the network names no beacon node. */
  beacon: ReadonlyMap<Hex, BeaconStatus> = new Map();
  #operators: ReadonlyMap<bigint, Operator> = new Map();

  constructor(private readonly clusters: Clusters) {}

  /** What the chain says about the operators of a cluster, as far as it was read. */
  operatorsOf({ operatorIds }: ClusterView): readonly (Operator | undefined)[] {
    return operatorIds.map((id) => this.#operators.get(id));
  }

  /** The operator is known to serve nobody any more. */
  hasLeft(id: bigint): boolean {
    return this.#operators.get(id)?.removed === true;
  }

  read(cluster: ClusterView): void {
    void this.#readOperators(cluster);
    void this.#readBeacon(cluster);
  }

  clear(): void {
    this.#operators = new Map();
    this.beacon = new Map();
  }

  /** Capacity and declared fees, then names. */
  async #readOperators({ operatorIds }: ClusterView): Promise<void> {
    const { clusters } = this;
    const { reader, owner, names } = clusters.connection;
    const missing = operatorIds.filter((id) => !this.#operators.has(id));
    if (reader === undefined || owner === undefined || missing.length === 0) return;
    try {
      const operators = await reader.operators(missing, { owner });
      if (reader !== clusters.connection.reader) return;
      this.#operators = new Map([
        ...this.#operators,
        ...operators.map((operator) => [operator.id, operator] as const),
      ]);
      clusters.action?.refresh();
      names.ask(missing);
    } catch (error) {
      clusters.problem = clusters.report(problemOf(error));
    }
    clusters.changed();
  }

  async #readBeacon({ validators = [] }: ClusterView): Promise<void> {
    const { connection } = this.clusters;
    const { network, reader } = connection;
    const keys = validators.map(({ publicKey }) => publicKey);
    const known = keys.every((key) => this.beacon.has(key));
    if (network?.beaconUrl === undefined || known) return;
    const statuses = await readBeacon(network.beaconUrl, keys);
    if (reader !== connection.reader) return;
    this.beacon = statuses;
    this.clusters.changed();
  }
}
