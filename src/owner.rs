//! Who registers, and the count that binds a registration to its place in line.

use alloy_primitives::{Address, keccak256};

use crate::bls::Message;
use crate::{Error, Result};

/// The account that sends a registration and owns the cluster. For a multisig: the contract, not
/// its signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner(Address);

impl Owner {
    /// `0x` and 40 hex digits. All lower-case or all upper-case is taken as it is; mixed case must
    /// be a right EIP-55 checksum.
    ///
    /// # Errors
    /// [`Error::OwnerInvalid`].
    pub fn parse(text: &str) -> Result<Self> {
        let digits = text.strip_prefix("0x").ok_or(Error::OwnerInvalid)?;
        let address: Address = text.parse().map_err(|_| Error::OwnerInvalid)?;
        let mixed = digits.contains(|c: char| c.is_ascii_lowercase())
            && digits.contains(|c: char| c.is_ascii_uppercase());
        if mixed && address.to_checksum(None) != text {
            return Err(Error::OwnerInvalid);
        }
        Ok(Self(address))
    }

    /// The 20 bytes.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.0
    }

    /// EIP-55 text without a chain id.
    #[must_use]
    pub fn to_checksum(&self) -> String {
        self.0.to_checksum(None)
    }
}

impl From<Address> for Owner {
    fn from(address: Address) -> Self {
        Self(address)
    }
}

/// How many validators the owner has registered before: 0 to 2^53 − 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Nonce(u64);

impl Nonce {
    /// Largest nonce that a keyshares file can hold.
    pub const MAX: u64 = (1 << 53) - 1;

    /// # Errors
    /// [`Error::NonceInvalid`] above [`Self::MAX`].
    pub const fn new(nonce: u64) -> Result<Self> {
        if nonce <= Self::MAX { Ok(Self(nonce)) } else { Err(Error::NonceInvalid) }
    }

    /// The nonce as a number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The nonce `places` registrations later.
    ///
    /// # Errors
    /// [`Error::NonceInvalid`] above [`Self::MAX`].
    pub const fn after(self, places: u64) -> Result<Self> {
        match self.0.checked_add(places) {
            Some(nonce) => Self::new(nonce),
            None => Err(Error::NonceInvalid),
        }
    }

    /// Operators count in 16 bits (ssv registry/storage): from here on their count wraps.
    #[must_use]
    pub const fn wraps(self) -> bool {
        self.0 > u16::MAX as u64
    }
}

/// An owner and a nonce, with what is signed for them.
#[derive(Debug, Clone)]
pub struct Binding {
    owner: Owner,
    nonce: Nonce,
    message: Message,
}

impl Binding {
    /// Signed is keccak-256 of the ASCII text `owner:nonce`, the owner in EIP-55 and the nonce in
    /// decimal (ssv eth/eventhandler/validation.go).
    #[must_use]
    pub fn new(owner: Owner, nonce: Nonce) -> Self {
        let text = [&owner.to_checksum(), ":", &nonce.get().to_string()].concat();
        Self { owner, nonce, message: Message::new(keccak256(text).0) }
    }

    /// The account.
    #[must_use]
    pub const fn owner(&self) -> Owner {
        self.owner
    }

    /// Its registration count.
    #[must_use]
    pub const fn nonce(&self) -> Nonce {
        self.nonce
    }

    /// What is signed for both.
    #[must_use]
    pub const fn message(&self) -> &Message {
        &self.message
    }
}
