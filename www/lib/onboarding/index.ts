export { alone } from "./lock.js";
export { browserJournal, memoryJournal, type Journal } from "./journal.js";
export { onboard } from "./onboard.js";
export type * from "./onboard.types.js";
export { batchSize, registrationBytes, registrationGas, type Limits } from "./packing.js";
export { isQuiet, settle, type Settled } from "./settling.js";
export { isBeforeWallet, isTooLarge } from "./cause.js";
export {
  listRecords,
  loadRecord,
  openBatch,
  recordId,
  remaining,
  withLast,
  type BatchRecord,
  type OnboardingRecord,
} from "./record.js";
export type { NothingCause } from "./settling.js";
