//! Calls to the SSV contracts and everything that comes back: calldata, results, events, errors.
//! Encoding stands beside decoding, both driven by the tables in `interface`.

mod coder;
mod interface;
mod param;
mod register;

use std::sync::LazyLock;

use alloy_primitives::{B256, U256, keccak256};

use crate::{Error, Result};
pub use coder::{AbiValue, decode_values, encode_values};
use param::names_into;
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
        let mut canonical = String::from(self.name);
        names_into(self.inputs, &mut canonical);
        keccak256(canonical)
    }

    fn selects(&self, selector: [u8; 4]) -> bool {
        self.hash().starts_with(&selector)
    }

    fn encode(&self, arguments: &[AbiValue]) -> Result<Vec<u8>> {
        let mut data = self.hash().get(..4).unwrap_or_default().to_vec();
        data.extend(encode_values(self.inputs, arguments)?);
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
    pub values: Vec<AbiValue>,
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
pub fn encode_call(generation: Generation, name: &str, arguments: &[AbiValue]) -> Result<Vec<u8>> {
    find(generation.functions(), name)?.encode(arguments)
}

/// Calldata of a view function.
///
/// # Errors
/// As [`encode_call`].
pub fn encode_view(name: &str, arguments: &[AbiValue]) -> Result<Vec<u8>> {
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
    let values = decode_values(function.inputs.iter(), input)?;
    Ok((generation, Decoded { name: function.name, params: function.inputs, values }))
}

/// Reads what a view function returned.
///
/// # Errors
/// As [`decode_call`].
pub fn decode_view(name: &str, data: &[u8]) -> Result<Decoded> {
    let view = find(views(), name)?;
    let values = decode_values(view.outputs.iter(), data)?;
    Ok(Decoded { name: view.name, params: view.outputs, values })
}

/// Hashed once: a scan reads thousands of logs.
static TOPICS: LazyLock<Vec<(B256, &Signature)>> =
    LazyLock::new(|| events().iter().map(|event| (event.hash(), event)).collect());

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
    let Some((_, event)) = TOPICS.iter().find(|(hash, _)| hash == topic) else {
        return Ok(None);
    };
    let indexed: Vec<u8> = topics.iter().flatten().copied().collect();
    let (is_indexed, in_data) =
        (|param: &&Param| param.is_indexed, |param: &&Param| !param.is_indexed);
    if topics.len() != event.inputs.iter().filter(is_indexed).count() {
        return Err(Error::AbiMalformed);
    }
    let mut indexed = decode_values(event.inputs.iter().filter(is_indexed), &indexed)?.into_iter();
    let mut body = decode_values(event.inputs.iter().filter(in_data), data)?.into_iter();
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
    match *selector {
        REASON => lone_text(arguments).map_or(Refusal::Unknown, Refusal::Reason),
        PANIC => match <[u8; 32]>::try_from(arguments) {
            Ok(code) => Refusal::Panic(U256::from_be_bytes(code)),
            Err(_) => Refusal::Unknown,
        },
        selector => errors()
            .iter()
            .find(|error| error.selects(selector))
            .and_then(|error| {
                let values = decode_values(error.inputs.iter(), arguments).ok()?;
                Some(Decoded { name: error.name, params: error.inputs, values })
            })
            .map_or(Refusal::Unknown, Refusal::Custom),
    }
}

/// The text of an operator's key out of the bytes that the contract stores: the ABI encoding of
/// one string, or (in old entries) the bare text.
pub(crate) fn operator_key_text(bytes: &[u8]) -> Option<String> {
    lone_text(bytes).or_else(|| String::from_utf8(bytes.to_vec()).ok())
}

/// One string, whatever follows it: these bytes are others' writing.
fn lone_text(data: &[u8]) -> Option<String> {
    let (offset, rest) = data.split_first_chunk::<32>()?;
    let (length, rest) = rest.split_first_chunk::<32>()?;
    if U256::from_be_bytes(*offset) != U256::from(32) {
        return None;
    }
    let text = rest.get(..usize::try_from(U256::from_be_bytes(*length)).ok()?)?;
    String::from_utf8(text.to_vec()).ok()
}
