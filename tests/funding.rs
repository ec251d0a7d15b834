//! What clusters cost and how long they last, against the protocol's table, Python's integers and
//! the rules that the contract enforces.

mod fixture;

use alloy_primitives::U256;
use fixture::{field, json, list};
use serde_json::Value;
use ssv_wasm::cluster::{BLOCKS_PER_DAY, Change, Fees, Rates, Slack, Token, VUnits, balance_after};
use ssv_wasm::{Error, Result};

fn wei(text: &str) -> U256 {
    text.parse().expect("a number")
}

fn blocks(count: u64) -> U256 {
    U256::from(count)
}

fn units(effective_balance: u64) -> VUnits {
    VUnits::from_eth(effective_balance).expect("a balance")
}

/// Fees of ETH clusters.
fn eth(operators: &[U256], network: U256, threshold_blocks: u64, collateral: U256) -> Result<Fees> {
    let rates = Rates::new(Token::Eth, operators, network)?;
    Ok(Fees::new(Token::Eth, rates, threshold_blocks, collateral))
}

/// The vectors' fees, with that many operators.
fn fees(vectors: &Value, operators: usize) -> Fees {
    let operator = wei(field(vectors, "operatorFee"));
    eth(
        &vec![operator; operators],
        wei(field(vectors, "networkFee")),
        vectors["thresholdBlocks"].as_u64().expect("blocks"),
        wei(field(vectors, "minimumCollateral")),
    )
    .expect("fees that the contract could store")
}

/// Four operators of one fee, a network that charges nothing, a threshold of 1000 blocks.
fn plain(fee: u64) -> Fees {
    eth(&[U256::from(fee); 4], U256::ZERO, 1000, U256::ZERO).expect("fees")
}

fn rates(token: Token, value: &Value) -> Rates {
    let operators = list(&value["operatorFees"]).iter();
    let operators: Vec<U256> = operators.map(|fee| wei(fee.as_str().expect("a fee"))).collect();
    Rates::new(token, &operators, wei(field(value, "networkFee"))).expect("storable fees")
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
            assert_eq!(
                fees.deposit_for(size, blocks, U256::ZERO, None),
                Ok(needed),
                "{balance} ETH"
            );
            let one = U256::from(1);
            assert_eq!(fees.deposit_for(size, blocks, one, None), Ok(needed - one));
            assert_eq!(fees.deposit_for(size, blocks, needed, None), Ok(U256::ZERO));
            assert_eq!(fees.deposit_for(size, blocks, needed + one, None), Ok(U256::ZERO));
            let lasts =
                fees.runway(size, needed, &[]).expect("in range").expect("something is charged");
            assert!(lasts >= U256::from(blocks), "{balance} ETH for {days} days");
            assert!(lasts <= U256::from(blocks + 1), "no more than a block is wasted");
        }
        let below = threshold - U256::from(1);
        assert_eq!(fees.runway(size, threshold, &[]), Ok(Some(U256::ZERO)));
        assert_eq!(fees.runway(size, below, &[]), Ok(Some(U256::ZERO)));
        let burn = wei(field(row, "burnRate"));
        let almost = threshold + burn - U256::from(1);
        assert_eq!(fees.runway(size, almost, &[]), Ok(Some(U256::ZERO)));
        assert_eq!(fees.runway(size, threshold + burn, &[]), Ok(Some(U256::from(1))));
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
    let fees = eth(&[fee; 4], fee, 42_960, floor).expect("fees");
    assert_eq!(fees.liquidation_threshold(units(32)), Ok(floor));
    let free = eth(&[U256::ZERO; 4], U256::ZERO, 42_960, floor).expect("fees");
    assert_eq!(free.burn_rate(units(32)), Ok(U256::ZERO));
    assert_eq!(free.liquidation_threshold(units(32)), Ok(floor));
    assert_eq!(free.runway(units(32), floor, &[]), Ok(None), "nothing is charged");
    let below = free.runway(units(32), floor - U256::from(1), &[]);
    assert_eq!(below, Ok(Some(U256::ZERO)), "and yet it can be liquidated");
    assert_eq!(fees.runway(units(0), U256::ZERO, &[]), Ok(None), "no validators, no liquidation");
    assert_eq!(free.deposit_for(units(32), BLOCKS_PER_DAY, U256::ZERO, None), Ok(floor));
    let empty = fees.burn_rate(units(0));
    assert_eq!(empty, Ok(U256::ZERO), "a cluster without balance burns nothing");
}

#[test]
fn takes_only_fees_that_the_contract_could_store() {
    let (unit, most) = (U256::from(100_000), U256::from(u64::MAX) * U256::from(100_000));
    let make = |fee: U256| eth(&[fee], U256::ZERO, 1, U256::ZERO).err();
    assert_eq!(make(unit), None);
    assert_eq!(make(most), None);
    for fee in [U256::from(1), U256::from(99_999), unit + U256::from(1), most + unit, U256::MAX] {
        assert_eq!(make(fee), Some(Error::AmountOverflow), "{fee}");
    }
    let network = eth(&[], U256::from(1), 1, U256::ZERO).err();
    assert_eq!(network, Some(Error::AmountOverflow));
}

/// The largest numbers of every input neither wrap nor panic.
#[test]
fn extremes_stay_exact() {
    let most = U256::from(u64::MAX) * U256::from(100_000);
    let fees = eth(&[most; 13], most, u64::MAX, U256::ZERO).expect("fees");
    let all = units(u64::from(u32::MAX));
    let rate = U256::from(u64::MAX) * U256::from(14);
    let expected = rate * U256::from(100_000) * U256::from(all.get()) / U256::from(10_000);
    assert_eq!(fees.burn_rate(all), Ok(expected));
    let period = rate * U256::from(u64::MAX) * U256::from(all.get()) / U256::from(10_000);
    assert_eq!(fees.liquidation_threshold(all), Ok(period * U256::from(100_000)));
    let unpayable = eth(&[most], most, 1, U256::MAX).expect("fees");
    let refused = unpayable.deposit_for(all, 1, U256::ZERO, None);
    assert_eq!(refused, Err(Error::AmountOverflow));
}

/// Computed with Python's integers from the formulas of protocol.md §6.
#[test]
fn balances_equal_the_formula() {
    for row in list(&json("cluster/balances.json")) {
        let (token, size) = match field(row, "token") {
            "eth" => (Token::Eth, units(row["effectiveBalance"].as_u64().expect("ETH"))),
            _ => {
                let count = row["validators"].as_u64().expect("a count");
                (Token::Ssv, VUnits::of_validators(count.try_into().expect("u32")))
            }
        };
        let spans: Vec<(u64, Rates)> = list(&row["spans"])
            .iter()
            .map(|span| (span["blocks"].as_u64().expect("blocks"), rates(token, span)))
            .collect();
        let (balance, after) = (wei(field(row, "balance")), wei(field(row, "after")));
        assert_eq!(balance_after(token, balance, size, &spans), Ok(after));
        // How blocks of equal fees are cut into spans does not matter.
        let halves: Vec<(u64, Rates)> = spans
            .iter()
            .flat_map(|(blocks, rates)| [(blocks / 2, *rates), (blocks - blocks / 2, *rates)])
            .collect();
        assert_eq!(balance_after(token, balance, size, &halves), Ok(after));
    }
}

#[test]
fn legacy_clusters_pay_for_every_validator_alike() {
    for row in list(&json("cluster/legacy.json")) {
        let fees = &row["fees"];
        let threshold = field(fees, "liquidationThreshold").parse().expect("blocks");
        let collateral = wei(field(fees, "minimumCollateral"));
        let fees = Fees::new(Token::Ssv, rates(Token::Ssv, fees), threshold, collateral);
        let count = row["validators"].as_u64().expect("a count");
        let size = VUnits::of_validators(count.try_into().expect("u32"));
        assert_eq!(fees.burn_rate(size), Ok(wei(field(row, "burnRate"))));
        assert_eq!(fees.liquidation_threshold(size), Ok(wei(field(row, "threshold"))));
        for runway in list(&row["runways"]) {
            let lasts = fees.runway(size, wei(field(runway, "balance")), &[]);
            assert_eq!(lasts, Ok(Some(wei(field(runway, "blocks")))));
        }
    }
    let coarse = Rates::new(Token::Ssv, &[], U256::from(100_000));
    assert_eq!(coarse, Err(Error::AmountOverflow), "SSV is stored in larger steps than wei");
}

/// What the contract would decide block by block: the cluster is settled now, and the fees of
/// each block are those that hold in it.
fn walked(fees: Fees, size: VUnits, balance: U256, changes: &[Change]) -> u64 {
    let held = |block: u64| {
        let passed = changes.iter().filter(|change| change.blocks <= block);
        passed.max_by_key(|change| change.blocks).map_or(fees, |change| change.fees)
    };
    let mut left = balance;
    for block in 0.. {
        if left < held(block).liquidation_threshold(size).expect("in range") {
            return u64::saturating_sub(block, 1);
        }
        left = left.saturating_sub(held(block).burn_rate(size).expect("in range"));
    }
    unreachable!("something is charged");
}

#[test]
fn runways_follow_fees_that_change() {
    let (cheap, usual, dear) = (plain(1_000_000), plain(2_000_000), plain(5_000_000));
    let at = |blocks, fees| Change { blocks, fees };
    let size = units(96);
    let cases: &[(&str, Vec<Change>)] = &[
        ("none", vec![]),
        ("dearer at once", vec![at(0, dear)]),
        ("dearer in the next block", vec![at(1, dear)]),
        ("dearer later", vec![at(300, dear)]),
        ("cheaper at once", vec![at(0, cheap)]),
        ("cheaper in the next block", vec![at(1, cheap)]),
        ("cheaper later", vec![at(700, cheap)]),
        ("cheaper before the end", vec![at(1999, cheap)]),
        ("up and down, in any order", vec![at(500, cheap), at(200, dear), at(900, usual)]),
        ("too late to matter", vec![at(1_000_000, dear)]),
        ("the last of one block holds", vec![at(100, dear), at(100, cheap)]),
        ("the last at once holds", vec![at(0, dear), at(0, cheap)]),
    ];
    let mut seen = Vec::new();
    for (name, changes) in cases {
        for periods in [0_u64, 1, 2, 3, 10] {
            for spare in [0_u64, 1, 23_999_999, 24_000_000, 7_000_000_001] {
                let threshold = usual.liquidation_threshold(size).expect("in range");
                let balance = threshold * blocks(periods) / blocks(2) + U256::from(spare);
                // Later ones in the list replace earlier ones of the same block.
                let single: Vec<Change> = changes
                    .iter()
                    .enumerate()
                    .filter(|(place, change)| {
                        changes[place + 1..].iter().all(|other| other.blocks != change.blocks)
                    })
                    .map(|(_, change)| *change)
                    .collect();
                let expected = walked(usual, size, balance, &single);
                let lasts = usual.runway(size, balance, changes);
                assert_eq!(lasts, Ok(Some(blocks(expected))), "{name}: {periods}, {spare}");
                seen.push(expected);
            }
        }
    }
    assert!(seen.iter().filter(|lasts| **lasts > 0).count() > seen.len() / 3);
    let free = plain(0);
    let balance = usual.liquidation_threshold(size).expect("in range") * blocks(2);
    assert_eq!(usual.runway(size, balance, &[at(5, free)]), Ok(None), "free from block 5 on");
    let back = usual.runway(size, balance, &[at(5, free), at(50, usual)]);
    assert_eq!(back, Ok(Some(blocks(1045))), "45 blocks for nothing");
}

#[test]
fn the_slack_is_paid_from_the_balance() {
    let vectors = json("cluster/fees.json");
    let fees = fees(&vectors, 4);
    let (before, after) = (units(32), units(64));
    let burned = wei("10446600000") * blocks(50);
    let needed = fees.deposit_for(after, 216_000, U256::ZERO, None).expect("in range");
    let slack = Some(Slack { blocks: 50, before });
    let of = |existing| fees.deposit_for(after, 216_000, existing, slack);
    assert_eq!(of(U256::ZERO), Ok(needed), "nothing there, nothing burned");
    assert_eq!(of(burned), Ok(needed));
    assert_eq!(of(burned + U256::from(7)), Ok(needed - U256::from(7)));
    assert_eq!(of(burned - U256::from(7)), Ok(needed), "a balance does not go below zero");
    assert_eq!(of(needed + burned), Ok(U256::ZERO));
    let none = Some(Slack { blocks: 0, before });
    assert_eq!(fees.deposit_for(after, 216_000, burned, none), Ok(needed - burned));
}

#[test]
fn what_leaves_keeps_the_cluster_safe_through_the_slack() {
    let vectors = json("cluster/fees.json");
    let fees = fees(&vectors, 4);
    let one = U256::from(1);
    for size in [32, 33, 96, 2049].map(units) {
        let threshold = fees.liquidation_threshold(size).expect("in range");
        let limit =
            |balance, slack| fees.maximum_withdrawal(size, 1, balance, slack).expect("in range");
        assert_eq!(limit(threshold, 0), U256::ZERO);
        assert_eq!(limit(threshold + one, 0), one, "exact without slack");
        assert_eq!(limit(threshold - one, 0), U256::ZERO);
        let balance = threshold * blocks(3);
        for slack in [1, 50, 7200] {
            let most = limit(balance, slack);
            let lasts = fees.runway(size, balance - most, &[]).expect("in range");
            assert_eq!(lasts, Some(blocks(slack)), "safe, and no block more");
        }
        assert_eq!(fees.maximum_withdrawal(size, 0, balance, 7200), Ok(balance));
    }
}
