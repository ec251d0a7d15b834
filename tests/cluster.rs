//! Cluster ids, hashes, sizes and proofs of sizes, against numbers that the contracts gave.

mod fixture;

use alloy_primitives::{B256, U256, hex};
use fixture::{bytes, id, json, list};
use serde_json::Value;
use ssv_wasm::Error;
use ssv_wasm::cluster::{
    Cluster, VUnits, cluster_id, effective_balance_leaf, verify_effective_balance,
};
use ssv_wasm::owner::Owner;

fn wei(text: &str) -> U256 {
    text.parse().expect("a number")
}

fn units(effective_balance: u64) -> VUnits {
    VUnits::from_eth(effective_balance).expect("a balance")
}

#[test]
fn ids_equal_the_contracts() {
    let owner = Owner::parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8").expect("an owner");
    let expected = "7e4da62ecc2543370c33461f89ff2f7bcc0ecf8b6ae2951ac35f316929aa06e3";
    for order in [[1, 2, 3, 4], [4, 3, 2, 1], [2, 4, 1, 3]] {
        assert_eq!(hex::encode(cluster_id(owner, &order.map(id))), expected, "{order:?}");
    }
    assert_ne!(hex::encode(cluster_id(owner, &[1, 2, 3, 5].map(id))), expected);
    let other = Owner::from(alloy_primitives::Address::ZERO);
    assert_ne!(hex::encode(cluster_id(other, &[1, 2, 3, 4].map(id))), expected);
}

#[test]
fn hashes_equal_the_contracts() {
    let busy = Cluster {
        validator_count: 2,
        network_fee_index: 248_500,
        index: 318_600,
        active: true,
        balance: wei("1000000000000000000"),
    };
    assert_eq!(
        hex::encode(Cluster::NEW.hash()),
        "945136e8ded695398662a5fbc88b6751c57028f18395fba49ba444d7a2c1e9f8"
    );
    assert_eq!(
        hex::encode(busy.hash()),
        "0acf88459726d6d6c9f04d9d6093a2135ece9a82b7b952b58a4fb3252d85c6b2"
    );
    let others = [
        Cluster { validator_count: 3, ..busy },
        Cluster { network_fee_index: 248_501, ..busy },
        Cluster { index: 318_601, ..busy },
        Cluster { active: false, ..busy },
        Cluster { balance: busy.balance + U256::from(1), ..busy },
        Cluster { balance: busy.balance | U256::from(1) << 255, ..busy },
    ];
    for other in others {
        assert_ne!(other.hash(), busy.hash(), "every member counts: {other:?}");
    }
}

#[test]
fn units_round_up() {
    for (eth, expected) in [
        (0, 0),
        (1, 313),
        (31, 9688),
        (32, 10_000),
        (33, 10_313),
        (63, 19_688),
        (64, 20_000),
        (2048, 640_000),
        (u64::from(u32::MAX), 1_342_177_279_688),
    ] {
        assert_eq!(units(eth).get(), expected, "{eth} ETH");
    }
    assert_eq!(VUnits::from_eth(1 << 32), Err(Error::AmountOverflow));
    assert_eq!(VUnits::from_eth(u64::MAX), Err(Error::AmountOverflow));
    assert_eq!(VUnits::of_validators(2), units(64));
    assert_eq!(VUnits::of_validators(u32::MAX).get(), 42_949_672_950_000);
}

/// A tree over five clusters, one of them alone on its level.
#[test]
fn proofs_lead_to_the_committed_root() {
    let vectors = json("cluster/proofs.json");
    let word = |value: &Value| B256::from(bytes(value.as_str().expect("a hash")));
    let root = word(&vectors["root"]);
    for entry in list(&vectors["leaves"]) {
        let balance = u32::try_from(entry["effectiveBalance"].as_u64().expect("ETH")).expect("u32");
        let (id, leaf) = (word(&entry["clusterId"]), word(&entry["leaf"]));
        assert_eq!(effective_balance_leaf(id, balance), leaf);
        assert_ne!(effective_balance_leaf(id, balance - 1), leaf);
        let proof: Vec<B256> = list(&entry["proof"]).iter().map(word).collect();
        assert!(verify_effective_balance(root, leaf, &proof));
        assert!(!verify_effective_balance(root, leaf, &proof[1..]), "a step missing");
        assert!(!verify_effective_balance(root, root, &proof), "another leaf");
        for place in 0..proof.len() {
            let mut changed = proof.clone();
            changed[place].0[31] ^= 1;
            assert!(!verify_effective_balance(root, leaf, &changed), "step {place}");
        }
    }
    assert!(verify_effective_balance(root, root, &[]), "a tree of one leaf is that leaf");
    assert!(!verify_effective_balance(root, B256::ZERO, &[]));
}
