//! The operators that a worker splits keys for, and the file of what it made.

use alloy_primitives::hex;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use crate::operator::{self, OperatorId};
use crate::owner::{Nonce, Owner};
use crate::payload::{Published, SharesData};
use crate::wasm::registration::operators;
use crate::{Error, Result, keyshares};

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

/// What [`to_js`] gives. Both go field by field: serde would be two kilobytes of this module.
///
/// [`to_js`]: crate::wasm::registration::to_js
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
