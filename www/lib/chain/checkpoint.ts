import type { Codec } from "../codec.types.js";
import type { Cluster, Hex, Network } from "../types.js";
import { bytes, fields } from "./answer.js";
import type { ClusterHistory, History } from "./history.js";
import { bounded } from "./pause.js";
import type { AccountValidator, Checkpoints } from "./reader.types.js";
import type { Contracts } from "./views.js";

const VERSION = 1;
/** Milliseconds: a store that is slower than this is slower than a scan. */
const PATIENCE = 5000;

/** What one checkpoint is for: another chain, contract or owner never finds it. */
export function checkpointKey({ chainId, network }: Network, owner: Hex): string {
  return `ssv-wasm:account:${chainId}:${network}:${owner}`.toLowerCase();
}

/** A history at `block`, as text that can be kept. */
export interface Settled {
  readonly block: bigint;
  readonly text: string;
}

export function encodeHistory({ block, nonce, feeRecipient, clusters }: History): Settled {
  const rows = [...clusters.values()].map(({ operatorIds, cluster, validators }) => [
    operatorIds,
    Object.values(inOrder(cluster)),
    [...validators.values()].map(({ publicKey, registeredAt, exitRequestedAt }) => [
      publicKey,
      registeredAt,
      ...(exitRequestedAt === undefined ? [] : [exitRequestedAt]),
    ]),
  ]);
  const text = JSON.stringify([block, nonce, feeRecipient, rows], (_, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return { block, text };
}

/** Reads what `encodeHistory` wrote; throws on anything else. */
export function decodeHistory({ text }: Pick<Settled, "text">): History {
  const [block, nonce, feeRecipient, rows] = list(JSON.parse(text), 4);
  const clusters = list(rows).map((row) => decodeCluster(list(row, 3)));
  return {
    block: integer(block),
    nonce: integer(nonce),
    feeRecipient: address(feeRecipient),
    clusters: new Map(clusters.map((known) => [known.operatorIds.join(), known])),
  };
}

function inOrder({ validatorCount, networkFeeIndex, index, active, balance }: Cluster): Cluster {
  return { validatorCount, networkFeeIndex, index, active, balance };
}

function decodeCluster([ids, tuple, keys]: readonly unknown[]): ClusterHistory {
  const [validatorCount, networkFeeIndex, index, active, balance] = list(tuple, 5);
  const validators = list(keys).map((row): [Hex, AccountValidator] => {
    const [key, registeredAt, exitRequestedAt] = list(row);
    const publicKey = bytes(key, "checkpoint", 48);
    const validator = { publicKey, registeredAt: integer(registeredAt) };
    if (exitRequestedAt === undefined) return [publicKey, validator];
    return [publicKey, { ...validator, exitRequestedAt: integer(exitRequestedAt) }];
  });
  return {
    operatorIds: list(ids).map(integer),
    cluster: {
      validatorCount: Number(validatorCount),
      networkFeeIndex: integer(networkFeeIndex),
      index: integer(index),
      active: active === true,
      balance: integer(balance),
    },
    validators: new Map(validators),
  };
}

function list(value: unknown, length?: number): readonly unknown[] {
  if (!Array.isArray(value) || (length ?? value.length) !== value.length) throw new TypeError();
  return value;
}

function integer(value: unknown): bigint {
  if (typeof value !== "string" || !/^\d{1,78}$/.test(value)) throw new TypeError();
  return BigInt(value);
}

/** As it was written, checksummed. */
function address(value: unknown): Hex {
  bytes(value, "checkpoint", 20);
  return value as Hex;
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Large accounts are a megabyte of text. */
function digest(codec: Codec, ...parts: readonly string[]): Hex {
  let digits: Hex = "0x";
  for (const byte of new TextEncoder().encode(parts.join("\n"))) digits += PAIRS[byte];
  return codec.keccak256(digits);
}

/** The block's hash; undefined where the node does not have that block. */
async function hashOf({ node, signal }: Contracts, block: bigint): Promise<Hex | undefined> {
  const method = "eth_getBlockByNumber";
  const answer = await node.request(method, [`0x${block.toString(16)}`, false], signal);
  return answer === null ? undefined : bytes(fields(answer, method)["hash"], method, 32);
}

/**
 * The history stored for this owner. undefined: there is none, or it is not of this version, chain, contract
 * and owner, was changed since it was written, or its block is not in the chain that the node serves.
 */
export async function loadHistory(
  contracts: Contracts,
  store: Checkpoints,
  owner: Hex,
): Promise<Settled | undefined> {
  const key = checkpointKey(contracts.network, owner);
  try {
    const value = await bounded(store.load(key), contracts.signal, PATIENCE);
    if (value === undefined || value === null) return undefined;
    const { version, hash, text, seal } = fields(value, "checkpoint");
    if (version !== VERSION || typeof text !== "string") return undefined;
    if (seal !== digest(contracts.codec, key, String(hash), text)) return undefined;
    const { block } = decodeHistory({ text });
    return (await hashOf(contracts, block)) === hash ? { block, text } : undefined;
  } catch (error) {
    // A store or a node that fails here costs a scan, never the answer.
    if (contracts.signal?.aborted) throw error;
    return undefined;
  }
}

/** Keeps a history for the next scan. A store that fails is no reason to fail the read. */
export async function saveHistory(
  contracts: Contracts,
  store: Checkpoints,
  owner: Hex,
  { block, text }: Settled,
): Promise<void> {
  const key = checkpointKey(contracts.network, owner);
  try {
    const hash = await hashOf(contracts, block);
    if (hash === undefined) return;
    const seal = digest(contracts.codec, key, hash, text);
    const saved = store.save(key, { version: VERSION, hash, text, seal });
    await bounded(saved, contracts.signal, PATIENCE);
  } catch (error) {
    if (contracts.signal?.aborted) throw error;
  }
}
