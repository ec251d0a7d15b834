import type { Codec } from "../codec.types.js";
import type { Hex, Network } from "../types.js";
import { invalidAnswer, word } from "./answer.js";
import { scanLogs, type ScanOptions } from "./logs.js";
import type { Node } from "./node.js";

/**
 * Registrations ever made by this owner up to `head`: what the next share signature is bound to.
 * Operators count every ValidatorAdded of the owner, malformed ones too, and never count down.
 */
export async function countRegistrations(
  node: Node,
  codec: Codec,
  network: Network,
  owner: Hex,
  head: bigint,
  options: ScanOptions,
): Promise<bigint> {
  const filter = {
    address: network.network,
    topics: [codec.topic("ValidatorAdded"), word(BigInt(owner))],
    fromBlock: BigInt(network.genesisBlock),
    toBlock: head,
  };
  let count = 0n;
  for await (const logs of scanLogs(node, filter, options)) count += BigInt(logs.length);
  return count;
}

/** Transactions of this account that are sent but not mined, as far as the node knows. */
export async function countPending(node: Node, account: Hex): Promise<number> {
  const method = "eth_getTransactionCount";
  const [latest, pending] = await Promise.all(
    ["latest", "pending"].map((tag) => node.request(method, [account, tag])),
  );
  const difference = Number(pending) - Number(latest);
  if (!Number.isSafeInteger(difference)) throw invalidAnswer(method);
  return Math.max(0, difference);
}
