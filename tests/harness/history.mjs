/** Lives of an owner on the local network, and what the chain must say of them in the end. No test of its own. */
import { encodeAbiParameters, keccak256 } from "viem";
import { createClient, NEW_CLUSTER, validatorKey } from "../devnet/client.mjs";
import { registration } from "./chain.mjs";

const ETHER = 10n ** 18n;
const COMMITTEES = [
  [1n, 2n, 3n, 4n],
  [1n, 2n, 3n, 5n],
  [2n, 3n, 4n, 5n],
  [1n, 2n, 3n, 4n, 5n, 6n, 7n],
];
const SHARES = registration("0x", COMMITTEES[0]).sharesData;
let keys = 0;

/**
 * An owner who acts; `expected` is what the chain must say of it, from what it did alone. `past`: what is
 * expected of it already.
 */
export function createOwner(chain, owner, past) {
  const client = createClient(chain);
  const [admin, , stranger] = chain.accounts;
  const oracles = chain.accounts.slice(5, 8);
  const expected = past
    ? structuredClone(past)
    : { nonce: 0n, feeRecipient: owner, clusters: new Map() };

  const clusterOf = (ids) => {
    const known = expected.clusters.get(ids.join());
    return known ?? { operatorIds: ids, kind: "eth", cluster: NEW_CLUSTER, validators: [] };
  };

  /** Sends, takes over the tuple of the event, and returns the block. */
  async function act(state, name, args, { from = owner, value = 0n } = {}) {
    const { cluster, receipt } = await client.write(name, args, { from, value });
    if (cluster !== undefined) state.cluster = cluster;
    expected.clusters.set(state.operatorIds.join(), state);
    return BigInt(receipt.blockNumber);
  }

  const actions = {
    async register(ids, count = 1) {
      const state = clusterOf(ids);
      const added = Array.from({ length: count }, () => validatorKey(++keys));
      const [name, what, shares] =
        count === 1
          ? ["registerValidator", added[0], SHARES]
          : ["bulkRegisterValidator", added, added.map(() => SHARES)];
      const block = await act(state, name, [what, ids, shares, state.cluster], { value: ETHER });
      expected.nonce += BigInt(count);
      state.validators.push(...added.map((publicKey) => ({ publicKey, registeredAt: block })));
    },
    /** A cluster as the SSV era left it. */
    async inherit(ids, count = 2) {
      const state = { ...clusterOf(ids), kind: "ssv" };
      const added = Array.from({ length: count }, () => validatorKey(++keys));
      const args = [owner, added, ids, added.map(() => "0x"), 100n * ETHER];
      const block = await act(state, "devnetSeedSSVCluster", args, { from: admin });
      expected.nonce += BigInt(count);
      state.validators.push(...added.map((publicKey) => ({ publicKey, registeredAt: block })));
    },
    async migrate(ids) {
      const state = clusterOf(ids);
      await act(state, "migrateClusterToETH", [ids, state.cluster], { value: ETHER });
      state.kind = "eth";
    },
    async exit(ids, at = 0) {
      const state = clusterOf(ids);
      const validator = state.validators[at];
      const block = await act(state, "exitValidator", [validator.publicKey, ids]);
      state.validators[at] = { ...validator, exitRequestedAt: block };
    },
    async remove(ids, at = 0) {
      const state = clusterOf(ids);
      const [{ publicKey }] = state.validators.splice(at, 1);
      await act(state, "removeValidator", [publicKey, ids, state.cluster]);
    },
    async again(ids, at = 0) {
      const state = clusterOf(ids);
      const { publicKey } = state.validators[at];
      await actions.remove(ids, at);
      const args = [publicKey, ids, SHARES, state.cluster];
      const registeredAt = await act(state, "registerValidator", args, { value: ETHER });
      expected.nonce++;
      state.validators.push({ publicKey, registeredAt });
    },
    async deposit(ids) {
      const state = clusterOf(ids);
      await act(state, "deposit", [owner, ids, state.cluster], { from: stranger, value: 1n });
    },
    async withdraw(ids) {
      const state = clusterOf(ids);
      await act(state, "withdraw", [ids, 12_345n, state.cluster]);
    },
    async liquidate(ids) {
      const state = clusterOf(ids);
      const name = state.kind === "eth" ? "liquidate" : "liquidateSSV";
      await act(state, name, [owner, ids, state.cluster]);
    },
    async reactivate(ids) {
      const state = clusterOf(ids);
      await act(state, "reactivate", [ids, state.cluster], { value: ETHER });
    },
    async update(ids, effectiveBalance) {
      const state = clusterOf(ids);
      const packed = ids.map((id) => id.toString(16).padStart(64, "0")).join("");
      const id = keccak256(`${owner.toLowerCase()}${packed}`);
      const types = [{ type: "bytes32" }, { type: "uint32" }];
      const leaf = keccak256(keccak256(encodeAbiParameters(types, [id, effectiveBalance])));
      const block = await client.blockNumber();
      for (const from of oracles) await client.write("commitRoot", [leaf, block], { from });
      const args = [block, owner, ids, state.cluster, effectiveBalance, []];
      await act(state, "updateClusterBalance", args, { from: stranger });
    },
    async setFeeRecipient(recipient) {
      await client.write("setFeeRecipientAddress", [recipient], { from: owner });
      expected.feeRecipient = recipient;
    },
  };

  /** One action that the contract accepts, drawn from `random`. */
  async function live(random) {
    const pick = (list) => list[Math.floor(random() * list.length)];
    const ids = pick(COMMITTEES);
    const { kind, cluster, validators } = clusterOf(ids);
    const at = Math.floor(random() * validators.length);
    const possible = ["setFeeRecipient", "mine"];
    if (validators.length > 0) possible.push("exit", "remove");
    if (cluster.active && kind === "ssv") possible.push("migrate", "liquidate");
    else if (kind === "ssv") possible.push("migrate");
    else if (cluster === NEW_CLUSTER) possible.push("register", "register", "inherit");
    else if (cluster.active)
      possible.push("register", "deposit", "withdraw", "liquidate", "update");
    else possible.push("reactivate", "deposit");
    const action = pick(possible);
    if (action === "mine") return client.mine(1 + Math.floor(random() * 200));
    if (action === "setFeeRecipient") return actions.setFeeRecipient(pick(chain.accounts));
    if (action === "register") return actions.register(ids, 1 + Math.floor(random() * 4));
    if (action === "update") {
      if (validators.length === 0) return undefined;
      return actions.update(ids, validators.length * (32 + Math.floor(random() * 100)));
    }
    return actions[action](ids, ["exit", "remove"].includes(action) ? at : undefined);
  }

  return { ...actions, expected, live, client };
}
