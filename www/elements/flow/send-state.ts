/** How far a transaction has come. */
export type SendState =
  | "idle"
  | "preparing"
  | "ready"
  | "rechecking"
  | "awaiting-wallet"
  | "pending"
  | "mined"
  | "proposed"
  | "proved"
  | "failed";

/** What the plan may not change under. */
export const IN_FLIGHT: ReadonlySet<SendState> = new Set([
  "rechecking",
  "awaiting-wallet",
  "pending",
  "mined",
]);
