import { readFile } from "node:fs/promises";
import { getAddress } from "viem";
import { startAnvil } from "./anvil.mjs";
import { compile } from "./compile.mjs";
import { deploy, deployBatchAccount, registerOperators } from "./deploy.mjs";

const OPERATORS = new URL("./operators.json", import.meta.url);

/**
 * @typedef {object} DevnetOperator
 * @property {bigint} id
 * @property {string} publicKey base64 PEM, as the network hands it out
 * @property {bigint} fee wei per block for 32 ETH
 * @property {string} owner
 * @property {boolean} isPrivate
 * @property {string[]} allows accounts that may register with it while it is private
 */

/**
 * @typedef {object} Devnet
 * @property {string} rpcUrl
 * @property {import("../../www/lib/types.js").Network} network
 * @property {DevnetOperator[]} operators ids 1 to 13; 12 and 13 are private, 12 allows `accounts[1]`
 * @property {string[]} accounts unlocked and funded; 0 deploys and owns everything, 1 is the staker, 5 to 8 are oracles
 * @property {string} batchAccount code of smart accounts, for plain accounts to delegate to and multisigs to have
 * @property {Record<string, string>} operatorKeys id → RSA private key, PKCS#8 PEM
 * @property {Record<string, import("./compile.mjs").Contract>} contracts
 * @property {(method: string, params?: unknown[]) => Promise<any>} rpc
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a local chain with the network contracts and 13 operators.
 *
 * @param {{ port?: number, chainId?: number, blockTime?: number }} [options] `blockTime` in seconds; without it every
 *   transaction is mined at once
 * @returns {Promise<Devnet>}
 */
export async function startDevnet({ port, chainId = 31337, blockTime } = {}) {
  const [contracts, file] = await Promise.all([compile(), readFile(OPERATORS, "utf8")]);
  const listed = JSON.parse(file);
  const { rpcUrl, rpc, stop } = await startAnvil({ port, chainId });
  try {
    const accounts = (await rpc("eth_accounts")).map((account) => getAddress(account));
    const deployed = await deploy(rpc, contracts, accounts);
    await registerOperators(rpc, contracts.SSVNetwork, deployed.network, accounts, listed);
    const batchAccount = await deployBatchAccount(rpc, contracts, accounts);
    if (blockTime !== undefined) await rpc("evm_setIntervalMining", [blockTime]);
    return {
      rpcUrl,
      network: {
        name: "Local devnet",
        chainId,
        rpcUrl,
        network: getAddress(deployed.network),
        views: getAddress(deployed.views),
        token: getAddress(deployed.token),
        genesisBlock: deployed.genesisBlock,
      },
      operators: listed.map(({ id, publicKey, fee, private: isPrivate = false, allows = [] }) => ({
        id: BigInt(id),
        publicKey,
        fee: BigInt(fee),
        owner: accounts[0],
        isPrivate,
        allows: allows.map((index) => accounts[index]),
      })),
      accounts,
      batchAccount,
      operatorKeys: Object.fromEntries(listed.map(({ id, privateKey }) => [id, privateKey])),
      contracts,
      rpc,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
