import { initSync, Committee, Opening, Vault, writeKeyshares } from "../generated/keys.js";
import type { Registration } from "../types.js";
import { refusal } from "./failure.js";
import {
  serve,
  type Answers,
  type Made,
  type Opened,
  type OpenedKey,
  type Operation,
  type OperatorList,
  type Requests,
  type Service,
} from "./service.js";

/** Starts the instance of this thread. Keys live in its vault until the thread ends. */
export function startVault(module: WebAssembly.Module): Service {
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

  function made(
    registrations: Registration[],
    { operators, createdAt }: Requests["split"]["request"],
  ): Made {
    const keyshares = createdAt && writeKeyshares(registrations, committee(operators), createdAt);
    return { registrations, keyshares };
  }

  const answers: Answers<Exclude<Operation, "check">> = {
    unlock: async ({ files, passwords, unicode, scratch }) => {
      try {
        const opening = new Opening([...files], [...passwords], unicode);
        wipe(passwords);
        return (await opened(vault, opening, scratch)).map(taken);
      } finally {
        wipe(passwords);
      }
    },
    wipe: () => vault.wipe(),
    lock: ({ slots }) => {
      for (const slot of slots) {
        vault.lock(slot);
        held.delete(slot);
      }
    },
    split: (request) => {
      const { slots, nonces, operators, owner } = request;
      return made(vault.split(slots, committee(operators), owner, nonces), request);
    },
    resign: (request) => {
      const { slots, registrations, nonces, owner } = request;
      return made(vault.resign(slots, registrations, owner, nonces), request);
    },
    write: ({ registrations, operators, createdAt }) =>
      writeKeyshares(registrations, committee(operators), createdAt),
  };
  return serve(answers, {
    usage: () => ({ memory: memory.buffer.byteLength, keys: held.size }),
    close: () => vault.free(),
  });
}

function wipe(passwords: readonly Uint8Array[]): void {
  for (const password of passwords) password.fill(0);
}

/** Opens keystores, taking turns with the platform, whose PBKDF2 is faster for a single one. */
async function opened(vault: Vault, opening: Opening, scratch: number): Promise<unknown[]> {
  try {
    for (;;) {
      for (let key = opening.importKey(); key; key = opening.importKey()) {
        opening.settle(await derived(opening, key));
      }
      const outcomes = vault.unlock(opening, scratch);
      if (outcomes) return outcomes;
    }
  } finally {
    opening.free();
  }
}

/** Undefined where the platform refuses. */
async function derived(
  opening: Opening,
  importing: Promise<CryptoKey>,
): Promise<ArrayBuffer | undefined> {
  const key = await importing.catch(() => undefined);
  const deriving: Promise<ArrayBuffer> | undefined = key && opening.deriveBits(key);
  return deriving?.catch(() => undefined);
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
