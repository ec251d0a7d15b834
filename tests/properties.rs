//! Laws that hold for every input: what is encoded decodes to itself, every threshold rebuilds, and
//! no bytes at all make a parser panic.

mod fixture;

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, U256};
use fixture::{
    alloy_encoding, alloy_reads, committee, committee_of, key, nonce, numbered_key, password,
    seeded,
};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;
use ssv_wasm::calls::{
    AbiValue, Generation, Kind, Param, decode_call, decode_event, decode_refusal, decode_values,
    decode_view, encode_call, encode_values, errors, events, register, views,
};
use ssv_wasm::cluster::{Cluster, Fees, Rates, Slack, Token, VUnits, balance_after, cluster_id};
use ssv_wasm::keyshares::{Expected, check, write};
use ssv_wasm::keystore::{Kdf, Keystore, lock};
use ssv_wasm::operator::{Committee, OperatorKey, threshold};
use ssv_wasm::owner::Owner;
use ssv_wasm::payload::{Published, Registration, SharesData};
use ssv_wasm::seal::SealedShare;
use ssv_wasm::split::{Shares, recover};

const SIZES: [usize; 4] = [4, 7, 10, 13];

static COMMITTEES: LazyLock<[Committee; 4]> = LazyLock::new(|| SIZES.map(committee));
static GOOD_KEYSTORE: LazyLock<String> = LazyLock::new(|| {
    let stretch = |salt| Kdf::scrypt(2, 1, 1, salt, 32);
    lock(&numbered_key(1), &password("p"), "m/1", stretch, &mut seeded(1)).expect("a keystore")
});
static GOOD_CALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let made = fixture::registration(1, &COMMITTEES[0], 0);
    register(&[made], &Cluster::NEW).expect("calldata")
});

fn many(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Distinct operator ids, the interesting ones among them.
fn ids(size: usize) -> impl Strategy<Value = Vec<u64>> {
    let special = select(vec![1, 2, 1 << 32, (1 << 32) + 1, 1 << 53, u64::MAX - 1, u64::MAX]);
    btree_set(prop_oneof![1..5000_u64, any::<u64>().prop_map(|id| id.max(1)), special], size)
        .prop_map(|ids| ids.into_iter().collect())
}

/// Any value of a kind in the interface.
fn value(kind: Kind) -> BoxedStrategy<AbiValue> {
    match kind {
        Kind::Bool => any::<bool>().prop_map(AbiValue::Bool).boxed(),
        Kind::Uint(bits) => any::<[u64; 4]>()
            .prop_map(move |limbs| AbiValue::Uint(U256::from_limbs(limbs) >> (256 - bits)))
            .boxed(),
        Kind::Address => {
            any::<[u8; 20]>().prop_map(|b| AbiValue::Address(Address::from(b))).boxed()
        }
        Kind::Bytes32 => any::<[u8; 32]>().prop_map(|b| AbiValue::Word(B256::from(b))).boxed(),
        Kind::Bytes => vec(any::<u8>(), 0..100).prop_map(AbiValue::Bytes).boxed(),
        Kind::String => ".{0,40}".prop_map(AbiValue::Text).boxed(),
        Kind::List(item) => vec(value(*item), 0..5).prop_map(AbiValue::List).boxed(),
        Kind::Tuple(parts) => values(parts).prop_map(AbiValue::Tuple).boxed(),
    }
}

fn values(params: &'static [Param]) -> BoxedStrategy<Vec<AbiValue>> {
    params.iter().map(|param| value(param.kind)).collect::<Vec<_>>().boxed()
}

/// Parameters of random kinds. They are few and small, and live as long as the test.
fn any_params() -> BoxedStrategy<&'static [Param]> {
    let leaf = select(vec![
        Kind::Bool,
        Kind::Uint(8),
        Kind::Uint(64),
        Kind::Uint(256),
        Kind::Address,
        Kind::Bytes32,
        Kind::Bytes,
        Kind::String,
    ]);
    let kind = leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| Kind::List(Box::leak(Box::new(item)))),
            vec(inner, 1..4).prop_map(|kinds| Kind::Tuple(params_of(kinds))),
        ]
    });
    vec(kind, 1..5).prop_map(params_of).boxed()
}

fn params_of(kinds: Vec<Kind>) -> &'static [Param] {
    let unnamed = |kind| Param { name: "", kind, is_indexed: false };
    Vec::leak(kinds.into_iter().map(unnamed).collect())
}

/// A good file with bytes changed, left out, put in or repeated.
fn mangled(good: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..5_u8);
    vec(change, 1..6).prop_map(move |changes| {
        let mut bytes = good.to_vec();
        for (place, byte, kind) in changes {
            let place = place.index(bytes.len().max(1));
            match kind {
                _ if place >= bytes.len() => bytes.push(byte),
                0 => bytes[place] = byte,
                1 => drop(bytes.remove(place)),
                2 => bytes.insert(place, byte),
                3 => bytes.truncate(place),
                _ => bytes.extend_from_within(place..),
            }
        }
        bytes
    })
}

/// Any JSON.
fn any_json() -> impl Strategy<Value = Value> {
    let words = select(vec![
        "crypto",
        "kdf",
        "function",
        "params",
        "message",
        "scrypt",
        "pbkdf2",
        "sha256",
        "version",
        "aes-128-ctr",
        "salt",
        "shares",
        "data",
        "payload",
        "pubkey",
        "operators",
        "00",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.clone().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((words.clone(), inner), 0..6).prop_map(|members| {
                Value::Object(members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(many(96))]

    #[test]
    fn any_threshold_rebuilds(
        (ids, places) in select(SIZES.to_vec()).prop_flat_map(|size| {
            let places = subsequence((0..size).collect::<Vec<_>>(), threshold(size)..=size);
            (ids(size), places)
        }),
        secret in any::<[u8; 31]>(),
        seed in any::<u64>(),
    ) {
        prop_assume!(secret != [0; 31]);
        let secret = format!("00{}", alloy_primitives::hex::encode(secret));
        let committee = committee_of(&ids);
        let shares = Shares::make(&key(&secret), &committee, &mut seeded(seed))?;
        let chosen: Vec<_> = places.iter().map(|&place| &shares.as_slice()[place]).collect();
        let rebuilt = recover(&chosen)?;
        prop_assert_eq!(alloy_primitives::hex::encode(rebuilt.to_bytes().expose()), secret);
    }

    #[test]
    fn shares_data_decodes_to_itself(
        size in select(vec![0_usize, 1, 2, 3]),
        validator in 1..u64::MAX,
        place in 0..1_u64 << 40,
        blocks in vec(any::<u8>(), 256),
        seed in any::<u64>(),
    ) {
        let (committee, mut rng) = (&COMMITTEES[size], seeded(seed));
        let (validator, owner) = (numbered_key(validator), fixture::owner());
        let mut made = Registration::make(&validator, committee, owner, nonce(place), &mut rng)?;
        made.shares_data.sealed[0] = SealedShare::from_bytes(blocks.try_into().expect("256 bytes"));
        let encoded = made.shares_data.encode();
        prop_assert_eq!(encoded.len(), SharesData::length(SIZES[size]));
        let decoded = SharesData::decode(&encoded, SIZES[size])?;
        prop_assert_eq!(&decoded.encode(), &encoded);
        prop_assert_eq!(decoded, made.shares_data);
    }

    #[test]
    fn keyshares_come_back_as_they_went(
        size in select(vec![0_usize, 1, 2, 3]),
        count in 1..4_u64,
        start in 0..1_u64 << 50,
        owner in any::<[u8; 20]>(),
        seed in any::<u64>(),
    ) {
        let (committee, mut rng) = (&COMMITTEES[size], seeded(seed));
        let owner = Owner::from(Address::from(owner));
        let made = (0..count)
            .map(|i| Registration::make(&numbered_key(i + 1), committee, owner, nonce(start + i), &mut rng))
            .collect::<Result<Vec<_>, _>>()?;
        let written = |registrations: &[Registration]| {
            let published: Vec<_> = registrations.iter().map(Published::from).collect();
            write(&published, committee, "2026-11-22T17:18:40.264Z")
        };
        let file = written(&made)?;
        let expected = Expected {
            owner: Some(owner),
            nonce: Some(nonce(start)),
            operators: Some(committee.operators().to_vec()),
        };
        let read = check(file.as_bytes(), &expected)?;
        prop_assert_eq!(read.len(), made.len());
        for (item, registration) in read.iter().zip(&made) {
            prop_assert_eq!(&item.registration, registration);
            prop_assert_eq!(item.warnings.is_empty(), !registration.nonce.wraps());
        }
        let again: Vec<_> = read.into_iter().map(|item| item.registration).collect();
        prop_assert_eq!(written(&again)?, file);
    }

    #[test]
    fn keystores_open_with_their_password_alone(
        typed in "\\PC{0,24}",
        other in "\\PC{0,24}",
        rounds in 1..20_u64,
        seed in any::<u64>(),
    ) {
        let stretch = |salt| Kdf::pbkdf2(rounds, salt, 32);
        let file = lock(&numbered_key(seed.max(1)), &password(&typed), "", stretch, &mut seeded(seed))?;
        let keystore = Keystore::parse(file.as_bytes())?;
        let opened = keystore.unlock(&password(&typed))?;
        prop_assert_eq!(opened.key.public_key(), numbered_key(seed.max(1)).public_key());
        let (right, wrong) = (password(&typed), password(&other));
        let bytes = right.normalised();
        let same = wrong.normalised() == bytes
            || wrong.without_marks().is_some_and(|legacy| legacy == bytes);
        prop_assert_eq!(keystore.unlock(&wrong).is_ok(), same);
    }
}

proptest! {
    #![proptest_config(many(2000))]

    #[test]
    fn calls_come_back_as_they_went(
        (generation, name, arguments) in select(Generation::ALL.to_vec())
            .prop_flat_map(|generation| (Just(generation), select(generation.functions())))
            .prop_flat_map(|(generation, entry)| {
                (Just(generation), Just(entry.name), values(entry.inputs))
            }),
        tail in vec(any::<u8>(), 1..40),
    ) {
        let data = encode_call(generation, name, &arguments)?;
        let (written_for, decoded) = decode_call(&data)?;
        prop_assert_eq!((written_for, decoded.name), (generation, name));
        prop_assert_eq!(&decoded.values, &arguments);
        prop_assert!(decode_call(&[data, tail].concat()).is_err(), "nothing may follow");
    }

    /// Structs of every kind, nested as no contract of ours does.
    #[test]
    fn values_are_written_and_read_as_alloy_does(
        (params, arguments) in any_params().prop_flat_map(|params| (Just(params), values(params))),
        change in (any::<prop::sample::Index>(), any::<u8>(), 0..3_u8),
    ) {
        let written = encode_values(params, &arguments)?;
        prop_assert_eq!(&written, &alloy_encoding(params, &arguments));
        prop_assert_eq!(decode_values(params.iter(), &written)?, arguments);

        let (place, byte, kind) = change;
        let mut changed = written.clone();
        match kind {
            0 if !changed.is_empty() => changed[place.index(written.len())] = byte,
            1 => changed.truncate(place.index(written.len() + 1)),
            _ => changed.push(byte),
        }
        let accepted = decode_values(params.iter(), &changed);
        prop_assert_eq!(accepted.is_ok(), alloy_reads(params, &changed));
        if let Ok(values) = accepted {
            prop_assert_eq!(encode_values(params, &values)?, changed);
        }
    }

    #[test]
    fn changed_calldata_is_refused_or_canonical(data in mangled(&GOOD_CALL)) {
        if let Ok((generation, decoded)) = decode_call(&data) {
            prop_assert_eq!(encode_call(generation, decoded.name, &decoded.values)?, data);
        }
    }

    #[test]
    fn deposits_last_as_long_as_they_should(
        operators in vec(0..53_365_u64, 4..14),
        network in 0..100_000_u64,
        balance in 1..100_000_u64,
        blocks in 0..10_000_000_u64,
        existing in any::<u64>(),
        threshold_blocks in 21_480..100_000_u64,
    ) {
        let wei = |packed: &u64| U256::from(*packed) * U256::from(100_000);
        let operators: Vec<U256> = operators.iter().map(wei).collect();
        let rates = Rates::new(Token::Eth, &operators, wei(&network))?;
        let fees = Fees::new(Token::Eth, rates, threshold_blocks, U256::from(1_u64 << 40));
        let units = VUnits::from_eth(balance)?;
        let (existing, least) = (U256::from(existing), fees.liquidation_threshold(units)?);
        let total = fees.deposit_for(units, blocks, existing, None)? + existing;
        prop_assert!(total >= least, "passes the contract's check");
        if let Some(lasts) = fees.runway(units, total, &[])? {
            prop_assert!(lasts >= U256::from(blocks));
        }
        let more = fees.deposit_for(units, blocks + 1, existing, None)?;
        prop_assert!(more >= fees.deposit_for(units, blocks, existing, None)?);
        let slack = Some(Slack { blocks, before: units });
        prop_assert!(fees.deposit_for(units, blocks, existing, slack)? <= total);
    }

    /// Wherever in the slack the withdrawal is mined, and whatever the last snapshot left over, the
    /// contract keeps at least the threshold at its end.
    #[test]
    fn withdrawals_leave_the_threshold(
        operators in vec(0..53_365_u64, 4..14),
        network in 0..100_000_u64,
        size in 1..100_000_u64,
        funds in any::<u128>(),
        since in 0..100_000_u64,
        (slack, mined) in (0..10_000_u64).prop_flat_map(|slack| (Just(slack), 0..=slack)),
    ) {
        let wei = |packed: &u64| U256::from(*packed) * U256::from(100_000);
        let operators: Vec<U256> = operators.iter().map(wei).collect();
        let rates = Rates::new(Token::Eth, &operators, wei(&network))?;
        let fees = Fees::new(Token::Eth, rates, 21_480, U256::from(1));
        let units = VUnits::from_eth(size)?;
        let after = |balance, blocks| balance_after(Token::Eth, balance, units, &[(blocks, rates)]);
        let (snapshot, threshold) = (U256::from(funds), fees.liquidation_threshold(units)?);
        let most = fees.maximum_withdrawal(units, 1, after(snapshot, since)?, slack)?;
        prop_assume!(!most.is_zero());
        let settled = after(snapshot, since + mined)? - most;
        prop_assert!(settled >= threshold);
        prop_assert!(after(settled, slack - mined)? >= threshold);
    }

    #[test]
    fn cluster_ids_depend_on_the_set_alone(
        ids in ids(4).prop_shuffle(),
        owner in any::<[u8; 20]>(),
    ) {
        let owner = Owner::from(Address::from(owner));
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        let of = |ids: &[u64]| cluster_id(owner, &ids.iter().map(|&i| fixture::id(i)).collect::<Vec<_>>());
        prop_assert_eq!(of(&ids), of(&sorted));
    }
}

/// Nothing here is asserted but that it returns: a panic would take the worker and its keys down.
mod never_panics {
    use super::*;

    proptest! {
        #![proptest_config(many(10_000))]

        #[test]
        fn on_any_bytes(bytes in vec(any::<u8>(), 0..400)) {
            let _ = Keystore::parse(&bytes);
            let _ = check(&bytes, &Expected::default());
            let _ = OperatorKey::from_chain(&bytes);
            let _ = decode_refusal(&bytes);
            prop_assert!(decode_call(&bytes).is_err());
            for size in SIZES {
                prop_assert!(SharesData::decode(&bytes, size).is_err());
            }
        }

        #[test]
        fn on_any_text(text in "\\PC{0,200}") {
            let _ = OperatorKey::parse(&text);
            let _ = Owner::parse(&text);
            let _ = Keystore::parse(text.as_bytes());
        }

        #[test]
        fn on_known_selectors_with_any_arguments(
            place in any::<prop::sample::Index>(),
            arguments in vec(prop_oneof![3 => Just(0_u8), 1 => any::<u8>()], 0..320),
            topics in vec(any::<[u8; 32]>(), 0..4),
        ) {
            for functions in Generation::ALL.map(Generation::functions) {
                let function = &functions[place.index(functions.len())];
                let _ = decode_call(&[&function.hash()[..4], arguments.as_slice()].concat());
            }
            let error = &errors()[place.index(errors().len())];
            let _ = decode_refusal(&[&error.hash()[..4], arguments.as_slice()].concat());
            for reason in [[0x08, 0xc3, 0x79, 0xa0], [0x4e, 0x48, 0x7b, 0x71]] {
                let _ = decode_refusal(&[&reason[..], arguments.as_slice()].concat());
            }
            let event = &events()[place.index(events().len())];
            let topics: Vec<B256> =
                core::iter::once(event.hash()).chain(topics.into_iter().map(B256::from)).collect();
            let _ = decode_event(&topics, &arguments);
            let view = &views()[place.index(views().len())];
            let _ = decode_view(view.name, &arguments);
        }

        #[test]
        fn on_a_mangled_keystore(bytes in mangled(GOOD_KEYSTORE.as_bytes())) {
            let _ = Keystore::parse(&bytes);
        }
    }

    proptest! {
        #![proptest_config(many(2000))]

        #[test]
        fn on_any_json(json in any_json()) {
            let text = json.to_string();
            let _ = Keystore::parse(text.as_bytes());
            let _ = check(text.as_bytes(), &Expected::default());
        }

        #[test]
        fn on_any_json_inside_a_keystore(json in any_json(), place in 0..16_usize) {
            let places = [
                "/crypto", "/version", "/pubkey", "/path", "/crypto/kdf", "/crypto/checksum",
                "/crypto/cipher", "/crypto/kdf/function", "/crypto/kdf/params", "/crypto/kdf/params/n",
                "/crypto/kdf/params/salt", "/crypto/checksum/message", "/crypto/cipher/params",
                "/crypto/cipher/params/iv", "/crypto/cipher/message", "/uuid",
            ];
            let mut file: Value = serde_json::from_str(&GOOD_KEYSTORE).expect("JSON");
            *file.pointer_mut(places[place]).expect("a place") = json;
            let _ = Keystore::parse(file.to_string().as_bytes());
        }
    }

    proptest! {
        #![proptest_config(many(500))]

        #[test]
        fn on_a_mangled_keyshares_file(bytes in mangled(KEYSHARES.as_bytes())) {
            let _ = check(&bytes, &Expected::default());
        }

        #[test]
        fn on_a_mangled_operator_key(bytes in mangled(PEM.as_bytes())) {
            let text = String::from_utf8_lossy(&bytes);
            let _ = OperatorKey::parse(&text);
            let _ = OperatorKey::from_chain(&bytes);
        }
    }

    static KEYSHARES: LazyLock<String> =
        LazyLock::new(|| fixture::text("keyshares/ssv-keys-1.2.0.json"));
    static PEM: LazyLock<String> = LazyLock::new(|| fixture::text("operators/op01.spki.pem"));
}
