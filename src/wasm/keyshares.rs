//! Keyshares files, which hold no secret: what checks them has nothing of what opens keystores.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::error::set;
use super::registration::{operators, to_js, warning_codes};
use crate::keyshares::{self, Expected};
use crate::owner::{Nonce, Owner};

/// Checks a keyshares file against what is already known: an empty owner, no nonce and no
/// operators mean "not known". Gives `{ registration, warnings }` for every item.
#[wasm_bindgen(js_name = checkKeyshares)]
pub fn check_keyshares(
    file: &[u8],
    owner: &str,
    nonce: Option<u64>,
    ids: Vec<u64>,
    keys: Vec<String>,
) -> core::result::Result<Array, JsValue> {
    let expected = Expected {
        owner: if owner.is_empty() { None } else { Some(Owner::parse(owner)?) },
        nonce: nonce.map(Nonce::new).transpose()?,
        operators: if ids.is_empty() { None } else { Some(operators(&ids, &keys)?) },
    };
    let items = keyshares::check(file, &expected)?;
    let plain = items.iter().map(|item| {
        let checked = Object::new();
        set(&checked, "registration", &to_js((&item.registration).into()));
        set(&checked, "warnings", &warning_codes(&item.warnings));
        checked
    });
    Ok(plain.collect())
}
