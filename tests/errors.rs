//! Every refusal has its own stable code, and none of them repeats what was refused.

mod fixture;

use std::collections::BTreeSet;

use fixture::{SECRET, key, password, seeded};
use serde_json::Value;
use ssv_wasm::keyshares::{Expected, check};
use ssv_wasm::keystore::{Kdf, Keystore, lock};
use ssv_wasm::operator::OperatorKey;
use ssv_wasm::owner::Owner;
use ssv_wasm::{Detail, Error, Warning};

const RUST: &str = include_str!("../src/error.rs");
const TYPESCRIPT: &str = include_str!("../www/lib/errors.ts");
const MESSAGES: &str = include_str!("../www/lib/messages.ts");
const TYPES: &str = include_str!("../www/lib/types.ts");

/// One of every variant.
fn all() -> Vec<Error> {
    use Error::*;
    let field = "crypto.kdf";
    vec![
        FileTooLarge { limit: 1 },
        NotJson,
        NotAKeystore,
        IsDepositData,
        IsKeyshares,
        IsOperatorKeystore,
        IsExecutionKeystore,
        IsKeystore,
        KeystoreVersion,
        KeystoreField { field },
        KdfUnsupported,
        CipherUnsupported,
        ChecksumUnsupported,
        KdfParameters { field },
        KdfTooExpensive { required: 2, limit: 1 },
        OutOfMemory { required: 1 },
        PasswordNotUtf8,
        UnicodeMissing,
        WrongPassword,
        PublicKeyMismatch,
        SecretInvalid,
        OperatorCount { count: 3 },
        OperatorIdInvalid,
        OperatorIdDuplicate { id: 1 },
        OperatorIdUnsafe { id: 1 },
        OperatorKeyMalformed,
        OperatorKeyLength { bits: 1024 },
        OperatorKeyExponent,
        OperatorKeyWeak,
        OperatorKeyDuplicate { id: 1 },
        OperatorKeyMismatch { id: 1 },
        OperatorsMismatch,
        OwnerInvalid,
        OwnerMismatch,
        OwnerUnknown,
        NonceInvalid,
        NonceMismatch { found: 1, expected: 2 },
        NonceOrder,
        PublicKeyInvalid,
        SignatureInvalid,
        SharesLength { found: 1, expected: 2 },
        ShareKeyInvalid,
        SharesInconsistent,
        SelfCheckFailed,
        RandomnessUnavailable,
        DuplicateValidator,
        NotKeyshares,
        KeysharesVersion,
        KeysharesField { field },
        KeysharesMismatch { field },
        CalldataUnknown,
        AbiMalformed,
        AmountOverflow,
    ]
}

fn warnings() -> Vec<Warning> {
    use Warning::*;
    vec![WeakKdf, ShortSalt, LongDerivedKey, LegacyPassword, NonceWraps]
}

/// Texts in quotes that look like codes, between two marks.
fn quoted<'a>(source: &'a str, from: &str, to: &str) -> BTreeSet<&'a str> {
    let start = source.find(from).unwrap_or_else(|| panic!("{from} is gone")) + from.len();
    let end = start + source[start..].find(to).unwrap_or_else(|| panic!("{to} is gone"));
    let codes: BTreeSet<&str> = source[start..end]
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| {
            text.bytes().all(|byte| byte.is_ascii_uppercase() || b"_0123456789".contains(&byte))
        })
        .collect();
    assert!(!codes.is_empty());
    codes
}

fn union<'a>(source: &'a str, name: &str) -> BTreeSet<&'a str> {
    quoted(source, &format!("export type {name} ="), ";")
}

#[test]
fn codes_are_distinct_and_complete() {
    let codes: BTreeSet<&str> = all().iter().map(Error::code).collect();
    assert_eq!(codes.len(), all().len(), "no code is there twice");
    let body = quoted(RUST, "pub const fn code(&self)", "pub fn details");
    assert_eq!(codes, body, "this file lists every variant");
}

#[test]
fn codes_equal_those_of_the_harness() {
    let codes: BTreeSet<&str> = all().iter().map(Error::code).collect();
    let unions = ["KeystoreErrorCode", "OperatorErrorCode", "RegistrationErrorCode"];
    let theirs: Vec<BTreeSet<&str>> = unions.iter().map(|name| union(TYPESCRIPT, name)).collect();
    assert_eq!(theirs.iter().map(BTreeSet::len).sum::<usize>(), codes.len(), "each in one union");
    assert_eq!(codes, theirs.into_iter().flatten().collect());
    let of_warnings: BTreeSet<&str> = warnings().iter().map(Warning::code).collect();
    assert_eq!(of_warnings.len(), warnings().len());
    let theirs = union(TYPES, "WarningCode");
    assert!(of_warnings.is_subset(&theirs), "{of_warnings:?}");
    // Only a batch can share a salt, and only the harness sees a batch.
    let rest: Vec<_> = theirs.difference(&of_warnings).collect();
    assert_eq!(rest, [&"SHARED_SALT"]);
}

fn shown(detail: Detail) -> String {
    match detail {
        Detail::Number(number) => number.to_string(),
        Detail::Name(text) => text.to_owned(),
    }
}

/// What the harness says, with the details in their places.
fn message(error: Error) -> String {
    let start = format!("\n  {}:", error.code());
    let (_, rest) = MESSAGES.split_once(&start).unwrap_or_else(|| panic!("{start} is missing"));
    let text = rest.split('"').nth(1).expect("a text").to_owned();
    let fill = |text: String, (name, detail): (&str, Detail)| {
        text.replace(&format!("{{{name}}}"), &shown(detail))
    };
    error.details().into_iter().fold(text, fill)
}

#[test]
fn messages_are_sentences_with_their_numbers() {
    for error in all() {
        assert_eq!(error.to_string(), error.code());
        let message = message(error);
        assert!(message.len() > 12 && !message.ends_with('.'), "{message}");
        assert!(!message.contains('{'), "{message} lacks a detail");
        for (name, detail) in error.details() {
            assert!(!name.is_empty());
            assert!(message.contains(&shown(detail)), "{message} does not say {name}");
        }
    }
}

const MARKER: &str = "MaRkEr5ecret";

fn assert_silent(error: &Error, what: &str) {
    let shown = format!("{error} {error:?} {error:#?} {:?} {}", error.details(), error.code());
    for part in [MARKER, &MARKER.to_lowercase(), &MARKER.to_uppercase()] {
        assert!(!shown.contains(part), "{what} repeats its input: {shown}");
    }
}

/// Every place in a JSON value that holds text.
fn texts(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::String(_) => out.push(at),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                texts(item, format!("{at}/{place}"), out);
            }
        }
        Value::Object(map) => {
            for (name, item) in map {
                texts(item, format!("{at}/{name}"), out);
            }
        }
        _ => {}
    }
}

/// The file once for every text in it, with the marker there.
fn marked(good: &str) -> Vec<(String, String)> {
    let file: Value = serde_json::from_str(good).expect("JSON");
    let mut places = Vec::new();
    texts(&file, String::new(), &mut places);
    assert!(places.len() > 5);
    let mark = |place: String| {
        let mut changed = file.clone();
        *changed.pointer_mut(&place).expect("a place") = Value::String(MARKER.to_owned());
        (place, changed.to_string())
    };
    places.into_iter().map(mark).collect()
}

#[test]
fn refusals_never_repeat_their_input() {
    let mut rng = seeded(1);
    let stretch = |salt| Kdf::scrypt(2, 1, 1, salt, 32);
    let keystore =
        lock(&key(SECRET), &password("password"), "m/1", stretch, &mut rng).expect("a keystore");
    let mut refused = 0;
    for (place, text) in marked(&keystore) {
        if let Err(error) = Keystore::parse(text.as_bytes()) {
            assert_silent(&error, &place);
            refused += 1;
        }
    }
    let keyshares = fixture::text("keyshares/ssv-keys-1.2.0.json");
    for (place, text) in marked(&keyshares) {
        if let Err(error) = check(text.as_bytes(), &Expected::default()) {
            assert_silent(&error, &place);
            refused += 1;
        }
    }
    assert!(refused >= 15, "{refused} marked files were refused");
    for text in [MARKER.to_owned(), format!("{{\"{MARKER}\":1}}"), format!("[\"{MARKER}\"]")] {
        assert_silent(&Keystore::parse(text.as_bytes()).expect_err("no keystore"), "keystore");
        let error = check(text.as_bytes(), &Expected::default()).expect_err("no keyshares");
        assert_silent(&error, "keyshares");
        assert_silent(&OperatorKey::parse(&text).expect_err("no key"), "operator key");
        assert_silent(&Owner::parse(&text).expect_err("no owner"), "owner");
    }
    let keystore = Keystore::parse(keystore.as_bytes()).expect("our own keystore");
    let error = keystore.unlock(&password(MARKER)).err().expect("a wrong password");
    assert_eq!(error, Error::WrongPassword);
    assert_silent(&error, "password");
}

/// Errors are plain numbers and fixed names: nothing of the input can hide in one.
#[test]
fn errors_own_nothing() {
    fn assert_plain<T: Copy + Send + Sync + 'static>() {}
    assert_plain::<Error>();
    assert_plain::<Warning>();
    assert_plain::<Detail>();
    assert!(size_of::<Error>() <= 32);
}
