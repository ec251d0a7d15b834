//! The part of the SSV contracts that a staker meets: SSVNetwork and SSVNetworkViews v2.0.0, what
//! v1 took for the same actions, and the SSV token. Parameter names are the keys under which
//! arguments and results go in and out.

mod errors;
mod events;
mod functions;
mod views;

use super::param::{Param, address, boolean, tuple, uint, uint64_list};
pub(super) use errors::ERRORS;
pub(super) use events::EVENTS;
pub(super) use functions::{FUNCTIONS, LEGACY_FUNCTIONS, TOKEN_FUNCTIONS};
pub(super) use views::VIEWS;

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
