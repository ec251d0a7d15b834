import { SsvError } from "../../lib/index.js";
import type { ErrorDetails, SsvErrorCode } from "../../lib/index.js";
import type { DecodedError } from "../../lib/index.js";
import { refusalOf } from "../../lib/wallet/index.js";

/** Causes that only exist in the flow: what the chain says about a plan, and outcomes of a transaction. */
export type FlowProblemCode =
  | "ALREADY_REGISTERED"
  | "BELOW_COLLATERAL"
  | "BELOW_MINIMUM_RUNWAY"
  | "CLUSTER_CHANGED"
  | "CLUSTER_LEGACY"
  | "CLUSTER_LIQUIDATED"
  | "CONFIGURATION_INVALID"
  | "EFFECTIVE_BALANCE_RANGE"
  | "FUNDS_FOR_PART"
  | "KEYSHARES_REGISTERED"
  | "KEYS_DROPPED"
  | "KEYS_LOCKED"
  | "MIXED_FILES"
  | "NONCE_MOVED"
  | "NO_READER"
  | "OPERATOR_FULL"
  | "OPERATOR_NOT_OFFERED"
  | "OPERATOR_PRIVATE"
  | "OPERATOR_REMOVED"
  | "OPERATOR_UNCONFIRMED"
  | "PART_TOO_LARGE"
  | "PASSWORD_EMPTY"
  | "PASSWORD_FILE_TOO_LARGE"
  | "PENDING_TRANSACTIONS"
  | "PLAN_UNFINISHED"
  | "PROOF_DIFFERS"
  | "PROPOSAL_WAITING"
  | "REJECTED"
  | "REVERTED"
  | "SAMPLE_MISSING"
  | "TRANSACTION_CANCELLED"
  | "TRANSACTION_DROPPED"
  | "TRANSACTION_REPLACED"
  | "TRANSACTION_REVERTED"
  | "UNEXPECTED";

/** Causes that only exist around existing clusters. */
export type ClusterProblemCode =
  | "ALREADY_ACTIVE"
  | "ALREADY_ETH"
  | "ALREADY_LIQUIDATED"
  | "AMOUNT_INVALID"
  | "CLUSTER_GONE"
  | "CLUSTER_UNKNOWN"
  | "COLLATERAL_ONLY"
  | "DAYS_RANGE"
  | "DEPOSIT_WHILE_LIQUIDATED"
  | "EFFECTIVE_BALANCE_TOTAL"
  | "EXIT_WHILE_LIQUIDATED"
  | "FEES_CHANGED"
  | "LEGACY_FROZEN"
  | "NOTHING_SELECTED"
  | "NOTHING_TO_LIQUIDATE"
  | "NOTHING_TO_WITHDRAW"
  | "OPERATORS_GONE"
  | "RECIPIENT_CONTRACT"
  | "RECIPIENT_INVALID"
  | "RECIPIENT_NOBODY"
  | "RECIPIENT_SAME"
  | "REMOVE_BEFORE_EXIT"
  | "SHORT_RUNWAY"
  | "TOO_MANY_SELECTED"
  | "WITHDRAWAL_TOO_LARGE";

export type ProblemCode = SsvErrorCode | FlowProblemCode | ClusterProblemCode;

/** Something that stands in the way, as data; its words are in `text.ts`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly details: ErrorDetails;
  /** The contract's own reason, where it gave one. */
  readonly reason?: DecodedError;
}

export function problem(code: ProblemCode, details: ErrorDetails = {}): Problem {
  return { code, details };
}

/** A refusal by the contract, in simulation or in a mined block. */
export function refusal(code: "REVERTED" | "TRANSACTION_REVERTED", reason: DecodedError): Problem {
  return { code, details: {}, reason };
}

/** The shortfall, where the details hold what is needed and what is there. */
function withMissing(details: ErrorDetails): ErrorDetails {
  const { needed, available } = details as { needed?: unknown; available?: unknown };
  if (typeof needed !== "bigint" || typeof available !== "bigint") return details;
  return { ...details, missing: needed - available };
}

/** Carries a problem of the flow through code that throws. */
export class FlowError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
}

/** Any thrown value as a problem. Text of foreign errors is left out: it may hold input. */
export function problemOf(error: unknown): Problem {
  if (error instanceof FlowError) return error.problem;
  const reason = refusalOf(error);
  if (reason !== undefined) return refusal("REVERTED", reason);
  if (error instanceof SsvError) return problem(error.code, withMissing(error.details));
  return problem("UNEXPECTED", error instanceof Error ? { kind: error.name } : {});
}
