import type { Checkpoints, SsvApi } from "./reader.types.js";

/**
 * Checkpoints of this browser and origin, in the IndexedDB database `name`. Public facts only: which owners
 * and operators were read, and what the chain says of them.
 */
export function browserCheckpoints(name = "ssv-wasm"): Checkpoints {
  let opening: Promise<Checkpoints> | undefined;
  function open(): Promise<Checkpoints> {
    opening ??= import("./browser-checkpoints.js").then(({ openCheckpoints }) =>
      openCheckpoints(name),
    );
    return opening;
  }
  return {
    load: async (key) => (await open()).load(key),
    save: async (key, value) => (await open()).save(key, value),
  };
}

/**
 * The SSV API at `url`, such as `network.apiUrl`, for what the chain does not hold. It is for display only: it
 * may be down, slow or lie, and nothing else in this package asks it. `timeout`: milliseconds for one answer,
 * 4000 unless given.
 */
export function createApi(url: string, { timeout = 4000 }: { timeout?: number } = {}): SsvApi {
  let loading: Promise<SsvApi["operator"]> | undefined;
  return {
    async operator(id) {
      loading ??= import("./api.js").then(({ createLookup }) => createLookup(url, timeout));
      try {
        return await (
          await loading
        )(id);
      } catch {
        loading = undefined;
        return undefined;
      }
    },
  };
}
