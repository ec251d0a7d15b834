//! What a staker sends.

use super::{CLUSTER, OPERATOR_IDS};
use crate::calls::Signature;
use crate::calls::param::{address, bytes, bytes_list, bytes32_list, uint};

/// To SSVNetwork v2.0.0.
pub(in crate::calls) const FUNCTIONS: &[Signature] = &[
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

/// To SSVNetwork v1, where clusters pay in SSV tokens and these four pulled an `amount` of them.
/// Version 2 has none of the selectors and refuses them without data. All other functions are the
/// same in both.
pub(in crate::calls) const LEGACY_FUNCTIONS: &[Signature] = &[
    Signature::new(
        "registerValidator",
        &[bytes("publicKey"), OPERATOR_IDS, bytes("sharesData"), uint(256, "amount"), CLUSTER],
    ),
    Signature::new(
        "bulkRegisterValidator",
        &[
            bytes_list("publicKeys"),
            OPERATOR_IDS,
            bytes_list("sharesData"),
            uint(256, "amount"),
            CLUSTER,
        ],
    ),
    Signature::new(
        "deposit",
        &[address("clusterOwner"), OPERATOR_IDS, uint(256, "amount"), CLUSTER],
    ),
    Signature::new("reactivate", &[OPERATOR_IDS, uint(256, "amount"), CLUSTER]),
];

/// To the SSV token (ERC-20).
pub(in crate::calls) const TOKEN_FUNCTIONS: &[Signature] =
    &[Signature::new("approve", &[address("spender"), uint(256, "amount")])];
