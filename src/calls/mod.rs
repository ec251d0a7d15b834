//! Calls to the SSV contracts and everything that comes back: calldata, results, events, errors.
//! Encoding stands beside decoding, both driven by the tables in `interface`.

mod interface;
mod param;
mod register;

use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{B256, U256, keccak256};

use crate::{Error, Result};
use param::tuple_of;
pub use param::{Kind, Param};
pub use register::{ValidatorAdded, cluster_from_tuple, decode_validator_added, register};

/// A function, event or error of the contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// What goes in.
    pub inputs: &'static [Param],
    /// What a view returns.
    pub outputs: &'static [Param],
}

impl Signature {
    const fn new(name: &'static str, inputs: &'static [Param]) -> Self {
        Self { name, inputs, outputs: &[] }
    }

    const fn returning(mut self, outputs: &'static [Param]) -> Self {
        self.outputs = outputs;
        self
    }

    /// keccak-256 of the canonical signature: topic0 of an event; its first 4 bytes select a
    /// function or an error.
    #[must_use]
    pub fn hash(&self) -> B256 {
        let types: Vec<_> = self.inputs.iter().map(|input| input.kind.resolve()).collect();
        let types: Vec<_> = types.iter().map(DynSolType::sol_type_name).collect();
        keccak256(format!("{}({})", self.name, types.join(",")))
    }

    fn selects(&self, selector: [u8; 4]) -> bool {
        self.hash().starts_with(&selector)
    }

    fn encode(&self, arguments: &[DynSolValue]) -> Result<Vec<u8>> {
        let arguments = DynSolValue::Tuple(arguments.to_vec());
        if !tuple_of(self.inputs.iter()).matches(&arguments) || !fits(&arguments) {
            return Err(Error::AbiMalformed);
        }
        let mut data = self.hash().get(..4).unwrap_or_default().to_vec();
        data.extend(arguments.abi_encode_params());
        Ok(data)
    }
}

/// Which contract a call is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// SSVNetwork v2.0.0: clusters pay in ETH.
    V2,
    /// SSVNetwork v1: clusters pay in SSV tokens. Only what v2 no longer has.
    V1,
    /// The SSV token.
    Token,
}

impl Generation {
    /// Every one; the selectors of different ones differ.
    pub const ALL: [Self; 3] = [Self::V2, Self::V1, Self::Token];

    /// Functions that a staker sends to it.
    #[must_use]
    pub const fn functions(self) -> &'static [Signature] {
        match self {
            Self::V2 => interface::FUNCTIONS,
            Self::V1 => interface::LEGACY_FUNCTIONS,
            Self::Token => interface::TOKEN_FUNCTIONS,
        }
    }

    /// Short name: `v2`, `v1` or `token`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V1 => "v1",
            Self::Token => "token",
        }
    }

    /// The one of that name.
    ///
    /// # Errors
    /// [`Error::CalldataUnknown`].
    pub fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|generation| generation.name() == name);
        found.ok_or(Error::CalldataUnknown)
    }
}

/// Functions that a staker reads with, of the network and of the token.
#[must_use]
pub const fn views() -> &'static [Signature] {
    interface::VIEWS
}

/// Events of the contracts.
#[must_use]
pub const fn events() -> &'static [Signature] {
    interface::EVENTS
}

/// Errors of the contracts.
#[must_use]
pub const fn errors() -> &'static [Signature] {
    interface::ERRORS
}

/// The entry of that name.
///
/// # Errors
/// [`Error::CalldataUnknown`].
pub fn find(table: &'static [Signature], name: &str) -> Result<&'static Signature> {
    table.iter().find(|signature| signature.name == name).ok_or(Error::CalldataUnknown)
}

/// The values of a call, a result, an event or an error.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// Name of the function, event or error.
    pub name: &'static str,
    /// Names and types.
    pub params: &'static [Param],
    /// One a parameter.
    pub values: Vec<DynSolValue>,
}

/// Why a call was refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// One of the contracts' own errors.
    Custom(Decoded),
    /// `Error(string)`.
    Reason(String),
    /// `Panic(uint256)`: the Solidity panic code.
    Panic(U256),
    /// No data: a function that this contract does not have, or value that it does not take.
    Empty,
    /// Data that fits nothing in the interface.
    Unknown,
}

/// Calldata of a function that a staker sends: 4-byte selector and ABI-encoded arguments.
///
/// # Errors
/// [`Error::CalldataUnknown`] or [`Error::AbiMalformed`].
pub fn encode_call(
    generation: Generation,
    name: &str,
    arguments: &[DynSolValue],
) -> Result<Vec<u8>> {
    find(generation.functions(), name)?.encode(arguments)
}

/// Calldata of a view function.
///
/// # Errors
/// As [`encode_call`].
pub fn encode_view(name: &str, arguments: &[DynSolValue]) -> Result<Vec<u8>> {
    find(views(), name)?.encode(arguments)
}

/// Reads calldata back. It has to be exactly what [`encode_call`] writes, so that nothing can hide
/// in it that the decoded form does not show.
///
/// # Errors
/// [`Error::CalldataUnknown`] or [`Error::AbiMalformed`].
pub fn decode_call(data: &[u8]) -> Result<(Generation, Decoded)> {
    let (selector, input) = data.split_first_chunk::<4>().ok_or(Error::CalldataUnknown)?;
    let (generation, function) = Generation::ALL
        .into_iter()
        .flat_map(|generation| generation.functions().iter().map(move |entry| (generation, entry)))
        .find(|(_, function)| function.selects(*selector))
        .ok_or(Error::CalldataUnknown)?;
    let values = decode(function.inputs.iter(), input)?;
    Ok((generation, Decoded { name: function.name, params: function.inputs, values }))
}

/// Reads what a view function returned.
///
/// # Errors
/// As [`decode_call`].
pub fn decode_view(name: &str, data: &[u8]) -> Result<Decoded> {
    let view = find(views(), name)?;
    let values = decode(view.outputs.iter(), data)?;
    Ok(Decoded { name: view.name, params: view.outputs, values })
}

/// topic0 of an event.
///
/// # Errors
/// [`Error::CalldataUnknown`].
pub fn topic(name: &str) -> Result<B256> {
    find(events(), name).map(Signature::hash)
}

/// Reads a log. `None`: no event of these contracts.
///
/// # Errors
/// [`Error::AbiMalformed`].
pub fn decode_event(topics: &[B256], data: &[u8]) -> Result<Option<Decoded>> {
    let Some((topic, topics)) = topics.split_first() else { return Ok(None) };
    let Some(event) = events().iter().find(|event| event.hash() == *topic) else {
        return Ok(None);
    };
    let indexed: Vec<u8> = topics.iter().flatten().copied().collect();
    let (is_indexed, in_data) =
        (|param: &&Param| param.is_indexed, |param: &&Param| !param.is_indexed);
    if topics.len() != event.inputs.iter().filter(is_indexed).count() {
        return Err(Error::AbiMalformed);
    }
    let mut indexed = decode(event.inputs.iter().filter(is_indexed), &indexed)?.into_iter();
    let mut body = decode(event.inputs.iter().filter(in_data), data)?.into_iter();
    let values = event
        .inputs
        .iter()
        .map(|param| if param.is_indexed { indexed.next() } else { body.next() })
        .collect::<Option<Vec<_>>>()
        .ok_or(Error::AbiMalformed)?;
    Ok(Some(Decoded { name: event.name, params: event.inputs, values }))
}

/// Reads the data that a refused call came back with.
#[must_use]
pub fn decode_refusal(data: &[u8]) -> Refusal {
    const REASON: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
    const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];
    let Some((selector, arguments)) = data.split_first_chunk::<4>() else {
        return if data.is_empty() { Refusal::Empty } else { Refusal::Unknown };
    };
    let read = |kind: Kind| kind.resolve().abi_decode_params(arguments).ok();
    match *selector {
        REASON => match read(Kind::String) {
            Some(DynSolValue::String(reason)) => Refusal::Reason(reason),
            _ => Refusal::Unknown,
        },
        PANIC => match read(Kind::Uint(256)) {
            Some(DynSolValue::Uint(code, _)) => Refusal::Panic(code),
            _ => Refusal::Unknown,
        },
        selector => errors()
            .iter()
            .find(|error| error.selects(selector))
            .and_then(|error| {
                let values = decode(error.inputs.iter(), arguments).ok()?;
                Some(Decoded { name: error.name, params: error.inputs, values })
            })
            .map_or(Refusal::Unknown, Refusal::Custom),
    }
}

/// Reads values that fill `data` exactly as we would write them: nothing is padded with anything
/// but zeros, stands elsewhere than it should, or exceeds its type.
fn decode<'a>(params: impl Iterator<Item = &'a Param>, data: &[u8]) -> Result<Vec<DynSolValue>> {
    let kind = tuple_of(params);
    if kind.as_tuple().is_some_and(<[_]>::is_empty) {
        return if data.is_empty() { Ok(Vec::new()) } else { Err(Error::AbiMalformed) };
    }
    match kind.abi_decode_params(data) {
        Ok(DynSolValue::Tuple(values)) if values.iter().all(fits) => {
            let again = DynSolValue::Tuple(values.clone()).abi_encode_params();
            if again == data { Ok(values) } else { Err(Error::AbiMalformed) }
        }
        _ => Err(Error::AbiMalformed),
    }
}

/// Whether every number in it has no more bits than its type.
fn fits(value: &DynSolValue) -> bool {
    match value {
        DynSolValue::Uint(number, bits) => number.bit_len() <= *bits,
        DynSolValue::Array(parts) | DynSolValue::Tuple(parts) => parts.iter().all(fits),
        _ => true,
    }
}

/// The text of an operator's key out of the bytes that the contract stores: the ABI encoding of
/// one string, or (in old entries) the bare text.
pub(crate) fn operator_key_text(bytes: &[u8]) -> Option<String> {
    match DynSolType::String.abi_decode_params(bytes) {
        Ok(DynSolValue::String(text)) => Some(text),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}
