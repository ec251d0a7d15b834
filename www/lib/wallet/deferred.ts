/** What is not needed to connect and to send: loaded at first use, so that a page starts with less. */
import type * as CallProofs from "./call-proof.js";
import type * as Proposals from "./proposal.js";
import type * as SafeFiles from "./safe-file.js";
import type * as Tracking from "./tracking.js";

const tracking = (): Promise<typeof Tracking> => import("./tracking.js");
const callProofs = (): Promise<typeof CallProofs> => import("./call-proof.js");

/** Loads `track` ahead: a transaction that went out must not wait for a download. */
export async function preload(): Promise<void> {
  await tracking();
}

/**
 * Follows a transaction to its end: `confirmed`, `reverted`, `replaced` or `dropped`. Works after a reload
 * from the saved fields alone. A block that is reorganised away leads back to `pending`.
 */
export const track: typeof Tracking.track = async (saved, options) =>
  (await tracking()).track(saved, options);

/**
 * Proves from a receipt that a call did what it says: every event that it has to produce is there, with its
 * owner, operators, validators, shares and amounts. Rejects with CALL_UNPROVED {event, index, argument?}.
 */
export const proveCall: typeof CallProofs.proveCall = async (call, options) =>
  (await callProofs()).proveCall(call, options);

/**
 * Waits for a proposed call by the contract's events, whatever transaction carries it. Rejects with
 * CLUSTER_STALE once the proposal can never succeed.
 */
export const awaitCall: typeof CallProofs.awaitCall = async (call, options) =>
  (await callProofs()).awaitCall(call, options);

/**
 * The receipt with these registrations, looked up once by event. undefined: not there yet. It still has to be
 * proved.
 */
export const findRegistration: typeof Proposals.findRegistration = async (registrations, options) =>
  (await import("./proposal.js")).findRegistration(registrations, options);

/** A batch file for Safe's Transaction Builder: for multisigs that no page can reach. */
export const safeBatchFile: typeof SafeFiles.safeBatchFile = async (calls, options) =>
  (await import("./safe-file.js")).safeBatchFile(calls, options);
