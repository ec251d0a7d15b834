import type { Hex } from "../types.js";
import { word } from "./answer.js";
import { scanLogs } from "./logs.js";
import type { ScanOptions } from "./reader.types.js";
import { headOf, type Contracts } from "./views.js";

/**
 * Registrations ever made by this owner: what the next share signature is bound to. Operators count every
 * ValidatorAdded of the owner, malformed ones too, and never count down.
 */
export async function countRegistrations(
  contracts: Contracts,
  owner: Hex,
  options: ScanOptions,
): Promise<bigint> {
  const { node, codec, network } = contracts;
  const filter = {
    address: network.network,
    topics: [codec.topic("ValidatorAdded"), word(BigInt(owner))],
    fromBlock: BigInt(network.genesisBlock),
    toBlock: await headOf(contracts),
  };
  let count = 0n;
  for await (const logs of scanLogs(node, filter, options)) count += BigInt(logs.length);
  return count;
}
