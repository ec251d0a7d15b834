//! What the contracts announce.

use super::{CLUSTER, OPERATOR_IDS, OWNER};
use crate::calls::Signature;
use crate::calls::param::{Param, address, address_list, boolean, bytes, bytes32, string, uint};

const OPERATOR_ID: Param = uint(64, "operatorId");

/// Everything that the deployed contracts and the SSV token can log. Every event of version 1 is
/// among them, with the same topic.
pub(in crate::calls) const EVENTS: &[Signature] = &[
    // Of a cluster or its owner.
    Signature::new(
        "ValidatorAdded",
        &[OWNER.indexed(), OPERATOR_IDS, bytes("publicKey"), bytes("shares"), CLUSTER],
    ),
    Signature::new(
        "ValidatorRemoved",
        &[OWNER.indexed(), OPERATOR_IDS, bytes("publicKey"), CLUSTER],
    ),
    Signature::new("ValidatorExited", &[OWNER.indexed(), OPERATOR_IDS, bytes("publicKey")]),
    Signature::new(
        "ClusterDeposited",
        &[OWNER.indexed(), OPERATOR_IDS, uint(256, "value"), CLUSTER],
    ),
    Signature::new(
        "ClusterWithdrawn",
        &[OWNER.indexed(), OPERATOR_IDS, uint(256, "value"), CLUSTER],
    ),
    Signature::new("ClusterLiquidated", &[OWNER.indexed(), OPERATOR_IDS, CLUSTER]),
    Signature::new("ClusterReactivated", &[OWNER.indexed(), OPERATOR_IDS, CLUSTER]),
    Signature::new(
        "ClusterMigratedToETH",
        &[
            OWNER.indexed(),
            OPERATOR_IDS,
            uint(256, "ethDeposited"),
            uint(256, "ssvRefunded"),
            uint(32, "effectiveBalance"),
            CLUSTER,
        ],
    ),
    Signature::new(
        "ClusterBalanceUpdated",
        &[
            OWNER.indexed(),
            OPERATOR_IDS,
            uint(64, "blockNum").indexed(),
            uint(32, "effectiveBalance"),
            CLUSTER,
        ],
    ),
    Signature::new("FeeRecipientAddressUpdated", &[OWNER.indexed(), address("recipientAddress")]),
    // Of what clusters cost, and who may use an operator.
    Signature::new("LiquidationThresholdPeriodSSVUpdated", &[uint(64, "value")]),
    Signature::new("LiquidationThresholdPeriodUpdated", &[uint(64, "value")]),
    Signature::new("MinimumLiquidationCollateralSSVUpdated", &[uint(256, "value")]),
    Signature::new("MinimumLiquidationCollateralUpdated", &[uint(256, "value")]),
    Signature::new("ModuleUpgraded", &[uint(8, "moduleId").indexed(), address("moduleAddress")]),
    Signature::new("NetworkFeeUpdated", &[uint(256, "oldFee"), uint(256, "newFee")]),
    Signature::new("NetworkFeeUpdatedSSV", &[uint(256, "oldFee"), uint(256, "newFee")]),
    Signature::new(
        "OperatorAdded",
        &[OPERATOR_ID.indexed(), OWNER.indexed(), bytes("publicKey"), uint(256, "fee")],
    ),
    Signature::new("OperatorFeeDeclarationCancelled", &[OWNER.indexed(), OPERATOR_ID.indexed()]),
    Signature::new(
        "OperatorFeeDeclared",
        &[OWNER.indexed(), OPERATOR_ID.indexed(), uint(256, "blockNumber"), uint(256, "fee")],
    ),
    Signature::new(
        "OperatorFeeExecuted",
        &[OWNER.indexed(), OPERATOR_ID.indexed(), uint(256, "blockNumber"), uint(256, "fee")],
    ),
    Signature::new(
        "OperatorMultipleWhitelistRemoved",
        &[OPERATOR_IDS, address_list("whitelistAddresses")],
    ),
    Signature::new(
        "OperatorMultipleWhitelistUpdated",
        &[OPERATOR_IDS, address_list("whitelistAddresses")],
    ),
    Signature::new("OperatorPrivacyStatusUpdated", &[OPERATOR_IDS, boolean("toPrivate")]),
    Signature::new("OperatorRemoved", &[OPERATOR_ID.indexed()]),
    Signature::new("OperatorWhitelistUpdated", &[OPERATOR_ID.indexed(), address("whitelisted")]),
    Signature::new(
        "OperatorWhitelistingContractUpdated",
        &[OPERATOR_IDS, address("whitelistingContract")],
    ),
    Signature::new(
        "RootCommitted",
        &[bytes32("merkleRoot").indexed(), uint(64, "blockNum").indexed()],
    ),
    Signature::new("SSVNetworkUpgradeBlock", &[string("version"), uint(256, "blockNumber")]),
    // Of operators' earnings, the DAO, SSV staking and the proxy.
    Signature::new("AdminChanged", &[address("previousAdmin"), address("newAdmin")]),
    Signature::new("BeaconUpgraded", &[address("beacon").indexed()]),
    Signature::new("CooldownDurationUpdated", &[uint(64, "newCooldownDuration")]),
    Signature::new("DeclareOperatorFeePeriodUpdated", &[uint(64, "value")]),
    Signature::new(
        "ERC20Rescued",
        &[address("token").indexed(), address("to").indexed(), uint(256, "amount")],
    ),
    Signature::new("ExecuteOperatorFeePeriodUpdated", &[uint(64, "value")]),
    Signature::new("FeesSynced", &[uint(256, "newFeesWei"), uint(256, "accEthPerShare")]),
    Signature::new("Initialized", &[uint(8, "version")]),
    Signature::new("MinBlocksBetweenUpdatesUpdated", &[uint(32, "newMinBlocksBetweenUpdates")]),
    Signature::new("MinimumOperatorEthFeeUpdated", &[uint(256, "minFee")]),
    Signature::new("NetworkEarningsWithdrawn", &[uint(256, "value"), address("recipient")]),
    Signature::new("OperatorFeeIncreaseLimitUpdated", &[uint(64, "value")]),
    Signature::new("OperatorMaximumFeeUpdated", &[uint(256, "maxFee")]),
    Signature::new(
        "OperatorWithdrawn",
        &[OWNER.indexed(), OPERATOR_ID.indexed(), uint(256, "value")],
    ),
    Signature::new(
        "OperatorWithdrawnSSV",
        &[OWNER.indexed(), OPERATOR_ID.indexed(), uint(256, "value")],
    ),
    Signature::new(
        "OracleReplaced",
        &[
            uint(32, "oracleId").indexed(),
            address("oldOracle").indexed(),
            address("newOracle").indexed(),
        ],
    ),
    Signature::new(
        "OwnershipTransferStarted",
        &[address("previousOwner").indexed(), address("newOwner").indexed()],
    ),
    Signature::new(
        "OwnershipTransferred",
        &[address("previousOwner").indexed(), address("newOwner").indexed()],
    ),
    Signature::new("QuorumUpdated", &[uint(16, "newQuorum")]),
    Signature::new("RewardsClaimed", &[address("user").indexed(), uint(256, "amount")]),
    Signature::new(
        "RewardsSettled",
        &[
            address("user").indexed(),
            uint(256, "pending"),
            uint(256, "accrued"),
            uint(256, "userIndex"),
        ],
    ),
    Signature::new("Staked", &[address("user").indexed(), uint(256, "amount")]),
    Signature::new(
        "UnstakeRequested",
        &[address("user").indexed(), uint(256, "amount"), uint(256, "unlockTime")],
    ),
    Signature::new("UnstakedWithdrawn", &[address("user").indexed(), uint(256, "amount")]),
    Signature::new("Upgraded", &[address("implementation").indexed()]),
    Signature::new(
        "WeightedRootProposed",
        &[
            bytes32("merkleRoot").indexed(),
            uint(64, "blockNum").indexed(),
            uint(256, "accumulatedWeight"),
            uint(256, "quorum"),
            uint(32, "oracleId"),
            address("oracle"),
        ],
    ),
    // Of the SSV token.
    Signature::new(
        "Approval",
        &[OWNER.indexed(), address("spender").indexed(), uint(256, "value")],
    ),
    Signature::new(
        "Transfer",
        &[address("from").indexed(), address("to").indexed(), uint(256, "value")],
    ),
];
