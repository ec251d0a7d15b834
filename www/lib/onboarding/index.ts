export { browserJournal, memoryJournal, type Journal } from "./journal.js";
export { onboard } from "./onboard.js";
export type * from "./onboard.types.js";
export { batchSize, registrationBytes, registrationGas, type Limits } from "./packing.js";
export { loadRecord, recordId, type BatchRecord, type OnboardingRecord } from "./record.js";
export type { NothingCause } from "./settling.js";
