//! The contracts' interface against the deployed ABI and the protocol's tables, and calls there and
//! back.

mod fixture;

use std::collections::BTreeSet;

use alloy_primitives::{Address, B256, U256, hex, keccak256};
use fixture::{
    alloy_encoding, alloy_name, committee, json, list, nonce, numbered_key, owner, registration,
    resigned,
};
use serde_json::Value;
use ssv_wasm::Error;
use ssv_wasm::calls::{
    AbiValue, Generation, Kind, Param, Refusal, Signature, cluster_from_tuple, decode_call,
    decode_event, decode_refusal, decode_validator_added, decode_view, encode_call, encode_view,
    errors, events, register, topic, views,
};
use ssv_wasm::cluster::Cluster;
use ssv_wasm::owner::Owner;
use ssv_wasm::payload::Registration;

const SIZES: [usize; 4] = [4, 7, 10, 13];

/// Everything that is sent or read.
fn functions() -> Vec<&'static Signature> {
    Generation::ALL.into_iter().flat_map(Generation::functions).chain(views()).collect()
}

fn uint(value: u64) -> AbiValue {
    AbiValue::from(value)
}

fn ids(ids: &[u64]) -> AbiValue {
    AbiValue::List(ids.iter().map(|&id| uint(id)).collect())
}

fn tuple(cluster: &Cluster) -> AbiValue {
    AbiValue::Tuple(vec![
        uint(cluster.validator_count.into()),
        uint(cluster.network_fee_index),
        uint(cluster.index),
        AbiValue::Bool(cluster.active),
        AbiValue::Uint(cluster.balance),
    ])
}

fn sample_cluster() -> Cluster {
    Cluster {
        validator_count: 2,
        network_fee_index: 248_500,
        index: 318_600,
        active: true,
        balance: U256::from(10).pow(U256::from(18)),
    }
}

/// A valid value of any kind in the interface, none of it zero.
fn sample(kind: &Kind) -> AbiValue {
    match kind {
        Kind::Bool => AbiValue::Bool(true),
        Kind::Uint(_) => uint(7),
        Kind::Address => AbiValue::Address(Address::repeat_byte(0x11)),
        Kind::Bytes32 => AbiValue::Word(B256::repeat_byte(0x22)),
        Kind::Bytes => AbiValue::Bytes(vec![0x33; 48]),
        Kind::String => AbiValue::Text("v2.0.0".to_owned()),
        Kind::List(item) => AbiValue::List(vec![sample(item), sample(item)]),
        Kind::Tuple(parts) => AbiValue::Tuple(samples(parts)),
    }
}

fn samples(params: &[Param]) -> Vec<AbiValue> {
    params.iter().map(|param| sample(&param.kind)).collect()
}

/// A parameter as the ABI's JSON spells it: name, type, indexed, parts.
fn spelled(param: &Param) -> Value {
    let (mut kind, mut suffix) = (param.kind, String::new());
    while let Kind::List(item) = kind {
        (kind, suffix) = (*item, suffix + "[]");
    }
    let parts = match kind {
        Kind::Tuple(parts) => parts.iter().map(spelled).collect(),
        _ => Vec::new(),
    };
    let base = match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Uint(bits) => format!("uint{bits}"),
        Kind::Address => "address".to_owned(),
        Kind::Bytes32 => "bytes32".to_owned(),
        Kind::Bytes => "bytes".to_owned(),
        Kind::String => "string".to_owned(),
        Kind::List(_) => unreachable!("unwrapped above"),
        Kind::Tuple(_) => "tuple".to_owned(),
    };
    serde_json::json!([param.name, base + &suffix, param.is_indexed, parts])
}

fn params(list: &Value) -> Vec<Value> {
    list.as_array().into_iter().flatten().map(deployed).collect()
}

fn deployed(param: &Value) -> Value {
    let parts = params(&param["components"]);
    let is_indexed = param["indexed"].as_bool().unwrap_or(false);
    serde_json::json!([param["name"], param["type"], is_indexed, parts])
}

fn without_names(params: &[Value]) -> Vec<Value> {
    let strip = |param: &Value| {
        serde_json::json!([param[1], param[2], without_names(param[3].as_array().expect("parts"))])
    };
    params.iter().map(strip).collect()
}

/// The entries of one kind in one of the ABI files.
fn entries<'a>(abi: &'a Value, kind: &str) -> Vec<&'a Value> {
    list(abi).iter().filter(|entry| entry["type"] == kind).collect()
}

fn name(entry: &Value) -> &str {
    entry["name"].as_str().expect("a name")
}

/// Every entry is in the ABI that its contract deployed, with the same types, indexed flags,
/// outputs and struct parts; names agree too, but for three of the views' arguments that stakers
/// know by shorter ones.
#[test]
fn equals_the_deployed_abi() {
    let [network, reader, legacy, token] =
        ["ssv-network", "ssv-network-views", "ssv-network-v1", "ssv-token"]
            .map(|name| json(&format!("abi/{name}.json")));
    let older = json("calls/selectors.json")["olderErrors"].clone();
    let mut renamed = BTreeSet::new();
    for (table, kind, abis) in [
        (Generation::V2.functions(), "function", vec![&network]),
        (Generation::V1.functions(), "function", vec![&legacy]),
        (Generation::Token.functions(), "function", vec![&token]),
        (views(), "function", vec![&reader, &token]),
        (events(), "event", vec![&network, &reader, &token]),
        (errors(), "error", vec![&network, &reader]),
    ] {
        for entry in table {
            let versions: Vec<&Value> = abis
                .iter()
                .flat_map(|abi| entries(abi, kind))
                .filter(|abi| name(abi) == entry.name)
                .collect();
            let is_older = kind == "error" && older.get(entry.name).is_some();
            assert_ne!(versions.is_empty(), !is_older, "{} in the deployed ABI", entry.name);
            for abi in versions {
                let ours: Vec<Value> = entry.inputs.iter().map(spelled).collect();
                let theirs: Vec<Value> = params(&abi["inputs"]);
                assert_eq!(without_names(&ours), without_names(&theirs), "{}", entry.name);
                for (ours, theirs) in ours.iter().zip(&theirs).filter(|(a, b)| a != b) {
                    assert_eq!(table, views(), "{} of {}", ours[0], entry.name);
                    renamed.insert((theirs[0].to_string(), ours[0].to_string()));
                }
                if table == views() {
                    let ours: Vec<Value> = entry.outputs.iter().map(spelled).collect();
                    let theirs: Vec<Value> = params(&abi["outputs"]);
                    assert_eq!(without_names(&ours), without_names(&theirs), "{}", entry.name);
                }
            }
        }
    }
    let shorter = [
        ("addressToCheck", "account"),
        ("clusterOwner", "owner"),
        ("whitelistedAddress", "account"),
    ];
    let shorter = shorter.map(|(theirs, ours)| (format!("{theirs:?}"), format!("{ours:?}")));
    assert_eq!(renamed, BTreeSet::from(shorter));
}

/// Nothing of the deployed ABI is left out: what a staker sends or reads is encoded, every event
/// and error is decoded. `calls/others.json` lists the functions that belong to someone else.
#[test]
fn the_deployed_abi_is_covered() {
    let others = json("calls/others.json");
    let others: BTreeSet<&str> = others
        .as_object()
        .expect("a table")
        .values()
        .flat_map(|names| list(names).iter().map(|name| name.as_str().expect("a name")))
        .collect();
    let named = |table: &'static [Signature]| table.iter().map(|entry| entry.name);
    let ours: BTreeSet<&str> = functions().iter().map(|entry| entry.name).collect();
    assert_eq!(ours.intersection(&others).next(), None, "ours or another's");
    let known: BTreeSet<&str> = ours.union(&others).copied().collect();
    let mut deployed = BTreeSet::new();
    for file in ["ssv-network", "ssv-network-views", "ssv-token"] {
        let abi = json(&format!("abi/{file}.json"));
        for function in entries(&abi, "function").into_iter().map(name) {
            assert!(known.contains(function), "{function} is neither ours nor another's");
            deployed.insert(function.to_owned());
        }
        for event in entries(&abi, "event").into_iter().map(name) {
            assert!(named(events()).any(|name| name == event), "{event} is not decoded");
        }
        for error in entries(&abi, "error").into_iter().map(name) {
            assert!(named(errors()).any(|name| name == error), "{error} is not decoded");
        }
    }
    let gone: Vec<_> = known.iter().filter(|name| !deployed.contains(**name)).collect();
    assert!(gone.is_empty(), "no longer in the ABI: {gone:?}");
}

/// protocol.md §2–§5: every selector and topic of ours stands in its tables, and all of theirs are
/// ours.
#[test]
fn equals_the_protocols_tables() {
    let tables = json("calls/selectors.json");
    let table = |name: &str| tables[name].as_object().expect("a table").clone();
    let mut selectors = table("errors");
    selectors.extend(table("olderErrors"));
    for (ours, theirs) in [
        (Generation::V2.functions(), table("functions")),
        (Generation::V1.functions(), table("legacy")),
        (Generation::Token.functions(), table("token")),
        (views(), table("views")),
        (errors(), selectors),
    ] {
        let ours = ours.iter().map(|entry| {
            (entry.name.to_owned(), Value::from(hex::encode_prefixed(&entry.hash()[..4])))
        });
        assert_eq!(ours.collect::<serde_json::Map<_, _>>(), theirs);
    }
    for entry in events() {
        assert_eq!(topic(entry.name), Ok(entry.hash()));
    }
    let topics = events()
        .iter()
        .map(|entry| (entry.name.to_owned(), Value::from(hex::encode_prefixed(entry.hash()))));
    assert_eq!(topics.collect::<serde_json::Map<_, _>>(), table("topics"));
}

#[test]
fn signatures_are_hashed_as_alloy_spells_them() {
    for entry in functions().into_iter().chain(events()).chain(errors()) {
        let spelled = format!("{}({})", entry.name, alloy_name(entry.inputs));
        assert_eq!(entry.hash(), keccak256(spelled));
    }
}

#[test]
fn no_name_and_no_selector_is_there_twice() {
    let count = |table: &[&Signature]| {
        let names: BTreeSet<&str> = table.iter().map(|entry| entry.name).collect();
        let selectors: BTreeSet<[u8; 4]> =
            table.iter().map(|entry| *entry.hash().first_chunk().expect("32 bytes")).collect();
        (names.len(), selectors.len())
    };
    for table in
        Generation::ALL.map(Generation::functions).into_iter().chain([views(), events(), errors()])
    {
        let table: Vec<&Signature> = table.iter().collect();
        assert_eq!(count(&table), (table.len(), table.len()));
    }
    let all = functions();
    let again = Generation::V1.functions().len();
    assert_eq!(count(&all), (all.len() - again, all.len()), "v1 has v2's names, not its selectors");
}

/// protocol.md §6.
#[test]
fn encodes_the_deposit_of_the_protocol() {
    let who: Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8".parse().expect("an address");
    let arguments = [AbiValue::Address(who), ids(&[1, 2, 3, 4]), tuple(&sample_cluster())];
    let data = encode_call(Generation::V2, "deposit", &arguments).expect("calldata");
    let words = [
        "00000000000000000000000070997970c51812dc3a010c7d01b50e0d17dc79c8",
        "e0",
        "2",
        "3cab4",
        "4dc88",
        "1",
        "de0b6b3a7640000",
        "4",
        "1",
        "2",
        "3",
        "4",
    ];
    let expected: String = words.iter().map(|word| format!("{word:0>64}")).collect();
    assert_eq!(hex::encode(&data), format!("45f47188{expected}"));
}

#[test]
fn every_call_comes_back_as_it_went() {
    for generation in Generation::ALL {
        assert_eq!(Generation::named(generation.name()), Ok(generation));
        for entry in generation.functions() {
            let arguments = samples(entry.inputs);
            let data = encode_call(generation, entry.name, &arguments).expect(entry.name);
            let (written_for, decoded) = decode_call(&data).expect(entry.name);
            assert_eq!((written_for, decoded.name), (generation, entry.name));
            assert_eq!((decoded.params, decoded.values), (entry.inputs, arguments));
        }
    }
    assert_eq!(Generation::named("v3"), Err(Error::CalldataUnknown));
    for entry in views() {
        let data = encode_view(entry.name, &samples(entry.inputs)).expect(entry.name);
        assert_eq!(data[..4], entry.hash()[..4]);
        assert_eq!(decode_call(&data), Err(Error::CalldataUnknown), "views are not sent");
        let results = samples(entry.outputs);
        let returned = alloy_encoding(entry.outputs, &results);
        let decoded = decode_view(entry.name, &returned).expect(entry.name);
        assert_eq!((decoded.values, decoded.params), (results, entry.outputs));
        let cut = decode_view(entry.name, &returned[..returned.len() - 1]);
        assert_eq!(cut, Err(Error::AbiMalformed), "{}", entry.name);
    }
}

#[test]
fn encodes_no_wrong_arguments() {
    let good = [ids(&[1, 2, 3, 4]), uint(5), tuple(&sample_cluster())];
    assert!(encode_call(Generation::V2, "withdraw", &good).is_ok(), "a control that must pass");
    let faults: Vec<(&str, Vec<AbiValue>)> = vec![
        ("none", Vec::new()),
        ("one missing", good[..2].to_vec()),
        ("one more", [&good[..], &[uint(1)]].concat()),
        ("another order", vec![good[1].clone(), good[0].clone(), good[2].clone()]),
        (
            "an id of 65 bits",
            vec![
                AbiValue::List(vec![AbiValue::Uint(U256::from(1) << 64)]),
                good[1].clone(),
                good[2].clone(),
            ],
        ),
        (
            "text for an amount",
            vec![good[0].clone(), AbiValue::Text("5".to_owned()), good[2].clone()],
        ),
        (
            "four parts of a cluster",
            vec![good[0].clone(), good[1].clone(), AbiValue::Tuple(vec![uint(1); 4])],
        ),
    ];
    for (name, arguments) in faults {
        assert_eq!(
            encode_call(Generation::V2, "withdraw", &arguments),
            Err(Error::AbiMalformed),
            "{name}"
        );
    }
    for generation in Generation::ALL {
        assert_eq!(encode_call(generation, "stake", &[]), Err(Error::CalldataUnknown));
    }
    assert_eq!(encode_call(Generation::V1, "withdraw", &good), Err(Error::CalldataUnknown));
    assert_eq!(encode_view("withdraw", &good), Err(Error::CalldataUnknown));
    assert_eq!(decode_view("nothing", &[]), Err(Error::CalldataUnknown));
    assert_eq!(topic("Nothing"), Err(Error::CalldataUnknown));
}

fn registrations(size: usize, count: u64) -> Vec<Registration> {
    let committee = committee(size);
    (0..count).map(|place| registration(place + 1, &committee, 3 + place)).collect()
}

/// protocol.md §10: 1860/2884/3876/4900 bytes for one, 356 + 32·n + N · 1504/2432/3328/4256 for N.
#[test]
fn registers_one_and_many() {
    let sizes = [(1860, 1504), (2884, 2432), (3876, 3328), (4900, 4256)];
    for (size, (single, each)) in SIZES.into_iter().zip(sizes) {
        for count in [1, 2, 3] {
            let made = registrations(size, count);
            let data = register(&made, &sample_cluster()).expect("calldata");
            let expected =
                if count == 1 { single } else { 356 + 32 * size + count as usize * each };
            assert_eq!(data.len(), expected, "{count} with {size} operators");
            let (generation, decoded) = decode_call(&data).expect("our own calldata");
            let [keys, operators, shares, cluster] = decoded.values.as_slice() else {
                panic!("four arguments")
            };
            let name = if count == 1 { "registerValidator" } else { "bulkRegisterValidator" };
            assert_eq!((generation, decoded.name), (Generation::V2, name));
            let many = |value: &AbiValue| match value {
                AbiValue::Bytes(bytes) => vec![bytes.clone()],
                AbiValue::List(items) => {
                    let bytes = |item: &AbiValue| match item {
                        AbiValue::Bytes(bytes) => bytes.clone(),
                        other => panic!("{other:?} in a list of bytes"),
                    };
                    items.iter().map(bytes).collect()
                }
                _ => panic!("bytes or a list of them"),
            };
            let key = |one: &Registration| one.public_key.to_bytes().to_vec();
            assert_eq!(many(keys), made.iter().map(key).collect::<Vec<_>>());
            let data = |one: &Registration| one.shares_data.encode();
            assert_eq!(many(shares), made.iter().map(data).collect::<Vec<_>>());
            let numbers: Vec<u64> = made[0].operator_ids.iter().map(|id| id.get()).collect();
            assert_eq!(*operators, ids(&numbers));
            assert_eq!(cluster_from_tuple(cluster), Some(sample_cluster()));
        }
    }
}

#[test]
fn registers_nothing_inconsistent() {
    let made = registrations(4, 2);
    let refused = |changed: &[Registration]| register(changed, &Cluster::NEW).err();
    assert_eq!(refused(&[]), Some(Error::AbiMalformed));
    assert_eq!(refused(&[made[1].clone(), made[0].clone()]), Some(Error::NonceOrder));
    assert_eq!(refused(&[made[0].clone(), made[0].clone()]), Some(Error::NonceOrder));
    let other_owner = Owner::from(Address::ZERO);
    let other_owner =
        resigned(&made[1], &numbered_key(2), other_owner, nonce(4)).expect("signed again");
    assert_eq!(refused(&[made[0].clone(), other_owner]), Some(Error::OwnerMismatch));
    let seven = registration(2, &committee(7), 4);
    assert_eq!(refused(&[made[0].clone(), seven]), Some(Error::OperatorsMismatch));
    let owner = made[0].owner;
    let again = resigned(&made[0], &numbered_key(1), owner, made[1].nonce).expect("signed again");
    assert_eq!(refused(&[made[0].clone(), again]), Some(Error::DuplicateValidator));
    assert_eq!(refused(&made), None, "a control that must pass");
}

/// Calldata that decodes to the same values but is not what we write could hide something.
#[test]
fn refuses_calldata_that_is_not_canonical() {
    let good = register(&registrations(4, 1), &Cluster::NEW).expect("calldata");
    let word = |data: &[u8], place: usize, value: u64| {
        let mut changed = data.to_vec();
        let start = 4 + 32 * place;
        changed[start..start + 24].fill(0);
        changed[start + 24..start + 32].copy_from_slice(&value.to_be_bytes());
        changed
    };
    let set = |place: usize, byte: u8| {
        let mut changed = good.clone();
        changed[place] = byte;
        changed
    };
    // Head: offsets of key, ids and shares, then five cluster words; the key's tail follows.
    let key_offset = 256;
    assert_eq!(good[4 + 30..4 + 32], [1, 0]);
    let moved = {
        let mut changed = good.clone();
        let tail = changed[4 + 256..4 + 256 + 96].to_vec();
        changed.extend(tail);
        word(&changed, 0, (good.len() - 4) as u64)
    };
    let faults: Vec<(&str, Vec<u8>, Error)> = vec![
        ("a byte behind", [good.as_slice(), &[0]].concat(), Error::AbiMalformed),
        ("a word behind", [good.as_slice(), &[0; 32]].concat(), Error::AbiMalformed),
        ("a byte missing", good[..good.len() - 1].to_vec(), Error::AbiMalformed),
        ("arguments missing", good[..4].to_vec(), Error::AbiMalformed),
        ("selector cut", good[..3].to_vec(), Error::CalldataUnknown),
        ("nothing", Vec::new(), Error::CalldataUnknown),
        ("selector unknown", set(0, good[0] ^ 1), Error::CalldataUnknown),
        ("padding of the key not zero", set(4 + 256 + 32 + 63, 1), Error::AbiMalformed),
        ("active is 2", word(&good, 6, 2), Error::AbiMalformed),
        ("count of 33 bits", word(&good, 3, 1 << 32), Error::AbiMalformed),
        ("dirty upper bits of the index", set(4 + 32 * 5, 1), Error::AbiMalformed),
        ("key behind everything else", moved, Error::AbiMalformed),
        ("two arguments at one place", word(&good, 2, key_offset), Error::AbiMalformed),
        ("offset beyond the end", word(&good, 0, 1 << 40), Error::AbiMalformed),
        ("offset of 2^64 - 1", word(&good, 0, u64::MAX), Error::AbiMalformed),
        ("a list of 2^40 ids", word(&good, 8 + 3, 1 << 40), Error::AbiMalformed),
        ("a key of 2^63 bytes", word(&good, 8, 1 << 63), Error::AbiMalformed),
    ];
    for (name, data, error) in faults {
        assert_ne!(data, good, "{name}");
        assert_eq!(decode_call(&data), Err(error), "{name}");
    }
    assert!(decode_call(&good).is_ok(), "a control that must pass");
}

/// The ValidatorAdded log of a registration.
fn log(registration: &Registration, cluster: &Cluster) -> (Vec<B256>, Vec<u8>) {
    let numbers: Vec<u64> = registration.operator_ids.iter().map(|id| id.get()).collect();
    let body = [
        ids(&numbers),
        AbiValue::Bytes(registration.public_key.to_bytes().to_vec()),
        AbiValue::Bytes(registration.shares_data.encode()),
        tuple(cluster),
    ];
    let topics =
        vec![topic("ValidatorAdded").expect("an event"), registration.owner.address().into_word()];
    let event = events().iter().find(|event| event.name == "ValidatorAdded").expect("an event");
    (topics, alloy_encoding(&event.inputs[1..], &body))
}

/// protocol.md §11: two topics and 1856/2880/3872/4896 bytes.
#[test]
fn the_event_proves_the_registration() {
    for (size, length) in SIZES.into_iter().zip([1856, 2880, 3872, 4896]) {
        let made = registrations(size, 1).swap_remove(0);
        let (topics, data) = log(&made, &sample_cluster());
        assert_eq!((topics.len(), data.len()), (2, length));
        let added = decode_validator_added(&topics, &data).expect("a log").expect("the event");
        assert!(added.proves(&made));
        assert_eq!((added.owner, added.cluster), (owner(), sample_cluster()));
        let other = registration(2, &committee(size), 3);
        assert!(!added.proves(&other), "another validator");
        let mut again = made.clone();
        again.owner = Owner::from(Address::ZERO);
        assert!(!added.proves(&again), "another owner");
    }
}

#[test]
fn one_flipped_byte_breaks_the_proof() {
    let made = registrations(4, 1).swap_remove(0);
    let (topics, data) = log(&made, &Cluster::NEW);
    let proves = |topics: &[B256], data: &[u8]| {
        decode_validator_added(topics, data)
            .ok()
            .flatten()
            .is_some_and(|added| added.proves(&made) && added.cluster == Cluster::NEW)
    };
    assert!(proves(&topics, &data), "a control that must pass");
    for place in 0..data.len() {
        let mut changed = data.clone();
        changed[place] ^= 1;
        assert!(!proves(&topics, &changed), "byte {place} of the data");
    }
    for place in 0..64 {
        let mut changed = topics.clone();
        changed[place / 32][place % 32] ^= 1;
        assert!(!proves(&changed, &data), "byte {place} of the topics");
    }
}

#[test]
fn every_event_comes_back_as_it_was_written() {
    for entry in events() {
        let (indexed, body): (Vec<Param>, Vec<Param>) =
            entry.inputs.iter().partition(|param| param.is_indexed);
        let mut topics = vec![entry.hash()];
        topics.extend(indexed.iter().map(|param| {
            let word = alloy_encoding(&[*param], &[sample(&param.kind)]);
            B256::from_slice(&word)
        }));
        let data = alloy_encoding(&body, &samples(&body));
        let decoded = decode_event(&topics, &data).expect(entry.name).expect("a known event");
        assert_eq!((decoded.name, decoded.values), (entry.name, samples(entry.inputs)));
        let less = decode_event(&topics[..topics.len() - 1], &data);
        let expected = if topics.len() == 1 { Ok(None) } else { Err(Error::AbiMalformed) };
        assert_eq!(less, expected, "{} with a topic less", entry.name);
        let more = decode_event(&[topics.as_slice(), &[B256::ZERO]].concat(), &data);
        assert_eq!(more, Err(Error::AbiMalformed), "{} with a topic more", entry.name);
        if !data.is_empty() {
            let cut = decode_event(&topics, &data[..data.len() - 1]);
            assert_eq!(cut, Err(Error::AbiMalformed), "{} cut", entry.name);
        }
    }
    assert_eq!(decode_event(&[], &[]), Ok(None));
    assert_eq!(decode_event(&[B256::repeat_byte(1)], &[1, 2, 3]), Ok(None));
    let other =
        decode_validator_added(&[topic("OperatorRemoved").expect("an event"), B256::ZERO], &[]);
    assert_eq!(other, Ok(None), "another event is no proof and no error");
}

#[test]
fn every_refusal_is_recognised() {
    for entry in errors() {
        let values = samples(entry.inputs);
        let data = [&entry.hash()[..4], &alloy_encoding(entry.inputs, &values)].concat();
        match decode_refusal(&data) {
            Refusal::Custom(decoded) => {
                assert_eq!((decoded.name, decoded.values), (entry.name, values));
            }
            other => panic!("{}: {other:?}", entry.name),
        }
    }
    let reason = |text: &str| {
        let param = Param { name: "", kind: Kind::String, is_indexed: false };
        let text = alloy_encoding(&[param], &[AbiValue::Text(text.to_owned())]);
        [hex::decode("08c379a0").expect("hex"), text].concat()
    };
    let allowance = "ERC20: insufficient allowance";
    assert_eq!(decode_refusal(&reason(allowance)), Refusal::Reason(allowance.to_owned()));
    let panicked = [hex::decode("4e487b71").expect("hex"), U256::from(0x11).to_be_bytes_vec()];
    assert_eq!(decode_refusal(&panicked.concat()), Refusal::Panic(U256::from(0x11)));
    assert_eq!(decode_refusal(&[]), Refusal::Empty);
    for unknown in ["00", "123456", "12345678", "08c379a0", "4e487b7100", "08c379a0ff"] {
        let data = hex::decode(unknown).expect("hex");
        assert_eq!(decode_refusal(&data), Refusal::Unknown, "{unknown}");
    }
    let cut = &errors().iter().find(|entry| !entry.inputs.is_empty()).expect("one with values");
    assert_eq!(decode_refusal(&cut.hash()[..4]), Refusal::Unknown, "values missing");
}

#[test]
fn cluster_tuples_are_read_whole_or_not_at_all() {
    assert_eq!(cluster_from_tuple(&tuple(&sample_cluster())), Some(sample_cluster()));
    assert_eq!(cluster_from_tuple(&tuple(&Cluster::NEW)), Some(Cluster::NEW));
    let parts = |change: &dyn Fn(&mut Vec<AbiValue>)| {
        let AbiValue::Tuple(mut parts) = tuple(&sample_cluster()) else { panic!("a tuple") };
        change(&mut parts);
        cluster_from_tuple(&AbiValue::Tuple(parts))
    };
    assert_eq!(parts(&|parts| drop(parts.pop())), None);
    assert_eq!(parts(&|parts| parts.push(uint(1))), None);
    assert_eq!(parts(&|parts| parts.swap(0, 3)), None);
    assert_eq!(parts(&|parts| parts[0] = uint(1 << 32)), None);
    assert_eq!(parts(&|parts| parts[1] = AbiValue::Uint(U256::MAX)), None);
    assert_eq!(cluster_from_tuple(&uint(1)), None);
}
