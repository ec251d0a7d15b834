//! The contract ABI's encoding (Solidity specification, "Contract ABI"), as far as the interface
//! tables need it. Only the canonical form is read: every value stands where it would be written,
//! with nothing between, behind or in the padding.

use alloy_primitives::{Address, B256, U256};

use super::param::{Kind, Param};
use crate::{Error, Result};

const WORD: usize = 32;

/// A value of any [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AbiValue {
    /// `bool`.
    Bool(bool),
    /// Unsigned, of any width.
    Uint(U256),
    /// `address`.
    Address(Address),
    /// `bytes32`.
    Word(B256),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// `string`.
    Text(String),
    /// A list of one type.
    List(Vec<Self>),
    /// A struct.
    Tuple(Vec<Self>),
}

impl From<u64> for AbiValue {
    fn from(number: u64) -> Self {
        Self::Uint(U256::from(number))
    }
}

/// What a function or an error takes, behind the selector; what a view returns.
///
/// # Errors
/// [`Error::AbiMalformed`] for values of other types, or another number of them.
pub fn encode_values(params: &[Param], values: &[AbiValue]) -> Result<Vec<u8>> {
    let kinds: Vec<&Kind> = params.iter().map(|param| &param.kind).collect();
    sequence(&kinds, values)
}

/// Static values in place; for others their offset, and the values behind all of these.
fn sequence(kinds: &[&Kind], values: &[AbiValue]) -> Result<Vec<u8>> {
    if kinds.len() != values.len() {
        return Err(Error::AbiMalformed);
    }
    let mut tail_at: usize = kinds.iter().map(|kind| kind.head_length()).sum();
    let (mut head, mut tail) = (Vec::with_capacity(tail_at), Vec::new());
    for (kind, value) in kinds.iter().zip(values) {
        let encoded = encode(kind, value)?;
        if kind.is_dynamic() {
            head.extend_from_slice(&word(tail_at));
            tail_at += encoded.len();
            tail.push(encoded);
        } else {
            head.extend_from_slice(&encoded);
        }
    }
    tail.iter().for_each(|encoded| head.extend_from_slice(encoded));
    Ok(head)
}

fn encode(kind: &Kind, value: &AbiValue) -> Result<Vec<u8>> {
    let padded = |bytes: &[u8]| {
        let mut encoded = word(bytes.len()).to_vec();
        encoded.extend_from_slice(bytes);
        encoded.resize(WORD + bytes.len().next_multiple_of(WORD), 0);
        encoded
    };
    Ok(match (kind, value) {
        (Kind::Bool, AbiValue::Bool(flag)) => word(usize::from(*flag)).to_vec(),
        (Kind::Uint(bits), AbiValue::Uint(number)) if number.bit_len() <= *bits => {
            number.to_be_bytes::<WORD>().to_vec()
        }
        (Kind::Address, AbiValue::Address(address)) => address.into_word().to_vec(),
        (Kind::Bytes32, AbiValue::Word(word)) => word.to_vec(),
        (Kind::Bytes, AbiValue::Bytes(bytes)) => padded(bytes),
        (Kind::String, AbiValue::Text(text)) => padded(text.as_bytes()),
        (Kind::List(item), AbiValue::List(values)) => {
            let mut encoded = word(values.len()).to_vec();
            encoded.extend(sequence(&vec![*item; values.len()], values)?);
            encoded
        }
        (Kind::Tuple(parts), AbiValue::Tuple(values)) => encode_values(parts, values)?,
        _ => return Err(Error::AbiMalformed),
    })
}

/// Reads values that fill `data` exactly as [`encode_values`] writes them.
///
/// # Errors
/// [`Error::AbiMalformed`].
pub fn decode_values<'a>(
    params: impl Iterator<Item = &'a Param>,
    data: &[u8],
) -> Result<Vec<AbiValue>> {
    let kinds: Vec<&Kind> = params.map(|param| &param.kind).collect();
    let (values, length) = read_sequence(&kinds, data)?;
    if length == data.len() { Ok(values) } else { Err(Error::AbiMalformed) }
}

/// Values at the beginning of `data`, and how many bytes they take.
fn read_sequence(kinds: &[&Kind], data: &[u8]) -> Result<(Vec<AbiValue>, usize)> {
    let mut head = 0;
    let mut tail = kinds.iter().map(|kind| kind.head_length()).sum();
    let mut values = Vec::new();
    for kind in kinds {
        let place = if kind.is_dynamic() { &mut tail } else { &mut head };
        let (value, length) = read(kind, data.get(*place..).ok_or(Error::AbiMalformed)?)?;
        let start = core::mem::replace(place, *place + length);
        if kind.is_dynamic() {
            if read_length(data.get(head..).ok_or(Error::AbiMalformed)?)? != start {
                return Err(Error::AbiMalformed);
            }
            head += WORD;
        }
        values.push(value);
    }
    Ok((values, tail))
}

fn read(kind: &Kind, data: &[u8]) -> Result<(AbiValue, usize)> {
    let number = || data.first_chunk().map(|word: &[u8; WORD]| U256::from_be_bytes(*word));
    let number = || number().ok_or(Error::AbiMalformed);
    let fitting = |bits: usize| {
        number().and_then(|number| {
            if number.bit_len() <= bits { Ok(number) } else { Err(Error::AbiMalformed) }
        })
    };
    let one = |value| Ok((value, WORD));
    match kind {
        Kind::Bool => one(AbiValue::Bool(!fitting(1)?.is_zero())),
        Kind::Uint(bits) => one(AbiValue::Uint(fitting(*bits)?)),
        Kind::Address => one(AbiValue::Address(Address::from_word(fitting(160)?.into()))),
        Kind::Bytes32 => one(AbiValue::Word(number()?.into())),
        Kind::Bytes => {
            let (bytes, length) = read_bytes(data)?;
            Ok((AbiValue::Bytes(bytes.to_vec()), length))
        }
        Kind::String => {
            let (bytes, length) = read_bytes(data)?;
            let text = core::str::from_utf8(bytes).map_err(|_| Error::AbiMalformed)?;
            Ok((AbiValue::Text(text.to_owned()), length))
        }
        Kind::List(item) => {
            let (count, items) = (read_length(data)?, data.get(WORD..).unwrap_or_default());
            // Every item takes a word at least: no count makes us reserve more than there is.
            if count > items.len() / WORD {
                return Err(Error::AbiMalformed);
            }
            let (values, length) = read_sequence(&vec![*item; count], items)?;
            Ok((AbiValue::List(values), WORD + length))
        }
        Kind::Tuple(parts) => {
            let kinds: Vec<&Kind> = parts.iter().map(|part| &part.kind).collect();
            let (values, length) = read_sequence(&kinds, data)?;
            Ok((AbiValue::Tuple(values), length))
        }
    }
}

/// Bytes behind their length, with zeros up to a whole word; and how long all of it is.
fn read_bytes(data: &[u8]) -> Result<(&[u8], usize)> {
    let length = read_length(data)?;
    let end = length.checked_next_multiple_of(WORD).and_then(|padded| padded.checked_add(WORD));
    let end = end.ok_or(Error::AbiMalformed)?;
    let (bytes, padding) = data
        .get(WORD..end)
        .and_then(|padded| padded.split_at_checked(length))
        .ok_or(Error::AbiMalformed)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(Error::AbiMalformed);
    }
    Ok((bytes, end))
}

/// A length or an offset.
fn read_length(data: &[u8]) -> Result<usize> {
    let word = data.first_chunk::<WORD>().ok_or(Error::AbiMalformed)?;
    usize::try_from(U256::from_be_bytes(*word)).map_err(|_| Error::AbiMalformed)
}

fn word(number: usize) -> [u8; WORD] {
    U256::from(number).to_be_bytes()
}
