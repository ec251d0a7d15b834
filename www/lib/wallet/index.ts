export { connect, type Wallet, type WalletChange } from "./connection.js";
export { discover, type WalletInfo, type WalletStore } from "./discovery.js";
export { findRegistration } from "./proposal.js";
export { proveRegistration, type RegistrationProof } from "./proof.js";
export type { SavedTransaction, SendOutcome, Simulation } from "./submission.js";
export { track, type TrackOptions, type TransactionState } from "./tracking.js";
