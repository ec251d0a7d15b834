//! Names and types of what calls, results, events and errors carry.

use alloy_dyn_abi::DynSolType;

/// One value's name and type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// Empty for an unnamed result.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether an event holds it as a topic.
    pub is_indexed: bool,
}

/// The ABI types of the SSV contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `bool`.
    Bool,
    /// Unsigned, with that many bits.
    Uint(usize),
    /// `address`.
    Address,
    /// `bytes32`.
    Bytes32,
    /// `bytes`.
    Bytes,
    /// `string`.
    String,
    /// A list of one type.
    List(&'static Kind),
    /// A struct.
    Tuple(&'static [Param]),
}

impl Kind {
    /// The type for encoding and decoding.
    #[must_use]
    pub fn resolve(&self) -> DynSolType {
        match *self {
            Self::Bool => DynSolType::Bool,
            Self::Uint(bits) => DynSolType::Uint(bits),
            Self::Address => DynSolType::Address,
            Self::Bytes32 => DynSolType::FixedBytes(32),
            Self::Bytes => DynSolType::Bytes,
            Self::String => DynSolType::String,
            Self::List(item) => DynSolType::Array(Box::new(item.resolve())),
            Self::Tuple(parts) => tuple_of(parts.iter()),
        }
    }
}

/// The tuple of several values.
pub(super) fn tuple_of<'a>(params: impl Iterator<Item = &'a Param>) -> DynSolType {
    DynSolType::Tuple(params.map(|param| param.kind.resolve()).collect())
}

impl Param {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, is_indexed: false }
    }

    pub(super) const fn indexed(mut self) -> Self {
        self.is_indexed = true;
        self
    }
}

pub(super) const fn boolean(name: &'static str) -> Param {
    Param::new(name, Kind::Bool)
}

pub(super) const fn uint(bits: usize, name: &'static str) -> Param {
    Param::new(name, Kind::Uint(bits))
}

pub(super) const fn address(name: &'static str) -> Param {
    Param::new(name, Kind::Address)
}

pub(super) const fn bytes32(name: &'static str) -> Param {
    Param::new(name, Kind::Bytes32)
}

pub(super) const fn bytes(name: &'static str) -> Param {
    Param::new(name, Kind::Bytes)
}

pub(super) const fn string(name: &'static str) -> Param {
    Param::new(name, Kind::String)
}

pub(super) const fn bytes_list(name: &'static str) -> Param {
    Param::new(name, Kind::List(&Kind::Bytes))
}

pub(super) const fn bytes32_list(name: &'static str) -> Param {
    Param::new(name, Kind::List(&Kind::Bytes32))
}

pub(super) const fn uint64_list(name: &'static str) -> Param {
    Param::new(name, Kind::List(&Kind::Uint(64)))
}

pub(super) const fn address_list(name: &'static str) -> Param {
    Param::new(name, Kind::List(&Kind::Address))
}

pub(super) const fn tuple(name: &'static str, parts: &'static [Param]) -> Param {
    Param::new(name, Kind::Tuple(parts))
}
