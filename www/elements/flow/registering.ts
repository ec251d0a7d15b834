import { findRegistration, proveRegistration, track } from "../../lib/wallet/index.js";
import type { SavedTransaction, TransactionState } from "../../lib/wallet/index.js";
import type { Receipt } from "../../lib/chain/index.js";
import { loadCodec } from "../../lib/index.js";
import type { Call, Cluster, DecodedCall, Hex, Registration } from "../../lib/index.js";
import { perTransaction } from "./configuration.js";
import type { Flow } from "./flow.js";
import { FlowError, problem, problemOf, refusal } from "./problem.js";
import type { Problem } from "./problem.js";

/** What the final bytes have to be: one of the two registrations. */
export type RegisterCall = Extract<
  DecodedCall,
  { name: "registerValidator" | "bulkRegisterValidator" }
>;

/** The call that the wallet will be asked to sign, with what its bytes say. */
export interface Draft {
  readonly call: Call;
  readonly decoded: RegisterCall;
  readonly registrations: readonly Registration[];
  /** Gas that the simulation used. */
  readonly gas: bigint | undefined;
}

/** A registration that the chain confirmed byte for byte. */
export interface Proof {
  readonly hash: string;
  readonly block: bigint;
  readonly registrations: readonly Registration[];
  readonly cluster: Cluster;
}

export type SendState =
  | "idle"
  | "preparing"
  | "ready"
  | "rechecking"
  | "awaiting-wallet"
  | "pending"
  | "mined"
  | "proposed"
  | "proved"
  | "failed";

/** From registrations to a proven receipt, one transaction after the other. */
export class Registering {
  state: SendState = "idle";
  draft: Draft | undefined;
  transaction: SavedTransaction | undefined;
  confirmations = 0;
  /** The user says that the keys run nowhere else. */
  acknowledged = false;
  problem: Problem | undefined;
  /** Something changed between review and signature; the review shows the new values. */
  note: Problem | undefined;
  proofs: readonly Proof[] = [];
  #tracking: AbortController | undefined;
  /** Block at which a multisig took the call: its transaction can only come later. */
  #proposedAt: number | undefined;
  /** The user has read that other transactions of the account wait to be mined. */
  #warned = false;

  constructor(private readonly flow: Flow) {}

  /** Validators of this plan that are registered and proven. */
  get sent(): number {
    return this.proofs.reduce((sum, proof) => sum + proof.registrations.length, 0);
  }

  /** This flow has registered the key. */
  proven(publicKey: Hex): boolean {
    return this.proofs.some(({ registrations }) =>
      registrations.some((registration) => registration.publicKey === publicKey),
    );
  }

  get remaining(): number {
    return Math.max(0, this.flow.keys.count - this.sent);
  }

  /** Registrations of the next transaction. */
  get part(): readonly Registration[] {
    const all = this.flow.splitting.result?.registrations ?? [];
    const most = perTransaction(this.flow.committee.seats.length, this.flow.configuration.policy);
    return all.slice(this.sent, this.sent + most);
  }

  get finished(): boolean {
    return this.state === "proved" && this.remaining === 0;
  }

  get inFlight(): boolean {
    return this.state === "awaiting-wallet" || this.state === "pending" || this.state === "mined";
  }

  /** Builds the call, decodes it again, and lets the contract judge it. */
  async prepare(): Promise<void> {
    const { account, committee, funding } = this.flow;
    const { network, wallet, reader } = account;
    const registrations = this.part;
    const value = funding.quote?.value;
    if (network === undefined || reader === undefined || value === undefined) return;
    if (registrations.length === 0) return;
    this.#enter("preparing");
    try {
      const codec = await loadCodec();
      const call = codec.registerCall(network, registrations, committee.cluster, value);
      this.draft = {
        call,
        decoded: registration(codec.decodeCall(call.data)),
        registrations,
        gas: undefined,
      };
      if (wallet !== undefined) {
        const verdict = await wallet.simulate(call, { reader });
        if (!verdict.ok) return this.#fail(refusal("REVERTED", verdict.reason), "ready");
        this.draft = { ...this.draft, gas: verdict.gas };
      }
      this.#enter("ready");
    } catch (error) {
      this.#fail(problemOf(error), "ready");
    }
  }

  /** Reads nonce and cluster once more, asks the wallet, follows the transaction and proves it. */
  async send(): Promise<void> {
    const { wallet, reader } = this.flow.account;
    if (wallet === undefined || reader === undefined || this.draft === undefined) return;
    this.note = undefined;
    this.#enter("rechecking");
    try {
      if (await this.#moved()) return;
      const waiting = await reader.pendingTransactions(wallet.account);
      if (waiting > 0 && !this.#warned) {
        this.#warned = true;
        this.note = problem("PENDING_TRANSACTIONS", { waiting });
        return this.#enter("ready");
      }
      this.#enter("awaiting-wallet");
      const outcome = await wallet.send(this.draft.call, { reader });
      if (outcome.status === "rejected") return this.#fail(problem("REJECTED"), "ready");
      if (outcome.status === "proposed") {
        this.#proposedAt = outcome.blockAtSend;
        return this.#enter("proposed");
      }
      this.transaction = outcome.transaction;
      this.#enter("pending");
      await this.#follow(outcome.transaction, this.draft.registrations);
    } catch (error) {
      this.#fail(problemOf(error), this.transaction === undefined ? "ready" : "failed");
    }
  }

  /** Looks again at a transaction that was lost from sight, or for the keys a multisig has registered. */
  async resume(): Promise<void> {
    const { reader } = this.flow.account;
    const draft = this.draft;
    if (reader === undefined || draft === undefined) return;
    try {
      if (this.transaction !== undefined) {
        this.#enter("pending");
        await this.#follow(this.transaction, draft.registrations);
      } else {
        const fromBlock = this.#proposedAt ?? reader.network.genesisBlock;
        const receipt = await findRegistration(draft.registrations, { reader, fromBlock });
        if (receipt === undefined) this.#fail(problem("PROPOSAL_WAITING"), "proposed");
        else await this.#prove(receipt, draft.registrations);
      }
    } catch (error) {
      this.#fail(problemOf(error), this.state === "proposed" ? "proposed" : "failed");
    }
  }

  /** Starts over with the same registrations, after a transaction that did not count. */
  async retry(): Promise<void> {
    this.transaction = undefined;
    try {
      if (!(await this.#moved())) await this.prepare();
    } catch (error) {
      this.#fail(problemOf(error), "ready");
    }
  }

  /** Goes on with the validators that did not fit into the last transaction. */
  next(): void {
    this.draft = undefined;
    this.transaction = undefined;
    this.note = undefined;
    this.#warned = false;
    this.acknowledged = false;
    this.state = "idle";
    this.flow.funding.reset();
    this.flow.goTo("funding");
  }

  stop(): void {
    this.#tracking?.abort();
  }

  /** Nonce or cluster are not what the draft was built from: signs again, builds again, says so. */
  async #moved(): Promise<boolean> {
    const { account, committee, splitting, keys, funding } = this.flow;
    const [nonceMoved, clusterMoved] = await Promise.all([
      account.nonceTyped ? false : account.readNonce(),
      committee.readCluster(),
    ]);
    if (!nonceMoved && !clusterMoved) return false;
    if (committee.problem !== undefined) {
      this.#fail(committee.problem, "ready");
      return true;
    }
    if (nonceMoved) {
      await splitting.refresh();
      if (!splitting.complete) {
        const lost = keys.keyshares === undefined ? "KEYS_LOCKED" : "NONCE_MISMATCH";
        const details = { actual: account.nonce ?? 0n, expected: splitting.result?.nonce ?? 0n };
        this.#fail(splitting.problem ?? problem(lost, details), "ready");
        return true;
      }
    }
    if (clusterMoved) await funding.refresh();
    await this.prepare();
    this.note = nonceMoved
      ? problem("NONCE_MOVED", { nonce: account.nonce ?? 0n })
      : problem("CLUSTER_CHANGED");
    this.flow.changed();
    return true;
  }

  async #follow(saved: SavedTransaction, registrations: readonly Registration[]): Promise<void> {
    const { reader } = this.flow.account;
    if (reader === undefined) return;
    this.#tracking = new AbortController();
    const end = await track(saved, {
      reader,
      signal: this.#tracking.signal,
      onState: (state) => this.#seen(state, saved),
    });
    const receipt = receiptOf(end);
    if (end.status === "reverted") {
      this.#fail(refusal("TRANSACTION_REVERTED", end.reason), "failed");
    } else if (end.status === "dropped") {
      this.#fail(problem("TRANSACTION_DROPPED", { hash: saved.hash }), "failed");
    } else if (end.status === "replaced" && end.kind === "repriced") {
      this.transaction = { ...saved, hash: end.by };
      await this.#follow(this.transaction, registrations);
    } else if (end.status === "replaced") {
      const code = end.kind === "cancelled" ? "TRANSACTION_CANCELLED" : "TRANSACTION_REPLACED";
      this.#fail(problem(code, { hash: end.by }), "failed");
    } else if (receipt !== undefined) await this.#prove(receipt, registrations);
  }

  async #prove(receipt: Receipt, registrations: readonly Registration[]): Promise<void> {
    const { network } = this.flow.account;
    if (network === undefined) return;
    const proof = proveRegistration(receipt, registrations, await loadCodec(), network);
    const { transactionHash, blockNumber } = receipt;
    if (proof.proved) this.#proved(transactionHash, blockNumber, proof.cluster);
    else this.#fail(problem("PROOF_DIFFERS", { differences: proof.differences.join(", ") }));
  }

  #seen(state: TransactionState, saved: SavedTransaction): void {
    if (state.status === "mined") this.confirmations = state.confirmations;
    if (state.status === "pending" || state.status === "mined") this.state = state.status;
    this.flow.emit("ssv-tx", { hash: saved.hash, status: state.status });
    this.flow.changed();
  }

  #proved(hash: string, block: bigint, cluster: Cluster): void {
    const registrations = this.draft?.registrations ?? [];
    const { account, committee, splitting } = this.flow;
    this.proofs = [...this.proofs, { hash, block, registrations, cluster }];
    if (account.nonce !== undefined) account.nonce += BigInt(registrations.length);
    committee.continueFrom(cluster, block);
    if (this.remaining === 0) splitting.lock();
    this.#enter("proved");
  }

  #enter(state: SendState): void {
    this.state = state;
    this.problem = undefined;
    this.flow.changed();
  }

  #fail(found: Problem, state: SendState = "failed"): void {
    this.state = state;
    this.problem = this.flow.report(found);
    this.flow.changed();
  }
}

function registration(decoded: DecodedCall): RegisterCall {
  if (decoded.name === "registerValidator" || decoded.name === "bulkRegisterValidator") {
    return decoded;
  }
  throw new FlowError(problem("CALLDATA_UNKNOWN"));
}

function receiptOf(state: TransactionState): Receipt | undefined {
  return state.status === "confirmed" ? state.receipt : undefined;
}
