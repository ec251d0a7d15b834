/** A value that says when it changed; listeners run together, once per microtask. */
export class Observable {
  readonly #listeners = new Set<() => void>();
  #queued = false;

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
