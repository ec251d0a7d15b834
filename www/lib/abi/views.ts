import { tuple, tupleList, view } from "./entries.js";
import {
  CLUSTER,
  CLUSTER_OWNER,
  OPERATOR,
  OPERATOR_ID,
  OPERATOR_IDS,
  OWNER,
  address,
  bool,
  bytes,
  bytes32,
  string,
  uint16,
  uint256,
  uint32,
  uint32x4,
  uint64,
  uint64List,
  uint8,
} from "./parameters.js";

/** Of a cluster or a validator. Every cluster must be the latest: an older one is refused. */
export const clusterViews = [
  view("getBalance", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [uint256("balance")]),
  view("getBalanceSSV", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [uint256("balance")]),
  view("getBurnRate", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [uint256("")]),
  view("getBurnRateSSV", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [uint256("")]),
  view("getClusterAssetType", [OWNER, OPERATOR_IDS], [uint8("")]),
  view("getEffectiveBalance", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [uint32("effectiveBalance")]),
  view("getValidator", [CLUSTER_OWNER, bytes("publicKey")], [bool("")]),
  view("isLiquidatable", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [bool("")]),
  view("isLiquidatableSSV", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [bool("")]),
  view("isLiquidated", [CLUSTER_OWNER, OPERATOR_IDS, CLUSTER], [bool("")]),
] as const;

/** Of operators and who may use them. */
export const operatorViews = [
  view("getOperatorById", [OPERATOR_ID], [OPERATOR]),
  view("getOperatorByIdSSV", [OPERATOR_ID], [OPERATOR]),
  view(
    "getOperatorDeclaredFee",
    [OPERATOR_ID],
    [
      tuple("", [
        bool("isFeeDeclared"),
        uint256("fee"),
        uint64("approvalBeginTime"),
        uint64("approvalEndTime"),
      ]),
    ],
  ),
  view("getOperatorEarnings", [uint64("id")], [uint256("")]),
  view("getOperatorEarningsSSV", [uint64("id")], [uint256("")]),
  view("getOperatorFee", [OPERATOR_ID], [uint256("")]),
  view("getOperatorFeeIncreaseLimit", [], [uint64("")]),
  view(
    "getOperatorFeePeriods",
    [],
    [tuple("", [uint64("declarePeriod"), uint64("executePeriod")])],
  ),
  view("getOperatorFeeSSV", [OPERATOR_ID], [uint256("")]),
  view("getValidatorsPerOperatorLimit", [], [uint32("")]),
  view(
    "getWhitelistedOperators",
    [OPERATOR_IDS, address("whitelistedAddress")],
    [uint64List("whitelistedOperatorIds")],
  ),
  view(
    "isAddressWhitelistedInWhitelistingContract",
    [address("addressToCheck"), uint256("operatorId"), address("whitelistingContract")],
    [bool("isWhitelisted")],
  ),
  view("isWhitelistingContract", [address("contractAddress")], [bool("")]),
] as const;

/** Of the network: fees in wei or SSV base units per block, periods in blocks or seconds. */
export const parameterViews = [
  view("getCommittedRoot", [uint64("blockNum")], [bytes32("")]),
  view("getLiquidationThresholdPeriod", [], [uint64("")]),
  view("getLiquidationThresholdPeriodSSV", [], [uint64("")]),
  view("getMaximumOperatorFee", [], [uint256("")]),
  view("getMaximumOperatorFeeSSV", [], [uint256("")]),
  view("getMinimumLiquidationCollateral", [], [uint256("")]),
  view("getMinimumLiquidationCollateralSSV", [], [uint256("")]),
  view("getMinimumOperatorEthFee", [], [uint256("")]),
  view("getNetworkEarnings", [], [uint256("")]),
  view("getNetworkEarningsSSV", [], [uint256("")]),
  view("getNetworkFee", [], [uint256("")]),
  view("getNetworkFeeSSV", [], [uint256("")]),
  view("getNetworkValidatorsCount", [], [uint32("")]),
  view("getVersion", [], [string("")]),
] as const;

/** Of balance oracles and staked SSV. */
export const stakingViews = [
  view("accEthPerShare", [], [uint256("")]),
  view("cooldownDuration", [], [uint256("")]),
  view("getActiveOracleIds", [], [uint32x4("")]),
  view("getOracle", [uint32("oracleId")], [address("")]),
  view("getOracleWeight", [uint32("oracleId")], [uint256("")]),
  view("getQuorumBps", [], [uint16("")]),
  view(
    "pendingUnstake",
    [address("user")],
    [tupleList("", [uint256("amount"), uint256("unlockTime")])],
  ),
  view("previewClaimableEth", [address("user")], [uint256("")]),
  view("stakedBalanceOf", [address("user")], [uint256("")]),
  view("stakingEthPoolBalance", [], [uint256("")]),
  view("totalStaked", [], [uint256("")]),
] as const;
