export { browserCheckpoints, createApi } from "./later.js";
export { createReader } from "./reader.js";
export type { Log, Receipt } from "./answer.js";
export type { LogFilter, ScanProgress } from "./logs.js";
export type { Patience } from "./node.js";
export type * from "./reader.types.js";
