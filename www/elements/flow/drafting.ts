import { isTooLarge } from "../../lib/onboarding/index.js";
import type { Flow } from "./flow.js";
import { sameCluster } from "./cluster-view.js";
import { makeDraft } from "./draft.js";
import type { Draft } from "./draft.js";
import { problem, problemOf, refusal } from "./problem.js";
import type { Problem } from "./problem.js";
import { REGISTERED } from "./settlement.js";

/** The call that is to be signed: built, and built again when nonce, cluster or wallet ask for another one. */
export class Drafting {
  draft: Draft | undefined;
  /** Something changed between review and signature; the review shows the new values. */
  note: Problem | undefined;

  constructor(private readonly flow: Flow) {}

  /** Builds the call, decodes it again, and lets the contract judge it. */
  async prepare(): Promise<void> {
    const { account, batches, committee, funding, parts, registering, splitting } = this.flow;
    const { network, wallet, reader } = account;
    const value = funding.quote?.value;
    this.draft = undefined;
    if (network === undefined || reader === undefined || value === undefined) {
      return registering.enter("idle");
    }
    registering.enter("preparing");
    try {
      await batches.load();
      if (batches.other !== undefined) return registering.fail(problem("PLAN_UNFINISHED"), "ready");
      if (!splitting.complete) return registering.fail(this.#unsigned, "ready");
      const registrations = parts.next;
      this.draft = await makeDraft(network, registrations, committee.cluster, value);
      if (wallet !== undefined) {
        const verdict = await wallet.simulate(this.draft.call, { reader });
        if (!verdict.ok) {
          if (REGISTERED.has(verdict.reason.name) && (await this.moved())) return;
          return registering.fail(refusal("REVERTED", verdict.reason), "ready");
        }
        this.draft = { ...this.draft, gas: verdict.gas };
      }
      registering.enter("ready");
    } catch (error) {
      if (!(await this.shrunk(error))) registering.fail(problemOf(error), "ready");
    }
  }

  /**
   * The draft is not for the nonce and the cluster that the chain has now: leaves out what is
   * registered, signs again, builds again, says so.
   */
  async moved(): Promise<boolean> {
    const { account, committee, keys, parts, registering, splitting } = this.flow;
    await Promise.all([
      account.nonceTyped ? undefined : account.readNonce(),
      committee.readCluster(),
    ]);
    const { draft } = this;
    // Shares that are complete are for the nonce as it is; the draft has to be made of them.
    const nonceMoved =
      !splitting.complete || (draft !== undefined && draft.registrations[0] !== parts.next[0]);
    const before = draft?.decoded.args.cluster;
    const clusterMoved = before !== undefined && !sameCluster(before, committee.cluster);
    if (!nonceMoved && !clusterMoved) return false;
    // Whatever fails from here on: what was signed for an earlier state is not sent.
    this.draft = undefined;
    if (committee.problem !== undefined) {
      registering.fail(committee.problem, "ready");
      return true;
    }
    const { remaining } = parts;
    if (nonceMoved) {
      await keys.checkRegistered();
      if (parts.remaining === 0) {
        await this.#nothingLeft();
        return true;
      }
      await splitting.refresh();
    }
    const dropped = remaining - parts.remaining;
    const nonce = account.nonce ?? 0n;
    await this.#prepareAnew(
      dropped > 0
        ? problem("KEYS_DROPPED", { dropped, nonce })
        : nonceMoved
          ? problem("NONCE_MOVED", { nonce })
          : problem("CLUSTER_CHANGED"),
    );
    return true;
  }

  /** The part is another one now: so is what goes along. The note stands where it could be built. */
  async #prepareAnew(note: Problem): Promise<void> {
    const { funding, registering } = this.flow;
    this.draft = undefined;
    this.note = undefined;
    await funding.refresh();
    if (funding.problem !== undefined) return registering.fail(funding.problem, "ready");
    await this.prepare();
    if (this.draft !== undefined) this.note ??= note;
    this.flow.changed();
  }

  /** Wallet or node take fewer validators at once: builds a smaller transaction, says so. */
  async shrunk(error: unknown): Promise<boolean> {
    const validators = this.draft?.registrations.length ?? 0;
    if (!isTooLarge(error) || validators < 2) return false;
    const { parts } = this.flow;
    parts.shrink(validators);
    await this.#prepareAnew(problem("PART_TOO_LARGE", { tooMany: validators, most: parts.most }));
    return true;
  }

  /** Why there are no shares for the nonce as it is. */
  get #unsigned(): Problem {
    const { account, keys, splitting } = this.flow;
    if (splitting.problem !== undefined) return splitting.problem;
    if (keys.keyshares === undefined) return problem("KEYS_LOCKED");
    const actual = this.flow.parts.next[0]?.nonce ?? 0n;
    return problem("NONCE_MISMATCH", { actual, expected: account.nonce ?? 0n });
  }

  /** All that was still to be registered turned out to be. */
  async #nothingLeft(): Promise<void> {
    const { batches, parts, registering } = this.flow;
    if (batches.ours) await batches.finish();
    registering.enter(parts.sent > 0 ? "proved" : "idle");
    if (parts.sent === 0) this.flow.goTo("keys");
  }
}
