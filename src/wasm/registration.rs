//! Registrations, warnings and operators between Rust and JavaScript.

use alloy_primitives::hex;
use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

use super::error::set;
use crate::operator::{Operator, OperatorId, OperatorKey};
use crate::payload::Published;
use crate::{Error, Result, Warning};

/// A registration as JavaScript holds it: hex text and bigints.
pub(super) fn to_js(registration: Published) -> Object {
    let Published { public_key, operator_ids, shares_data, owner, nonce } = registration;
    let plain = Object::new();
    set(&plain, "publicKey", &hex::encode_prefixed(public_key).into());
    let ids: Array = operator_ids.iter().map(|id| JsValue::from(id.get())).collect();
    set(&plain, "operatorIds", &ids);
    set(&plain, "sharesData", &hex::encode_prefixed(shares_data).into());
    set(&plain, "owner", &owner.to_checksum().into());
    set(&plain, "nonce", &nonce.get().into());
    plain
}

/// Their codes.
pub(super) fn warning_codes(warnings: &[Warning]) -> Array {
    warnings.iter().map(|warning| JsValue::from_str(warning.code())).collect()
}

/// Operators from ids and keys in the same order.
pub(super) fn operators(ids: &[u64], keys: &[String]) -> Result<Vec<Operator>> {
    if ids.len() != keys.len() {
        return Err(Error::OperatorCount { count: ids.len().min(keys.len()) });
    }
    ids.iter()
        .zip(keys)
        .map(|(id, key)| Ok(Operator { id: OperatorId::new(*id)?, key: OperatorKey::parse(key)? }))
        .collect()
}
