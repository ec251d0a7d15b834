import type { Hex } from "../types.js";
import { word } from "./answer.js";
import {
  decodeHistory,
  encodeHistory,
  loadHistory,
  saveHistory,
  type Settled,
} from "./checkpoint.js";
import { emptyHistory, isComplete, OWNER_EVENTS, record, type History } from "./history.js";
import { scanLogs } from "./logs.js";
import type { Checkpoints, ScanOptions } from "./reader.types.js";
import { staleCluster } from "./snapshot.js";
import { headOf, type Contracts } from "./views.js";

/** Blocks behind the head that no reorganisation reaches: four epochs, twice what finality takes. */
const SETTLED = 128n;
/** Windows of a long scan after which what was read is kept, should the scan be cancelled. */
const KEEP_EVERY = 64;

/** Takes in the owner's events from the block after the history's to `toBlock`. */
async function advance(
  contracts: Contracts,
  history: History,
  owner: Hex,
  toBlock: bigint,
  onWindow: (at: bigint) => Promise<void> | void,
): Promise<void> {
  const { node, codec, network, signal } = contracts;
  const filter = {
    address: network.network,
    topics: [OWNER_EVENTS.map((name) => codec.topic(name)), word(BigInt(owner))],
    fromBlock: history.block + 1n,
    toBlock,
  };
  let at = history.block;
  const onProgress = (progress: { at: bigint }): void => void (at = progress.at);
  for await (const logs of scanLogs(node, filter, { signal, onProgress })) {
    for (const log of logs) record(history, codec, log);
    history.block = at;
    await onWindow(at);
  }
}

/**
 * The owner's history up to the head, as far as `accept` confirms it there: it gives undefined where the
 * contract disagrees. Then the blocks that may have changed are read again (a node behind the head, a
 * reorganisation), and at last everything, whatever was stored.
 *
 * What bounds a stored history: it carries a seal over its content, chain, contract and owner; its block must
 * be in the chain that the node serves; and `accept` holds it against the contract at the head. It is written
 * only up to `SETTLED` blocks behind the head.
 */
export async function readHistory<T>(
  contracts: Contracts,
  store: Checkpoints | undefined,
  owner: Hex,
  { onProgress }: Pick<ScanOptions, "onProgress">,
  accept: (history: History, head: bigint) => Promise<T | undefined>,
): Promise<T> {
  const first = BigInt(contracts.network.genesisBlock);
  let settled: Settled | undefined;
  let kept: bigint | undefined;
  for (let attempt = 0; attempt < 3; attempt++) {
    const head = await headOf(contracts);
    if (attempt === 0 && store) {
      settled = await loadHistory(contracts, store, owner);
      kept = settled?.block;
    }
    if (attempt === 2) settled = kept = undefined;
    const history = settled
      ? decodeHistory(settled)
      : emptyHistory(contracts.codec.checksumAddress(owner), first - 1n);
    const from = history.block + 1n;

    const keep = async (distance: bigint): Promise<void> => {
      if (!store || !settled || !isComplete(history)) return;
      if (kept !== undefined && settled.block < kept + distance) return;
      await saveHistory(contracts, store, owner, settled);
      kept = settled.block;
    };
    let windows = 0;
    const report = (at: bigint): void => onProgress?.({ from, to: head, at });
    if (head - SETTLED >= from) {
      await advance(contracts, history, owner, head - SETTLED, async (at) => {
        report(at);
        if (++windows % KEEP_EVERY > 0) return;
        settled = encodeHistory(history);
        await keep(1n);
      });
      settled = encodeHistory(history);
    }
    await advance(contracts, history, owner, head, report);

    const accepted = await accept(history, head);
    if (accepted !== undefined) {
      await keep(SETTLED);
      return accepted;
    }
    // About a second: a node that is behind catches up.
    await contracts.node.rest(attempt + 3, contracts.signal);
  }
  throw staleCluster();
}
