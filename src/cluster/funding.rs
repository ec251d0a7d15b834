//! What a cluster costs and how long its balance lasts: SSVNetwork v2's arithmetic for ETH
//! clusters, to the wei. Divisions round as the contract's do.

use alloy_primitives::{U256, U512};

use crate::{Error, Result};

/// Slots of 12 seconds in a day, none of them missed.
pub const BLOCKS_PER_DAY: u64 = 7200;

/// Fees and indices are stored in units of 100 000 wei.
const PACKING: u64 = 100_000;
/// vUnits of 32 ETH.
const PRECISION: u64 = 10_000;

/// Effective balance in the contract's units: 10 000 for 32 ETH.
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

    /// The number of units.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// What the network and a cluster's operators charge, as the contract's views return it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    /// Wei per block for 32 ETH, in packed units, operators and network together.
    rate: u128,
    threshold_blocks: u64,
    minimum_collateral: U256,
}

impl Fees {
    /// Fees are wei per block for 32 ETH of effective balance; the threshold is in blocks, the
    /// collateral in wei. A removed operator charges 0.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`] for a fee that the contract could not store.
    pub fn new(
        operator_fees: &[U256],
        network_fee: U256,
        threshold_blocks: u64,
        minimum_collateral: U256,
    ) -> Result<Self> {
        let packed = |fee: &U256| -> Result<u128> {
            let (units, rest) = fee.div_rem(U256::from(PACKING));
            let units = u64::try_from(units).map_err(|_| Error::AmountOverflow)?;
            if rest.is_zero() { Ok(u128::from(units)) } else { Err(Error::AmountOverflow) }
        };
        let rate = operator_fees
            .iter()
            .chain([&network_fee])
            .try_fold(0_u128, |sum, fee| Ok(sum + packed(fee)?))?;
        Ok(Self { rate, threshold_blocks, minimum_collateral })
    }

    /// Wei per block: ⌊100 000 · R · V / 10 000⌋.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn burn_rate(&self, units: VUnits) -> Result<U256> {
        narrow(self.product(&[PACKING, units.0]) / U512::from(PRECISION))
    }

    /// Wei below which a cluster can be liquidated: the larger of the minimum collateral and
    /// 100 000 · ⌊blocks · R · V / 10 000⌋.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn liquidation_threshold(&self, units: VUnits) -> Result<U256> {
        let over_period = self.product(&[self.threshold_blocks, units.0]) / U512::from(PRECISION);
        Ok(self.minimum_collateral.max(narrow(over_period * U512::from(PACKING))?))
    }

    /// Wei to send so that the cluster runs for `blocks` before it can be liquidated, on top of
    /// what it holds: the threshold plus 100 000 · ⌈R · blocks · V / 10 000⌉ minus `existing`.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn deposit_for(&self, units: VUnits, blocks: u64, existing: U256) -> Result<U256> {
        let spent = self.product(&[blocks, units.0]).div_ceil(U512::from(PRECISION));
        let spent = narrow(spent * U512::from(PACKING))?;
        let needed = self.liquidation_threshold(units)?.checked_add(spent);
        Ok(needed.ok_or(Error::AmountOverflow)?.saturating_sub(existing))
    }

    /// Blocks until `balance` reaches the liquidation threshold; `None` where nothing is charged.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn runway(&self, units: VUnits, balance: U256) -> Result<Option<U256>> {
        let (burn, threshold) = (self.burn_rate(units)?, self.liquidation_threshold(units)?);
        Ok(balance.saturating_sub(threshold).checked_div(burn))
    }

    fn product(&self, factors: &[u64]) -> U512 {
        factors.iter().fold(U512::from(self.rate), |product, factor| product * U512::from(*factor))
    }
}

fn narrow(value: U512) -> Result<U256> {
    U256::checked_from_limbs_slice(value.as_limbs()).ok_or(Error::AmountOverflow)
}
