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
export type DecodedCall = { [N in CallName]: { name: N; args: CallArguments[N] } }[CallName];

export interface Views {
  getVersion: [args: Record<string, never>, result: string];
  getOperatorById: [
    args: { operatorId: bigint },
    result: {
      owner: Hex;
      fee: bigint;
      validatorCount: number;
      whitelisted: Hex;
      isPrivate: boolean;
      isActive: boolean;
    },
  ];
  getOperatorFee: [args: { operatorId: bigint }, result: bigint];
  getValidator: [args: { owner: Hex; publicKey: Hex }, result: boolean];
  getWhitelistedOperators: [args: { operatorIds: bigint[]; account: Hex }, result: bigint[]];
  getValidatorsPerOperatorLimit: [args: Record<string, never>, result: number];
  getNetworkFee: [args: Record<string, never>, result: bigint];
  getLiquidationThresholdPeriod: [args: Record<string, never>, result: bigint];
  getMinimumLiquidationCollateral: [args: Record<string, never>, result: bigint];
  getClusterAssetType: [args: { owner: Hex; operatorIds: bigint[] }, result: number];
  getBalance: [args: { owner: Hex; operatorIds: bigint[]; cluster: Cluster }, result: bigint];
  getBurnRate: [args: { owner: Hex; operatorIds: bigint[]; cluster: Cluster }, result: bigint];
  isLiquidated: [args: { owner: Hex; operatorIds: bigint[]; cluster: Cluster }, result: boolean];
}
export type ViewName = keyof Views;

/** The events that tell a staker something, by name. */
export interface EventArguments {
  ValidatorAdded: {
    owner: Hex;
    operatorIds: bigint[];
    publicKey: Hex;
    shares: Hex;
    cluster: Cluster;
  };
  ValidatorRemoved: { owner: Hex; operatorIds: bigint[]; publicKey: Hex; cluster: Cluster };
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
  /** publicKey here is the operator's base64 PEM text, already unwrapped from its on-chain form. */
  OperatorAdded: { operatorId: bigint; owner: Hex; publicKey: string; fee: bigint };
  OperatorRemoved: { operatorId: bigint };
  ValidatorExited: { owner: Hex; operatorIds: bigint[]; publicKey: Hex };
  FeeRecipientAddressUpdated: { owner: Hex; recipientAddress: Hex };
  OperatorFeeDeclared: { owner: Hex; operatorId: bigint; blockNumber: bigint; fee: bigint };
  OperatorFeeDeclarationCancelled: { owner: Hex; operatorId: bigint };
  OperatorFeeExecuted: { owner: Hex; operatorId: bigint; blockNumber: bigint; fee: bigint };
  NetworkFeeUpdated: { oldFee: bigint; newFee: bigint };
  LiquidationThresholdPeriodUpdated: { value: bigint };
  MinimumLiquidationCollateralUpdated: { value: bigint };
  RootCommitted: { merkleRoot: Hex; blockNum: bigint };
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
  /** throws SsvError("CALLDATA_UNKNOWN") */
  decodeCall(data: Hex): DecodedCall;
  encodeView<N extends ViewName>(name: N, args: Views[N][0]): Hex;
  decodeView<N extends ViewName>(name: N, data: Hex): Views[N][1];
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
  /** Wei to send so that a cluster of that size runs `blocks` blocks; existing: its balance now. */
  depositFor(fees: Fees, effectiveBalance: bigint, blocks: bigint, existing?: bigint): bigint;
  /** Blocks until `balance` reaches the liquidation threshold; undefined = never (no burn). */
  runway(fees: Fees, effectiveBalance: bigint, balance: bigint): bigint | undefined;
}
