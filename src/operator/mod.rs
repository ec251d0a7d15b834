//! Operators, their RSA keys, and the committee that shares one validator key.

mod base64;
mod key;
mod pem;

use core::num::NonZeroU64;

use crate::order::sort_few;
use crate::{Error, Result};
pub use key::OperatorKey;

/// Bytes of the RSA modulus, and so of every ciphertext (ssv eth/eventhandler `encryptedKeyLength`).
pub const MODULUS_LENGTH: usize = 256;

/// Largest id that JSON numbers hold exactly: 2^53 − 1.
pub const MAX_SAFE_ID: u64 = (1 << 53) - 1;

/// An operator's id on chain. Never zero: a polynomial evaluated at zero is the validator key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(NonZeroU64);

impl OperatorId {
    /// # Errors
    /// [`Error::OperatorIdInvalid`] for zero.
    pub fn new(id: u64) -> Result<Self> {
        NonZeroU64::new(id).map(Self).ok_or(Error::OperatorIdInvalid)
    }

    /// The id as a number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

/// An operator that will hold one share.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Id on chain.
    pub id: OperatorId,
    /// Key that its share is sealed with.
    pub key: OperatorKey,
}

/// The operators of one cluster: 4, 7, 10 or 13, ascending by id, no id and no key twice.
#[derive(Debug, Clone)]
pub struct Committee(Vec<Operator>);

impl Committee {
    /// Sorts and checks.
    ///
    /// # Errors
    /// [`Error::OperatorCount`], [`Error::OperatorIdDuplicate`] or
    /// [`Error::OperatorKeyDuplicate`].
    pub fn new(mut operators: Vec<Operator>) -> Result<Self> {
        check_size(operators.len())?;
        sort_few(&mut operators, |operator| operator.id);
        for (i, operator) in operators.iter().enumerate() {
            let before = operators.get(..i).unwrap_or_default();
            if before.iter().any(|other| other.id == operator.id) {
                return Err(Error::OperatorIdDuplicate { id: operator.id.get() });
            }
            if before.iter().any(|other| other.key.is_same_key(&operator.key)) {
                return Err(Error::OperatorKeyDuplicate { id: operator.id.get() });
            }
        }
        Ok(Self(operators))
    }

    /// Ascending by id.
    #[must_use]
    pub fn operators(&self) -> &[Operator] {
        &self.0
    }

    /// Ascending.
    #[must_use]
    pub fn ids(&self) -> Vec<OperatorId> {
        self.0.iter().map(|operator| operator.id).collect()
    }

    /// Shares that rebuild the key: 3, 5, 7 or 9.
    #[must_use]
    pub fn threshold(&self) -> usize {
        threshold(self.0.len())
    }
}

/// n − f with f = (n − 1) / 3 operators that may fail.
#[must_use]
pub const fn threshold(operators: usize) -> usize {
    operators - (operators - 1) / 3
}

/// # Errors
/// [`Error::OperatorCount`] unless 4, 7, 10 or 13.
pub const fn check_size(count: usize) -> Result<()> {
    match count {
        4 | 7 | 10 | 13 => Ok(()),
        _ => Err(Error::OperatorCount { count }),
    }
}
