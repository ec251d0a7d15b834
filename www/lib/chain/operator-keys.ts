import { SsvError } from "../errors.js";
import type { Hex } from "../types.js";
import { bytes, fields, invalidAnswer, word, type Log } from "./answer.js";
import { scanLogs } from "./logs.js";
import { bounded } from "./pause.js";
import type { Checkpoints } from "./reader.types.js";
import type { Contracts } from "./views.js";

/** An operator's key as its OperatorAdded event gives it; the key never changes after. */
export interface OperatorKeyRecord {
  readonly publicKey: string;
  /** Keccak of the key bytes on chain, 32 bytes. */
  readonly keyHash: Hex;
  /** Of the event. */
  readonly block: bigint;
}
export type OperatorKeys = Map<bigint, OperatorKeyRecord>;

type OperatorAddedLog = Pick<Log, "topics" | "data" | "blockNumber">;

/**
 * Slot of `mapping(bytes32 keyHash => uint64 id) operatorsPKs`, the third mapping of StorageData at
 * keccak256("ssv.network.storage.main") − 1 (SSVStorage.sol).
 */
const OPERATOR_IDS_SLOT = "d56c4f4aab8ca22f9fde432777379f436593c6027698a6995e2daea890bed106";

export function unknownOperator(operator: bigint): SsvError {
  const message = `The contract knows no operator ${operator}.`;
  return new SsvError("OPERATOR_UNKNOWN", message, { operator });
}

/** The event's `bytes publicKey` as stored, before any unwrapping: what the contract hashes. */
function keyBytes(data: Hex): Hex {
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

/** An id is issued once: the first event stands. */
function take({ codec }: Contracts, keys: OperatorKeys, log: OperatorAddedLog): bigint | undefined {
  const event = codec.decodeEvent(log);
  if (event?.name !== "OperatorAdded") return undefined;
  const { operatorId, publicKey } = event.args;
  if (keys.has(operatorId)) return undefined;
  const keyHash = codec.keccak256(keyBytes(log.data));
  keys.set(operatorId, { publicKey, keyHash, block: log.blockNumber });
  return operatorId;
}

function storeKey({ network }: Contracts, id: bigint): string {
  return `ssv-wasm:operator:${network.chainId}:${network.network}:${id}`.toLowerCase();
}

/** Keys kept from an earlier scan. They need no seal: what the contract's storage does not confirm is dropped. */
export async function loadKeys(
  contracts: Contracts,
  store: Checkpoints,
  ids: readonly bigint[],
  keys: OperatorKeys,
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      try {
        const kept = await bounded(store.load(storeKey(contracts, id)), contracts.signal, 5000);
        const { topics, data, block } = fields(kept, "checkpoint");
        if (!Array.isArray(topics)) return;
        const log = {
          topics: topics.map((topic) => bytes(topic, "checkpoint", 32)),
          data: bytes(data, "checkpoint"),
          blockNumber: BigInt(block as string),
        };
        const found: OperatorKeys = new Map();
        if (take(contracts, found, log) === id) keys.set(id, found.get(id)!);
      } catch (error) {
        if (contracts.signal?.aborted) throw error;
      }
    }),
  );
}

async function saveKey(
  contracts: Contracts,
  store: Checkpoints,
  id: bigint,
  { topics, data, blockNumber }: Log,
): Promise<void> {
  try {
    await store.save(storeKey(contracts, id), { topics, data, block: blockNumber.toString() });
  } catch {
    // Costs the next scan only.
  }
}

/** Reads the keys that are missing from their events; rejects with OPERATOR_UNKNOWN where there is none. */
export async function scanKeys(
  contracts: Contracts,
  store: Checkpoints | undefined,
  ids: readonly bigint[],
  head: bigint,
  keys: OperatorKeys,
): Promise<void> {
  const { node, codec, network, signal } = contracts;
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
      const id = take(contracts, keys, log);
      if (id === undefined || !missing.delete(id)) continue;
      if (store) void saveKey(contracts, store, id, log);
    }
    if (missing.size === 0) return;
  }
  throw unknownOperator([...missing][0]!);
}

/** The contract's storage maps this key to this operator. */
export async function confirmKey(
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
