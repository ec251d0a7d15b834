//! The units that the contract counts in.

use alloy_primitives::U256;

use crate::{Error, Result};

/// vUnits of 32 ETH.
pub(super) const PRECISION: u64 = 10_000;

/// What a cluster pays in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Version 2: by effective balance.
    Eth,
    /// Version 1: SSV tokens, by the number of validators.
    Ssv,
}

impl Token {
    /// Base units in one packed unit, the step in which the contract stores fees and indices.
    #[must_use]
    pub const fn packing(self) -> u64 {
        match self {
            Self::Eth => 100_000,
            Self::Ssv => 10_000_000,
        }
    }
}

/// Size of a cluster in the contract's units: 10 000 for 32 ETH of effective balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VUnits(u64);

impl VUnits {
    /// From whole ETH over all validators of a cluster, rounded up.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`] above 2^32 − 1 ETH.
    pub fn from_eth(effective_balance: u64) -> Result<Self> {
        if effective_balance > u64::from(u32::MAX) {
            return Err(Error::AmountOverflow);
        }
        Ok(Self((effective_balance * PRECISION).div_ceil(32)))
    }

    /// Of a cluster that pays in SSV, where every validator counts the same.
    #[must_use]
    pub const fn of_validators(count: u32) -> Self {
        // At most 2^32 · 10 000.
        Self(count as u64 * PRECISION)
    }

    /// The number of units.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// What operators and network charge per block for 10 000 vUnits, in packed units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    pub(super) network: U256,
    pub(super) operators: U256,
}

impl Rates {
    /// From fees in base units of the token. A removed operator charges 0.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`] for a fee that the contract could not store.
    pub fn new(token: Token, operator_fees: &[U256], network_fee: U256) -> Result<Self> {
        let packed = |fee: &U256| -> Result<U256> {
            let (units, rest) = fee.div_rem(U256::from(token.packing()));
            let fits = rest.is_zero() && units.bit_len() <= 64;
            if fits { Ok(units) } else { Err(Error::AmountOverflow) }
        };
        let operators = operator_fees
            .iter()
            .try_fold(U256::ZERO, |sum, fee| packed(fee).and_then(|fee| add(sum, fee)))?;
        Ok(Self { network: packed(&network_fee)?, operators })
    }

    pub(super) fn total(&self) -> Result<U256> {
        add(self.network, self.operators)
    }
}

pub(super) fn add(left: U256, right: U256) -> Result<U256> {
    left.checked_add(right).ok_or(Error::AmountOverflow)
}

/// The product of all factors.
pub(super) fn product<const N: usize>(factors: [U256; N]) -> Result<U256> {
    let mut factors = factors.into_iter();
    factors.try_fold(U256::from(1), U256::checked_mul).ok_or(Error::AmountOverflow)
}
