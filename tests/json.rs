//! Our JSON against serde_json's: on whole documents and on damaged ones, nothing is accepted that
//! serde_json refuses, and what is read is what serde_json reads.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value};
use ssv_wasm::json::{Json, MAX_DEPTH, Tree};

fn many() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) }
}

fn text() -> impl Strategy<Value = String> {
    let awkward = vec(select(vec!['"', '\\', '/', '\0', '\u{1f}', '\n', 'é', '\u{10ffff}']), 0..6)
        .prop_map(String::from_iter);
    prop_oneof!["[a-z]{0,6}", any::<String>(), awkward]
}

fn document() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(vec![0, u64::MAX, 1 << 53]).prop_map(Value::from),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number,
        text().prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((text(), inner), 0..6).prop_map(|fields| Value::from(Map::from_iter(fields))),
        ]
    })
}

/// Pieces that JSON is made of, and some that it is not.
fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\"a\"",
        "\\u",
        "d800",
        "\\udc00",
        "\\ud83d",
        "\\ude00",
        "00",
        "0",
        "-",
        "+",
        "1",
        ".",
        "e",
        "E",
        "18446744073709551616",
        "null",
        "true",
        "false",
        "nul",
        " ",
        "\t",
        "\n",
        "\u{a0}",
        "\u{b}",
        "\u{feff}",
        "\u{1}",
        "é",
        "'",
        "/**/",
    ];
    vec(select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

/// Whether every part of it reads as serde_json reads it. Of equal names serde_json's values keep the
/// last, where ours refuse to be asked for one; only damage makes names equal.
fn is_same(json: Json<'_>, value: &Value, is_damaged: bool) -> bool {
    let is_leaf = json.items().is_none() && json.fields([]).is_none();
    match value {
        Value::Null => is_leaf && json.is_null(),
        Value::Bool(_) => is_leaf && !json.is_null() && json.as_text().is_none(),
        Value::Number(number) => is_leaf && json.as_u64() == number.as_u64(),
        Value::String(text) => is_leaf && json.as_text().as_deref() == Some(text),
        Value::Array(values) => json.items().is_some_and(|items| {
            let items: Vec<_> = items.collect();
            items.len() == values.len()
                && items.iter().zip(values).all(|(a, b)| is_same(*a, b, is_damaged))
        }),
        Value::Object(fields) => fields.iter().all(|(name, value)| match json.fields([name]) {
            Some([Some(found)]) => is_same(found, value, is_damaged),
            Some([None]) => value.is_null(),
            None => is_damaged && json.fields([]).is_some(),
        }),
    }
}

/// The verdict of both on one text.
fn compare(file: &[u8]) -> Result<(), TestCaseError> {
    let bare = String::from_utf8_lossy(file).trim_start_matches('\u{feff}').to_owned();
    let theirs = serde_json::from_str::<Value>(&bare);
    match Json::parse(file) {
        // serde_json's values hold no number beyond the range of floats, and its readers that skip
        // numbers do not look.
        Some(_) if theirs.is_err() => {
            prop_assert!(serde_json::from_str::<serde::de::IgnoredAny>(&bare).is_ok(), "{bare}");
            prop_assert!(bare.contains(['e', 'E']) || bare.len() > 300, "{bare}");
        }
        Some(json) => {
            prop_assert!(core::str::from_utf8(file).is_ok() && is_same(json, &theirs?, true))
        }
        None => prop_assert!(theirs.is_err() || core::str::from_utf8(file).is_err(), "{bare}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn reads_every_document_as_serde_json_does(value in document(), pretty: bool) {
        let text = if pretty { format!("\u{feff} {value:#} \r\n") } else { value.to_string() };
        let json = Json::parse(text.as_bytes());
        prop_assert!(json.is_some_and(|json| is_same(json, &value, false)), "{text}");
    }

    #[test]
    fn accepts_no_damaged_document_that_serde_json_refuses(
        value in document(),
        places in vec((any::<Index>(), any::<u8>(), 0..3_u8), 1..4),
    ) {
        let mut file = value.to_string().into_bytes();
        for (place, byte, kind) in places {
            let place = place.index(file.len() + 1);
            match kind {
                0 => file.insert(place, byte),
                1 if place < file.len() => drop(file.remove(place)),
                _ => file.truncate(place),
            }
        }
        compare(&file)?;
    }

    #[test]
    fn accepts_no_soup_that_serde_json_refuses(soup in soup(), quote: bool) {
        compare(if quote { format!("\"{soup}\"") } else { soup }.as_bytes())?;
    }

    #[test]
    fn writes_what_serde_json_reads(fields in vec((text(), any::<u64>()), 0..5)) {
        let pairs = fields.iter().map(|(text, number)| {
            Tree::Object(vec![("text", text.as_str().into()), ("number", (*number).into())])
        });
        let written = Tree::List(pairs.collect()).write();
        let wanted = fields
            .iter()
            .map(|(text, number)| serde_json::json!({ "text": text, "number": number }));
        let wanted = Value::from_iter(wanted);
        prop_assert_eq!(serde_json::from_str::<Value>(&written)?, wanted);
    }
}

#[test]
fn refuses_a_field_given_twice_however_it_is_spelled() {
    for file in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"a":null,"b":0,"a":null}"#] {
        let json = Json::parse(file.as_bytes()).expect("JSON");
        assert!(json.fields(["a"]).is_none(), "{file}");
        assert!(json.fields(["b"]).is_some(), "{file}: nobody asked for a");
    }
}

#[test]
fn bounds_nesting_and_its_own_stack() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let nested = |depth: usize| open.repeat(depth) + "0" + &close.repeat(depth);
        assert!(Json::parse(nested(MAX_DEPTH).as_bytes()).is_some());
        assert!(Json::parse(nested(MAX_DEPTH + 1).as_bytes()).is_none());
        assert!(Json::parse(nested(1 << 20).as_bytes()).is_none());
    }
}

#[test]
fn gives_pieces_of_the_file_where_it_can() {
    use std::borrow::Cow::{Borrowed, Owned};
    let text = |file| Json::parse(file).and_then(Json::as_text);
    assert!(matches!(text(br#""plain""#), Some(Borrowed("plain"))));
    assert!(matches!(text(br#""\ud83d\udd11 key""#), Some(Owned(text)) if text == "\u{1f511} key"));
}
