import { checkKeyshares, initSync } from "../generated/keyshares.js";
import { serve, type CheckedItem, type Service } from "./service.js";

/** Starts the instance that checks keyshares files. It holds no key. */
export function startChecker(module: WebAssembly.Module): Service {
  const { memory } = initSync({ module });
  return serve(
    {
      check: ({ file, owner, nonce, operators: { ids, keys } }) =>
        checkKeyshares(file, owner, nonce, ids, [...keys]) as CheckedItem[],
    },
    {
      usage: () => ({ memory: memory.buffer.byteLength, keys: 0 }),
      close: () => undefined,
    },
  );
}
