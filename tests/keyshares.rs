//! Keyshares files: those of other tools, our own, and one hostile file for every fault.

mod fixture;

use fixture::{
    OWNER, bytes, cases, committee, committee_of, field, first_operators, id, json, key, list,
    nonce, numbered_key, owner, registration, resigned, seeded, text,
};
use rsa::Pkcs1v15Encrypt;
use serde_json::{Value, json};
use ssv_wasm::keyshares::{Expected, MAX_FILE, check, write};
use ssv_wasm::operator::{Committee, Operator};
use ssv_wasm::owner::Owner;
use ssv_wasm::payload::{Published, Registration};
use ssv_wasm::{Detail, Error};

const TIME: &str = "2026-11-22T17:18:40.264Z";

fn ssv_keys() -> String {
    text("keyshares/ssv-keys-1.2.0.json")
}

fn nothing() -> Expected {
    Expected::default()
}

fn written(registrations: &[Registration], committee: &Committee) -> Result<String, Error> {
    let published: Vec<_> = registrations.iter().map(Published::from).collect();
    write(&published, committee, TIME)
}

fn file(registrations: &[Registration], committee: &Committee) -> String {
    written(registrations, committee).expect("a file")
}

/// The items of several files as one.
fn joined(files: &[String]) -> String {
    let parse = |text: &String| serde_json::from_str::<Value>(text).expect("JSON");
    let mut whole = parse(&files[0]);
    whole["shares"] = files.iter().flat_map(|text| list(&parse(text)["shares"]).to_vec()).collect();
    whole.to_string()
}

/// The layout of ssv-keys 1.0: one item, without owner and nonce.
fn single() -> Value {
    let whole: Value = serde_json::from_str(&ssv_keys()).expect("JSON");
    let mut item = whole["shares"][0].clone();
    let data = item["data"].as_object_mut().expect("an object");
    data.remove("ownerNonce");
    data.remove("ownerAddress");
    json!({ "version": "v1.0.1", "createdAt": TIME, "data": data, "payload": item["payload"] })
}

/// The good and the structurally faulty files that cases change.
fn base(name: &str) -> String {
    let four = committee(4);
    let one = |number, place| file(&[registration(number, &four, place)], &four);
    match name {
        "ssv-keys" => ssv_keys(),
        "single" => single().to_string(),
        "pair" => file(&[registration(1, &four, 0), registration(2, &four, 1)], &four),
        "one validator twice" => joined(&[one(1, 0), one(1, 1)]),
        "gap" => joined(&[one(1, 0), one(2, 2)]),
        "last nonce" => {
            let last = (1 << 53) - 1;
            let mut whole: Value =
                serde_json::from_str(&joined(&[one(1, last), one(2, last)])).expect("JSON");
            whole["shares"][1]["data"]["ownerNonce"] = json!(last + 1);
            whole.to_string()
        }
        "two owners" => {
            let other = Owner::from(alloy_primitives::Address::ZERO);
            let other = resigned(&registration(2, &four, 1), &numbered_key(2), other, nonce(1))
                .expect("signed again");
            joined(&[one(1, 0), file(&[other], &four)])
        }
        "two committees" => {
            let others = committee_of(&[3, 5, 7, 9]);
            joined(&[one(1, 0), file(&[registration(2, &others, 1)], &others)])
        }
        "two sizes" => {
            let seven = committee(7);
            joined(&[one(1, 0), file(&[registration(2, &seven, 1)], &seven)])
        }
        "two keys" => {
            let mut operators = four.operators().to_vec();
            operators[2].key = fixture::operators().swap_remove(12).operator().key;
            let others = Committee::new(operators).expect("a committee");
            joined(&[one(1, 0), file(&[registration(2, &others, 1)], &others)])
        }
        "exchanged ids" => {
            let mut whole: Value = serde_json::from_str(&ssv_keys()).expect("JSON");
            let operators = &mut whole["shares"][0]["data"]["operators"];
            let shares = whole_key(operators, 0);
            operators[0]["operatorKey"] = whole_key(operators, 1);
            operators[1]["operatorKey"] = shares;
            let data =
                whole["shares"][0]["payload"]["sharesData"].as_str().expect("hex").to_owned();
            let (first, second) = (2 + 2 * 96, 2 + 2 * 144);
            let exchanged = [
                &data[..first],
                &data[second..second + 96],
                &data[first..second],
                &data[second + 96..],
            ]
            .concat();
            whole["shares"][0]["payload"]["sharesData"] = json!(exchanged);
            whole.to_string()
        }
        "turned share key" => {
            let mut whole: Value = serde_json::from_str(&ssv_keys()).expect("JSON");
            let data =
                whole["shares"][0]["payload"]["sharesData"].as_str().expect("hex").to_owned();
            let place = 2 + 2 * 96;
            let first = u8::from_str_radix(&data[place..place + 2], 16).expect("hex") ^ 0x20;
            let turned = format!("{}{first:02x}{}", &data[..place], &data[place + 2..]);
            whole["shares"][0]["payload"]["sharesData"] = json!(turned);
            whole.to_string()
        }
        _ => panic!("no base {name}"),
    }
}

fn whole_key(operators: &Value, place: usize) -> Value {
    operators[place]["operatorKey"].clone()
}

#[test]
fn takes_the_file_of_ssv_keys() {
    let expected = Expected {
        owner: Some(owner()),
        nonce: Some(nonce(4)),
        operators: Some(committee(4).operators().to_vec()),
    };
    let items = check(ssv_keys().as_bytes(), &expected).expect("a file of ssv-keys 1.2.0");
    let [item] = items.as_slice() else { panic!("one item") };
    assert!(item.warnings.is_empty());
    let registration = &item.registration;
    assert_eq!((registration.owner, registration.nonce), (owner(), nonce(4)));
    let plain = json("keyshares/ssv-keys-1.2.0.plain-shares.json");
    assert_eq!(registration.public_key.to_bytes(), bytes(field(&plain, "publicKey")));
    let shares = list(&plain["shares"]);
    assert_eq!(shares.len(), 4);
    for (place, (operator, share)) in first_operators(4).iter().zip(shares).enumerate() {
        assert_eq!(registration.operator_ids[place].get(), operator.id);
        let sealed = registration.shares_data.sealed[place].as_bytes();
        let opened = operator.private_key().decrypt(Pkcs1v15Encrypt, sealed).expect("its share");
        assert_eq!(String::from_utf8(opened).expect("text"), field(share, "privateKey"));
        let public = registration.shares_data.share_keys[place];
        assert_eq!(public.to_bytes(), bytes(field(share, "publicKey")));
        assert_eq!(key(&field(share, "privateKey")[2..]).public_key(), public);
        assert!(item.committee.operators()[place].key.is_same_key(&operator.operator().key));
    }
}

#[test]
fn takes_every_version_with_a_list() {
    for version in ["v1.1.0", "v1.2.0", "v1.2.1"] {
        let file = ssv_keys().replace("v1.2.0", version);
        assert_eq!(check(file.as_bytes(), &nothing()).expect(version).len(), 1);
    }
}

#[test]
fn takes_the_single_layout_with_owner_and_nonce() {
    let expected = Expected { owner: Some(owner()), nonce: Some(nonce(4)), operators: None };
    for version in ["v1.0.0", "v1.0.1"] {
        let mut file = single();
        file["version"] = json!(version);
        let items = check(file.to_string().as_bytes(), &expected).expect(version);
        assert_eq!(items[0].registration.nonce, nonce(4));
    }
    let file = single().to_string();
    for wrong in [
        Expected { nonce: Some(nonce(5)), ..expected.clone() },
        Expected { owner: Some(Owner::from(alloy_primitives::Address::ZERO)), ..expected.clone() },
    ] {
        assert_eq!(check(file.as_bytes(), &wrong).err(), Some(Error::SignatureInvalid));
    }
    let without_nonce = Expected { nonce: None, ..expected };
    assert_eq!(check(file.as_bytes(), &without_nonce).err(), Some(Error::OwnerUnknown));
}

#[test]
fn takes_what_other_tools_vary() {
    let good = ssv_keys();
    let variants = [
        ("byte order mark", format!("\u{feff}{good}")),
        ("carriage returns", good.replace('\n', "\r\n")),
        ("one line", serde_json::from_str::<Value>(&good).expect("JSON").to_string()),
        ("owner in small letters", good.replace(OWNER, &OWNER.to_lowercase())),
        ("nanoseconds", good.replace(".264Z", ".264123456Z")),
        ("no time", good.replace("\"createdAt\"", "\"other\"")),
        ("unknown members", good.replace("\"data\"", "\"id\": 1, \"error\": null, \"data\"")),
    ];
    for (name, file) in variants {
        assert_ne!(file, good, "{name}");
        assert_eq!(check(file.as_bytes(), &nothing()).expect(name).len(), 1);
    }
    let mut shuffled: Value = serde_json::from_str(&good).expect("JSON");
    let operators = shuffled["shares"][0]["data"]["operators"].as_array_mut().expect("a list");
    operators.reverse();
    let items = check(shuffled.to_string().as_bytes(), &nothing()).expect("operators in any order");
    assert_eq!(items[0].registration.operator_ids, committee(4).ids());
}

#[test]
fn checks_what_it_writes() {
    for size in [4, 7, 10, 13] {
        let committee = committee(size);
        let registrations: Vec<_> =
            (0..3).map(|place| registration(place + 1, &committee, 7 + place)).collect();
        let text = file(&registrations, &committee);
        let expected = Expected {
            owner: Some(owner()),
            nonce: Some(nonce(7)),
            operators: Some(committee.operators().to_vec()),
        };
        let items = check(text.as_bytes(), &expected).expect("our own file");
        let read: Vec<_> = items.into_iter().map(|item| item.registration).collect();
        assert_eq!(read, registrations);
    }
}

#[test]
fn writes_the_layout_of_ssv_keys() {
    let committee = committee(4);
    let ours = file(&[registration(1, &committee, 4)], &committee);
    let names = |text: &str| -> Vec<String> {
        let names = text.lines().filter_map(|line| line.split_once("\":"));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    assert_eq!(names(&ours), names(&ssv_keys()), "names, order and indentation");
    assert_eq!(ours.lines().count(), ssv_keys().lines().count());
    let value: Value = serde_json::from_str(&ours).expect("JSON");
    let data = &value["shares"][0]["data"];
    assert_eq!((field(&value, "version"), field(&value, "createdAt")), ("v1.2.0", TIME));
    assert_eq!((field(data, "ownerAddress"), data["ownerNonce"].as_u64()), (OWNER, Some(4)));
    for (operator, written) in committee.operators().iter().zip(list(&data["operators"])) {
        assert_eq!(field(written, "operatorKey"), operator.key.text(), "unchanged");
    }
}

#[test]
fn writes_no_ids_that_json_would_round() {
    let committee = committee_of(&[1, 2, 3, 1 << 53]);
    let refused = written(&[registration(1, &committee, 0)], &committee);
    assert_eq!(refused, Err(Error::OperatorIdUnsafe { id: 1 << 53 }));
    let largest = committee_of(&[1, 2, 3, (1 << 53) - 1]);
    assert!(written(&[registration(1, &largest, 0)], &largest).is_ok());
}

#[test]
fn writes_only_the_committees_own_registrations() {
    let (four, others) = (committee(4), committee_of(&[3, 5, 7, 9]));
    let refused = written(&[registration(1, &others, 0)], &four);
    assert_eq!(refused, Err(Error::OperatorsMismatch));
}

#[test]
fn refuses_what_is_not_expected() {
    let check_with = |expected: &Expected| check(ssv_keys().as_bytes(), expected).err();
    let operators = |change: &dyn Fn(&mut Vec<Operator>)| {
        let mut operators = committee(4).operators().to_vec();
        change(&mut operators);
        Expected { operators: Some(operators), ..nothing() }
    };
    let other_key = || fixture::operators().swap_remove(8).operator().key;
    let another = Owner::from(alloy_primitives::Address::ZERO);
    let cases: Vec<(&str, Error, Expected)> = vec![
        ("owner", Error::OwnerMismatch, Expected { owner: Some(another), ..nothing() }),
        (
            "nonce",
            Error::NonceMismatch { found: 4, expected: 5 },
            Expected { nonce: Some(nonce(5)), ..nothing() },
        ),
        ("an operator less", Error::OperatorsMismatch, operators(&|list| drop(list.pop()))),
        ("another id", Error::OperatorsMismatch, operators(&|list| list[1].id = id(45))),
        (
            "another key",
            Error::OperatorKeyMismatch { id: 739 },
            operators(&|list| list[2].key = other_key()),
        ),
        ("nobody", Error::OperatorsMismatch, operators(&Vec::clear)),
    ];
    for (name, error, expected) in cases {
        assert_eq!(check_with(&expected), Some(error), "{name}");
    }
    assert_eq!(check_with(&operators(&|list| list.reverse())), None, "in any order");
}

#[test]
fn expects_consecutive_nonces_from_the_first() {
    let expected = |number| Expected { nonce: Some(nonce(number)), ..nothing() };
    let pair = base("pair");
    assert!(check(pair.as_bytes(), &expected(0)).is_ok());
    let refused = check(pair.as_bytes(), &expected(1)).err();
    assert_eq!(refused, Some(Error::NonceMismatch { found: 0, expected: 1 }));
    let gap = check(base("gap").as_bytes(), &expected(0)).err();
    assert_eq!(gap, Some(Error::NonceMismatch { found: 2, expected: 1 }));
}

#[test]
fn warns_where_operators_count_wraps() {
    let four = committee(4);
    for (place, warned) in [(65_535, false), (65_536, true)] {
        let text = file(&[registration(1, &four, place)], &four);
        let items = check(text.as_bytes(), &nothing()).expect("our own file");
        let codes: Vec<_> = items[0].warnings.iter().map(|warning| warning.code()).collect();
        assert_eq!(codes, if warned { vec!["NONCE_WRAPS"] } else { vec![] });
    }
}

#[test]
fn refuses_every_fault_with_its_own_code() {
    let mut refused = 0;
    for case in cases("hostile/keyshares.json") {
        let text = case.apply(&base(&case.base));
        let error = check(text.as_bytes(), &nothing())
            .err()
            .unwrap_or_else(|| panic!("{} was accepted", case.name));
        assert_eq!(Some(error.code()), case.expect.as_deref(), "{}", case.name);
        let named = error.details().into_iter().find_map(|(name, detail)| match detail {
            Detail::Name(value) if name == "field" => Some(value),
            _ => None,
        });
        assert_eq!(named, case.field.as_deref(), "{}", case.name);
        refused += 1;
    }
    assert!(refused >= 80, "{refused} hostile files");
}

/// Items are checked many together, and the last few by themselves.
#[test]
fn one_wrong_signature_far_back_in_a_long_file_is_found() {
    let four = committee(4);
    let mut all: Vec<_> = (0..34).map(|place| registration(place + 1, &four, place)).collect();
    let right = file(&all, &four);
    assert_eq!(check(right.as_bytes(), &nothing()).map(|items| items.len()), Ok(34));
    for place in [0, 31, 32, 33] {
        let before = all[place].clone();
        all[place].shares_data.signature = all[place ^ 1].shares_data.signature;
        let wrong = file(&all, &four);
        let refused = check(wrong.as_bytes(), &nothing()).err();
        assert_eq!(refused, Some(Error::SignatureInvalid), "{place}");
        all[place] = before;
    }
}

#[test]
fn refuses_bytes_that_are_no_text_or_too_many() {
    let mut broken = ssv_keys().into_bytes();
    broken[30] = 0xff;
    assert_eq!(check(&broken, &nothing()).err(), Some(Error::NotJson));
    let long = vec![b' '; MAX_FILE + 1];
    assert_eq!(check(&long, &nothing()).err(), Some(Error::FileTooLarge { limit: MAX_FILE }));
    assert_eq!(check(&long[1..], &nothing()).err(), Some(Error::NotJson));
}

/// The committee in a file is the file's word; only expectations make it the network's.
#[test]
fn a_swapped_operator_key_is_found_by_expectation_alone() {
    let mut rng = seeded(1);
    let mut operators = committee(4).operators().to_vec();
    operators[0].key = fixture::operators().swap_remove(9).operator().key;
    let attacked = Committee::new(operators).expect("a committee");
    let made = Registration::make(&numbered_key(1), &attacked, owner(), nonce(0), &mut rng);
    let text = file(&[made.expect("a registration")], &attacked);
    assert!(check(text.as_bytes(), &nothing()).is_ok());
    let honest = Some(committee(4).operators().to_vec());
    let refused = check(text.as_bytes(), &Expected { operators: honest, ..nothing() }).err();
    assert_eq!(refused, Some(Error::OperatorKeyMismatch { id: attacked.ids()[0].get() }));
}
