import type { Cluster, DecodedCall, Hex } from "../../lib/index.js";
import { amount, exact, list, shorten } from "../format.js";
import type { Unit } from "../format.js";
import { some } from "./words.js";

/** What the bytes of a call say, in words. */
export interface CallWords {
  readonly headline: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
  /** Validators that it names. */
  readonly keys: readonly Hex[];
}

/** What the bytes leave open: wei that go along, who signs, and what the cluster pays in. */
export interface CallFrame {
  readonly value: bigint;
  readonly from: Hex;
  readonly unit?: Unit | undefined;
}

/** Reads a decoded call aloud. */
export function callWords(call: DecodedCall, frame: CallFrame): CallWords {
  const { args } = call;
  const keys = "publicKeys" in args ? args.publicKeys : "publicKey" in args ? [args.publicKey] : [];
  const rows: (readonly [string, string])[] = [];
  if ("clusterOwner" in args) rows.push(["Owner of the cluster", args.clusterOwner]);
  if ("operatorIds" in args) rows.push(["Operators", list(args.operatorIds)]);
  if ("amount" in args) {
    rows.push(["Amount", exact(args.amount, call.generation === "v2" ? "ETH" : "SSV")]);
  }
  if ("recipientAddress" in args) rows.push(["Recipient", args.recipientAddress]);
  if ("spender" in args) rows.push(["Spender", args.spender]);
  if ("effectiveBalance" in args) {
    rows.push(["Effective balance", `${args.effectiveBalance} ETH as of block ${args.blockNum}`]);
  }
  if ("cluster" in args) rows.push(["Cluster", tuple(args.cluster, frame.unit)]);
  return { headline: headline(call, frame, keys), rows, keys };
}

/** The state that the contract compares with its own. */
function tuple({ validatorCount, active, balance }: Cluster, unit: Unit = "ETH"): string {
  const state = active ? "active" : "liquidated";
  const held = exact(balance, unit);
  return `${some(validatorCount, "validator")}, ${state}; ${held} at its last change`;
}

/** "your cluster", or whose it is. */
function whose(owner: Hex, from: Hex): string {
  return owner.toLowerCase() === from.toLowerCase()
    ? "your cluster"
    : `the cluster of ${shorten(owner)}`;
}

function headline(call: DecodedCall, { value, from }: CallFrame, keys: readonly Hex[]): string {
  const n = some(keys.length, "validator");
  switch (call.name) {
    case "deposit": {
      const sum = call.generation === "v1" ? exact(call.args.amount, "SSV") : amount(value);
      return `Deposit ${sum} into ${whose(call.args.clusterOwner, from)} with operators ${list(call.args.operatorIds)}`;
    }
    case "withdraw":
      return `Withdraw ${exact(call.args.amount)} from your cluster with operators ${list(call.args.operatorIds)}`;
    case "exitValidator":
    case "bulkExitValidator":
      return `Ask operators ${list(call.args.operatorIds)} to exit ${n}`;
    case "removeValidator":
    case "bulkRemoveValidator":
      return `Remove ${n} from operators ${list(call.args.operatorIds)}`;
    case "reactivate":
      return `Reactivate your cluster with operators ${list(call.args.operatorIds)} and send ${amount(value)}`;
    case "liquidate":
    case "liquidateSSV":
      return `Liquidate ${whose(call.args.clusterOwner, from)} with operators ${list(call.args.operatorIds)}`;
    case "migrateClusterToETH":
      return `Migrate your cluster with operators ${list(call.args.operatorIds)} to ETH and send ${amount(value)}`;
    case "updateClusterBalance":
      return `Set the effective balance of ${whose(call.args.clusterOwner, from)} to ${call.args.effectiveBalance} ETH`;
    case "setFeeRecipientAddress":
      return `Send block rewards of all your validators to ${call.args.recipientAddress}`;
    case "registerValidator":
    case "bulkRegisterValidator":
      return `Register ${n} with operators ${list(call.args.operatorIds)} and send ${amount(value)}`;
    case "approve":
      return `Allow ${shorten(call.args.spender)} to take ${exact(call.args.amount, "SSV")}`;
  }
}
