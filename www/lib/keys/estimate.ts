/** Milliseconds of work before the first estimate: workers start and code warms up in them. */
const SETTLING = 500;

/** Time that is left, from the work that was finished in the time that has passed. */
export class Estimate {
  #total = 0;
  #finished = 0;
  readonly #start: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#start = now();
  }

  /** Work to be done, on top of what is known already. */
  add(work: number): void {
    this.#total += work;
  }

  finish(work: number): void {
    this.#finished += work;
  }

  /** Milliseconds; undefined while too little is finished to tell. */
  get remainingMs(): number | undefined {
    const elapsed = this.now() - this.#start;
    if (this.#finished === 0 || elapsed < SETTLING) return undefined;
    return Math.max(0, (elapsed * (this.#total - this.#finished)) / this.#finished);
  }
}
