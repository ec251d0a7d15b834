import { answered, call, payable, view } from "./entries.js";
import {
  CLUSTER,
  CLUSTER_OWNER,
  OPERATOR_ID,
  OPERATOR_IDS,
  address,
  addressList,
  bool,
  bytes,
  bytes32,
  bytes32List,
  bytesList,
  uint16,
  uint256,
  uint32,
  uint64,
  uint8,
} from "./parameters.js";

/** What a staker sends to the network. */
export const stakerFunctions = [
  payable("registerValidator", [bytes("publicKey"), OPERATOR_IDS, bytes("sharesData"), CLUSTER]),
  payable("bulkRegisterValidator", [
    bytesList("publicKeys"),
    OPERATOR_IDS,
    bytesList("sharesData"),
    CLUSTER,
  ]),
  call("removeValidator", [bytes("publicKey"), OPERATOR_IDS, CLUSTER]),
  call("bulkRemoveValidator", [bytesList("publicKeys"), OPERATOR_IDS, CLUSTER]),
  call("exitValidator", [bytes("publicKey"), OPERATOR_IDS]),
  call("bulkExitValidator", [bytesList("publicKeys"), OPERATOR_IDS]),
  payable("deposit", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER]),
  call("withdraw", [OPERATOR_IDS, uint256("amount"), CLUSTER]),
  call("liquidate", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER]),
  call("liquidateSSV", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER]),
  payable("reactivate", [OPERATOR_IDS, CLUSTER]),
  payable("migrateClusterToETH", [OPERATOR_IDS, CLUSTER]),
  call("updateClusterBalance", [
    uint64("blockNum"),
    CLUSTER_OWNER,
    OPERATOR_IDS,
    CLUSTER,
    uint32("effectiveBalance"),
    bytes32List("merkleProof"),
  ]),
  call("setFeeRecipientAddress", [address("recipientAddress")]),
] as const;

/** What operators send. */
export const operatorFunctions = [
  answered(
    "registerOperator",
    [bytes("publicKey"), uint256("fee"), bool("setPrivate")],
    [uint64("id")],
  ),
  call("removeOperator", [OPERATOR_ID]),
  call("declareOperatorFee", [OPERATOR_ID, uint256("fee")]),
  call("executeOperatorFee", [OPERATOR_ID]),
  call("cancelDeclaredOperatorFee", [OPERATOR_ID]),
  call("reduceOperatorFee", [OPERATOR_ID, uint256("fee")]),
  call("setOperatorsPrivateUnchecked", [OPERATOR_IDS]),
  call("setOperatorsPublicUnchecked", [OPERATOR_IDS]),
  call("setOperatorsWhitelistingContract", [OPERATOR_IDS, address("whitelistingContract")]),
  call("setOperatorsWhitelists", [OPERATOR_IDS, addressList("whitelistAddresses")]),
  call("removeOperatorsWhitelistingContract", [OPERATOR_IDS]),
  call("removeOperatorsWhitelists", [OPERATOR_IDS, addressList("whitelistAddresses")]),
  call("withdrawOperatorEarnings", [OPERATOR_ID, uint256("amount")]),
  call("withdrawOperatorEarningsSSV", [OPERATOR_ID, uint256("amount")]),
  call("withdrawAllOperatorEarnings", [OPERATOR_ID]),
  call("withdrawAllOperatorEarningsSSV", [OPERATOR_ID]),
  call("withdrawAllVersionOperatorEarnings", [OPERATOR_ID]),
] as const;

/** What the DAO and the balance oracles send. */
export const governanceFunctions = [
  call("updateDeclareOperatorFeePeriod", [uint64("timeInSeconds")]),
  call("updateExecuteOperatorFeePeriod", [uint64("timeInSeconds")]),
  call("updateLiquidationThresholdPeriod", [uint64("blocks")]),
  call("updateLiquidationThresholdPeriodSSV", [uint64("blocks")]),
  call("updateMaximumOperatorFee", [uint256("maxFee")]),
  call("updateMinBlocksBetweenUpdates", [uint32("blocks")]),
  call("updateMinimumLiquidationCollateral", [uint256("amount")]),
  call("updateMinimumLiquidationCollateralSSV", [uint256("amount")]),
  call("updateMinimumOperatorEthFee", [uint256("minFee")]),
  call("updateModule", [uint8("moduleId"), address("moduleAddress")]),
  call("updateNetworkFee", [uint256("fee")]),
  call("updateNetworkFeeSSV", [uint256("fee")]),
  call("updateOperatorFeeIncreaseLimit", [uint64("percentage")]),
  call("updateQuorumBps", [uint16("quorum")]),
  call("updateUnstakeCooldownDuration", [uint64("duration")]),
  call("withdrawNetworkSSVEarnings", [uint256("amount")]),
  call("replaceOracle", [uint32("oracleId"), address("newOracle")]),
  call("rescueERC20", [address("token"), address("to"), uint256("amount")]),
  call("commitRoot", [bytes32("merkleRoot"), uint64("blockNum")]),
] as const;

/** What holders of SSV send to stake it. */
export const stakingFunctions = [
  call("stake", [uint256("amount")]),
  call("requestUnstake", [uint256("amount")]),
  call("withdrawUnlocked", []),
  call("claimEthRewards", []),
  call("syncFees", []),
  call("onCSSVTransfer", [address("from"), address("to"), uint256("amount")]),
] as const;

/** What both contracts have as upgradeable proxies. */
export const setupFunctions = [
  call("acceptOwnership", []),
  view("owner", [], [address("")]),
  view("pendingOwner", [], [address("")]),
  view("proxiableUUID", [], [bytes32("")]),
  call("renounceOwnership", []),
  call("transferOwnership", [address("newOwner")]),
  call("upgradeTo", [address("newImplementation")]),
  payable("upgradeToAndCall", [address("newImplementation"), bytes("data")]),
] as const;
