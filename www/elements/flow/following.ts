import { checkKeyshares } from "../../lib/index.js";
import type { Hex, Registration } from "../../lib/index.js";
import { alone, recordId, settle } from "../../lib/onboarding/index.js";
import type { Settled } from "../../lib/onboarding/index.js";
import type { TransactionState } from "../../lib/wallet/index.js";
import type { Flow } from "./flow.js";
import { FlowError } from "./problem.js";
import { differing, waiting } from "./settlement.js";

/** Transactions that are on their way, followed to what became of them. */
export class Following {
  /** Hash of the transaction that is on its way. */
  hash: Hex | undefined;
  confirmations = 0;
  #abort: AbortController | undefined;
  /** This flow is the one that may write the owner's journal. */
  #alone = false;

  constructor(private readonly flow: Flow) {}

  /** Work begins that `stop` ends. */
  begin(): AbortSignal {
    this.#abort = new AbortController();
    return this.#abort.signal;
  }

  stop(): void {
    this.#abort?.abort();
  }

  /**
   * What was sent earlier without being seen through is brought to its end before anything new is
   * compared with the chain. `ours`: it was the part of the plan that is next.
   */
  async settleEarlier(): Promise<"nothing" | "ours" | "other"> {
    const { batches, parts, splitting } = this.flow;
    await batches.load();
    const { open, record } = batches;
    if (open === undefined || record === undefined) return "nothing";
    const { registrations } = await checkKeyshares(record.keyshares, { owner: record.owner });
    const keys = new Set(open.publicKeys);
    const sent = registrations.filter(({ publicKey }) => keys.has(publicKey));
    const settled = await this.settle(sent).finally(() => (this.hash = undefined));
    if (settled === undefined) throw new FlowError(waiting());
    if (settled.status === "differs") throw new FlowError(differing(settled.differences));
    if (settled.status === "waiting") throw new FlowError(waiting(settled.cause));
    const next = parts.open(splitting.result?.registrations ?? []);
    if (settled.status === "nothing") await batches.withdraw();
    else if (batches.ours && open.publicKeys.every((key, at) => next[at]?.publicKey === key)) {
      await this.proved(settled, sent);
      return "ours";
    } else await batches.proved(settled.hash, settled.block);
    return "other";
  }

  async settle(registrations: readonly Registration[]): Promise<Settled | undefined> {
    const { reader } = this.flow.account;
    const { open } = this.flow.batches;
    if (reader === undefined || open === undefined) return undefined;
    const signal = this.#abort?.signal;
    const onState = (hash: Hex, state: TransactionState): void => this.#seen(hash, state);
    return settle(open, registrations, { reader, signal, onState });
  }

  /** Work that no other tab does for this owner at the same time; it may be part of other such work. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const { network, owner } = this.flow.account;
    if (this.#alone || network === undefined || owner === undefined) return work();
    this.#alone = true;
    return alone(recordId(network, owner), work).finally(() => (this.#alone = false));
  }

  #seen(hash: Hex, state: TransactionState): void {
    this.hash = hash;
    if (state.status === "mined") this.confirmations = state.confirmations;
    const { registering } = this.flow;
    const waited = registering.state === "pending" || registering.state === "mined";
    if (waited && (state.status === "pending" || state.status === "mined")) {
      registering.state = state.status;
    }
    this.flow.emit("ssv-tx", { hash, status: state.status });
    this.flow.changed();
  }

  async proved(
    { hash, block, cluster }: Extract<Settled, { status: "proved" }>,
    registrations: readonly Registration[],
  ): Promise<void> {
    const { account, batches, committee, funding, parts, registering, splitting } = this.flow;
    await batches.proved(hash, block);
    parts.add({ hash, block, registrations, cluster });
    const next = (registrations.at(-1)?.nonce ?? -1n) + 1n;
    // A nonce that was read late holds the batch already.
    if (account.nonce !== undefined && account.nonce < next) account.nonce = next;
    funding.registered(registrations.length, cluster);
    committee.continueFrom(cluster, block);
    if (parts.remaining === 0) {
      splitting.lock();
      await batches.finish();
    }
    registering.enter("proved");
  }
}
