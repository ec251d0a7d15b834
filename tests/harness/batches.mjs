import { numberToHex } from "viem";
import { batchMethods } from "../devnet/wallet/batches.js";
import { createQueue } from "../devnet/wallet/multisig.js";
import { createSmartAccounts } from "../devnet/wallet/smart-account.js";
import { ETHER, NEW_CLUSTER, register, registration, testWallet } from "./chain.mjs";
import { codec } from "./codec.mjs";
import { lib } from "./load.mjs";

export const POLL = { pollInterval: 10, confirmations: 1 };

/**
 * A connected wallet that runs batches as the test wallet of the page does; `settings.batches` says how it spells that
 * it can, `queue` holds what a multisig's owners have not agreed to yet.
 */
export async function batchWallet(chain, batches = "supported") {
  const settings = { batches };
  const accounts = createSmartAccounts({ node: chain.rpc, implementation: chain.batchAccount });
  const queue = createQueue({
    run: (calls) => accounts.run(chain.staker, calls, chain.accounts.at(-1)),
  });
  const provider = testWallet(chain);
  const isMultisig = async () => (await accounts.kindOf(chain.staker)) === "multisig";
  const methods = batchMethods({
    settings,
    node: chain.rpc,
    chainId: () => provider.chainId,
    authorize() {},
    async approval() {},
    proposes: async (calls, done) =>
      (await isMultisig()) ? queue.propose(calls, done) : undefined,
    async runs(calls) {
      await accounts.turn(chain.staker, "delegated");
      return accounts.run(chain.staker, calls);
    },
  });
  for (const [name, answer] of Object.entries(methods)) {
    provider.behaviour[name] = (...params) => answer(params);
  }
  provider.behaviour.eth_sendTransaction = async (transaction) =>
    (await isMultisig())
      ? queue.propose([transaction])
      : chain.rpc("eth_sendTransaction", [transaction]);
  const wallet = await lib.connect(provider, { codec });
  return { provider, wallet, settings, accounts, queue };
}

/** Names of the requests that ask for a signature, in order. */
export const asked = ({ requests }) =>
  requests
    .map(({ method }) => method)
    .filter((method) => method === "eth_sendTransaction" || method === "wallet_sendCalls");

/** Confirms every plan and keeps it, with how much had been asked of the wallet by then. */
export function shown(provider, answers = []) {
  const plans = [];
  const confirm = async (plan) => {
    plans.push({ ...plan, askedBefore: asked(provider).length });
    return answers[plans.length - 1] ?? true;
  };
  return { plans, confirm };
}

/** Two clusters of the staker, and calls about them. */
export async function twoClusters(chain) {
  const { staker, network } = chain;
  const clusters = [];
  for (const ids of [
    [1n, 2n, 3n, 4n],
    [5n, 6n, 7n, 8n],
  ]) {
    const made = registration(staker, ids, BigInt(clusters.length));
    const receipt = await register(chain, [made]);
    const { cluster } = codec.decodeEvent(receipt.logs.at(-1)).args;
    clusters.push({ operatorIds: ids, cluster, publicKey: made.publicKey });
  }
  const call = (name, args, value = 0n) => ({
    chainId: network.chainId,
    from: staker,
    to: network.network,
    data: codec.encodeCall(name, args),
    value: numberToHex(value),
  });
  const on = (index) => {
    const { operatorIds, cluster, publicKey } = clusters[index];
    return {
      operatorIds,
      cluster,
      publicKey,
      deposit: (value, tuple = cluster) =>
        call("deposit", { clusterOwner: staker, operatorIds, cluster: tuple }, value),
      withdraw: (amount, tuple = cluster) =>
        call("withdraw", { operatorIds, amount, cluster: tuple }),
      remove: () => call("removeValidator", { publicKey, operatorIds, cluster }),
      exit: () => call("exitValidator", { publicKey, operatorIds }),
      liquidate: () => call("liquidate", { clusterOwner: staker, operatorIds, cluster }),
      reactivate: (value, tuple) => call("reactivate", { operatorIds, cluster: tuple }, value),
    };
  };
  const feeRecipient = call("setFeeRecipientAddress", { recipientAddress: chain.accounts[3] });
  const join = (item, value = ETHER, cluster = NEW_CLUSTER) =>
    codec.registerCall(network, [item], cluster, value);
  return { first: on(0), second: on(1), feeRecipient, join };
}
