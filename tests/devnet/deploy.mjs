import { encodeAbiParameters, encodeDeployData, encodeFunctionData } from "viem";

const TOKEN_SUPPLY = 1_000_000n * 10n ** 18n;
const ORACLES = [5, 6, 7, 8];

/**
 * Sends from an account that the node has unlocked and waits for the receipt.
 *
 * @returns {Promise<any>} the receipt; rejects when the node refuses the transaction or it reverts
 */
export async function send(rpc, transaction) {
  const hash = await rpc("eth_sendTransaction", [transaction]);
  const receipt = await mined(rpc, hash);
  if (receipt.status !== "0x1") throw new Error(`Transaction ${hash} reverted.`);
  return receipt;
}

/** Even a node that mines at once may answer with the hash before the receipt is there. */
async function mined(rpc, hash) {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    const receipt = await rpc("eth_getTransactionReceipt", [hash]);
    if (receipt) return receipt;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`Transaction ${hash} was not mined within 30 seconds.`);
}

/** An operator key as the contract stores it: `abi.encode(string)`. */
export function encodeOperatorKey(publicKey) {
  return encodeAbiParameters([{ type: "string" }], [publicKey]);
}

/**
 * Deploys token, network and views from the first account. The second to last accounts stay free for stakers,
 * except 5 to 8, which are the balance oracles.
 *
 * @returns {Promise<{ network: string, views: string, token: string, genesisBlock: number }>}
 */
export async function deploy(rpc, contracts, accounts) {
  const [from] = accounts;
  const create = (name, args) => {
    const { abi, bytecode } = contracts[name];
    return send(rpc, { from, data: encodeDeployData({ abi, bytecode, args }) });
  };
  const { contractAddress: token } = await create("SSVToken", []);
  const { contractAddress: module } = await create("ViewsModule", []);
  const oracles = ORACLES.map((index) => accounts[index]);
  const receipt = await create("SSVNetwork", [token, module, oracles]);
  const network = receipt.contractAddress;
  const { contractAddress: views } = await create("SSVNetworkViews", [network]);
  const { abi } = contracts.SSVToken;
  for (const [functionName, to] of [
    ["mint", from],
    ["approve", network],
  ]) {
    const data = encodeFunctionData({ abi, functionName, args: [to, TOKEN_SUPPLY] });
    await send(rpc, { from, to: token, data });
  }
  return { network, views, token, genesisBlock: Number(receipt.blockNumber) };
}

/**
 * Registers the operators in order, so that they get the ids 1, 2, 3 …
 *
 * @param {{ publicKey: string, fee: number, private?: boolean, allows?: number[] }[]} operators
 */
export async function registerOperators(rpc, { abi }, network, accounts, operators) {
  const [from] = accounts;
  const call = (functionName, args) =>
    send(rpc, { from, to: network, data: encodeFunctionData({ abi, functionName, args }) });
  for (const { id, publicKey, fee, private: isPrivate = false, allows = [] } of operators) {
    await call("registerOperator", [encodeOperatorKey(publicKey), BigInt(fee), isPrivate]);
    if (allows.length === 0) continue;
    await call("setOperatorsWhitelists", [[BigInt(id)], allows.map((index) => accounts[index])]);
  }
}

/** The code of smart accounts. Its address. */
export async function deployBatchAccount(rpc, { BatchAccount }, [from]) {
  const { contractAddress } = await send(rpc, { from, data: BatchAccount.bytecode });
  return contractAddress;
}
