export { createReader, type AccountKind, type Reader, type ReaderOptions } from "./reader.js";
export type { Log, Receipt } from "./answer.js";
export type { LogFilter, ScanProgress } from "./logs.js";
export type { Patience } from "./node.js";
export type { Operator } from "./operators.js";
export type { Snapshot } from "./snapshot.js";
