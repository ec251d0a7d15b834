import type { Hex } from "../types.js";
import { word } from "./answer.js";
import { revertOf } from "./failure.js";
import {
  confirmKey,
  loadKeys,
  scanKeys,
  unknownOperator,
  type OperatorKeys,
} from "./operator-keys.js";
import { scanLogs } from "./logs.js";
import { pooled } from "./pooled.js";
import type { Checkpoints, Operator } from "./reader.types.js";
import { ascending } from "./snapshot.js";
import { blockOf, view, type Contracts } from "./views.js";

/** Operators read at once: two calls each fill one batch. */
const WIDTH = 10;

/** The operator serves clusters on SSV; a v1 contract does not know the question. */
async function isLegacy(contracts: Contracts, block: bigint, operatorId: bigint): Promise<boolean> {
  try {
    return (await view(contracts, block, "getOperatorByIdSSV", { operatorId })).isActive;
  } catch (error) {
    if (revertOf(error) === undefined) throw error;
    return false;
  }
}

/**
 * Those of `ids` that were removed. An operator from the SSV era counts as inactive until its first ETH
 * cluster, so only the event tells.
 */
async function readRemoved(
  contracts: Contracts,
  ids: readonly bigint[],
  keys: OperatorKeys,
  block: bigint,
): Promise<Set<bigint>> {
  const { node, codec, network, signal } = contracts;
  const legacy = await pooled(ids, 2 * WIDTH, (id) => isLegacy(contracts, block, id));
  const doubtful = ids.filter((_, index) => !legacy[index]);
  const removed = new Set<bigint>();
  if (doubtful.length === 0) return removed;
  const filter = {
    address: network.network,
    topics: [codec.topic("OperatorRemoved"), doubtful.map(word)],
    fromBlock: ascending(doubtful.map((id) => keys.get(id)!.block))[0]!,
    toBlock: block,
  };
  for await (const logs of scanLogs(node, filter, { backwards: true, signal })) {
    for (const { topics } of logs) removed.add(BigInt(topics[1]!));
    if (removed.size === doubtful.length) break;
  }
  return removed;
}

/** The operators' keys, and which of them the contract's storage confirms. */
async function readKeys(
  contracts: Contracts,
  store: Checkpoints | undefined,
  ids: readonly bigint[],
  block: bigint,
  cache: OperatorKeys,
): Promise<{ keys: OperatorKeys; confirmed: ReadonlySet<bigint> }> {
  const keys: OperatorKeys = new Map([...cache].filter(([id]) => ids.includes(id)));
  const confirmed = new Set<bigint>();
  const confirm = async (): Promise<void> => {
    const open = ids.filter((id) => keys.has(id) && !confirmed.has(id));
    await pooled(open, 2 * WIDTH, async (id) => {
      if (await confirmKey(contracts, id, keys.get(id)!.keyHash, block)) confirmed.add(id);
    });
  };
  if (store) await loadKeys(contracts, store, ids, keys);
  await confirm();
  // What was kept and does not hold is read again.
  for (const id of ids) if (!confirmed.has(id)) keys.delete(id);
  await scanKeys(contracts, store, ids, block, keys);
  await confirm();
  for (const id of confirmed) cache.set(id, keys.get(id)!);
  return { keys, confirmed };
}

/** Operators in the order asked for, all as of one block. */
export async function readOperators(
  contracts: Contracts,
  store: Checkpoints | undefined,
  asked: readonly bigint[],
  owner: Hex | undefined,
  cache: OperatorKeys,
): Promise<Operator[]> {
  const block = await blockOf(contracts);
  const ids = ascending([...new Set(asked)]);
  const [limit, records] = await Promise.all([
    view(contracts, block, "getValidatorsPerOperatorLimit", {}),
    pooled(ids, WIDTH, async (operatorId) => {
      const [record, declared] = await Promise.all([
        view(contracts, block, "getOperatorById", { operatorId }),
        view(contracts, block, "getOperatorDeclaredFee", { operatorId }),
      ]);
      return { id: operatorId, record, declared };
    }),
  ]);
  const nobody = records.find(({ record }) => BigInt(record.owner) === 0n);
  if (nobody) throw unknownOperator(nobody.id);
  const { keys, confirmed } = await readKeys(contracts, store, ids, block, cache);

  const hidden = records.filter(({ record }) => record.isPrivate).map(({ id }) => id);
  const inactive = records.filter(({ record }) => !record.isActive).map(({ id }) => id);
  const [listed, removed] = await Promise.all([
    owner === undefined || hidden.length === 0
      ? ([] as bigint[])
      : view(contracts, block, "getWhitelistedOperators", { operatorIds: hidden, account: owner }),
    readRemoved(contracts, inactive, keys, block),
  ]);

  const operators = records.map(({ id, record, declared }): [bigint, Operator] => {
    const { publicKey, keyHash } = keys.get(id)!;
    const { owner: holder, fee, validatorCount, isPrivate } = record;
    const { approvalBeginTime: from, approvalEndTime: until } = declared;
    return [
      id,
      {
        id,
        owner: holder,
        publicKey,
        fee,
        ...(declared.isFeeDeclared ? { declaredFee: { fee: declared.fee, from, until } } : {}),
        validatorCount,
        capacity: Math.max(0, limit - validatorCount),
        isPrivate,
        allowed: !isPrivate || listed.includes(id),
        removed: removed.has(id),
        keyHash,
        keyConfirmed: confirmed.has(id),
      },
    ];
  });
  const byId = new Map(operators);
  return asked.map((id) => byId.get(id)!);
}
