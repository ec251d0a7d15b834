//! Registrations, committees and keyshares files between Rust and JavaScript.

use alloy_primitives::hex;
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::keyshares::{self, Expected};
use crate::operator::{self, Operator, OperatorId, OperatorKey};
use crate::owner::{Nonce, Owner};
use crate::payload::{Published, Registration, SharesData};
use crate::wasm::error::set;
use crate::{Error, Result, Warning};

/// A registration as JavaScript holds it: hex text and bigints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainRegistration {
    public_key: String,
    operator_ids: Vec<u64>,
    shares_data: String,
    owner: String,
    nonce: u64,
}

impl From<Published> for PlainRegistration {
    fn from(registration: Published) -> Self {
        Self {
            public_key: hex::encode_prefixed(registration.public_key),
            operator_ids: registration.operator_ids.iter().map(|id| id.get()).collect(),
            shares_data: hex::encode_prefixed(registration.shares_data),
            owner: registration.owner.to_checksum(),
            nonce: registration.nonce.get(),
        }
    }
}

pub(super) fn to_js(registration: &Registration) -> core::result::Result<JsValue, JsValue> {
    let serializer =
        serde_wasm_bindgen::Serializer::new().serialize_large_number_types_as_bigints(true);
    Ok(PlainRegistration::from(Published::from(registration)).serialize(&serializer)?)
}

/// Their codes.
pub(super) fn warning_codes(warnings: &[Warning]) -> Array {
    warnings.iter().map(|warning| JsValue::from_str(warning.code())).collect()
}

/// What [`to_js`] gives. Read field by field: serde's readers bring messages for every type along.
fn from_js(plain: &JsValue) -> Result<Published> {
    let field =
        |name: &str| Reflect::get(plain, &JsValue::from_str(name)).map_err(|_| Error::AbiMalformed);
    let text = |name: &str| field(name)?.as_string().ok_or(Error::AbiMalformed);
    let bytes = |name: &str| hex::decode(text(name)?).map_err(|_| Error::AbiMalformed);
    let number = |value: JsValue| u64::try_from(value).map_err(|_| Error::AmountOverflow);
    let ids = field("operatorIds")?;
    let ids = ids.dyn_ref::<Array>().ok_or(Error::AbiMalformed)?;
    let operator_ids =
        ids.iter().map(|id| OperatorId::new(number(id)?)).collect::<Result<Vec<_>>>()?;
    let public_key = bytes("publicKey")?.try_into();
    let shares_data = bytes("sharesData")?;
    let (found, expected) = (shares_data.len(), SharesData::length(operator_ids.len()));
    if found != expected {
        return Err(Error::SharesLength { found, expected });
    }
    Ok(Published {
        public_key: public_key.map_err(|_| Error::PublicKeyInvalid)?,
        operator_ids,
        shares_data,
        owner: Owner::parse(&text("owner")?)?,
        nonce: Nonce::new(number(field("nonce")?)?)?,
    })
}

/// The operators of one cluster, checked once and used for every key of a batch.
#[wasm_bindgen]
pub struct Committee(pub(super) operator::Committee);

#[wasm_bindgen]
impl Committee {
    /// Ids and keys in the same order; any order.
    #[wasm_bindgen(constructor)]
    pub fn new(ids: Vec<u64>, keys: Vec<String>) -> Result<Committee> {
        operator::Committee::new(operators(&ids, &keys)?).map(Self)
    }
}

fn operators(ids: &[u64], keys: &[String]) -> Result<Vec<Operator>> {
    if ids.len() != keys.len() {
        return Err(Error::OperatorCount { count: ids.len().min(keys.len()) });
    }
    ids.iter()
        .zip(keys)
        .map(|(id, key)| Ok(Operator { id: OperatorId::new(*id)?, key: OperatorKey::parse(key)? }))
        .collect()
}

/// The text of a v1.2.0 keyshares file, of registrations that this library made.
#[wasm_bindgen(js_name = writeKeyshares)]
pub fn write_keyshares(
    registrations: &Array,
    committee: &Committee,
    created_at: &str,
) -> Result<String> {
    let registrations =
        registrations.iter().map(|plain| from_js(&plain)).collect::<Result<Vec<_>>>()?;
    keyshares::write(&registrations, &committee.0, created_at)
}

/// Checks a keyshares file against what is already known: an empty owner, no nonce and no
/// operators mean "not known". Gives `{ registration, operators, warnings }` for every item.
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
    keyshares::check(file, &expected)?
        .iter()
        .map(|item| {
            let checked = Object::new();
            set(&checked, "registration", &to_js(&item.registration)?);
            set(&checked, "warnings", &warning_codes(&item.warnings));
            Ok(JsValue::from(checked))
        })
        .collect()
}
