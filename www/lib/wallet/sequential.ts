import type { Eip1193 } from "../types.js";
import { Outcomes, type BatchOptions, type BatchOutcome } from "./batch-outcome.js";
import { atCall } from "./batch-check.js";
import type { Step } from "./batch-plan.js";
import { send, type SavedTransaction } from "./submission.js";
import { track, type TransactionEnd } from "./tracking.js";

/** Follows a transaction to its end, also when the user speeds it up on the way. */
export async function follow(
  saved: SavedTransaction,
  options: BatchOptions,
  onRepriced?: (transaction: SavedTransaction) => void,
): Promise<TransactionEnd> {
  for (let transaction = saved; ;) {
    const end = await track(transaction, options);
    if (end.status !== "replaced" || end.kind !== "repriced") return end;
    transaction = { ...transaction, hash: end.by };
    onRepriced?.(transaction);
  }
}

/**
 * One signature for each call. A call is sent when the one before it is confirmed and proved; the first
 * rejection or failure ends the batch. What a multisig takes is not waited for: calls that build on it stay
 * unsent.
 */
export async function sendOneByOne(
  provider: Eip1193,
  steps: readonly Step[],
  options: BatchOptions,
): Promise<BatchOutcome> {
  const outcomes = new Outcomes("sequential", steps, options);
  let proposed = false;
  for (const [index, { call, dependent }] of steps.entries()) {
    if (proposed && dependent) break;
    try {
      const sent = await send(provider, call, options);
      if (sent.status !== "submitted") outcomes.set(index, sent);
      if (sent.status === "rejected") return outcomes.end("rejected");
      proposed ||= sent.status === "proposed";
      if (sent.status !== "submitted") continue;

      const submitted = (transaction: SavedTransaction): void =>
        outcomes.set(index, { status: "submitted", transaction });
      submitted(sent.transaction);
      const end = await follow(sent.transaction, options, submitted);
      if (end.status !== "confirmed") {
        outcomes.set(index, end);
        return outcomes.end("stopped");
      }
      await outcomes.confirm(index, end.receipt);
    } catch (error) {
      return outcomes.end("stopped", atCall(error, index));
    }
  }
  return outcomes.end(proposed ? "proposed" : "confirmed");
}
