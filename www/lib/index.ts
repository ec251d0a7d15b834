export { BLOCKS_PER_DAY, loadCodec, NEW_CLUSTER } from "./codec.js";
export type * from "./codec.types.js";
export { SsvError } from "./errors.js";
export type * from "./errors.js";
export {
  checkKeyshares,
  inspectKeystore,
  splitKeystores,
  type ExpectedKeyshares,
  type SplitKeystoresRequest,
} from "./keys/requests.js";
export { MOST_TRIES, readPasswordFile, type Passwords } from "./keys/passwords.js";
export type { KeystoreFacts } from "./keys/service.js";
export {
  openSession,
  type KnownSplit,
  type ResignRequest,
  type Session,
  type SessionKey,
  type SplitRequest,
  type UnlockOutcome,
  type UnlockRequest,
} from "./keys/session.js";
export type { SplitResult } from "./keys/splits.js";
export type * from "./types.js";
