import { word, type Receipt } from "../chain/answer.js";
import type { Reader } from "../chain/reader.js";
import type { Registration } from "../types.js";

/**
 * The receipt with these registrations, looked up by event: the hash of a multisig's transaction is not known
 * beforehand. undefined: not there yet. The receipt still has to be proved.
 */
export async function findRegistration(
  registrations: readonly Registration[],
  options: { reader: Reader; fromBlock: number | bigint; signal?: AbortSignal },
): Promise<Receipt | undefined> {
  const { reader, fromBlock, ...scan } = options;
  const [first] = registrations;
  if (first === undefined) return undefined;
  const codec = await reader.codec();
  const filter = {
    address: reader.network.network,
    topics: [codec.topic("ValidatorAdded"), word(BigInt(first.owner))],
    fromBlock: BigInt(fromBlock),
    toBlock: await reader.blockNumber(),
  };
  const log = (await reader.logs(filter, scan)).findLast((log) => {
    const event = codec.decodeEvent(log);
    return (
      event?.name === "ValidatorAdded" && event.args.publicKey === first.publicKey.toLowerCase()
    );
  });
  return log && reader.receipt(log.transactionHash);
}
