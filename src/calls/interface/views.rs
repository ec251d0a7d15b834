//! What a staker reads.

use super::{CLUSTER, OPERATOR_IDS, OWNER};
use crate::calls::Signature;
use crate::calls::param::{
    Param, address, boolean, bytes, bytes32, string, tuple, uint, uint64_list,
};

const OPERATOR: Param = tuple(
    "",
    &[
        OWNER,
        uint(256, "fee"),
        uint(32, "validatorCount"),
        address("whitelisted"),
        boolean("isPrivate"),
        boolean("isActive"),
    ],
);

const OF_CLUSTER: &[Param] = &[OWNER, OPERATOR_IDS, CLUSTER];
const OF_OPERATOR: &[Param] = &[uint(64, "operatorId")];

/// From SSVNetworkViews v2.0.0; the last two from the SSV token.
pub(in crate::calls) const VIEWS: &[Signature] = &[
    Signature::new("getBalance", OF_CLUSTER).returning(&[uint(256, "")]),
    Signature::new("getBalanceSSV", OF_CLUSTER).returning(&[uint(256, "")]),
    Signature::new("getBurnRate", OF_CLUSTER).returning(&[uint(256, "")]),
    Signature::new("getBurnRateSSV", OF_CLUSTER).returning(&[uint(256, "")]),
    Signature::new("getClusterAssetType", &[OWNER, OPERATOR_IDS]).returning(&[uint(8, "")]),
    Signature::new("getCommittedRoot", &[uint(64, "blockNum")]).returning(&[bytes32("")]),
    Signature::new("getEffectiveBalance", OF_CLUSTER).returning(&[uint(32, "")]),
    Signature::new("getLiquidationThresholdPeriod", &[]).returning(&[uint(64, "")]),
    Signature::new("getLiquidationThresholdPeriodSSV", &[]).returning(&[uint(64, "")]),
    Signature::new("getMaximumOperatorFee", &[]).returning(&[uint(256, "")]),
    Signature::new("getMaximumOperatorFeeSSV", &[]).returning(&[uint(256, "")]),
    Signature::new("getMinimumLiquidationCollateral", &[]).returning(&[uint(256, "")]),
    Signature::new("getMinimumLiquidationCollateralSSV", &[]).returning(&[uint(256, "")]),
    Signature::new("getMinimumOperatorEthFee", &[]).returning(&[uint(256, "")]),
    Signature::new("getNetworkFee", &[]).returning(&[uint(256, "")]),
    Signature::new("getNetworkFeeSSV", &[]).returning(&[uint(256, "")]),
    Signature::new("getNetworkValidatorsCount", &[]).returning(&[uint(32, "")]),
    Signature::new("getOperatorById", OF_OPERATOR).returning(&[OPERATOR]),
    Signature::new("getOperatorByIdSSV", OF_OPERATOR).returning(&[OPERATOR]),
    Signature::new("getOperatorDeclaredFee", OF_OPERATOR).returning(&[tuple(
        "",
        &[
            boolean("isFeeDeclared"),
            uint(256, "fee"),
            uint(64, "approvalBeginTime"),
            uint(64, "approvalEndTime"),
        ],
    )]),
    Signature::new("getOperatorFee", OF_OPERATOR).returning(&[uint(256, "")]),
    Signature::new("getOperatorFeeIncreaseLimit", &[]).returning(&[uint(64, "")]),
    Signature::new("getOperatorFeePeriods", &[])
        .returning(&[tuple("", &[uint(64, "declarePeriod"), uint(64, "executePeriod")])]),
    Signature::new("getOperatorFeeSSV", OF_OPERATOR).returning(&[uint(256, "")]),
    Signature::new("getValidator", &[OWNER, bytes("publicKey")]).returning(&[boolean("")]),
    Signature::new("getValidatorsPerOperatorLimit", &[]).returning(&[uint(32, "")]),
    Signature::new("getVersion", &[]).returning(&[string("")]),
    Signature::new("getWhitelistedOperators", &[OPERATOR_IDS, address("account")])
        .returning(&[uint64_list("")]),
    Signature::new(
        "isAddressWhitelistedInWhitelistingContract",
        &[address("account"), uint(256, "operatorId"), address("whitelistingContract")],
    )
    .returning(&[boolean("")]),
    Signature::new("isLiquidatable", OF_CLUSTER).returning(&[boolean("")]),
    Signature::new("isLiquidatableSSV", OF_CLUSTER).returning(&[boolean("")]),
    Signature::new("isLiquidated", OF_CLUSTER).returning(&[boolean("")]),
    Signature::new("isWhitelistingContract", &[address("contractAddress")])
        .returning(&[boolean("")]),
    Signature::new("allowance", &[OWNER, address("spender")]).returning(&[uint(256, "")]),
    Signature::new("balanceOf", &[address("account")]).returning(&[uint(256, "")]),
];
