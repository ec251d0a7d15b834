import type { Hex } from "../types.js";
import { word } from "./answer.js";
import { isComplete } from "./history.js";
import { scanLogs } from "./logs.js";
import { readHistory } from "./owner.js";
import { pooled } from "./pooled.js";
import type {
  Account,
  AccountValidator,
  Checkpoints,
  ScanOptions,
  Snapshot,
} from "./reader.types.js";
import { confirm, exists, readCluster } from "./snapshot.js";
import { headOf, type Contracts } from "./views.js";

/** Clusters read at once: two calls each fill one batch. */
const WIDTH = 10;

/** Registrations ever made, from a history whose clusters the contract confirms. */
export function readNonce(
  contracts: Contracts,
  store: Checkpoints,
  owner: Hex,
  options: ScanOptions,
): Promise<bigint> {
  return readHistory(contracts, store, owner, options, async (history, head) => {
    const clusters = [...history.clusters.values()];
    const states = await pooled(clusters, WIDTH, ({ operatorIds, cluster }) =>
      confirm(contracts, head, owner, operatorIds, cluster),
    );
    const confirmed = states.every((state) => typeof state === "boolean");
    return confirmed && isComplete(history) ? history.nonce : undefined;
  });
}

/** Everything that the chain holds of an owner, as of one block. */
export function readAccount(
  contracts: Contracts,
  store: Checkpoints | undefined,
  owner: Hex,
  options: ScanOptions,
): Promise<Account> {
  return readHistory(contracts, store, owner, options, async (history, block) => {
    const { nonce, feeRecipient } = history;
    const known = [...history.clusters.values()];
    const read = await pooled(known, WIDTH, async ({ operatorIds, cluster, validators }) => {
      const snapshot = await readCluster(contracts, block, owner, operatorIds, cluster);
      return (
        snapshot && {
          ...snapshot,
          operatorIds: [...operatorIds],
          validators: [...validators.values()],
        }
      );
    });
    const clusters = read.filter((cluster) => cluster !== undefined);
    if (clusters.length < known.length || !isComplete(history)) return undefined;
    return {
      owner: contracts.codec.checksumAddress(owner),
      block,
      nonce,
      feeRecipient,
      clusters,
    };
  });
}

/** Validators of one cluster, in order of registration; none where the contract knows no such cluster. */
export function readValidators(
  contracts: Contracts,
  store: Checkpoints | undefined,
  owner: Hex,
  operatorIds: readonly bigint[],
  options: ScanOptions,
): Promise<AccountValidator[]> {
  return readHistory(contracts, store, owner, options, async (history, head) => {
    const known = history.clusters.get(operatorIds.join());
    if (known === undefined) {
      return (await exists(contracts, head, owner, operatorIds)) ? undefined : [];
    }
    const { cluster, validators } = known;
    const state = await confirm(contracts, head, owner, operatorIds, cluster);
    const complete = typeof state === "boolean" && validators.size === cluster.validatorCount;
    return complete ? [...validators.values()] : undefined;
  });
}

/** As `readSnapshot`, from where the last scan of this owner ended. */
export async function readStoredSnapshot(
  contracts: Contracts,
  store: Checkpoints,
  owner: Hex,
  operatorIds: readonly bigint[],
  options: ScanOptions,
): Promise<Snapshot | undefined> {
  const block = await headOf(contracts);
  if (!(await exists(contracts, block, owner, operatorIds))) return undefined;
  return readHistory(contracts, store, owner, options, async (history, head) => {
    const known = history.clusters.get(operatorIds.join());
    return known && readCluster(contracts, head, owner, operatorIds, known.cluster);
  });
}

/** The newest recipient that the owner has set; the owner itself where there was none. */
export async function readFeeRecipient(
  contracts: Contracts,
  store: Checkpoints | undefined,
  owner: Hex,
): Promise<Hex> {
  if (store) {
    return readHistory(contracts, store, owner, {}, async ({ feeRecipient }) => feeRecipient);
  }
  const { node, codec, network, signal } = contracts;
  const filter = {
    address: network.network,
    topics: [codec.topic("FeeRecipientAddressUpdated"), word(BigInt(owner))],
    fromBlock: BigInt(network.genesisBlock),
    toBlock: await headOf(contracts),
  };
  for await (const logs of scanLogs(node, filter, { backwards: true, signal })) {
    const last = logs.at(-1);
    const event = last && codec.decodeEvent(last);
    if (event?.name === "FeeRecipientAddressUpdated") return event.args.recipientAddress;
  }
  return codec.checksumAddress(owner);
}
