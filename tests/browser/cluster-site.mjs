/** What the tests of clusters share: an owner with clusters, and a chain whose blocks come when told. */
import { decodeEventLog, pad } from "viem";
import { createClient } from "../devnet/client.mjs";
import { sampleKey, seedCluster, seedLegacyCluster } from "../devnet/seed.mjs";
import { openSite } from "./site.mjs";

export const ETHER = 10n ** 18n;
const GWEI = 10n ** 9n;
let keys = 0;

/** Public keys that no test has used before. */
export function newKeys(count) {
  return Array.from({ length: count }, () => sampleKey(`test ${keys++}`));
}

/** Blocks that a cluster has been there for when a test begins, however fast the machine is. */
const AGE = 5;

export async function openClusterSite() {
  const site = await openSite();
  const { devnet } = site;
  const client = createClient(devnet);
  const { rpc, accounts } = devnet;

  return {
    ...site,
    client,

    /** A fresh owner with one ETH cluster, which has paid for some blocks. */
    async ownerWithCluster({ ids = [1n, 2n, 3n, 4n], count = 2, value = ETHER } = {}) {
      const owner = await site.fundedAccount();
      const own = newKeys(count);
      const cluster = await seedCluster(devnet, owner, ids, own, value);
      await client.mine(AGE);
      return { owner, ids, keys: own, name: ids.join("-"), cluster };
    },

    /** The same with a cluster that pays in SSV. */
    async ownerWithLegacyCluster({
      ids = [1n, 2n, 3n, 4n],
      count = 2,
      tokens = 100n * ETHER,
    } = {}) {
      const owner = await site.fundedAccount();
      const own = newKeys(count);
      const cluster = await seedLegacyCluster(devnet, owner, ids, own, tokens);
      await client.mine(AGE);
      return { owner, ids, keys: own, name: ids.join("-"), cluster };
    },

    /** Arguments of every event of an owner, oldest first, each with its name. */
    async clusterEvents(owner) {
      const { abi } = devnet.contracts.SSVNetwork;
      const logs = await rpc("eth_getLogs", [
        {
          address: devnet.network.network,
          topics: [null, pad(owner).toLowerCase()],
          fromBlock: "0x0",
          toBlock: "latest",
        },
      ]);
      return logs.map(({ data, topics }) => {
        const { eventName: name, args } = decodeEventLog({ abi, data, topics });
        return { name, ...args };
      });
    },

    /** Somebody deposits one wei: the cluster that was prepared for is not the present one any more. */
    async depositOneWei({ owner, ids, cluster }) {
      const options = { from: accounts[2], value: 1n };
      return (await client.write("deposit", [owner, ids, cluster], options)).cluster;
    },

    stopMining: () => rpc("evm_setIntervalMining", [0]).then(() => rpc("evm_setAutomine", [false])),
    startMining: () => rpc("evm_setIntervalMining", [1]),

    /** Puts a call into the next block before everything else that waits. */
    async overtake(functionName, args, { from = accounts[2], value = 0n } = {}) {
      const { to, data } = client.request(functionName, args);
      const fee = `0x${(500n * GWEI).toString(16)}`;
      await rpc("eth_sendTransaction", [
        {
          from,
          to,
          data,
          value: `0x${value.toString(16)}`,
          gas: "0x7a120",
          maxFeePerGas: fee,
          maxPriorityFeePerGas: fee,
        },
      ]);
    },

    mine: (blocks) => rpc("anvil_mine", [`0x${blocks.toString(16)}`]),
  };
}
