//! Contract calls, results, events and refusals between Rust and JavaScript: objects keyed by the
//! interface's parameter names, integers above 32 bits as bigint, bytes as 0x-hex.

use alloy_primitives::{Address, B256, U256, hex};
use js_sys::{Array, BigInt, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::calls::{self, AbiValue, Decoded, Generation, Kind, Param, Refusal};
use crate::wasm::error::set;
use crate::{Error, Result};

/// Calldata of a function that a staker sends; `generation` is `v2`, `v1` or `token`.
#[wasm_bindgen(js_name = encodeCall)]
pub fn encode_call(generation: &str, name: &str, arguments: &JsValue) -> Result<String> {
    let generation = Generation::named(generation)?;
    let values = values_from_js(calls::find(generation.functions(), name)?.inputs, arguments)?;
    calls::encode_call(generation, name, &values).map(hex::encode_prefixed)
}

/// `{ generation, name, args }` of calldata.
#[wasm_bindgen(js_name = decodeCall)]
pub fn decode_call(data: &str) -> Result<Object> {
    let (generation, call) = calls::decode_call(&bytes(data)?)?;
    let object = named(&call);
    set(&object, "generation", &generation.name().into());
    Ok(object)
}

/// Calldata of a view function.
#[wasm_bindgen(js_name = encodeView)]
pub fn encode_view(name: &str, arguments: &JsValue) -> Result<String> {
    let values = values_from_js(calls::find(calls::views(), name)?.inputs, arguments)?;
    calls::encode_view(name, &values).map(hex::encode_prefixed)
}

/// What a view function returned: its only result.
#[wasm_bindgen(js_name = decodeView)]
pub fn decode_view(name: &str, data: &str) -> Result<JsValue> {
    let decoded = calls::decode_view(name, &bytes(data)?)?;
    match (decoded.params, decoded.values.as_slice()) {
        ([param], [value]) => Ok(to_js(&param.kind, value)),
        _ => Err(Error::AbiMalformed),
    }
}

/// topic0 of an event.
#[wasm_bindgen]
pub fn topic(event: &str) -> Result<String> {
    calls::topic(event).map(|topic| topic.to_string())
}

/// `{ name, args }` of a log, or undefined for an event of other contracts.
#[wasm_bindgen(js_name = decodeEvent)]
pub fn decode_event(topics: Vec<String>, data: &str) -> Result<Option<Object>> {
    let topics = topics
        .iter()
        .map(|topic| topic.parse::<B256>().map_err(|_| Error::AbiMalformed))
        .collect::<Result<Vec<_>>>()?;
    Ok(calls::decode_event(&topics, &bytes(data)?)?.map(|event| named(&event)))
}

/// `{ name, args }` of revert data; besides the contracts' errors the names `Error`, `Panic`,
/// `Empty` and `Unknown`.
#[wasm_bindgen(js_name = decodeError)]
pub fn decode_error(data: &str) -> Result<Object> {
    let plain = |name: &str, argument: Option<(&str, JsValue)>| {
        let (error, args) = (Object::new(), Object::new());
        if let Some((key, value)) = argument {
            set(&args, key, &value);
        }
        set(&error, "name", &name.into());
        set(&error, "args", &args);
        error
    };
    Ok(match calls::decode_refusal(&bytes(data)?) {
        Refusal::Custom(error) => named(&error),
        Refusal::Reason(reason) => plain("Error", Some(("reason", reason.into()))),
        Refusal::Panic(code) => plain("Panic", Some(("code", bigint(code)))),
        Refusal::Empty => plain("Empty", None),
        Refusal::Unknown => plain("Unknown", None),
    })
}

/// The base64 text of an operator's key out of the bytes that the contract stores.
#[wasm_bindgen(js_name = operatorKeyText)]
pub fn operator_key_text(stored: &str) -> Result<String> {
    calls::operator_key_text(&bytes(stored)?).ok_or(Error::OperatorKeyMalformed)
}

pub(super) fn bytes(text: &str) -> Result<Vec<u8>> {
    hex::decode(text).map_err(|_| Error::AbiMalformed)
}

/// A 256-bit integer as bigint.
pub(super) fn bigint(value: U256) -> JsValue {
    BigInt::new(&JsValue::from_str(&format!("{value:#x}"))).map_or(JsValue::UNDEFINED, Into::into)
}

/// A bigint, or a number that holds a whole value exactly.
pub(super) fn integer(value: &JsValue) -> Result<U256> {
    let digits = match value.as_f64() {
        Some(number) if js_sys::Number::is_safe_integer(value) && number >= 0.0 => {
            // Exact: a whole number below 2^53.
            return Ok(U256::from(number as u64));
        }
        Some(_) => return Err(Error::AbiMalformed),
        None => {
            let value: &BigInt = value.dyn_ref().ok_or(Error::AbiMalformed)?;
            value.to_string(16).map(String::from).map_err(|_| Error::AbiMalformed)?
        }
    };
    U256::from_str_radix(&digits, 16).map_err(|_| Error::AmountOverflow)
}

fn named(decoded: &Decoded) -> Object {
    let object = Object::new();
    set(&object, "name", &decoded.name.into());
    set(&object, "args", &object_of(decoded.params, &decoded.values));
    object
}

fn object_of(params: &[Param], values: &[AbiValue]) -> JsValue {
    let object = Object::new();
    for (param, value) in params.iter().zip(values) {
        set(&object, param.name, &to_js(&param.kind, value));
    }
    object.into()
}

fn to_js(kind: &Kind, value: &AbiValue) -> JsValue {
    match (kind, value) {
        (_, AbiValue::Bool(flag)) => (*flag).into(),
        (Kind::Uint(..=32), AbiValue::Uint(number)) => number.saturating_to::<u32>().into(),
        (_, AbiValue::Uint(number)) => bigint(*number),
        (_, AbiValue::Address(address)) => address.to_checksum(None).into(),
        (_, AbiValue::Word(word)) => hex::encode_prefixed(word).into(),
        (_, AbiValue::Bytes(bytes)) => hex::encode_prefixed(bytes).into(),
        (_, AbiValue::Text(text)) => text.as_str().into(),
        (Kind::List(kind), AbiValue::List(items)) => {
            items.iter().map(|item| to_js(kind, item)).collect::<Array>().into()
        }
        (Kind::Tuple(params), AbiValue::Tuple(values)) => object_of(params, values),
        // Values were decoded by their kind, and there are no other kinds.
        _ => JsValue::UNDEFINED,
    }
}

fn values_from_js(params: &[Param], arguments: &JsValue) -> Result<Vec<AbiValue>> {
    params
        .iter()
        .map(|param| {
            let value = Reflect::get(arguments, &JsValue::from_str(param.name))
                .map_err(|_| Error::AbiMalformed)?;
            from_js(&param.kind, &value)
        })
        .collect()
}

fn from_js(kind: &Kind, value: &JsValue) -> Result<AbiValue> {
    let text = || value.as_string().ok_or(Error::AbiMalformed);
    Ok(match kind {
        Kind::Bool => AbiValue::Bool(value.as_bool().ok_or(Error::AbiMalformed)?),
        Kind::Uint(bits) => {
            let number = integer(value)?;
            if number.bit_len() > *bits {
                return Err(Error::AmountOverflow);
            }
            AbiValue::Uint(number)
        }
        Kind::Address => {
            let address: Address = text()?.parse().map_err(|_| Error::AbiMalformed)?;
            AbiValue::Address(address)
        }
        Kind::Bytes32 => {
            let word: B256 = text()?.parse().map_err(|_| Error::AbiMalformed)?;
            AbiValue::Word(word)
        }
        Kind::Bytes => AbiValue::Bytes(bytes(&text()?)?),
        Kind::String => AbiValue::Text(text()?),
        Kind::List(item) => AbiValue::List(
            value
                .dyn_ref::<Array>()
                .ok_or(Error::AbiMalformed)?
                .iter()
                .map(|value| from_js(item, &value))
                .collect::<Result<_>>()?,
        ),
        Kind::Tuple(parts) => AbiValue::Tuple(values_from_js(parts, value)?),
    })
}

/// `{ validatorCount, networkFeeIndex, index, active, balance }`.
pub(super) fn cluster_from_js(value: &JsValue) -> Result<crate::cluster::Cluster> {
    let reactivate = calls::find(Generation::V2.functions(), "reactivate")?;
    let cluster = reactivate.inputs.last().ok_or(Error::AbiMalformed)?;
    calls::cluster_from_tuple(&from_js(&cluster.kind, value)?).ok_or(Error::AbiMalformed)
}
