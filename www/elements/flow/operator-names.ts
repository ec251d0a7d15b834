import { createApi } from "../../lib/chain/index.js";
import type { OperatorFacts, SsvApi } from "../../lib/chain/index.js";

/**
 * What the API of a network says of operators. For display only: nothing waits for it, and nothing is
 * computed or decided from it.
 */
export class OperatorNames {
  #url: string | undefined;
  #api: SsvApi | undefined;
  #facts: ReadonlyMap<bigint, OperatorFacts> = new Map();

  /** `changed` runs whenever an answer has arrived. */
  constructor(private readonly changed: () => void) {}

  /** Answers of another API are forgotten; undefined: the network names none. */
  follow(url: string | undefined): void {
    if (url === this.#url) return;
    this.#url = url;
    this.#api = url === undefined ? undefined : createApi(url);
    this.#facts = new Map();
  }

  /** undefined: not asked, not known, or not answered in its form. */
  of(id: bigint): OperatorFacts | undefined {
    return this.#facts.get(id);
  }

  /** Asks for operators that are not known yet; `of` has each as it comes. */
  ask(ids: readonly bigint[]): void {
    for (const id of ids) if (!this.#facts.has(id)) void this.#ask(id);
  }

  async #ask(id: bigint): Promise<void> {
    const api = this.#api;
    const facts = await api?.operator(id);
    if (facts === undefined || api !== this.#api) return;
    this.#facts = new Map([...this.#facts, [id, facts]]);
    this.changed();
  }
}
