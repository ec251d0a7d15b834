import type { Codec, Fees, LegacyFees } from "../codec.types.js";
import type { Call, Cluster, Eip1193, Hex, Network } from "../types.js";
import type { Log, Receipt } from "./answer.js";
import type { LogFilter, ScanProgress } from "./logs.js";
import type { Patience } from "./node.js";

/**
 * Where public facts about owners and operators are kept, so that the next scan starts where the last ended.
 * What comes back is checked, and what fails is dropped; a store that fails costs time only.
 *
 * Damage, another owner, contract or chain, and a reorganisation are found out before anything is used; a wrong
 * cluster, validator or operator key by the contract. What the contract does not hold rests on the store: a
 * fee recipient, a nonce above the validators registered now, a cluster left out of which no event is newer
 * than the checkpoint. Whoever can write to the store with intent could change these, so keep it as safe as
 * the page or script itself.
 */
export interface Checkpoints {
  /** undefined: nothing kept under this key. */
  load(key: string): Promise<unknown>;
  /** `value` is JSON-safe. */
  save(key: string, value: unknown): Promise<void>;
}

export interface ReaderOptions {
  readonly network: Network;
  /** A wallet's provider or a JSON-RPC URL; `network.rpcUrl` unless given. */
  readonly transport?: Eip1193 | string | undefined;
  /** Loaded on first use unless given. */
  readonly codec?: Codec | undefined;
  readonly patience?: Patience | undefined;
  /** Without one, every scan starts at the network's first block. */
  readonly checkpoints?: Checkpoints | undefined;
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
}

/**
 * `eoa`: a plain account. `delegated`: a plain account with EIP-7702 code, which signs and sends as before.
 * `contract`: a multisig or smart account, whose transactions are proposed and run later.
 */
export type AccountKind = "eoa" | "delegated" | "contract";

/** A cluster tuple that the contract confirmed to be the current one at `block`. */
export interface Snapshot {
  readonly cluster: Cluster;
  /** What the cluster pays its operators in. */
  readonly kind: "eth" | "ssv";
  readonly block: bigint;
  readonly liquidated: boolean;
  /** Wei at `block`, fees deducted; only of ETH clusters that are not liquidated. */
  readonly balance?: bigint;
  /** Whole ETH over all validators, as the contract bills it; only of ETH clusters that are not liquidated. */
  readonly effectiveBalance?: bigint;
  /** SSV base units at `block`, fees deducted; only of clusters on SSV that are not liquidated. */
  readonly legacyBalance?: bigint;
}

/** A validator that is registered now. */
export interface AccountValidator {
  /** 48 bytes. */
  readonly publicKey: Hex;
  /** Block. */
  readonly registeredAt: bigint;
  /** Block of the newest exit request since the registration. */
  readonly exitRequestedAt?: bigint;
}

export interface AccountCluster extends Snapshot {
  /** Ascending. */
  readonly operatorIds: bigint[];
  /** In order of registration; as many as the confirmed tuple counts. */
  readonly validators: AccountValidator[];
}

/** Everything that the chain holds of an owner, as of one block. */
export interface Account {
  /** Checksummed. */
  readonly owner: Hex;
  readonly block: bigint;
  /** Registrations ever made: what the next share signature is bound to. */
  readonly nonce: bigint;
  /** Who gets the block rewards of all the owner's validators; the owner unless it set another. */
  readonly feeRecipient: Hex;
  /** In order of creation, empty and liquidated ones included. */
  readonly clusters: AccountCluster[];
}

export interface Operator {
  readonly id: bigint;
  readonly owner: Hex;
  /** Base64 PEM, from the OperatorAdded event. */
  readonly publicKey: string;
  /** Wei per block for 32 ETH of effective balance. */
  readonly fee: bigint;
  /** A higher fee that the operator may put in force between two times, unix seconds. */
  readonly declaredFee?: { readonly fee: bigint; readonly from: bigint; readonly until: bigint };
  /** ETH validators that the operator runs. */
  readonly validatorCount: number;
  /** ETH validators that it can still take. */
  readonly capacity: number;
  readonly isPrivate: boolean;
  /** The given owner may register with it; true for every public operator. */
  readonly allowed: boolean;
  readonly removed: boolean;
  /** Keccak of the key bytes on chain, 32 bytes. */
  readonly keyHash: Hex;
  /** The contract's own storage maps `keyHash` to this id. Without it the key must not be used. */
  readonly keyConfirmed: boolean;
}

/** What the SSV API says of an operator. Cleaned and bounded, but not to be believed over the chain. */
export interface OperatorFacts {
  /** One line, at most 64 characters. */
  readonly name: string;
  /** Percent of its duties, 0 to 100. */
  readonly performance24h?: number;
  readonly performance30d?: number;
}

export interface SsvApi {
  /** undefined: the API does not know the operator, or did not answer in time or in its form. Never rejects. */
  operator(id: bigint): Promise<OperatorFacts | undefined>;
}

/** What the network's owners have set, as of `block`. */
export interface NetworkParameters {
  readonly block: bigint;
  /** Wei per block for 32 ETH of effective balance. */
  readonly networkFee: bigint;
  /** Blocks that a cluster's balance must cover. */
  readonly liquidationThreshold: bigint;
  /** Wei. */
  readonly minimumCollateral: bigint;
  /** ETH validators that one operator may run. */
  readonly validatorsPerOperator: number;
  /** Wei per block for 32 ETH of effective balance. */
  readonly maximumOperatorFee: bigint;
  /** Hundredths of a percent that a fee may rise at once. */
  readonly operatorFeeIncreaseLimit: bigint;
  /** Seconds from the declaration of a fee until it may be put in force. */
  readonly declarePeriod: bigint;
  /** Seconds in which it may be. */
  readonly executePeriod: bigint;
  /** ETH validators of the whole network. */
  readonly validators: number;
}

/** Reads the chain. Every answer is validated; reads that belong together are made at one explicit block. */
export interface Reader extends Pick<Eip1193, "request"> {
  readonly network: Network;
  codec(): Promise<Codec>;
  blockNumber(): Promise<bigint>;
  /** Rejects with WRONG_CHAIN {expected, actual} or CONTRACT_UNSUPPORTED {version}. */
  check(): Promise<{ version: string; generation: "v1" | "v2" }>;
  /** Wei. */
  ethBalance(account: Hex): Promise<bigint>;
  /** Wei per gas that the next blocks can ask at most: twice the base fee plus the tip. */
  gasPrice(): Promise<bigint>;
  accountKind(account: Hex): Promise<AccountKind>;
  /**
   * Nonce, fee recipient, clusters and validators of an owner, from one scan of its events. Rejects with
   * CLUSTER_STALE where the contract does not confirm what the events say.
   */
  account(owner: Hex, options?: ScanOptions): Promise<Account>;
  /**
   * The owner's registration count, which the next share signature is bound to. With checkpoints it continues
   * a kept count only where its block is still in the chain and the contract confirms every cluster and how
   * many validators each holds; else it counts from the first block. What that leaves is a validator both
   * registered and removed before the checkpoint, left out by the node that was read then: `recount` asks the
   * node for every registration again.
   */
  nonce(owner: Hex, options?: ScanOptions & { readonly recount?: boolean }): Promise<bigint>;
  /** Transactions of the account that wait to be mined; registrations among them move the nonce. */
  pendingTransactions(account: Hex): Promise<number>;
  /** undefined: no such cluster. Rejects with CLUSTER_STALE where the contract does not confirm the state. */
  snapshot(
    owner: Hex,
    operatorIds: readonly bigint[],
    options?: ScanOptions,
  ): Promise<Snapshot | undefined>;
  /** Validators of one cluster that are registered now, in order of registration; rejects as `account` does. */
  validators(
    owner: Hex,
    operatorIds: readonly bigint[],
    options?: ScanOptions,
  ): Promise<AccountValidator[]>;
  /** Who gets the block rewards of all the owner's validators; the owner unless it set another. */
  feeRecipient(owner: Hex): Promise<Hex>;
  /** Whole ETH over all validators, as the contract bills it; rejects as `call` does, for a liquidated cluster too. */
  effectiveBalance(owner: Hex, operatorIds: readonly bigint[], cluster: Cluster): Promise<bigint>;
  /** In the order asked for, as of one block. Rejects with OPERATOR_UNKNOWN {operator}. */
  operators(
    ids: readonly bigint[],
    options?: { owner?: Hex; signal?: AbortSignal },
  ): Promise<Operator[]>;
  /** What an ETH cluster with these operators pays. */
  fees(operators: readonly Pick<Operator, "id">[]): Promise<Fees>;
  /** What a cluster on SSV with these operators pays. */
  legacyFees(operators: readonly Pick<Operator, "id">[]): Promise<LegacyFees>;
  parameters(): Promise<NetworkParameters>;
  /** ETH validators that one operator may run. */
  validatorsPerOperatorLimit(): Promise<number>;
  /** SSV base units that the account holds; rejects with INVALID_ARGUMENT where the network names no token. */
  tokenBalance(account: Hex): Promise<bigint>;
  /** SSV base units that the contract may take from the owner; rejects as `tokenBalance` does. */
  allowance(owner: Hex): Promise<bigint>;
  /** Rejects where the chain cannot be read: never a guess. */
  registered(owner: Hex, publicKey: Hex): Promise<boolean>;
  /** eth_call at the given or the newest block. A refusal rejects with `details.revert`, the revert bytes. */
  call(call: Call, block?: bigint): Promise<Hex>;
  /** Gas; rejects as `call` does. */
  estimateGas(call: Call, block?: bigint): Promise<bigint>;
  /** undefined: not mined. */
  receipt(hash: Hex): Promise<Receipt | undefined>;
  /** In chain order; ranges that the node finds too large are split. */
  logs(filter: LogFilter, options?: { signal?: AbortSignal }): Promise<Log[]>;
}
