//! Operators' RSA keys: every form they come in, and every key that must not get a share.

mod fixture;

use alloy_primitives::hex;
use base64ct::{Base64, Encoding};
use fixture::{field, first_operators, id, json, list, operators, path};
use pem_rfc7468::LineEnding;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use ssv_wasm::Error;
use ssv_wasm::operator::{Committee, Operator, OperatorId, OperatorKey, check_size, threshold};

const RSA: &str = "06092a864886f70d010101";

/// One DER value.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..128 => vec![tag, length as u8],
        128..256 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head.as_slice(), content].concat()
}

fn integer(number: &[u8]) -> Vec<u8> {
    let sign = number.first().is_none_or(|byte| byte & 0x80 != 0);
    der(2, &[if sign { &[0][..] } else { &[] }, number].concat())
}

fn pkcs1(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    der(0x30, &[integer(modulus), integer(exponent)].concat())
}

fn spki_with(algorithm: &str, unused_bits: u8, key: &[u8]) -> Vec<u8> {
    let algorithm = der(0x30, &hex::decode(algorithm).expect("hex"));
    der(0x30, &[algorithm, der(3, &[&[unused_bits], key].concat())].concat())
}

fn spki(key: &[u8]) -> Vec<u8> {
    spki_with(&format!("{RSA}0500"), 0, key)
}

fn pem(label: &str, der: &[u8]) -> String {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).expect("PEM")
}

/// The network's form of a key.
fn form(label: &str, der: &[u8]) -> String {
    Base64::encode_string(pem(label, der).as_bytes())
}

fn modulus(name: &str) -> Vec<u8> {
    let moduli = json("operator/moduli.json");
    let entry = list(&moduli).iter().find(|entry| entry["name"] == name).expect("a modulus");
    hex::decode(field(entry, "modulus")).expect("hex")
}

fn parse_error(text: &str) -> Option<&'static str> {
    OperatorKey::parse(text).err().map(|error| error.code())
}

#[test]
fn takes_keys_in_every_form() {
    for entry in list(&json("operators/operators.json")).iter().take(4) {
        let text = field(entry, "operatorKey");
        let key = OperatorKey::parse(text).expect("the network's form");
        assert_eq!(key.text(), text, "kept as it was given");
        let read = |name| fixture::text(&format!("operators/{}", field(entry, name)));
        let (spki, pkcs1) = (read("spkiFile"), read("pkcs1File"));
        assert!(spki.starts_with("-----BEGIN PUBLIC KEY") && pkcs1.contains("BEGIN RSA PUBLIC"));
        let relabel = |pem: &str, from, to| pem.replace(from, to);
        let forms = [
            spki.clone(),
            pkcs1.clone(),
            relabel(&spki, " PUBLIC", " RSA PUBLIC"),
            relabel(&pkcs1, " RSA PUBLIC", " PUBLIC"),
            spki.replace('\n', "\r\n"),
            spki.trim_end().to_owned(),
            format!("\n {spki}\r\n"),
            field(entry, "onchainPublicKey").to_owned(),
            hex::encode_prefixed(text),
            hex::encode_prefixed(&spki),
        ];
        for form in forms {
            let same = OperatorKey::parse(&form).unwrap_or_else(|error| panic!("{error}: {form}"));
            assert!(same.is_same_key(&key));
            assert_eq!(same.text(), text, "the network's form of {form}");
        }
        let own_texts = [
            Base64::encode_string(spki.as_bytes()),
            Base64::encode_string(pkcs1.as_bytes()),
            Base64::encode_string(spki.trim_end().as_bytes()),
            Base64::encode_string(spki.replace('\n', "\r\n").as_bytes()),
            Base64::encode_string(relabel(&pkcs1, " RSA PUBLIC", " PUBLIC").as_bytes()),
        ];
        for own in own_texts {
            let same = OperatorKey::parse(&own).unwrap_or_else(|error| panic!("{error}: {own}"));
            assert!(same.is_same_key(&key), "another text of the same key");
            assert_eq!(same.text(), own, "kept as it was given");
        }
        let chain = hex::decode(field(entry, "onchainPublicKey")).expect("hex");
        assert!(OperatorKey::from_chain(&chain).expect("the chain's form").is_same_key(&key));
        assert!(OperatorKey::from_chain(text.as_bytes()).expect("bare text").is_same_key(&key));
        let around = OperatorKey::parse(&format!(" {text}\n")).expect("white space around");
        assert_eq!(around.text(), text);
    }
}

#[test]
fn different_keys_are_different() {
    let keys: Vec<_> = operators().iter().map(|operator| operator.operator().key).collect();
    for (i, one) in keys.iter().enumerate() {
        for (j, other) in keys.iter().enumerate() {
            assert_eq!(one.is_same_key(other), i == j);
        }
    }
}

#[test]
fn judges_every_modulus() {
    for entry in list(&json("operator/moduli.json")) {
        let number = hex::decode(field(entry, "modulus")).expect("hex");
        let text = form("RSA PUBLIC KEY", &spki(&pkcs1(&number, &[1, 0, 1])));
        assert_eq!(parse_error(&text), entry["expect"].as_str(), "{}", field(entry, "name"));
    }
}

#[test]
fn says_how_long_a_refused_modulus_is() {
    for bits in [1024, 2040, 2049, 4096] {
        let text = form("PUBLIC KEY", &spki(&pkcs1(&modulus(&format!("{bits} bits")), &[1, 0, 1])));
        assert_eq!(OperatorKey::parse(&text).err(), Some(Error::OperatorKeyLength { bits }));
    }
}

#[test]
fn takes_no_exponent_but_65537() {
    let number = modulus("2048 bits");
    for exponent in
        ["00", "01", "02", "03", "11", "ffff", "010000", "010003", "0200000001", "01000100"]
    {
        let exponent = hex::decode(exponent).expect("hex");
        let text = form("PUBLIC KEY", &spki(&pkcs1(&number, &exponent)));
        assert_eq!(parse_error(&text), Some("OPERATOR_KEY_EXPONENT"), "{exponent:x?}");
    }
    let as_long = form("PUBLIC KEY", &spki(&pkcs1(&number, &number)));
    assert_eq!(parse_error(&as_long), Some("OPERATOR_KEY_EXPONENT"));
}

#[test]
fn refuses_der_that_is_not_canonical() {
    let number = modulus("2048 bits");
    let (n, e) = (integer(&number), integer(&[1, 0, 1]));
    let good = der(0x30, &[n.clone(), e.clone()].concat());
    let padded = |content: &[u8]| der(2, &[&[0], content].concat());
    let long_length = [&[0x30, 0x83, 0, 1, 0x0a], &good[4..]].concat();
    let indefinite = [&[0x30, 0x80], &good[4..], &[0, 0]].concat();
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("negative modulus", der(0x30, &[der(2, &number), e.clone()].concat())),
        ("negative exponent", der(0x30, &[n.clone(), der(2, &[0x81, 0, 1])].concat())),
        (
            "modulus with two leading zeros",
            der(0x30, &[padded(&[&[0], &number[..]].concat()), e.clone()].concat()),
        ),
        ("exponent with a leading zero", der(0x30, &[n.clone(), padded(&[1, 0, 1])].concat())),
        ("indefinite length", indefinite.clone()),
        ("length with a leading zero", long_length),
        ("modulus alone", der(0x30, &n)),
        ("three integers", der(0x30, &[n.clone(), e.clone(), e.clone()].concat())),
        ("no integers", der(0x30, &[])),
        ("a set instead of a sequence", der(0x31, &[n.clone(), e.clone()].concat())),
        ("modulus as octets", der(0x30, &[der(4, &number), e.clone()].concat())),
        ("empty integer", der(0x30, &[n.clone(), der(2, &[])].concat())),
        ("byte after the end", [good.as_slice(), &[0]].concat()),
        ("last byte missing", good[..good.len() - 1].to_vec()),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 270]),
        ("sequences inside each other", (0..60).fold(Vec::new(), |inner, _| der(0x30, &inner))),
    ];
    for (name, body) in &bodies {
        for (shape, whole) in [("SPKI", spki(body)), ("PKCS#1", body.clone())] {
            let text = form("RSA PUBLIC KEY", &whole);
            assert_eq!(parse_error(&text), Some("OPERATOR_KEY_MALFORMED"), "{name} in {shape}");
        }
    }
    let shells = [
        ("an elliptic curve's algorithm", spki_with("06072a8648ce3d02010500", 0, &good)),
        ("RSA-PSS", spki_with("06092a864886f70d01010a0500", 0, &good)),
        ("no parameters, not even NULL", spki_with(RSA, 0, &good)),
        ("no algorithm", spki_with("", 0, &good)),
        ("unused bits", spki_with(&format!("{RSA}0500"), 1, &good)),
        ("key inside another SPKI", spki(&spki(&good))),
        ("byte after the end", [spki(&good).as_slice(), &[0]].concat()),
        ("indefinite length", [&[0x30, 0x80], &spki(&good)[4..], &[0, 0]].concat()),
        ("a private key", der(0x30, &[integer(&[0]), n.clone(), e.clone(), n.clone()].concat())),
    ];
    for (name, shell) in &shells {
        let text = form("PUBLIC KEY", shell);
        assert_eq!(parse_error(&text), Some("OPERATOR_KEY_MALFORMED"), "{name}");
    }
    assert_eq!(parse_error(&form("PUBLIC KEY", &spki(&good))), None, "a control that must pass");
    assert_eq!(parse_error(&form("RSA PUBLIC KEY", &good)), None, "a control that must pass");
}

#[test]
fn refuses_pem_that_is_anything_else() {
    let good = fixture::text("operators/op01.spki.pem");
    let (head, tail) = ("-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----");
    let relabel = |label: &str| good.replace("PUBLIC KEY", label);
    let private = fixture::text("operators/op01.private.pem");
    let faults: Vec<(&str, String)> = vec![
        ("a private key", private.clone()),
        ("a private key under a public header", private.replace("RSA PRIVATE", "PUBLIC")),
        ("header of a PKCS#8 private key", relabel("PRIVATE KEY")),
        ("header of a certificate", relabel("CERTIFICATE")),
        ("header of an elliptic curve key", relabel("EC PUBLIC KEY")),
        ("header in small letters", relabel("public key")),
        ("header without a label", relabel("")),
        ("two blocks", good.clone() + &good),
        ("a private key behind", good.clone() + &private),
        ("text before", format!("key:\n{good}")),
        ("text behind", format!("{good}key")),
        ("byte order mark", format!("\u{feff}{good}")),
        ("no header", good.replace(head, "")),
        ("no footer", good.replace(tail, "")),
        ("another footer", good.replace(tail, "-----END RSA PUBLIC KEY-----")),
        ("four dashes", good.replace(head, "----BEGIN PUBLIC KEY----")),
        ("header alone", head.to_owned()),
        ("nothing between header and footer", format!("{head}\n{tail}\n")),
        ("encrypted header line", good.replace(head, &format!("{head}\nProc-Type: 4,ENCRYPTED\n"))),
        ("a character outside base64", good.replacen("MIIB", "MI*B", 1)),
        ("base64 for addresses", good.replacen("MIIB", "MI-B", 1)),
        (
            "a line missing",
            good.lines()
                .enumerate()
                .filter(|(i, _)| *i != 3)
                .map(|(_, l)| format!("{l}\n"))
                .collect(),
        ),
        ("a zero byte", good.replacen("MIIB", "MI\0B", 1)),
        ("blank line inside", good.replacen("MIIB", "\n\nMIIB", 1)),
        ("an SSH key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ".to_owned()),
    ];
    for (name, pem) in &faults {
        assert_eq!(parse_error(pem), Some("OPERATOR_KEY_MALFORMED"), "{name}, as PEM");
        let text = Base64::encode_string(pem.as_bytes());
        assert_eq!(parse_error(&text), Some("OPERATOR_KEY_MALFORMED"), "{name}, in base64");
        let on_chain = hex::encode_prefixed(pem);
        assert_eq!(parse_error(&on_chain), Some("OPERATOR_KEY_MALFORMED"), "{name}, on chain");
    }
    assert_eq!(parse_error(&good), None, "a control that must pass");
}

#[test]
fn refuses_text_that_is_no_key() {
    let good = operators().swap_remove(0).text;
    let chain = {
        let entry = &json("operators/operators.json")[0];
        field(entry, "onchainPublicKey").to_owned()
    };
    let broken_pem =
        Base64::encode_string(b"-----BEGIN PUBLIC KEY-----\n\xff\n-----END PUBLIC KEY-----");
    let faults: Vec<(&str, String)> = vec![
        ("nothing", String::new()),
        ("white space", " \n".to_owned()),
        ("0x", "0x".to_owned()),
        ("base64 of base64", Base64::encode_string(good.as_bytes())),
        ("base64 without its padding", good.replace('=', "") + "A"),
        ("base64 with a break", format!("{}\n{}", &good[..64], &good[64..])),
        ("base64 for addresses", good.replacen('/', "_", 1).replacen('L', "-", 1)),
        ("last character missing", good[..good.len() - 1].to_owned()),
        ("PEM that is no text", broken_pem),
        ("hex of odd length", chain[..chain.len() - 1].to_owned()),
        ("hex with a wrong offset", chain.replacen("20", "40", 1)),
        ("hex that says it is longer", chain.replacen("264", "fff", 1)),
        (
            "hex that says it is 2^255 bytes",
            chain.replacen(
                "0000000000000000000000000000000000000000000000000000000000000264",
                &format!("8{}264", "0".repeat(60)),
                1,
            ),
        ),
        ("hex of hex", hex::encode_prefixed(&chain)),
        ("hex of white space and hex", hex::encode_prefixed(format!(" {}", &chain[..64]))),
        ("capital 0X", chain.replacen("0x", "0X", 1)),
        ("10 MB of one letter", "A".repeat(10 << 20)),
        ("4097 characters", good.clone() + &" ".repeat(4097 - good.len())),
        ("a long PEM", format!("-----BEGIN PUBLIC KEY-----\n{}", "A".repeat(10 << 20))),
    ];
    for (name, text) in &faults {
        assert_eq!(parse_error(text), Some("OPERATOR_KEY_MALFORMED"), "{name}");
    }
    let padded = good.clone() + &" ".repeat(4096 - good.len());
    assert_eq!(parse_error(&padded), None, "a control that must pass");
    assert!(OperatorKey::from_chain(&vec![0x41; 10 << 20]).is_err());
    assert!(OperatorKey::from_chain(&[0xff; 64]).is_err());
    assert!(OperatorKey::from_chain(&[]).is_err());
}

#[test]
fn writes_the_networks_form_of_short_moduli_too() {
    for bits in [2041, 2047] {
        let body = spki(&pkcs1(&modulus(&format!("{bits} bits")), &[1, 0, 1]));
        let key = OperatorKey::parse(&pem("PUBLIC KEY", &body)).expect("a good key");
        assert_eq!(key.text(), form("RSA PUBLIC KEY", &body));
    }
    assert!(path("operator/2041.private.pem").exists());
}

#[test]
fn committees_are_sorted_and_have_four_seven_ten_or_thirteen() {
    let all: Vec<Operator> = operators().iter().map(|operator| operator.operator()).collect();
    for count in 0..=all.len() {
        let committee = Committee::new(all[..count].to_vec());
        match [4, 7, 10, 13].iter().position(|&size| size == count) {
            Some(place) => {
                let committee = committee.expect("a size of the network");
                assert!(committee.ids().is_sorted_by(|a, b| a < b));
                assert_eq!(committee.threshold(), [3, 5, 7, 9][place]);
                assert_eq!(threshold(count), [3, 5, 7, 9][place]);
                assert_eq!(check_size(count), Ok(()));
                for operator in committee.operators() {
                    let given = all.iter().find(|other| other.id == operator.id);
                    assert!(given.is_some_and(|other| other.key.is_same_key(&operator.key)));
                }
            }
            None => {
                assert_eq!(committee.err(), Some(Error::OperatorCount { count }));
                assert_eq!(check_size(count), Err(Error::OperatorCount { count }));
            }
        }
    }
    assert_eq!(check_size(16), Err(Error::OperatorCount { count: 16 }));
    assert_eq!(check_size(usize::MAX), Err(Error::OperatorCount { count: usize::MAX }));
}

#[test]
fn committees_hold_nobody_twice() {
    let good: Vec<Operator> = first_operators(4).iter().map(|one| one.operator()).collect();
    let mut same_id = good.clone();
    same_id[3].id = same_id[0].id;
    let refused = Committee::new(same_id).err();
    assert_eq!(refused, Some(Error::OperatorIdDuplicate { id: good[0].id.get() }));
    let mut same_key = good.clone();
    same_key[3].key = same_key[0].key.clone();
    let refused = Committee::new(same_key).err();
    assert_eq!(refused, Some(Error::OperatorKeyDuplicate { id: good[3].id.get() }));
    let mut other_text = good.clone();
    let pem = Base64::decode_vec(good[0].key.text()).expect("base64");
    let text = Base64::encode_string(pem.trim_ascii_end());
    assert_ne!(text, good[0].key.text());
    other_text[3].key = OperatorKey::parse(&text).expect("the same key");
    let refused = Committee::new(other_text).err();
    assert_eq!(refused, Some(Error::OperatorKeyDuplicate { id: good[3].id.get() }));
    assert!(Committee::new(good).is_ok(), "a control that must pass");
}

#[test]
fn ids_are_not_zero() {
    assert_eq!(OperatorId::new(0), Err(Error::OperatorIdInvalid));
    for number in [1, 1 << 32, u64::MAX] {
        assert_eq!(id(number).get(), number);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    /// The crates that do PEM, base64 and RSA for many judge every text that is accepted.
    #[test]
    fn takes_no_damaged_key_that_others_refuse(
        changes in vec((any::<Index>(), select(b"AQgw/+=-\r\n \tBR".to_vec()), 0..3_u8), 1..3),
        in_base64: bool,
    ) {
        let mut pem = fixture::text("operators/op01.spki.pem").into_bytes();
        let text = Base64::encode_string(&pem);
        let bytes = if in_base64 { &mut text.into_bytes() } else { &mut pem };
        for (place, byte, kind) in changes {
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                _ => drop(bytes.remove(place)),
            }
        }
        let text = core::str::from_utf8(bytes).expect("ASCII").trim();
        if let Ok(key) = OperatorKey::parse(text) {
            let pem = if in_base64 { Base64::decode_vec(text)? } else { text.into() };
            let (_label, der) = pem_rfc7468::decode_vec(pem.trim_ascii())?;
            let theirs = rsa::RsaPublicKey::from_public_key_der(&der)?;
            let body = spki(&pkcs1(&theirs.n().to_be_bytes_trimmed_vartime(), &[1, 0, 1]));
            let ours = OperatorKey::parse(&form("RSA PUBLIC KEY", &body))?;
            prop_assert!(ours.is_same_key(&key));
        }
    }
}
