//! Names and types of what calls, results, events and errors carry.

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
    /// Bytes that it takes in the head of a sequence: its own, or those of an offset.
    pub(super) fn head_length(&self) -> usize {
        match self {
            Self::Tuple(parts) if !self.is_dynamic() => {
                parts.iter().map(|part| part.kind.head_length()).sum()
            }
            _ => 32,
        }
    }

    /// Whether its length depends on the value.
    pub(super) fn is_dynamic(&self) -> bool {
        match self {
            Self::Bool | Self::Uint(_) | Self::Address | Self::Bytes32 => false,
            Self::Bytes | Self::String | Self::List(_) => true,
            Self::Tuple(parts) => parts.iter().any(|part| part.kind.is_dynamic()),
        }
    }

    /// Appends its canonical name, as signatures are hashed with it.
    pub(super) fn name_into(&self, name: &mut String) {
        match self {
            Self::Bool => name.push_str("bool"),
            Self::Uint(bits) => {
                name.push_str("uint");
                name.push_str(&bits.to_string());
            }
            Self::Address => name.push_str("address"),
            Self::Bytes32 => name.push_str("bytes32"),
            Self::Bytes => name.push_str("bytes"),
            Self::String => name.push_str("string"),
            Self::List(item) => {
                item.name_into(name);
                name.push_str("[]");
            }
            Self::Tuple(parts) => names_into(parts, name),
        }
    }
}

/// Appends the canonical names of several, in brackets.
pub(super) fn names_into(params: &[Param], name: &mut String) {
    name.push('(');
    for (place, param) in params.iter().enumerate() {
        if place > 0 {
            name.push(',');
        }
        param.kind.name_into(name);
    }
    name.push(')');
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
