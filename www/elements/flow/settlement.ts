import type { NothingCause, Settled } from "../../lib/onboarding/index.js";
import { problem, refusal } from "./problem.js";
import type { Problem } from "./problem.js";

/** The chain holds something else than was signed. */
export function differing(differences: readonly string[]): Problem {
  return problem("PROOF_DIFFERS", { differences: differences.join(", ") });
}

const NOTHING: Readonly<Record<Exclude<NothingCause, "reverted">, Problem["code"]>> = {
  unsent: "TRANSACTION_DROPPED",
  dropped: "TRANSACTION_DROPPED",
  cancelled: "TRANSACTION_CANCELLED",
  replaced: "TRANSACTION_REPLACED",
};

/** It may still be registered. */
export function waiting(cause: "proposed" | "pending" = "pending"): Problem {
  return problem(cause === "proposed" ? "PROPOSAL_WAITING" : "PENDING_TRANSACTIONS");
}

/** Why nothing was registered. */
export function nothing(settled: Extract<Settled, { status: "nothing" }>, hash: string): Problem {
  const { cause, reason = { name: "Unknown", args: {} } } = settled;
  if (cause === "reverted") return refusal("TRANSACTION_REVERTED", reason);
  return problem(NOTHING[cause], { hash });
}

/** After these, nothing was registered: the same plan may be sent again. */
export const RETRIES: ReadonlySet<string> = new Set([
  "TRANSACTION_REVERTED",
  ...Object.values(NOTHING),
]);

/** However often it is looked for: the user decides whether to go on without it. */
export const ENDLESS: ReadonlySet<string> = new Set(["PROOF_DIFFERS", "PROPOSAL_WAITING"]);

/** The contract knows a key of the transaction already. */
export const REGISTERED: ReadonlySet<string> = new Set([
  "ValidatorAlreadyExists",
  "ValidatorAlreadyExistsWithData",
  "ValidatorAlreadyRegistered",
]);
