//! The part of the deployed SSV contracts that a staker meets (SSVNetwork and SSVNetworkViews
//! v2.0.0). Parameter names are the keys under which arguments and results go in and out.

use super::Signature;
use super::param::{
    Param, address, boolean, bytes, bytes_list, bytes32, bytes32_list, string, tuple, uint,
    uint64_list,
};

const CLUSTER: Param = tuple(
    "cluster",
    &[
        uint(32, "validatorCount"),
        uint(64, "networkFeeIndex"),
        uint(64, "index"),
        boolean("active"),
        uint(256, "balance"),
    ],
);

const OPERATOR_IDS: Param = uint64_list("operatorIds");

const OWNER: Param = address("owner");

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

/// What a staker sends.
pub(super) const FUNCTIONS: &[Signature] = &[
    Signature::new(
        "registerValidator",
        &[bytes("publicKey"), OPERATOR_IDS, bytes("sharesData"), CLUSTER],
    ),
    Signature::new(
        "bulkRegisterValidator",
        &[bytes_list("publicKeys"), OPERATOR_IDS, bytes_list("sharesData"), CLUSTER],
    ),
    Signature::new("removeValidator", &[bytes("publicKey"), OPERATOR_IDS, CLUSTER]),
    Signature::new("bulkRemoveValidator", &[bytes_list("publicKeys"), OPERATOR_IDS, CLUSTER]),
    Signature::new("exitValidator", &[bytes("publicKey"), OPERATOR_IDS]),
    Signature::new("bulkExitValidator", &[bytes_list("publicKeys"), OPERATOR_IDS]),
    Signature::new("deposit", &[address("clusterOwner"), OPERATOR_IDS, CLUSTER]),
    Signature::new("withdraw", &[OPERATOR_IDS, uint(256, "amount"), CLUSTER]),
    Signature::new("liquidate", &[address("clusterOwner"), OPERATOR_IDS, CLUSTER]),
    Signature::new("liquidateSSV", &[address("clusterOwner"), OPERATOR_IDS, CLUSTER]),
    Signature::new("reactivate", &[OPERATOR_IDS, CLUSTER]),
    Signature::new("migrateClusterToETH", &[OPERATOR_IDS, CLUSTER]),
    Signature::new(
        "updateClusterBalance",
        &[
            uint(64, "blockNum"),
            address("clusterOwner"),
            OPERATOR_IDS,
            CLUSTER,
            uint(32, "effectiveBalance"),
            bytes32_list("merkleProof"),
        ],
    ),
    Signature::new("setFeeRecipientAddress", &[address("recipientAddress")]),
];

/// What a staker reads.
pub(super) const VIEWS: &[Signature] = &[
    Signature::new("getBalance", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[uint(256, "")]),
    Signature::new("getBalanceSSV", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[uint(256, "")]),
    Signature::new("getBurnRate", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[uint(256, "")]),
    Signature::new("getBurnRateSSV", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[uint(256, "")]),
    Signature::new("getClusterAssetType", &[OWNER, OPERATOR_IDS]).returning(&[uint(8, "")]),
    Signature::new("getCommittedRoot", &[uint(64, "blockNum")]).returning(&[bytes32("")]),
    Signature::new("getEffectiveBalance", &[OWNER, OPERATOR_IDS, CLUSTER])
        .returning(&[uint(32, "")]),
    Signature::new("getLiquidationThresholdPeriod", &[]).returning(&[uint(64, "")]),
    Signature::new("getLiquidationThresholdPeriodSSV", &[]).returning(&[uint(64, "")]),
    Signature::new("getMinimumLiquidationCollateral", &[]).returning(&[uint(256, "")]),
    Signature::new("getMinimumLiquidationCollateralSSV", &[]).returning(&[uint(256, "")]),
    Signature::new("getNetworkFee", &[]).returning(&[uint(256, "")]),
    Signature::new("getNetworkFeeSSV", &[]).returning(&[uint(256, "")]),
    Signature::new("getOperatorById", &[uint(64, "operatorId")]).returning(&[OPERATOR]),
    Signature::new("getOperatorByIdSSV", &[uint(64, "operatorId")]).returning(&[OPERATOR]),
    Signature::new("getOperatorDeclaredFee", &[uint(64, "operatorId")]).returning(&[tuple(
        "",
        &[
            boolean("isFeeDeclared"),
            uint(256, "fee"),
            uint(64, "approvalBeginTime"),
            uint(64, "approvalEndTime"),
        ],
    )]),
    Signature::new("getOperatorFee", &[uint(64, "operatorId")]).returning(&[uint(256, "")]),
    Signature::new("getOperatorFeeSSV", &[uint(64, "operatorId")]).returning(&[uint(256, "")]),
    Signature::new("getValidator", &[OWNER, bytes("publicKey")]).returning(&[boolean("")]),
    Signature::new("getValidatorsPerOperatorLimit", &[]).returning(&[uint(32, "")]),
    Signature::new("getVersion", &[]).returning(&[string("")]),
    Signature::new("getWhitelistedOperators", &[OPERATOR_IDS, address("account")])
        .returning(&[uint64_list("")]),
    Signature::new("isLiquidatable", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[boolean("")]),
    Signature::new("isLiquidatableSSV", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[boolean("")]),
    Signature::new("isLiquidated", &[OWNER, OPERATOR_IDS, CLUSTER]).returning(&[boolean("")]),
];

/// What tells a staker that something changed.
pub(super) const EVENTS: &[Signature] = &[
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
    Signature::new(
        "ClusterDeposited",
        &[OWNER.indexed(), OPERATOR_IDS, uint(256, "value"), CLUSTER],
    ),
    Signature::new("ClusterLiquidated", &[OWNER.indexed(), OPERATOR_IDS, CLUSTER]),
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
    Signature::new("ClusterReactivated", &[OWNER.indexed(), OPERATOR_IDS, CLUSTER]),
    Signature::new(
        "ClusterWithdrawn",
        &[OWNER.indexed(), OPERATOR_IDS, uint(256, "value"), CLUSTER],
    ),
    Signature::new("FeeRecipientAddressUpdated", &[OWNER.indexed(), address("recipientAddress")]),
    Signature::new(
        "ValidatorAdded",
        &[OWNER.indexed(), OPERATOR_IDS, bytes("publicKey"), bytes("shares"), CLUSTER],
    ),
    Signature::new("ValidatorExited", &[OWNER.indexed(), OPERATOR_IDS, bytes("publicKey")]),
    Signature::new(
        "ValidatorRemoved",
        &[OWNER.indexed(), OPERATOR_IDS, bytes("publicKey"), CLUSTER],
    ),
    Signature::new(
        "OperatorAdded",
        &[uint(64, "operatorId").indexed(), OWNER.indexed(), bytes("publicKey"), uint(256, "fee")],
    ),
    Signature::new("OperatorRemoved", &[uint(64, "operatorId").indexed()]),
    Signature::new(
        "OperatorFeeDeclared",
        &[
            OWNER.indexed(),
            uint(64, "operatorId").indexed(),
            uint(256, "blockNumber"),
            uint(256, "fee"),
        ],
    ),
    Signature::new(
        "OperatorFeeDeclarationCancelled",
        &[OWNER.indexed(), uint(64, "operatorId").indexed()],
    ),
    Signature::new(
        "OperatorFeeExecuted",
        &[
            OWNER.indexed(),
            uint(64, "operatorId").indexed(),
            uint(256, "blockNumber"),
            uint(256, "fee"),
        ],
    ),
    Signature::new("NetworkFeeUpdated", &[uint(256, "oldFee"), uint(256, "newFee")]),
    Signature::new("LiquidationThresholdPeriodUpdated", &[uint(64, "value")]),
    Signature::new("MinimumLiquidationCollateralUpdated", &[uint(256, "value")]),
    Signature::new(
        "RootCommitted",
        &[bytes32("merkleRoot").indexed(), uint(64, "blockNum").indexed()],
    ),
];

/// Every reason the contracts give for refusing.
pub(super) const ERRORS: &[Signature] = &[
    Signature::new("AddressIsWhitelistingContract", &[address("contractAddress")]),
    Signature::new("AlreadyVoted", &[]),
    Signature::new("ApprovalNotWithinTimeframe", &[]),
    Signature::new("CallerNotOwner", &[]),
    Signature::new("CallerNotOwnerWithData", &[address("caller"), OWNER]),
    Signature::new("CallerNotWhitelisted", &[]),
    Signature::new("CallerNotWhitelistedWithData", &[uint(64, "operatorId")]),
    Signature::new("ClusterAlreadyEnabled", &[]),
    Signature::new("ClusterDoesNotExist", &[]),
    Signature::new("ClusterIsLiquidated", &[]),
    Signature::new("ClusterNotLiquidatable", &[]),
    Signature::new("EBBelowMinimum", &[]),
    Signature::new("EBExceedsMaximum", &[]),
    Signature::new("ETHTransferFailed", &[]),
    Signature::new("EmptyPublicKeysList", &[]),
    Signature::new("ExceedValidatorLimit", &[uint(64, "operatorId")]),
    Signature::new("ExceedValidatorLimitWithData", &[uint(64, "operatorId")]),
    Signature::new("FeeExceedsIncreaseLimit", &[]),
    Signature::new("FeeIncreaseNotAllowed", &[]),
    Signature::new("FeeTooHigh", &[]),
    Signature::new("FeeTooLow", &[]),
    Signature::new("FutureBlockNumber", &[]),
    Signature::new("IncorrectClusterState", &[]),
    Signature::new("IncorrectClusterVersion", &[]),
    Signature::new("IncorrectOperatorVersion", &[uint(8, "operatorVersion")]),
    Signature::new("IncorrectValidatorState", &[]),
    Signature::new("IncorrectValidatorStateWithData", &[bytes("publicKey")]),
    Signature::new("InsufficientBalance", &[]),
    Signature::new("InsufficientCSSVSupply", &[]),
    Signature::new("InvalidOperatorFeeIncreaseLimit", &[]),
    Signature::new("InvalidOperatorFeeRange", &[]),
    Signature::new("InvalidOperatorIdsLength", &[]),
    Signature::new("InvalidOracleId", &[]),
    Signature::new("InvalidProof", &[]),
    Signature::new("InvalidPublicKeyLength", &[]),
    Signature::new("InvalidQuorum", &[]),
    Signature::new("InvalidToken", &[]),
    Signature::new("InvalidWhitelistAddressesLength", &[]),
    Signature::new("InvalidWhitelistingContract", &[address("contractAddress")]),
    Signature::new("LegacyOperatorFeeDeclarationInvalid", &[]),
    Signature::new("MaxPrecisionExceeded", &[]),
    Signature::new("MaxRequestsAmountReached", &[]),
    Signature::new("MaxValueExceeded", &[]),
    Signature::new("MustUseLatestRoot", &[]),
    Signature::new("NewBlockPeriodIsBelowMinimum", &[]),
    Signature::new("NoFeeDeclared", &[]),
    Signature::new("NotCSSV", &[]),
    Signature::new("NotOracle", &[]),
    Signature::new("NothingToClaim", &[]),
    Signature::new("NothingToWithdraw", &[]),
    Signature::new("OperatorAlreadyExists", &[]),
    Signature::new("OperatorDoesNotExist", &[]),
    Signature::new("OperatorsListNotUnique", &[]),
    Signature::new("OracleAlreadyAssigned", &[]),
    Signature::new("PublicKeysSharesLengthMismatch", &[]),
    Signature::new("RootNotFound", &[]),
    Signature::new("SameFeeChangeNotAllowed", &[]),
    Signature::new("SameOracleAddressNotAllowed", &[]),
    Signature::new("StakeTooLow", &[]),
    Signature::new("StaleBlockNumber", &[]),
    Signature::new("StaleUpdate", &[]),
    Signature::new("TargetModuleDoesNotExist", &[]),
    Signature::new("TargetModuleDoesNotExistWithData", &[uint(8, "moduleId")]),
    Signature::new("TokenTransferFailed", &[]),
    Signature::new("UnsortedOperatorsList", &[]),
    Signature::new("UnstakeAmountExceedsBalance", &[]),
    Signature::new("UpdateTooFrequent", &[]),
    Signature::new("ValidatorAlreadyExists", &[]),
    Signature::new("ValidatorAlreadyExistsWithData", &[bytes("publicKey")]),
    Signature::new("ValidatorAlreadyRegistered", &[bytes("publicKey"), OWNER]),
    Signature::new("ValidatorDoesNotExist", &[]),
    Signature::new("ZeroAddress", &[]),
    Signature::new("ZeroAddressNotAllowed", &[]),
    Signature::new("ZeroAmount", &[]),
    Signature::new("ZeroCSSVSupply", &[]),
];
