import type { Fees } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Hex } from "../types.js";
import { invalidAnswer, word, type Log } from "./answer.js";
import { scanLogs } from "./logs.js";
import { ascending } from "./snapshot.js";
import { view, type Contracts } from "./views.js";

export interface Operator {
  readonly id: bigint;
  readonly owner: Hex;
  /** Base64 PEM, from the OperatorAdded event. */
  readonly publicKey: string;
  /** Wei per block for 32 ETH of effective balance. */
  readonly fee: bigint;
  /** ETH validators that the operator runs. */
  readonly validatorCount: number;
  readonly isPrivate: boolean;
  /** The given owner may register with it; true for every public operator. */
  readonly allowed: boolean;
  readonly removed: boolean;
  /** Keccak of the key bytes on chain, 32 bytes. */
  readonly keyHash: Hex;
  /** The contract's own storage maps `keyHash` to this id. Without it the key must not be used. */
  readonly keyConfirmed: boolean;
}

/** A key never changes after OperatorAdded, so a confirmed one is kept. */
export interface OperatorKeyRecord {
  readonly publicKey: string;
  readonly keyHash: Hex;
  readonly block: bigint;
}
export type OperatorKeys = Map<bigint, OperatorKeyRecord>;

/**
 * Slot of `mapping(bytes32 keyHash => uint64 id) operatorsPKs`, the third mapping of StorageData at
 * keccak256("ssv.network.storage.main") − 1 (SSVStorage.sol).
 */
const OPERATOR_IDS_SLOT = "d56c4f4aab8ca22f9fde432777379f436593c6027698a6995e2daea890bed106";

function unknownOperator(id: bigint): SsvError {
  return new SsvError("OPERATOR_UNKNOWN", `The contract knows no operator ${id}.`, {
    operator: id,
  });
}

/** The event's `bytes publicKey` as stored, before any unwrapping: what the contract hashes. */
function keyBytes({ data }: Log): Hex {
  const wordAt = (byte: number): number => {
    const digits = data.slice(2 + 2 * byte, 66 + 2 * byte);
    const value = digits.length === 64 ? Number(BigInt(`0x${digits}`)) : NaN;
    if (!(value * 2 <= data.length)) throw invalidAnswer("eth_getLogs");
    return value;
  };
  const offset = wordAt(0);
  const start = 2 + 2 * (offset + 32);
  const end = start + 2 * wordAt(offset);
  if (end > data.length) throw invalidAnswer("eth_getLogs");
  return `0x${data.slice(start, end)}`;
}

async function readKeys(
  { node, codec, network, signal }: Contracts,
  ids: readonly bigint[],
  head: bigint,
  keys: OperatorKeys,
): Promise<void> {
  const missing = new Set(ids.filter((id) => !keys.has(id)));
  if (missing.size === 0) return;
  const filter = {
    address: network.network,
    topics: [codec.topic("OperatorAdded"), [...missing].map(word)],
    fromBlock: BigInt(network.genesisBlock),
    toBlock: head,
  };
  for await (const logs of scanLogs(node, filter, { signal })) {
    for (const log of logs) {
      const event = codec.decodeEvent(log);
      if (event?.name !== "OperatorAdded") continue;
      const { operatorId, publicKey } = event.args;
      const keyHash = codec.keccak256(keyBytes(log));
      // An id is issued once: the first event stands.
      if (missing.delete(operatorId))
        keys.set(operatorId, { publicKey, keyHash, block: log.blockNumber });
    }
    if (missing.size === 0) return;
  }
  throw unknownOperator([...missing][0]!);
}

async function confirmKey(
  { node, codec, network, signal }: Contracts,
  id: bigint,
  keyHash: Hex,
  block: bigint,
): Promise<boolean> {
  const slot = codec.keccak256(`${keyHash}${OPERATOR_IDS_SLOT}`);
  try {
    return BigInt(await node.storage(network.network, slot, block, signal)) === id;
  } catch (error) {
    // A wallet may not offer storage reads: then the key stays unconfirmed.
    if (error instanceof SsvError && error.code === "RPC_FAILED") return false;
    throw error;
  }
}

async function wasRemoved(
  { node, codec, network, signal }: Contracts,
  id: bigint,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<boolean> {
  const topics = [codec.topic("OperatorRemoved"), word(id)];
  const filter = { address: network.network, topics, fromBlock, toBlock };
  for await (const logs of scanLogs(node, filter, { backwards: true, signal })) {
    if (logs.length > 0) return true;
  }
  return false;
}

/** Operators in the order asked for, all as of one block. */
export async function readOperators(
  contracts: Contracts,
  ids: readonly bigint[],
  owner: Hex | undefined,
  keys: OperatorKeys,
): Promise<Operator[]> {
  const block = await contracts.node.blockNumber(contracts.signal);
  const records = await Promise.all(
    ids.map((operatorId) => view(contracts, block, "getOperatorById", { operatorId })),
  );
  const nobody = records.findIndex((record) => BigInt(record.owner) === 0n);
  if (nobody >= 0) throw unknownOperator(ids[nobody]!);
  await readKeys(contracts, ids, block, keys);

  const hidden = ascending(ids.filter((_, index) => records[index]!.isPrivate));
  const listed =
    owner !== undefined && hidden.length > 0
      ? await view(contracts, block, "getWhitelistedOperators", {
          operatorIds: hidden,
          account: owner,
        })
      : [];

  return Promise.all(
    ids.map(async (id, index) => {
      const record = records[index]!;
      const { publicKey, keyHash, block: added } = keys.get(id)!;
      const [keyConfirmed, removed] = await Promise.all([
        confirmKey(contracts, id, keyHash, block),
        // An operator from the SSV era counts as inactive until its first ETH cluster: only the event tells.
        record.isActive ? false : wasRemoved(contracts, id, added, block),
      ]);
      if (!keyConfirmed) keys.delete(id);
      return {
        id,
        owner: record.owner,
        publicKey,
        fee: record.fee,
        validatorCount: record.validatorCount,
        isPrivate: record.isPrivate,
        allowed: !record.isPrivate || listed.includes(id),
        removed,
        keyHash,
        keyConfirmed,
      };
    }),
  );
}

/** What a cluster with these operators pays, as of one block. */
export async function readFees(
  contracts: Contracts,
  operators: readonly { readonly id: bigint }[],
): Promise<Fees> {
  const block = await contracts.node.blockNumber(contracts.signal);
  const [networkFee, liquidationThreshold, minimumCollateral, ...operatorFees] = await Promise.all([
    view(contracts, block, "getNetworkFee", {}),
    view(contracts, block, "getLiquidationThresholdPeriod", {}),
    view(contracts, block, "getMinimumLiquidationCollateral", {}),
    ...operators.map(({ id }) => view(contracts, block, "getOperatorFee", { operatorId: id })),
  ]);
  return { operatorFees, networkFee, liquidationThreshold, minimumCollateral };
}
