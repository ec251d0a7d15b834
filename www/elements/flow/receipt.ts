import type { Network } from "../../lib/index.js";
import type { Proof } from "./parts.js";

/** What was registered, as text to keep. Each transaction names its owner: the account may be another one now. */
export function receiptOf(network: Network | undefined, proofs: readonly Proof[]): string {
  const receipt = {
    network: network?.name,
    chainId: network?.chainId,
    contract: network?.network,
    transactions: proofs.map(({ hash, block, registrations, cluster }) => ({
      hash,
      block,
      owner: registrations[0]?.owner,
      cluster,
      operatorIds: registrations[0]?.operatorIds,
      validators: registrations.map(({ publicKey, nonce }) => ({ publicKey, nonce })),
    })),
  };
  const plain = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? value.toString() : value;
  return JSON.stringify(receipt, plain, 2);
}
