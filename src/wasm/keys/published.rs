//! Registrations that come back from JavaScript.

use alloy_primitives::hex;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::operator::OperatorId;
use crate::owner::{Nonce, Owner};
use crate::payload::{Published, SharesData};
use crate::{Error, Result};

/// What [`to_js`] gives. Both go field by field: serde would be two kilobytes of this module.
///
/// [`to_js`]: crate::wasm::registration::to_js
pub(super) fn from_js(plain: &JsValue) -> Result<Published> {
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
