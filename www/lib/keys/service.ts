import type { Hex, Registration, WarningCode } from "../types.js";
import type { PlainFailure } from "./failure.js";

/** Operators as the boundary takes them: ids and keys in the same order. */
export interface OperatorList {
  readonly ids: BigUint64Array;
  readonly keys: readonly string[];
}

/** What a keystore says about itself, without its password. */
export interface KeystoreFacts {
  readonly publicKey?: Hex;
  /** EIP-2334 path. */
  readonly path?: string;
  readonly kdf: "scrypt" | "pbkdf2";
  /** Salt and iv: equal for two keystores that are encrypted with one key stream. */
  readonly keyStream: string;
  /** Key derivation, parameters and salt: equal for two keystores that one derivation serves, given one password. */
  readonly derivation: string;
  /** Bytes of memory that the derivation works in; 0 for PBKDF2. */
  readonly scratch: number;
  /** Time that the derivation takes, relative to others: about 20 000 a millisecond. */
  readonly work: number;
}

/** A key that was opened and stays where it was opened. */
export interface OpenedKey {
  readonly slot: number;
  readonly publicKey: Hex;
  readonly warnings: readonly WarningCode[];
  readonly keyStream: string;
}

/** One item of a keyshares file that passed every check. */
export interface CheckedItem {
  readonly registration: Registration;
  readonly warnings: readonly WarningCode[];
}

/** What became of one keystore. */
export type Opened = OpenedKey | { readonly failure: PlainFailure };

/** Registrations, with the text of their keyshares file where it was asked for. */
export interface Made {
  readonly registrations: Registration[];
  readonly keyshares: string | undefined;
}

/** What a thread takes up. */
export interface Usage {
  /** Bytes of WebAssembly memory, which never shrinks. */
  readonly memory: number;
  /** Keys that would be lost with it. */
  readonly keys: number;
}

/** What can be asked of the thread that holds the keys. No answer holds a secret. */
export interface Requests {
  /** Keystores with one password each, which is wiped. Answers are in the same order. The last one
   * is to be followed by `wipe`. */
  unlock: {
    request: {
      files: readonly Uint8Array[];
      passwords: readonly Uint8Array[];
      /** Unicode's tables, where a password is not ASCII. */
      unicode: Uint8Array | undefined;
      /** Bytes that key derivations may take at once. */
      scratch: number;
    };
    answer: Opened[];
  };
  /** Wipes what key derivations left behind. */
  wipe: { request: void; answer: void };
  /** Wipes these keys; the others keep their slots. */
  lock: { request: { slots: Iterable<number> }; answer: void };
  /** The keys in these slots, each for the nonce at the same place: all are split, or none. */
  split: {
    request: {
      slots: Uint32Array;
      nonces: BigUint64Array;
      operators: OperatorList;
      owner: string;
      /** For a file of these registrations. */
      createdAt: string | undefined;
    };
    answer: Made;
  };
  /** Registrations of the keys in these slots, which are for these operators, signed again. */
  resign: {
    request: Requests["split"]["request"] & { registrations: Registration[] };
    answer: Made;
  };
  write: {
    request: { registrations: Registration[]; operators: OperatorList; createdAt: string };
    answer: string;
  };
  check: {
    request: {
      file: Uint8Array;
      owner: string;
      nonce: bigint | undefined;
      operators: OperatorList;
    };
    answer: CheckedItem[];
  };
}

/** The name of a request. */
export type Operation = keyof Requests;

/** Answers to some of the requests. */
export type Answers<Some extends Operation> = {
  [O in Some]: (
    request: Requests[O]["request"],
  ) => Requests[O]["answer"] | Promise<Requests[O]["answer"]>;
};

/** Answers requests out of one WebAssembly instance. */
export interface Service {
  answer<O extends Operation>(
    operation: O,
    request: Requests[O]["request"],
  ): Promise<Requests[O]["answer"]>;
  usage(): Usage;
  /** Wipes the keys, for where no thread ends with them. */
  close(): void;
}

/** A service with these answers; nobody asks it for others. */
export function serve<Some extends Operation>(
  answers: Answers<Some>,
  state: Pick<Service, "usage" | "close">,
): Service {
  const all = answers as Partial<Answers<Operation>>;
  return {
    async answer(operation, request) {
      const answer = all[operation];
      if (!answer) throw new Error("not asked of this thread");
      return answer(request);
    },
    ...state,
  };
}
