import type { Call, Cluster, Hex, Network, Registration } from "./types.js";

/** What the contract charges for, read live from the chain. All fees are wei per block for 32 ETH of effective balance. */
export interface Fees {
  readonly operatorFees: readonly bigint[];
  readonly networkFee: bigint;
  /** Blocks. */
  readonly liquidationThreshold: bigint;
  /** Wei. */
  readonly minimumCollateral: bigint;
}

/** What a legacy cluster is charged: SSV base units per block and validator. */
export interface LegacyFees {
  readonly operatorFees: readonly bigint[];
  readonly networkFee: bigint;
  /** Blocks. */
  readonly liquidationThreshold: bigint;
  /** SSV base units. */
  readonly minimumCollateral: bigint;
}

/** Fees that are known to change. */
export interface FeeChange {
  /** From now. */
  readonly blocks: bigint;
  /** What holds from then on. */
  readonly fees: Fees;
}

/** Blocks through which the fees were the same. A cluster is charged from its last event on; a ClusterDeposited does not count, since a deposit settles nothing. */
export interface FeeSpan {
  readonly blocks: bigint;
  readonly networkFee: bigint;
  /** Of all operators of the cluster; 0 for a removed one. */
  readonly operatorFees: readonly bigint[];
}

/** What a cluster burns before the transaction that funds it is mined. */
export interface InclusionSlack {
  readonly blocks: bigint;
  /** Whole ETH of the cluster until then. */
  readonly effectiveBalance: bigint;
}

/** Arguments of every function that a staker sends, by name. */
export interface CallArguments {
  registerValidator: { publicKey: Hex; operatorIds: bigint[]; sharesData: Hex; cluster: Cluster };
  bulkRegisterValidator: {
    publicKeys: Hex[];
    operatorIds: bigint[];
    sharesData: Hex[];
    cluster: Cluster;
  };
  removeValidator: { publicKey: Hex; operatorIds: bigint[]; cluster: Cluster };
  bulkRemoveValidator: { publicKeys: Hex[]; operatorIds: bigint[]; cluster: Cluster };
  exitValidator: { publicKey: Hex; operatorIds: bigint[] };
  bulkExitValidator: { publicKeys: Hex[]; operatorIds: bigint[] };
  deposit: { clusterOwner: Hex; operatorIds: bigint[]; cluster: Cluster };
  withdraw: { operatorIds: bigint[]; amount: bigint; cluster: Cluster };
  liquidate: { clusterOwner: Hex; operatorIds: bigint[]; cluster: Cluster };
  liquidateSSV: { clusterOwner: Hex; operatorIds: bigint[]; cluster: Cluster };
  reactivate: { operatorIds: bigint[]; cluster: Cluster };
  migrateClusterToETH: { operatorIds: bigint[]; cluster: Cluster };
  updateClusterBalance: {
    blockNum: bigint;
    clusterOwner: Hex;
    operatorIds: bigint[];
    cluster: Cluster;
    effectiveBalance: number;
    merkleProof: Hex[];
  };
  setFeeRecipientAddress: { recipientAddress: Hex };
}
export type CallName = keyof CallArguments;

/** What version 1 of the contract took instead, for clusters that pay in SSV tokens. */
export interface LegacyCallArguments {
  registerValidator: CallArguments["registerValidator"] & SsvAmount;
  bulkRegisterValidator: CallArguments["bulkRegisterValidator"] & SsvAmount;
  deposit: CallArguments["deposit"] & SsvAmount;
  reactivate: CallArguments["reactivate"] & SsvAmount;
}
export type LegacyCallName = keyof LegacyCallArguments;

/** What a staker sends to the SSV token. */
export interface TokenCallArguments {
  approve: { spender: Hex } & SsvAmount;
}
export type TokenCallName = keyof TokenCallArguments;

interface SsvAmount {
  /** SSV base units: 10^18 are one SSV. */
  amount: bigint;
}

/** "v2": what the deployed contract takes. "v1": what only its predecessor took. "token": for the SSV token. */
export type CallGeneration = "v2" | "v1" | "token";

type CallOf<G extends CallGeneration, A> = {
  [N in keyof A]: { generation: G; name: N; args: A[N] };
}[keyof A];

export type DecodedCall =
  | CallOf<"v2", CallArguments>
  | CallOf<"v1", LegacyCallArguments>
  | CallOf<"token", TokenCallArguments>;

interface OperatorView {
  owner: Hex;
  /** Wei per block for 32 ETH; of the legacy views SSV base units per block and validator. */
  fee: bigint;
  validatorCount: number;
  whitelisted: Hex;
  isPrivate: boolean;
  isActive: boolean;
}

type Parameter<T> = [args: Record<string, never>, result: T];
type OfCluster<T> = [args: { owner: Hex; operatorIds: bigint[]; cluster: Cluster }, result: T];
type OfOperator<T> = [args: { operatorId: bigint }, result: T];

/** Views of the network, by name. The legacy ones end in SSV and answer in SSV base units. */
export interface Views {
  getVersion: Parameter<string>;
  getOperatorById: OfOperator<OperatorView>;
  getOperatorByIdSSV: OfOperator<OperatorView>;
  getOperatorFee: OfOperator<bigint>;
  getOperatorFeeSSV: OfOperator<bigint>;
  /** The times are unix seconds between which the operator may put the fee in force. */
  getOperatorDeclaredFee: OfOperator<{
    isFeeDeclared: boolean;
    fee: bigint;
    approvalBeginTime: bigint;
    approvalEndTime: bigint;
  }>;
  /** In 1/10 000. */
  getOperatorFeeIncreaseLimit: Parameter<bigint>;
  /** Seconds. */
  getOperatorFeePeriods: Parameter<{ declarePeriod: bigint; executePeriod: bigint }>;
  getMaximumOperatorFee: Parameter<bigint>;
  getMaximumOperatorFeeSSV: Parameter<bigint>;
  getMinimumOperatorEthFee: Parameter<bigint>;
  getValidatorsPerOperatorLimit: Parameter<number>;
  getNetworkValidatorsCount: Parameter<number>;
  getWhitelistedOperators: [args: { operatorIds: bigint[]; account: Hex }, result: bigint[]];
  isWhitelistingContract: [args: { contractAddress: Hex }, result: boolean];
  isAddressWhitelistedInWhitelistingContract: [
    args: { account: Hex; operatorId: bigint; whitelistingContract: Hex },
    result: boolean,
  ];
  getNetworkFee: Parameter<bigint>;
  getNetworkFeeSSV: Parameter<bigint>;
  /** Blocks. */
  getLiquidationThresholdPeriod: Parameter<bigint>;
  getLiquidationThresholdPeriodSSV: Parameter<bigint>;
  getMinimumLiquidationCollateral: Parameter<bigint>;
  getMinimumLiquidationCollateralSSV: Parameter<bigint>;
  getValidator: [args: { owner: Hex; publicKey: Hex }, result: boolean];
  /** 0: pays in SSV tokens; 1: pays in ETH. */
  getClusterAssetType: [args: { owner: Hex; operatorIds: bigint[] }, result: number];
  getBalance: OfCluster<bigint>;
  getBalanceSSV: OfCluster<bigint>;
  getBurnRate: OfCluster<bigint>;
  getBurnRateSSV: OfCluster<bigint>;
  /** Whole ETH over all validators. */
  getEffectiveBalance: OfCluster<number>;
  isLiquidatable: OfCluster<boolean>;
  isLiquidatableSSV: OfCluster<boolean>;
  isLiquidated: OfCluster<boolean>;
  getCommittedRoot: [args: { blockNum: bigint }, result: Hex];
}
export type ViewName = keyof Views;

/** Views of the SSV token: SSV base units. */
export interface TokenViews {
  allowance: [args: { owner: Hex; spender: Hex }, result: bigint];
  balanceOf: [args: { account: Hex }, result: bigint];
}
export type TokenViewName = keyof TokenViews;

/** Every event of the SSV contracts and of the SSV token, by name: amounts in wei or SSV base units, times in unix seconds. */
export interface EventArguments {
  ValidatorAdded: {
    owner: Hex;
    operatorIds: bigint[];
    publicKey: Hex;
    shares: Hex;
    cluster: Cluster;
  };
  ValidatorRemoved: { owner: Hex; operatorIds: bigint[]; publicKey: Hex; cluster: Cluster };
  ValidatorExited: { owner: Hex; operatorIds: bigint[]; publicKey: Hex };
  ClusterDeposited: { owner: Hex; operatorIds: bigint[]; value: bigint; cluster: Cluster };
  ClusterWithdrawn: { owner: Hex; operatorIds: bigint[]; value: bigint; cluster: Cluster };
  ClusterLiquidated: { owner: Hex; operatorIds: bigint[]; cluster: Cluster };
  ClusterReactivated: { owner: Hex; operatorIds: bigint[]; cluster: Cluster };
  ClusterMigratedToETH: {
    owner: Hex;
    operatorIds: bigint[];
    ethDeposited: bigint;
    ssvRefunded: bigint;
    effectiveBalance: number;
    cluster: Cluster;
  };
  ClusterBalanceUpdated: {
    owner: Hex;
    operatorIds: bigint[];
    blockNum: bigint;
    effectiveBalance: number;
    cluster: Cluster;
  };
  FeeRecipientAddressUpdated: { owner: Hex; recipientAddress: Hex };
  LiquidationThresholdPeriodSSVUpdated: { value: bigint };
  LiquidationThresholdPeriodUpdated: { value: bigint };
  MinimumLiquidationCollateralSSVUpdated: { value: bigint };
  MinimumLiquidationCollateralUpdated: { value: bigint };
  ModuleUpgraded: { moduleId: number; moduleAddress: Hex };
  NetworkFeeUpdated: { oldFee: bigint; newFee: bigint };
  NetworkFeeUpdatedSSV: { oldFee: bigint; newFee: bigint };
  /** publicKey here is the operator's base64 PEM text, already unwrapped from its on-chain form. */
  OperatorAdded: { operatorId: bigint; owner: Hex; publicKey: string; fee: bigint };
  OperatorFeeDeclarationCancelled: { owner: Hex; operatorId: bigint };
  OperatorFeeDeclared: { owner: Hex; operatorId: bigint; blockNumber: bigint; fee: bigint };
  OperatorFeeExecuted: { owner: Hex; operatorId: bigint; blockNumber: bigint; fee: bigint };
  OperatorMultipleWhitelistRemoved: { operatorIds: bigint[]; whitelistAddresses: Hex[] };
  OperatorMultipleWhitelistUpdated: { operatorIds: bigint[]; whitelistAddresses: Hex[] };
  OperatorPrivacyStatusUpdated: { operatorIds: bigint[]; toPrivate: boolean };
  OperatorRemoved: { operatorId: bigint };
  OperatorWhitelistUpdated: { operatorId: bigint; whitelisted: Hex };
  OperatorWhitelistingContractUpdated: { operatorIds: bigint[]; whitelistingContract: Hex };
  RootCommitted: { merkleRoot: Hex; blockNum: bigint };
  SSVNetworkUpgradeBlock: { version: string; blockNumber: bigint };
  AdminChanged: { previousAdmin: Hex; newAdmin: Hex };
  BeaconUpgraded: { beacon: Hex };
  CooldownDurationUpdated: { newCooldownDuration: bigint };
  DeclareOperatorFeePeriodUpdated: { value: bigint };
  ERC20Rescued: { token: Hex; to: Hex; amount: bigint };
  ExecuteOperatorFeePeriodUpdated: { value: bigint };
  FeesSynced: { newFeesWei: bigint; accEthPerShare: bigint };
  Initialized: { version: number };
  MinBlocksBetweenUpdatesUpdated: { newMinBlocksBetweenUpdates: number };
  MinimumOperatorEthFeeUpdated: { minFee: bigint };
  NetworkEarningsWithdrawn: { value: bigint; recipient: Hex };
  OperatorFeeIncreaseLimitUpdated: { value: bigint };
  OperatorMaximumFeeUpdated: { maxFee: bigint };
  OperatorWithdrawn: { owner: Hex; operatorId: bigint; value: bigint };
  OperatorWithdrawnSSV: { owner: Hex; operatorId: bigint; value: bigint };
  OracleReplaced: { oracleId: number; oldOracle: Hex; newOracle: Hex };
  OwnershipTransferStarted: { previousOwner: Hex; newOwner: Hex };
  OwnershipTransferred: { previousOwner: Hex; newOwner: Hex };
  QuorumUpdated: { newQuorum: number };
  RewardsClaimed: { user: Hex; amount: bigint };
  RewardsSettled: { user: Hex; pending: bigint; accrued: bigint; userIndex: bigint };
  Staked: { user: Hex; amount: bigint };
  UnstakeRequested: { user: Hex; amount: bigint; unlockTime: bigint };
  UnstakedWithdrawn: { user: Hex; amount: bigint };
  Upgraded: { implementation: Hex };
  WeightedRootProposed: {
    merkleRoot: Hex;
    blockNum: bigint;
    accumulatedWeight: bigint;
    quorum: bigint;
    oracleId: number;
    oracle: Hex;
  };
  Approval: { owner: Hex; spender: Hex; value: bigint };
  Transfer: { from: Hex; to: Hex; value: bigint };
}
export type EventName = keyof EventArguments;
export type DecodedEvent = { [N in EventName]: { name: N; args: EventArguments[N] } }[EventName];

/** Why the contract refused: its custom error's name with arguments, or "Error" (reason text), "Panic" (code), "Empty" (no data: unknown function or value not accepted), "Unknown". */
export interface DecodedError {
  readonly name: string;
  readonly args: Readonly<Record<string, bigint | number | string>>;
}

/** Everything that needs no key: synchronous once loaded. It holds no secret and makes no request. */
export interface Codec {
  networks(): Network[];
  encodeCall<N extends CallName>(name: N, args: CallArguments[N]): Hex;
  encodeLegacyCall<N extends LegacyCallName>(name: N, args: LegacyCallArguments[N]): Hex;
  encodeTokenCall<N extends TokenCallName>(name: N, args: TokenCallArguments[N]): Hex;
  /** Calldata of any of the three; throws SsvError("CALLDATA_UNKNOWN") or SsvError("ABI_MALFORMED"). */
  decodeCall(data: Hex): DecodedCall;
  encodeView<N extends ViewName>(name: N, args: Views[N][0]): Hex;
  decodeView<N extends ViewName>(name: N, data: Hex): Views[N][1];
  encodeTokenView<N extends TokenViewName>(name: N, args: TokenViews[N][0]): Hex;
  decodeTokenView<N extends TokenViewName>(name: N, data: Hex): TokenViews[N][1];
  topic(event: EventName): Hex;
  /** undefined: not an event of the SSV contracts that we know. */
  decodeEvent(log: { topics: readonly Hex[]; data: Hex }): DecodedEvent | undefined;
  decodeError(data: Hex): DecodedError;
  /** keccak-256 of bytes: 32 bytes. */
  keccak256(data: Hex): Hex;
  /** keccak256(owner ‖ ids): 32 bytes. */
  clusterId(owner: Hex, operatorIds: readonly bigint[]): Hex;
  /** The hash that the contract stores of a cluster. */
  clusterHash(cluster: Cluster): Hex;
  /** EIP-55; throws SsvError("OWNER_INVALID"). */
  checksumAddress(address: string): Hex;
  /** registerValidator for one, bulkRegisterValidator for more; all registrations of one owner and operator set, nonces consecutive. */
  registerCall(
    network: Network,
    registrations: readonly Registration[],
    cluster: Cluster,
    value: bigint,
  ): Call;
  /** Wei per block for the whole cluster. effectiveBalance: whole ETH over all its validators. */
  burnRate(fees: Fees, effectiveBalance: bigint): bigint;
  /** Wei that must stay in the cluster, or it can be liquidated. */
  liquidationThreshold(fees: Fees, effectiveBalance: bigint): bigint;
  /** Wei, as `getBalance` answers at the end of the spans, which begin where `cluster` was settled last. */
  balanceAt(cluster: Cluster, effectiveBalance: bigint, spans: readonly FeeSpan[]): bigint;
  /** Wei to send so that a cluster of that size runs `blocks` blocks; existing: its balance now, of which the slack is taken first. What a cluster at zero still owes comes on top. */
  depositFor(
    fees: Fees,
    effectiveBalance: bigint,
    blocks: bigint,
    existing?: bigint,
    slack?: InclusionSlack,
  ): bigint;
  /** Wei that can leave an active cluster so that it cannot be liquidated `slackBlocks` later, wherever in these the withdrawal is mined. No validators: all. */
  maximumWithdrawal(
    fees: Fees,
    effectiveBalance: bigint,
    validatorCount: number,
    balance: bigint,
    slackBlocks: bigint,
  ): bigint;
  /** Blocks through which a cluster of that balance cannot be liquidated, 0 if it can be already; undefined = never (no burn). */
  runway(
    fees: Fees,
    effectiveBalance: bigint,
    balance: bigint,
    changes?: readonly FeeChange[],
  ): bigint | undefined;
  /** SSV base units per block for a whole legacy cluster. */
  burnRateSSV(fees: LegacyFees, validatorCount: number): bigint;
  /** SSV base units that must stay in a legacy cluster. */
  liquidationThresholdSSV(fees: LegacyFees, validatorCount: number): bigint;
  /** SSV base units, as `getBalanceSSV` answers after the spans. */
  balanceAtSSV(cluster: Cluster, spans: readonly FeeSpan[]): bigint;
  /** As `runway`, for a legacy cluster. */
  runwaySSV(fees: LegacyFees, validatorCount: number, balance: bigint): bigint | undefined;
  /** A cluster's leaf in the oracles' tree: 32 bytes. effectiveBalance: whole ETH. */
  effectiveBalanceLeaf(clusterId: Hex, effectiveBalance: bigint): Hex;
  /** Whether the proof, as `updateClusterBalance` takes it, leads from the leaf to the committed root. */
  verifyEffectiveBalance(root: Hex, leaf: Hex, proof: readonly Hex[]): boolean;
}
