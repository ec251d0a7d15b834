import { SsvError } from "../errors.js";
import { affordable, forWorkers, LEAST_SCRATCH } from "./resources.js";
import { halves, type Batch } from "./schedule.js";
import { startThread, type KeyThread } from "./thread.js";

/** Memory of a worker beside its key derivations, in bytes. */
const ROOM = 32 * 2 ** 20;

/**
 * What a worker does with a batch: one result for each of its keystores, in their order. Key
 * derivations may take `scratch` bytes.
 */
export type Work<T> = (
  thread: KeyThread,
  batch: Batch,
  scratch: number,
) => Promise<readonly (T | SsvError)[]>;

/**
 * Key threads that share a list of work. One that crashed is replaced, and its keystores are tried
 * once more on their own. One that cannot start or found no memory is given up, and the others do
 * its work.
 */
export class ThreadPool {
  #threads: (KeyThread | undefined)[];
  #size: number;
  #retired: KeyThread[] = [];
  #ended: SsvError | undefined;
  /** The last work asked for, to its end. */
  #last: Promise<unknown> = Promise.resolve();
  /** Runs that were asked for and have not ended. */
  #runs = 0;

  private constructor(
    first: KeyThread,
    workers: number,
    /** Bytes that key derivations may take in each thread. */
    private readonly scratch: number,
    private readonly requireWorker: boolean,
  ) {
    this.#threads = [first];
    this.#size = workers;
  }

  static async start(
    options: { workers?: number | undefined; requireWorker?: boolean } = {},
  ): Promise<ThreadPool> {
    const { workers, requireWorker = false } = options;
    if (workers !== undefined && (!Number.isSafeInteger(workers) || workers < 1)) {
      throw new SsvError("INVALID_ARGUMENT", "workers is a whole number from 1");
    }
    const resources = workers === undefined ? affordable() : forWorkers(workers);
    const first = await startThread({ requireWorker });
    const alone = first.mode === "main-thread";
    return new ThreadPool(
      first,
      alone ? 1 : resources.workers,
      resources.scratch,
      // Where one worker could start, the page's own thread is never taken instead of another.
      requireWorker || !alone,
    );
  }

  get mode(): KeyThread["mode"] {
    return this.#threads[0]?.mode ?? "worker";
  }

  /** Threads that work at the same time; fewer after one was given up. */
  get size(): number {
    return this.#size;
  }

  /** A thread for work that needs no key. */
  any(): Promise<KeyThread> {
    return this.#thread(0);
  }

  /**
   * Does all batches, each on the next free thread. Results stand at the indices of their
   * keystores: what `work` gave, or why it could not be done. Runs follow each other: two at once
   * would take twice the memory.
   *
   * @throws SsvError what no thread could start for
   */
  run<T>(batches: readonly Batch[], work: Work<T>): Promise<Map<number, T | SsvError>> {
    const run = this.#last.then(() => this.#run(batches, work));
    this.#runs += 1;
    const done = (): void => void (this.#runs -= 1);
    this.#last = run.then(done, done);
    return run;
  }

  async #run<T>(batches: readonly Batch[], work: Work<T>): Promise<Map<number, T | SsvError>> {
    const results = new Map<number, T | SsvError>();
    const crashes = new Map<number, number>();
    const starved = new Set<number>();
    const queue = [...batches];
    let active = 0;

    /** True: this thread goes on. */
    const settle = (batch: Batch, outcome: readonly (T | SsvError)[], place: number): boolean => {
      const hungry: number[] = [];
      for (const [at, index] of batch.indices.entries()) {
        const result = outcome[at] ?? stopped();
        const again = isError(result, "OUT_OF_MEMORY") && !starved.has(index);
        if (again) hungry.push(index);
        else results.set(index, result);
      }
      if (hungry.length === 0) return true;
      const part = { indices: hungry, work: (batch.work * hungry.length) / batch.indices.length };
      queue.unshift(part);
      this.#retire(place);
      // The last thread tries once more, alone and with as little memory as it can.
      if (active === 1) hungry.forEach((index) => starved.add(index));
      else this.#size -= 1;
      return active === 1;
    };

    const crash = (batch: Batch): void => {
      for (const index of batch.indices) crashes.set(index, (crashes.get(index) ?? 0) + 1);
      const [only, ...others] = batch.indices;
      if (others.length > 0) queue.unshift(...halves(batch));
      else if (only !== undefined && (crashes.get(only) ?? 0) < 2) queue.unshift(batch);
      else if (only !== undefined) results.set(only, stopped());
    };

    const lane = async (place: number, used: Set<KeyThread>): Promise<void> => {
      for (let batch = queue.shift(); batch; batch = queue.shift()) {
        if (this.#ended) break;
        let thread: KeyThread;
        try {
          thread = await this.#thread(place);
        } catch (error) {
          if (this.#ended || this.#size === 1) throw error;
          queue.unshift(batch);
          this.#size -= 1;
          break;
        }
        used.add(thread);
        let outcome: readonly (T | SsvError)[] | undefined;
        const last = batch.indices.some((index) => starved.has(index));
        try {
          outcome = await work(thread, batch, last ? LEAST_SCRATCH : this.scratch);
        } catch (error) {
          if (this.#ended || !isError(error, "WORKER_CRASHED")) throw this.#ended ?? error;
        }
        if (!outcome) crash(batch);
        else if (!settle(batch, outcome, place)) break;
      }
      active -= 1;
    };

    /**
     * A lane, and after it what its derivations left: that is wiped while the results are on their
     * way, before anything else that the thread is asked. One that fails is the end of the others.
     */
    const serve = async (place: number): Promise<void> => {
      const used = new Set<KeyThread>();
      try {
        await lane(place, used);
      } catch (error) {
        queue.length = 0;
        throw error;
      } finally {
        used.forEach(wipe);
      }
    };
    // Once more where what a lane gave back found every other one at its end.
    while (queue.length > 0 && !this.#ended) {
      // Those that live come first, so that none idles while another is started.
      this.#threads = this.#threads.filter((thread) => thread && !thread.crashed);
      active = Math.min(this.#size, queue.length);
      const lanes = Array.from({ length: active }, (_, place) => serve(place));
      // The next run begins when all of them have ended.
      const failed = (await Promise.allSettled(lanes)).find(({ status }) => status === "rejected");
      if (failed) throw (failed as PromiseRejectedResult).reason;
    }
    if (this.#ended) throw this.#ended;
    return results;
  }

  /** Ends threads that have grown and hold no key, once nobody works with them any more. */
  trim(): void {
    if (this.#runs > 0) return;
    for (const [place, thread] of this.#threads.entries()) {
      if (thread && thread.usage.keys === 0 && thread.usage.memory > ROOM) this.#retire(place);
    }
  }

  end(reason: SsvError): void {
    this.#ended ??= reason;
    for (const thread of [...this.#threads, ...this.#retired]) thread?.end(reason);
  }

  async #thread(place: number): Promise<KeyThread> {
    if (this.#ended) throw this.#ended;
    const current = this.#threads[place];
    if (current && !current.crashed && !this.#overgrown(current)) return current;
    if (current) this.#retire(place);
    const fresh = await startThread({ requireWorker: this.requireWorker });
    if (this.#ended) {
      fresh.end(this.#ended);
      throw this.#ended;
    }
    this.#threads[place] = fresh;
    return fresh;
  }

  #overgrown({ mode, usage }: KeyThread): boolean {
    return mode === "worker" && usage.keys === 0 && usage.memory > this.scratch + ROOM;
  }

  /** Takes a thread out of work. It lives on where it holds keys. */
  #retire(place: number): void {
    const thread = this.#threads[place];
    this.#threads[place] = undefined;
    if (!thread || thread.crashed) return;
    if (thread.usage.keys > 0) this.#retired.push(thread);
    else thread.end(new SsvError("SESSION_CLOSED", "the worker was replaced"));
  }
}

/**
 * Wipes the memory that derivations took, once for all of a thread's: what one leaves, the next
 * overwrites as far as it reaches.
 */
function wipe(thread: KeyThread): void {
  // A thread that has ended cannot be asked any more.
  thread.ask("wipe", undefined).catch(() => undefined);
}

function stopped(): SsvError {
  return new SsvError("WORKER_CRASHED", "the key worker stopped");
}

function isError(value: unknown, code: SsvError["code"]): value is SsvError {
  return value instanceof SsvError && value.code === code;
}
