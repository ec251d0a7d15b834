/** Causes found in a keystore file or while unlocking it. */
export type KeystoreErrorCode =
  | "FILE_TOO_LARGE"
  | "NOT_JSON"
  | "NOT_A_KEYSTORE"
  | "IS_DEPOSIT_DATA"
  | "IS_KEYSHARES"
  | "IS_OPERATOR_KEYSTORE"
  | "IS_EXECUTION_KEYSTORE"
  | "KEYSTORE_VERSION"
  | "KEYSTORE_FIELD"
  | "KDF_UNSUPPORTED"
  | "CIPHER_UNSUPPORTED"
  | "CHECKSUM_UNSUPPORTED"
  | "KDF_PARAMETERS"
  | "KDF_TOO_EXPENSIVE"
  | "OUT_OF_MEMORY"
  | "PASSWORD_NOT_UTF8"
  | "UNICODE_MISSING"
  | "WRONG_PASSWORD"
  | "PUBLIC_KEY_MISMATCH"
  | "SECRET_INVALID";

/** Causes found in operators and committees. */
export type OperatorErrorCode =
  | "OPERATOR_COUNT"
  | "OPERATOR_ID_INVALID"
  | "OPERATOR_ID_DUPLICATE"
  | "OPERATOR_ID_UNSAFE"
  | "OPERATOR_KEY_MALFORMED"
  | "OPERATOR_KEY_LENGTH"
  | "OPERATOR_KEY_EXPONENT"
  | "OPERATOR_KEY_WEAK"
  | "OPERATOR_KEY_DUPLICATE"
  | "OPERATOR_KEY_MISMATCH"
  | "OPERATORS_MISMATCH";

/** Causes found in share sets and in the files and calls that carry them. */
export type RegistrationErrorCode =
  | "OWNER_INVALID"
  | "OWNER_MISMATCH"
  | "OWNER_UNKNOWN"
  | "NONCE_INVALID"
  | "NONCE_MISMATCH"
  | "NONCE_ORDER"
  | "PUBLIC_KEY_INVALID"
  | "SIGNATURE_INVALID"
  | "SHARES_LENGTH"
  | "SHARE_KEY_INVALID"
  | "SHARES_INCONSISTENT"
  | "SELF_CHECK_FAILED"
  | "RANDOMNESS_UNAVAILABLE"
  | "DUPLICATE_VALIDATOR"
  | "NOT_KEYSHARES"
  | "IS_KEYSTORE"
  | "KEYSHARES_VERSION"
  | "KEYSHARES_FIELD"
  | "KEYSHARES_MISMATCH"
  | "CALLDATA_UNKNOWN"
  | "ABI_MALFORMED"
  | "AMOUNT_OVERFLOW";

/** Everything the core can refuse. */
export type CoreErrorCode = KeystoreErrorCode | OperatorErrorCode | RegistrationErrorCode;

/** Causes that only exist around the core: workers, the page's policy, arguments. */
export type RuntimeErrorCode =
  | "ABORTED"
  | "INVALID_ARGUMENT"
  | "OWNER_BUSY"
  | "PASSWORDS_MISMATCH"
  | "SESSION_CLOSED"
  | "WASM_UNAVAILABLE"
  | "WORKER_CRASHED"
  | "WORKER_REQUIRED";

/** Causes met while reading the chain. */
export type ChainErrorCode =
  | "CALL_REVERTED"
  | "CALL_UNPROVED"
  | "CLUSTER_STALE"
  | "CONTRACT_UNSUPPORTED"
  | "OPERATOR_UNKNOWN"
  | "RPC_FAILED"
  | "RPC_INVALID"
  | "RPC_RATE_LIMITED"
  | "WRONG_CHAIN";

/** Causes met while talking to a wallet. A rejection by the user is an outcome, not an error. */
export type WalletErrorCode =
  | "ACCOUNT_CHANGED"
  | "BATCH_IMPOSSIBLE"
  | "GAS_LIMIT"
  | "INSUFFICIENT_FUNDS"
  | "NO_ACCOUNT"
  | "WALLET_DISCONNECTED"
  | "WALLET_PENDING"
  | "WALLET_UNSUPPORTED";

/** One code per cause that a user can act on. */
export type SsvErrorCode = CoreErrorCode | RuntimeErrorCode | ChainErrorCode | WalletErrorCode;

/** Positions, limits and public identifiers; never a secret, never text from the input. */
export type ErrorDetails = Readonly<Record<string, string | number | bigint>>;

/** Every failure of this package. Branch on `code`; `message` is English help for developers. */
export class SsvError extends Error {
  override readonly name = "SsvError";

  constructor(
    readonly code: SsvErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
