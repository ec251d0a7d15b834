import { SsvError } from "../errors.js";
import { startThread, type KeyThread } from "./thread.js";

/** A standard keystore takes 256 MiB of its worker while it opens; this leaves room beside it. */
const WORKER_MEMORY_GIB = 0.5;

/** Several key threads that share a list of work. A thread that crashed is replaced by the next. */
export class ThreadPool {
  #threads: KeyThread[];
  #ended: SsvError | undefined;

  private constructor(
    first: KeyThread,
    private readonly size: number,
    private readonly requireWorker: boolean,
  ) {
    this.#threads = [first];
  }

  static async start(options: { workers?: number; requireWorker?: boolean }): Promise<ThreadPool> {
    const { workers = affordableWorkers(), requireWorker = false } = options;
    if (!Number.isSafeInteger(workers) || workers < 1) {
      throw new SsvError("INVALID_ARGUMENT", "workers is a whole number from 1");
    }
    const first = await startThread({ requireWorker });
    return new ThreadPool(first, first.mode === "worker" ? workers : 1, requireWorker);
  }

  get mode(): KeyThread["mode"] {
    return this.#threads[0]?.mode ?? "worker";
  }

  /** Does `count` pieces of work, each on the next free thread; results in order. */
  async run<T>(
    count: number,
    work: (thread: KeyThread, index: number) => Promise<T>,
  ): Promise<T[]> {
    const results = new Array<T>(count);
    let next = 0;
    const lane = async (place: number): Promise<void> => {
      while (next < count && !this.#ended) {
        const index = next++;
        results[index] = await work(await this.#thread(place), index);
      }
    };
    await Promise.all(
      Array.from({ length: Math.min(this.size, count) }, (_, place) => lane(place)),
    );
    return results;
  }

  async #thread(place: number): Promise<KeyThread> {
    const current = this.#threads[place];
    if (current && !current.crashed) return current;
    const fresh = await startThread({ requireWorker: this.requireWorker });
    if (this.#ended) {
      fresh.end(this.#ended);
      throw this.#ended;
    }
    this.#threads[place] = fresh;
    return fresh;
  }

  end(reason: SsvError): void {
    this.#ended ??= reason;
    for (const thread of this.#threads) thread?.end(reason);
  }
}

function affordableWorkers(): number {
  const { hardwareConcurrency = 1, deviceMemory = 4 } = (globalThis.navigator ?? {}) as {
    hardwareConcurrency?: number;
    deviceMemory?: number;
  };
  return Math.max(
    1,
    Math.min(hardwareConcurrency, Math.floor(deviceMemory / 2 / WORKER_MEMORY_GIB)),
  );
}
