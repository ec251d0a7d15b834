import { event, indexed } from "./entries.js";
import {
  CLUSTER,
  OPERATOR_ID,
  OPERATOR_IDS,
  OWNER,
  address,
  addressList,
  bool,
  bytes,
  bytes32,
  string,
  uint16,
  uint256,
  uint32,
  uint64,
  uint8,
} from "./parameters.js";

/** Of clusters, validators and their owners. */
export const clusterEvents = [
  event("ValidatorAdded", [
    indexed(OWNER),
    OPERATOR_IDS,
    bytes("publicKey"),
    bytes("shares"),
    CLUSTER,
  ]),
  event("ValidatorRemoved", [indexed(OWNER), OPERATOR_IDS, bytes("publicKey"), CLUSTER]),
  event("ValidatorExited", [indexed(OWNER), OPERATOR_IDS, bytes("publicKey")]),
  event("ClusterDeposited", [indexed(OWNER), OPERATOR_IDS, uint256("value"), CLUSTER]),
  event("ClusterWithdrawn", [indexed(OWNER), OPERATOR_IDS, uint256("value"), CLUSTER]),
  event("ClusterLiquidated", [indexed(OWNER), OPERATOR_IDS, CLUSTER]),
  event("ClusterReactivated", [indexed(OWNER), OPERATOR_IDS, CLUSTER]),
  event("ClusterMigratedToETH", [
    indexed(OWNER),
    OPERATOR_IDS,
    uint256("ethDeposited"),
    uint256("ssvRefunded"),
    uint32("effectiveBalance"),
    CLUSTER,
  ]),
  event("ClusterBalanceUpdated", [
    indexed(OWNER),
    OPERATOR_IDS,
    indexed(uint64("blockNum")),
    uint32("effectiveBalance"),
    CLUSTER,
  ]),
  event("FeeRecipientAddressUpdated", [indexed(OWNER), address("recipientAddress")]),
] as const;

/** Of operators. */
export const operatorEvents = [
  event("OperatorAdded", [
    indexed(OPERATOR_ID),
    indexed(OWNER),
    bytes("publicKey"),
    uint256("fee"),
  ]),
  event("OperatorFeeDeclarationCancelled", [indexed(OWNER), indexed(OPERATOR_ID)]),
  event("OperatorFeeDeclared", [
    indexed(OWNER),
    indexed(OPERATOR_ID),
    uint256("blockNumber"),
    uint256("fee"),
  ]),
  event("OperatorFeeExecuted", [
    indexed(OWNER),
    indexed(OPERATOR_ID),
    uint256("blockNumber"),
    uint256("fee"),
  ]),
  event("OperatorMultipleWhitelistRemoved", [OPERATOR_IDS, addressList("whitelistAddresses")]),
  event("OperatorMultipleWhitelistUpdated", [OPERATOR_IDS, addressList("whitelistAddresses")]),
  event("OperatorPrivacyStatusUpdated", [OPERATOR_IDS, bool("toPrivate")]),
  event("OperatorRemoved", [indexed(OPERATOR_ID)]),
  event("OperatorWhitelistUpdated", [indexed(OPERATOR_ID), address("whitelisted")]),
  event("OperatorWhitelistingContractUpdated", [OPERATOR_IDS, address("whitelistingContract")]),
  event("OperatorWithdrawn", [indexed(OWNER), indexed(OPERATOR_ID), uint256("value")]),
  event("OperatorWithdrawnSSV", [indexed(OWNER), indexed(OPERATOR_ID), uint256("value")]),
] as const;

/** Of the DAO's parameters and the balance oracles. */
export const governanceEvents = [
  event("DeclareOperatorFeePeriodUpdated", [uint64("value")]),
  event("ExecuteOperatorFeePeriodUpdated", [uint64("value")]),
  event("LiquidationThresholdPeriodSSVUpdated", [uint64("value")]),
  event("LiquidationThresholdPeriodUpdated", [uint64("value")]),
  event("MinBlocksBetweenUpdatesUpdated", [uint32("newMinBlocksBetweenUpdates")]),
  event("MinimumLiquidationCollateralSSVUpdated", [uint256("value")]),
  event("MinimumLiquidationCollateralUpdated", [uint256("value")]),
  event("MinimumOperatorEthFeeUpdated", [uint256("minFee")]),
  event("ModuleUpgraded", [indexed(uint8("moduleId")), address("moduleAddress")]),
  event("NetworkEarningsWithdrawn", [uint256("value"), address("recipient")]),
  event("NetworkFeeUpdated", [uint256("oldFee"), uint256("newFee")]),
  event("NetworkFeeUpdatedSSV", [uint256("oldFee"), uint256("newFee")]),
  event("OperatorFeeIncreaseLimitUpdated", [uint64("value")]),
  event("OperatorMaximumFeeUpdated", [uint256("maxFee")]),
  event("OracleReplaced", [
    indexed(uint32("oracleId")),
    indexed(address("oldOracle")),
    indexed(address("newOracle")),
  ]),
  event("QuorumUpdated", [uint16("newQuorum")]),
  event("RootCommitted", [indexed(bytes32("merkleRoot")), indexed(uint64("blockNum"))]),
  event("SSVNetworkUpgradeBlock", [string("version"), uint256("blockNumber")]),
  event("WeightedRootProposed", [
    indexed(bytes32("merkleRoot")),
    indexed(uint64("blockNum")),
    uint256("accumulatedWeight"),
    uint256("quorum"),
    uint32("oracleId"),
    address("oracle"),
  ]),
] as const;

/** Of staked SSV. */
export const stakingEvents = [
  event("FeesSynced", [uint256("newFeesWei"), uint256("accEthPerShare")]),
  event("RewardsClaimed", [indexed(address("user")), uint256("amount")]),
  event("RewardsSettled", [
    indexed(address("user")),
    uint256("pending"),
    uint256("accrued"),
    uint256("userIndex"),
  ]),
  event("Staked", [indexed(address("user")), uint256("amount")]),
  event("UnstakeRequested", [indexed(address("user")), uint256("amount"), uint256("unlockTime")]),
  event("UnstakedWithdrawn", [indexed(address("user")), uint256("amount")]),
  event("CooldownDurationUpdated", [uint64("newCooldownDuration")]),
  event("ERC20Rescued", [indexed(address("token")), indexed(address("to")), uint256("amount")]),
] as const;

/** Of both contracts as upgradeable proxies. */
export const setupEvents = [
  event("AdminChanged", [address("previousAdmin"), address("newAdmin")]),
  event("BeaconUpgraded", [indexed(address("beacon"))]),
  event("Initialized", [uint8("version")]),
  event("OwnershipTransferStarted", [
    indexed(address("previousOwner")),
    indexed(address("newOwner")),
  ]),
  event("OwnershipTransferred", [indexed(address("previousOwner")), indexed(address("newOwner"))]),
  event("Upgraded", [indexed(address("implementation"))]),
] as const;
