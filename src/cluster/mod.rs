//! Clusters: the tuple that every call about one must carry, its id and its hash; what clusters
//! cost and how long their balance lasts.

mod balance_proof;
mod fees;
mod funding;
mod units;

use alloy_primitives::{B256, U256, keccak256};

use crate::operator::OperatorId;
use crate::order::sort_few;
use crate::owner::Owner;
pub use balance_proof::{effective_balance_leaf, verify_effective_balance};
pub use fees::{Fees, balance_after};
pub use funding::{BLOCKS_PER_DAY, Change, Slack};
pub use units::{Rates, Token, VUnits};

/// The cluster tuple, in ABI order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cluster {
    /// Validators in it.
    pub validator_count: u32,
    /// Packed units: wei / 100 000, or 1e-18 SSV / 10 000 000 in a legacy cluster.
    pub network_fee_index: u64,
    /// Packed units, as `network_fee_index`.
    pub index: u64,
    /// False once liquidated.
    pub active: bool,
    /// Wei, or SSV base units, at the snapshot.
    pub balance: U256,
}

impl Cluster {
    /// What a first registration passes.
    pub const NEW: Self = Self {
        validator_count: 0,
        network_fee_index: 0,
        index: 0,
        active: true,
        balance: U256::ZERO,
    };

    /// What the contract stores of a cluster: keccak-256 of 53 packed bytes, with the balance
    /// before the active flag (ClusterLib.sol `hashClusterData`).
    #[must_use]
    pub fn hash(&self) -> B256 {
        let mut packed = [0; 53];
        let parts: [&[u8]; 5] = [
            &self.validator_count.to_be_bytes(),
            &self.network_fee_index.to_be_bytes(),
            &self.index.to_be_bytes(),
            &self.balance.to_be_bytes::<32>(),
            &[u8::from(self.active)],
        ];
        for (slot, byte) in packed.iter_mut().zip(parts.into_iter().flatten()) {
            *slot = *byte;
        }
        keccak256(packed)
    }
}

/// keccak-256 of the owner's 20 bytes and every operator id in 32 bytes, ascending.
#[must_use]
pub fn cluster_id(owner: Owner, operators: &[OperatorId]) -> B256 {
    let mut ids: Vec<u64> = operators.iter().map(|id| id.get()).collect();
    sort_few(&mut ids, |&id| id);
    let mut packed = owner.address().to_vec();
    for id in ids {
        packed.extend_from_slice(&U256::from(id).to_be_bytes::<32>());
    }
    keccak256(packed)
}
