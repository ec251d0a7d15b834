import { initSync, Committee, Vault } from "../generated/keys.js";
import { checkKeyshares, writeKeyshares } from "../generated/keys.js";
import type { Hex, Registration, WarningCode } from "../types.js";
import { refusal, type PlainFailure } from "./failure.js";

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

/** What a thread takes up. */
export interface Usage {
  /** Bytes of WebAssembly memory, which never shrinks. */
  readonly memory: number;
  /** Keys that would be lost with it. */
  readonly keys: number;
}

/** What can be asked of the thread that holds the keys. No answer holds a secret. */
export interface Requests {
  /** Keystores with one password each, which is wiped. Answers are in the same order. */
  unlock: {
    request: {
      files: readonly Uint8Array[];
      passwords: readonly Uint8Array[];
      /** Bytes that key derivations may take at once. */
      scratch: number;
    };
    answer: Opened[];
  };
  /** Wipes these keys; the others keep their slots. */
  lock: { request: { slots: readonly number[] }; answer: void };
  /** The keys in these slots, each for the nonce at the same place: all are split, or none. */
  split: {
    request: {
      slots: readonly number[];
      nonces: readonly bigint[];
      operators: OperatorList;
      owner: string;
    };
    answer: Registration[];
  };
  /** The last splits of these slots, signed again. */
  resign: {
    request: { slots: readonly number[]; nonces: readonly bigint[]; owner: string };
    answer: Registration[];
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

/** Starts the instance of this thread. Keys live in its vault until the thread ends. */
export function startService(module: WebAssembly.Module): Service {
  const { memory } = initSync({ module });
  const vault = new Vault();
  const held = new Set<number>();
  const committee = rememberCommittee();

  function taken(outcome: unknown): Opened {
    const failure = refusal(outcome);
    if (failure) return { failure };
    const opened = outcome as OpenedKey;
    held.add(opened.slot);
    return opened;
  }

  const answers: {
    [O in Operation]: (
      request: Requests[O]["request"],
    ) => Requests[O]["answer"] | Promise<Requests[O]["answer"]>;
  } = {
    unlock: async ({ files, passwords, scratch }) => {
      try {
        const outcomes: unknown[] = await vault.unlock([...files], [...passwords], scratch);
        return outcomes.map(taken);
      } finally {
        for (const password of passwords) password.fill(0);
      }
    },
    lock: ({ slots }) => {
      for (const slot of slots) {
        vault.lock(slot);
        held.delete(slot);
      }
    },
    split: ({ slots, nonces, operators, owner }) =>
      vault.split(
        Uint32Array.from(slots),
        committee(operators),
        owner,
        BigUint64Array.from(nonces),
      ),
    resign: ({ slots, nonces, owner }) =>
      vault.resign(Uint32Array.from(slots), owner, BigUint64Array.from(nonces)),
    write: ({ registrations, operators, createdAt }) =>
      writeKeyshares(registrations, committee(operators), createdAt),
    check: ({ file, owner, nonce, operators }) =>
      checkKeyshares(file, owner, nonce, operators.ids, [...operators.keys]) as CheckedItem[],
  };
  return {
    answer: async (operation, request) => answers[operation](request),
    usage: () => ({ memory: memory.buffer.byteLength, keys: held.size }),
    close: () => vault.free(),
  };
}

/** Operator keys are parsed and checked once for all validators that they share. */
function rememberCommittee(): (operators: OperatorList) => Committee {
  let last: { name: string; committee: Committee } | undefined;
  return ({ ids, keys }) => {
    const name = [...ids, ...keys].join("\n");
    if (last?.name !== name) {
      const committee = new Committee(ids, [...keys]);
      last?.committee.free();
      last = { name, committee };
    }
    return last.committee;
  };
}
