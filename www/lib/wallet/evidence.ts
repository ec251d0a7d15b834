import type { Log } from "../chain/answer.js";
import type {
  Codec,
  DecodedCall,
  DecodedEvent,
  EventArguments,
  EventName,
} from "../codec.types.js";
import type { Call, Cluster, Hex } from "../types.js";

/** An event that a call has to produce, with the arguments that the call determines. */
export type ExpectedEvent = {
  [N in EventName]: { readonly name: N; readonly args: Partial<EventArguments[N]> };
}[EventName];

/** The first event that is not there, or the argument that it holds another value of. */
export interface Mismatch {
  readonly event: EventName;
  /** Position among the events that the call has to produce. */
  readonly index: number;
  readonly argument?: string;
}

/**
 * The cluster after a call, where it follows from the call alone: a deposit settles nothing, and a liquidation
 * leaves nothing. All other calls charge fees up to the block that they are mined in.
 */
export function clusterAfter(decoded: DecodedCall, value: bigint): Cluster | undefined {
  const { generation, name, args } = decoded;
  if (name === "deposit") {
    // Version 1 pulled SSV tokens where version 2 takes ETH.
    const amount = generation === "v1" ? decoded.args.amount : value;
    return { ...args.cluster, balance: args.cluster.balance + amount };
  }
  if (name !== "liquidate" && name !== "liquidateSSV") return undefined;
  return { ...args.cluster, networkFeeIndex: 0n, index: 0n, active: false, balance: 0n };
}

/** What the contracts emit for a call that succeeds, in order (protocol.md §2, §5.1). */
export function expectedEvents(call: Call, decoded: DecodedCall): ExpectedEvent[] {
  const { generation, name, args } = decoded;
  const owner = call.from;
  const value = generation === "v1" ? decoded.args.amount : BigInt(call.value);
  const known = clusterAfter(decoded, BigInt(call.value));
  const after = known === undefined ? {} : { cluster: known };
  switch (name) {
    case "registerValidator": {
      const { publicKey, operatorIds, sharesData: shares } = args;
      return [{ name: "ValidatorAdded", args: { owner, operatorIds, publicKey, shares } }];
    }
    case "bulkRegisterValidator":
      return args.publicKeys.map((publicKey, at) => ({
        name: "ValidatorAdded",
        args: { owner, operatorIds: args.operatorIds, publicKey, shares: args.sharesData[at]! },
      }));
    case "removeValidator":
    case "exitValidator": {
      const { publicKey, operatorIds } = args;
      const event = name === "exitValidator" ? "ValidatorExited" : "ValidatorRemoved";
      return [{ name: event, args: { owner, operatorIds, publicKey } }];
    }
    case "bulkRemoveValidator":
    case "bulkExitValidator": {
      const { publicKeys, operatorIds } = args;
      const event = name === "bulkExitValidator" ? "ValidatorExited" : "ValidatorRemoved";
      return publicKeys.map((publicKey) => ({
        name: event,
        args: { owner, operatorIds, publicKey },
      }));
    }
    case "deposit": {
      const { clusterOwner, operatorIds } = args;
      const deposited = { owner: clusterOwner, operatorIds, value, ...after };
      return [{ name: "ClusterDeposited", args: deposited }];
    }
    case "withdraw": {
      const { operatorIds, amount } = args;
      return [{ name: "ClusterWithdrawn", args: { owner, operatorIds, value: amount } }];
    }
    case "liquidate":
    case "liquidateSSV": {
      const { clusterOwner, operatorIds } = args;
      return [{ name: "ClusterLiquidated", args: { owner: clusterOwner, operatorIds, ...after } }];
    }
    case "reactivate":
      return [{ name: "ClusterReactivated", args: { owner, operatorIds: args.operatorIds } }];
    case "migrateClusterToETH": {
      const { operatorIds, cluster } = args;
      return [
        { name: "ClusterMigratedToETH", args: { owner, operatorIds, ethDeposited: value } },
        ...(cluster.active
          ? []
          : [{ name: "ClusterReactivated" as const, args: { owner, operatorIds } }]),
      ];
    }
    case "updateClusterBalance": {
      const { clusterOwner, operatorIds, blockNum, effectiveBalance } = args;
      return [
        {
          name: "ClusterBalanceUpdated",
          args: { owner: clusterOwner, operatorIds, blockNum, effectiveBalance },
        },
      ];
    }
    case "setFeeRecipientAddress": {
      const { recipientAddress } = args;
      return [{ name: "FeeRecipientAddressUpdated", args: { owner, recipientAddress } }];
    }
    case "approve": {
      const { spender, amount } = args;
      return [{ name: "Approval", args: { owner, spender, value: amount } }];
    }
  }
}

/** The contract's events among the logs, in the order of the chain. */
export function eventsOf(logs: readonly Log[], contract: Hex, codec: Codec): DecodedEvent[] {
  return [...logs]
    .sort((a, b) => a.logIndex - b.logIndex)
    .filter(({ address }) => address.toLowerCase() === contract.toLowerCase())
    .map((log) => codec.decodeEvent(log))
    .filter((event) => event !== undefined);
}

/**
 * Finds every expected event, in order. Others may stand between them: a transaction may hold several calls.
 */
export function match(
  expected: readonly ExpectedEvent[],
  events: readonly DecodedEvent[],
): DecodedEvent[] | Mismatch {
  const found: DecodedEvent[] = [];
  let from = 0;
  for (const [index, { name, args }] of expected.entries()) {
    const rest = events.slice(from).filter((event) => event.name === name);
    const event = rest.find((event) => differing(args, event.args) === undefined);
    if (event === undefined) {
      const argument = rest[0] && differing(args, rest[0].args);
      return argument === undefined ? { event: name, index } : { event: name, index, argument };
    }
    from = events.indexOf(event) + 1;
    found.push(event);
  }
  return found;
}

/** The newest cluster tuple in the events. */
export function clusterIn(events: readonly DecodedEvent[]): Cluster | undefined {
  return events
    .map(({ args }) => ("cluster" in args ? args.cluster : undefined))
    .findLast((cluster) => cluster !== undefined);
}

/** Name of the first argument that is not as expected. */
function differing(expected: object, actual: object): string | undefined {
  const values = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).find(([name, value]) => !equal(value, values.get(name)))?.[0];
}

/** Equal in value; hex in any case. */
function equal(a: unknown, b: unknown): boolean {
  if (typeof a === "string" && typeof b === "string") return a.toLowerCase() === b.toLowerCase();
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const entries = Object.entries(a);
  const others = new Map<string, unknown>(Object.entries(b));
  return (
    entries.length === others.size && entries.every(([key, value]) => equal(value, others.get(key)))
  );
}
