//! BLS12-381 through our types: Wycheproof's sets, and the points and keys that cannot exist.
//!
//! Our types take 32-byte messages and one ciphersuite. Of Wycheproof's sets the proof-of-possession
//! one runs as it is; the basic one was made with another domain, so that its malformed points must
//! be refused where they enter, and its valid signatures must not verify here.

mod fixture;

use std::collections::BTreeMap;

use alloy_primitives::hex;
use fixture::{field, key, list, numbered_key, secret};
use serde_json::Value;
use ssv_wasm::Error;
use ssv_wasm::bls::{Message, PublicKey, SecretKey, Signature};

/// How far a vector gets: which step refuses it, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Length,
    PublicKey,
    Signature,
    Verification,
    Valid,
}

fn outcome(public: &[u8], signature: &[u8], message: &[u8; 32]) -> Outcome {
    let (Ok(public), Ok(signature)) = (public.try_into(), signature.try_into()) else {
        return Outcome::Length;
    };
    let Ok(public) = PublicKey::from_bytes(public) else { return Outcome::PublicKey };
    let Ok(signature) = Signature::from_bytes(signature) else { return Outcome::Signature };
    match signature.verify(&public, &Message::new(*message)) {
        Ok(()) => Outcome::Valid,
        Err(_) => Outcome::Verification,
    }
}

/// Every vector with a 32-byte message: its first flag, whether it is valid, and its outcome.
fn run(file: &str) -> Vec<(String, bool, Outcome, u64)> {
    let vectors: Value = fixture::json(file);
    let mut results = Vec::new();
    for group in list(&vectors["testGroups"]) {
        let public = hex::decode(field(&group["publicKey"], "pk")).expect("hex");
        for test in list(&group["tests"]) {
            let Ok(message) = hex::decode(field(test, "msg")).expect("hex").try_into() else {
                continue;
            };
            let signature = hex::decode(field(test, "sig")).expect("hex");
            let flag = list(&test["flags"])[0].as_str().expect("a flag").to_owned();
            let valid = field(test, "result") == "valid";
            let number = test["tcId"].as_u64().expect("a number");
            results.push((flag, valid, outcome(&public, &signature, &message), number));
        }
    }
    results
}

#[test]
fn agrees_with_wycheproof_in_our_ciphersuite() {
    let results = run("wycheproof/bls_sig_g2_pop_verify_test.json");
    let valid = results.iter().filter(|(_, valid, _, _)| *valid).count();
    assert_eq!((results.len(), valid), (19, 6), "all vectors with 32-byte messages");
    for (flag, valid, outcome, number) in results {
        assert_eq!(valid, outcome == Outcome::Valid, "tcId {number}, {flag}: {outcome:?}");
    }
}

#[test]
fn agrees_with_wycheproof_about_points() {
    let results = run("wycheproof/bls_sig_g2_basic_verify_test.json");
    assert_eq!(results.len(), 68, "all vectors with 32-byte messages");
    let mut seen: BTreeMap<(String, bool), Vec<(Outcome, u64)>> = BTreeMap::new();
    for (flag, valid, outcome, number) in results {
        assert_ne!(outcome, Outcome::Valid, "tcId {number} is of another domain");
        seen.entry((flag, valid)).or_default().push((outcome, number));
    }
    for ((flag, valid), outcomes) in seen {
        for (outcome, number) in outcomes {
            let entered = outcome == Outcome::Verification;
            match flag.as_str() {
                // Good points: only the domain, the message or the key is wrong.
                "Valid" | "WrongKey" | "WrongMessage" | "SignatureMalleability" => {
                    assert!(entered, "tcId {number}, {flag}, {valid}: {outcome:?}");
                }
                "InvalidFlags" | "IdentityPoint" | "NotInSubgroup" | "NotOnCurve"
                | "TruncatedSignature" | "InvalidEncoding" | "FieldBoundary" => {
                    assert!(!entered, "tcId {number}, {flag}: {outcome:?}");
                }
                "InvalidSignature" => {}
                _ => panic!("a new flag: {flag}"),
            }
        }
    }
}

#[test]
fn keys_are_from_one_to_the_group_order() {
    const ORDER: &str = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff0000000";
    for good in [format!("{:064x}", 1), format!("{ORDER}0")] {
        assert_eq!(*key(&good).to_bytes().expose(), fixture::bytes(&good));
    }
    for bad in ["00".repeat(32), format!("{ORDER}1"), format!("{ORDER}2"), "ff".repeat(32)] {
        let refused = SecretKey::from_bytes(&secret(&bad)).err();
        assert_eq!(refused, Some(Error::SecretInvalid), "{bad}");
    }
}

#[test]
fn public_keys_are_points_of_the_group() {
    let good = numbered_key(1).public_key();
    let generator = "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";
    assert_eq!(hex::encode(good.to_bytes()), generator);
    assert_eq!(PublicKey::from_bytes(&good.to_bytes()), Ok(good));
    let field_size = "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab";
    let x_is_p = hex::encode({
        let mut bytes: [u8; 48] = fixture::bytes(field_size);
        bytes[0] |= 0x80;
        bytes
    });
    let faults = [
        ("infinity", format!("c0{}", "00".repeat(47))),
        ("infinity with a sign", format!("e0{}", "00".repeat(47))),
        ("infinity with a coordinate", format!("c0{}01", "00".repeat(46))),
        ("zero", "00".repeat(48)),
        ("not compressed", generator.replacen("97", "17", 1)),
        ("no point", generator.replacen("c6bb", "c6ba", 1)),
        ("on the curve but outside the group", format!("80{}04", "00".repeat(46))),
        ("x is the field's size", x_is_p),
        ("x beyond the field's size", "9f".to_owned() + &"ff".repeat(47)),
        ("all ones", "ff".repeat(48)),
    ];
    for (name, fault) in faults {
        let refused = PublicKey::from_bytes(&fixture::bytes(&fault));
        assert_eq!(refused, Err(Error::PublicKeyInvalid), "{name}");
    }
}

#[test]
fn signatures_are_points_of_the_group() {
    let message = Message::new([7; 32]);
    let good = numbered_key(5).sign(&message);
    assert_eq!(Signature::from_bytes(&good.to_bytes()), Ok(good));
    assert_eq!(good.verify(&numbered_key(5).public_key(), &message), Ok(()));
    let mut not_compressed = good.to_bytes();
    not_compressed[0] &= 0x7f;
    let faults = [
        ("infinity", hex::encode([&[0xc0][..], &[0; 95]].concat())),
        ("zero", "00".repeat(96)),
        ("all ones", "ff".repeat(96)),
        ("not compressed", hex::encode(not_compressed)),
        ("on the curve but outside the group", outside_g2()),
    ];
    for (name, fault) in faults {
        let refused = Signature::from_bytes(&fixture::bytes(&fault));
        assert_eq!(refused, Err(Error::SignatureInvalid), "{name}");
    }
}

/// Wycheproof's signature outside the subgroup.
fn outside_g2() -> String {
    let vectors = fixture::json("wycheproof/bls_sig_g2_pop_verify_test.json");
    let tests = list(&vectors["testGroups"][0]["tests"]);
    let test = tests.iter().find(|test| test["flags"][0] == "NotInSubgroup");
    field(test.expect("a vector outside the subgroup"), "sig").to_owned()
}

#[test]
fn a_signature_is_for_one_key_and_one_message() {
    let (key, bytes) = (numbered_key(5), [7; 32]);
    let message = Message::new(bytes);
    let signature = key.sign(&message);
    let other = numbered_key(6).public_key();
    assert_eq!(signature.verify(&other, &message), Err(Error::SignatureInvalid));
    for place in 0..32 {
        let mut changed = bytes;
        changed[place] ^= 1;
        let refused = signature.verify(&key.public_key(), &Message::new(changed));
        assert_eq!(refused, Err(Error::SignatureInvalid), "byte {place}");
    }
    let mut turned = signature.to_bytes();
    turned[0] ^= 0x20;
    let turned = Signature::from_bytes(&turned).expect("the inverse point");
    assert_eq!(turned.verify(&key.public_key(), &message), Err(Error::SignatureInvalid));
}
