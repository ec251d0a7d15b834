//! Effective balances that the network's oracles commit to: one Merkle root over all clusters.

use alloy_primitives::{B256, U256, keccak256};

/// A cluster's leaf: keccak-256 twice over the cluster's id and its whole ETH, 32 bytes each.
#[must_use]
pub fn effective_balance_leaf(cluster_id: B256, effective_balance: u32) -> B256 {
    let balance = U256::from(effective_balance).to_be_bytes::<32>();
    keccak256(keccak256([cluster_id.0, balance].concat()))
}

/// Whether the proof leads from the leaf to the root: every node is keccak-256 of its two children,
/// the smaller first (OpenZeppelin MerkleProof).
#[must_use]
pub fn verify_effective_balance(root: B256, leaf: B256, proof: &[B256]) -> bool {
    let top = proof.iter().fold(leaf, |node, sibling| {
        let (first, second) = if node < *sibling { (node, *sibling) } else { (*sibling, node) };
        keccak256([first.0, second.0].concat())
    });
    top == root
}
