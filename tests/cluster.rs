//! Cluster ids and hashes, and what clusters cost, against numbers that the contracts gave.

mod fixture;

use alloy_primitives::{U256, hex};
use fixture::{field, id, json, list};
use serde_json::Value;
use ssv_wasm::Error;
use ssv_wasm::cluster::{BLOCKS_PER_DAY, Cluster, Fees, VUnits, cluster_id};
use ssv_wasm::owner::Owner;

fn wei(text: &str) -> U256 {
    text.parse().expect("a number")
}

fn units(effective_balance: u64) -> VUnits {
    VUnits::from_eth(effective_balance).expect("a balance")
}

/// The vectors' fees, with that many operators.
fn fees(vectors: &Value, operators: usize) -> Fees {
    let operator = wei(field(vectors, "operatorFee"));
    Fees::new(
        &vec![operator; operators],
        wei(field(vectors, "networkFee")),
        vectors["thresholdBlocks"].as_u64().expect("blocks"),
        wei(field(vectors, "minimumCollateral")),
    )
    .expect("fees that the contract could store")
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
}

#[test]
fn costs_equal_the_protocols_table() {
    let vectors = json("cluster/fees.json");
    let fees = fees(&vectors, 4);
    for row in list(&vectors["rows"]) {
        let balance = row["effectiveBalance"].as_u64().expect("ETH");
        let size = units(balance);
        assert_eq!(row["vUnits"], size.get());
        assert_eq!(fees.burn_rate(size), Ok(wei(field(row, "burnRate"))), "{balance} ETH");
        let threshold = wei(field(row, "threshold"));
        assert_eq!(fees.liquidation_threshold(size), Ok(threshold), "{balance} ETH");
        for (days, name) in [(30, "deposit30Days"), (365, "deposit365Days")] {
            let needed = wei(field(row, name));
            let blocks = days * BLOCKS_PER_DAY;
            assert_eq!(fees.deposit_for(size, blocks, U256::ZERO), Ok(needed), "{balance} ETH");
            let one = U256::from(1);
            assert_eq!(fees.deposit_for(size, blocks, one), Ok(needed - one));
            assert_eq!(fees.deposit_for(size, blocks, needed), Ok(U256::ZERO));
            assert_eq!(fees.deposit_for(size, blocks, needed + one), Ok(U256::ZERO));
            let lasts = fees.runway(size, needed).expect("in range").expect("something is charged");
            assert!(lasts >= U256::from(blocks), "{balance} ETH for {days} days");
            assert!(lasts <= U256::from(blocks + 1), "no more than a block is wasted");
        }
        let below = threshold - U256::from(1);
        assert_eq!(fees.runway(size, threshold), Ok(Some(U256::ZERO)));
        assert_eq!(fees.runway(size, below), Ok(Some(U256::ZERO)));
        let burn = wei(field(row, "burnRate"));
        let almost = threshold + burn - U256::from(1);
        assert_eq!(fees.runway(size, almost), Ok(Some(U256::ZERO)));
        assert_eq!(fees.runway(size, threshold + burn), Ok(Some(U256::from(1))));
    }
}

#[test]
fn thresholds_equal_the_protocols_for_every_size() {
    let vectors = json("cluster/fees.json");
    let by_size = vectors["thresholdByOperators"].as_object().expect("a table");
    assert_eq!(by_size.len(), 3);
    for (operators, expected) in by_size {
        let fees = fees(&vectors, operators.parse().expect("a number"));
        let expected = wei(expected.as_str().expect("a number"));
        assert_eq!(fees.liquidation_threshold(units(32)), Ok(expected), "{operators} operators");
    }
}

#[test]
fn the_minimum_collateral_is_a_floor() {
    let floor = U256::from(10).pow(U256::from(18));
    let fee = U256::from(1_770_000_000);
    let fees = Fees::new(&[fee; 4], fee, 42_960, floor).expect("fees");
    assert_eq!(fees.liquidation_threshold(units(32)), Ok(floor));
    let free = Fees::new(&[U256::ZERO; 4], U256::ZERO, 42_960, floor).expect("fees");
    assert_eq!(free.burn_rate(units(32)), Ok(U256::ZERO));
    assert_eq!(free.liquidation_threshold(units(32)), Ok(floor));
    assert_eq!(free.runway(units(32), floor + floor), Ok(None), "nothing is charged");
    assert_eq!(free.deposit_for(units(32), BLOCKS_PER_DAY, U256::ZERO), Ok(floor));
    let empty = fees.burn_rate(units(0));
    assert_eq!(empty, Ok(U256::ZERO), "a cluster without balance burns nothing");
}

#[test]
fn takes_only_fees_that_the_contract_could_store() {
    let (unit, most) = (U256::from(100_000), U256::from(u64::MAX) * U256::from(100_000));
    let make = |fee: U256| Fees::new(&[fee], U256::ZERO, 1, U256::ZERO).err();
    assert_eq!(make(unit), None);
    assert_eq!(make(most), None);
    for fee in [U256::from(1), U256::from(99_999), unit + U256::from(1), most + unit, U256::MAX] {
        assert_eq!(make(fee), Some(Error::AmountOverflow), "{fee}");
    }
    let network = Fees::new(&[], U256::from(1), 1, U256::ZERO).err();
    assert_eq!(network, Some(Error::AmountOverflow));
}

/// The largest numbers of every input neither wrap nor panic.
#[test]
fn extremes_stay_exact() {
    let most = U256::from(u64::MAX) * U256::from(100_000);
    let fees = Fees::new(&[most; 13], most, u64::MAX, U256::ZERO).expect("fees");
    let all = units(u64::from(u32::MAX));
    let rate = U256::from(u64::MAX) * U256::from(14);
    let expected = rate * U256::from(100_000) * U256::from(all.get()) / U256::from(10_000);
    assert_eq!(fees.burn_rate(all), Ok(expected));
    let period = rate * U256::from(u64::MAX) * U256::from(all.get()) / U256::from(10_000);
    assert_eq!(fees.liquidation_threshold(all), Ok(period * U256::from(100_000)));
    let unpayable = Fees::new(&[most], most, 1, U256::MAX).expect("fees");
    let refused = unpayable.deposit_for(all, 1, U256::ZERO);
    assert_eq!(refused, Err(Error::AmountOverflow));
}
