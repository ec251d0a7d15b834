import type { Call, Hex } from "../../lib/index.js";
import type { SavedTransaction } from "../../lib/wallet/index.js";
import type { ActionName } from "./actions/action-spec.js";
import { actions } from "./actions/index.js";

/** A call that was handed to a wallet and has not ended yet. All of it is public. */
export interface Unfinished {
  readonly action: ActionName;
  /** Operators of its cluster, "1-2-3-4". */
  readonly cluster?: string | undefined;
  readonly call: Call;
  /** undefined: a multisig has it and runs it in a transaction of its own. */
  readonly transaction?: SavedTransaction | undefined;
  /** Block at which it was handed over. */
  readonly fromBlock: number;
}

/** Keeps what must survive a reload, as text. The host of the page may bring its own. */
export interface Store {
  load(key: string): string | undefined;
  /** undefined: forget it. */
  save(key: string, text: string | undefined): void;
}

/** In the browser, for this page only. Where storage is refused, nothing is kept. */
export function browserStore(): Store {
  const attempt = <T>(work: (storage: Storage) => T): T | undefined => {
    try {
      return work(localStorage);
    } catch {
      return undefined;
    }
  };
  return {
    load: (key) => attempt((storage) => storage.getItem(key)) ?? undefined,
    save(key, text) {
      attempt((storage) =>
        text === undefined ? storage.removeItem(key) : storage.setItem(key, text),
      );
    },
  };
}

/** The unfinished calls of each account on each chain, one at a time. */
export class UnfinishedCalls {
  constructor(private readonly store: Store) {}

  load(chainId: number, owner: Hex): Unfinished | undefined {
    try {
      const value: unknown = JSON.parse(this.store.load(keyOf(chainId, owner)) ?? "null");
      return isUnfinished(value, chainId, owner) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  save(unfinished: Unfinished): void {
    const { chainId, from } = unfinished.call;
    this.store.save(keyOf(chainId, from), JSON.stringify(unfinished));
  }

  /** Another call of the account that was handed over since stays. */
  forget({ chainId, from, data, value }: Call, transaction: SavedTransaction | undefined): void {
    const kept = this.load(chainId, from);
    if (kept?.call.data !== data || kept.call.value !== value) return;
    if (kept.transaction?.hash !== transaction?.hash) return;
    this.store.save(keyOf(chainId, from), undefined);
  }
}

function keyOf(chainId: number, owner: Hex): string {
  return `ssv-unfinished:${chainId}:${owner.toLowerCase()}`;
}

/** Storage may hold what another version of the page wrote. */
function isUnfinished(value: unknown, chainId: number, owner: Hex): value is Unfinished {
  if (!isRecord(value)) return false;
  const { action, cluster, call, transaction, fromBlock } = value;
  return (
    typeof action === "string" &&
    Object.hasOwn(actions, action) &&
    (cluster === undefined || typeof cluster === "string") &&
    Number.isSafeInteger(fromBlock) &&
    isCall(call, chainId, owner) &&
    (transaction === undefined ||
      (isCall(transaction, chainId, owner) &&
        isHex(transaction["hash"], 32) &&
        Number.isSafeInteger(transaction["nonce"]) &&
        Number.isSafeInteger(transaction["blockAtSend"])))
  );
}

function isCall(value: unknown, chainId: number, owner: Hex): value is Record<string, unknown> {
  return (
    isRecord(value) &&
    value["chainId"] === chainId &&
    String(value["from"]).toLowerCase() === owner.toLowerCase() &&
    isHex(value["to"], 20) &&
    isHex(value["data"]) &&
    /^0x[0-9a-f]{1,64}$/.test(String(value["value"]))
  );
}

function isHex(value: unknown, bytes?: number): boolean {
  if (typeof value !== "string" || !/^0x(?:[0-9a-f]{2})*$/i.test(value)) return false;
  return bytes === undefined || value.length === 2 + 2 * bytes;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
