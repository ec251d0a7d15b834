//! What a cluster costs: SSVNetwork's arithmetic, to the wei. Divisions round as the contract's do.

use alloy_primitives::U256;

use super::units::{PRECISION, Rates, Token, VUnits, add, product};
use crate::{Error, Result};

/// Fees and the parameters of liquidation, as the contract's views return them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fees {
    token: Token,
    rates: Rates,
    threshold_blocks: u64,
    minimum_collateral: U256,
}

impl Fees {
    /// The threshold is in blocks, the collateral in base units of the token.
    #[must_use]
    pub const fn new(
        token: Token,
        rates: Rates,
        threshold_blocks: u64,
        minimum_collateral: U256,
    ) -> Self {
        Self { token, rates, threshold_blocks, minimum_collateral }
    }

    /// Base units per block: ⌊K · R · V / 10 000⌋, with K the packing and R all rates together.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn burn_rate(&self, units: VUnits) -> Result<U256> {
        let packing = U256::from(self.token.packing());
        Ok(product([packing, self.rates.total()?, U256::from(units.get())])?
            / U256::from(PRECISION))
    }

    /// Base units below which a cluster can be liquidated: the larger of the minimum collateral and
    /// K · ⌊blocks · R · V / 10 000⌋.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn liquidation_threshold(&self, units: VUnits) -> Result<U256> {
        let blocks = U256::from(self.threshold_blocks);
        let period = weighed(self.rates.total()?, blocks, units)?.0;
        Ok(self.minimum_collateral.max(self.unpacked(period)?))
    }

    /// What `blocks` blocks cost at most: K · (⌈network⌉ + ⌈operators⌉). The contract rounds both
    /// down from the last snapshot, so that from any block on it may charge one unit more of each
    /// than these blocks alone amount to.
    ///
    /// # Errors
    /// [`Error::AmountOverflow`].
    pub fn cost_at_most(&self, units: VUnits, blocks: u64) -> Result<U256> {
        let blocks = U256::from(blocks);
        let network = weighed(self.rates.network, blocks, units)?.1;
        let operators = weighed(self.rates.operators, blocks, units)?.1;
        self.unpacked(add(network, operators)?)
    }

    /// What `blocks` blocks cost a cluster that was settled at their start, at most:
    /// K · ⌈blocks · R · V / 10 000⌉.
    pub(super) fn cost_from_snapshot(&self, units: VUnits, blocks: u64) -> Result<U256> {
        let cost = weighed(self.rates.total()?, U256::from(blocks), units)?.1;
        self.unpacked(cost)
    }

    fn unpacked(&self, packed: U256) -> Result<U256> {
        product([packed, U256::from(self.token.packing())])
    }
}

/// A settled balance after blocks at changing rates: what `getBalance` returns that many blocks
/// after the cluster's last event other than a deposit, which settles nothing. Network and operators
/// are rounded down apart; a balance that is used up is 0.
///
/// # Errors
/// [`Error::AmountOverflow`].
pub fn balance_after(
    token: Token,
    balance: U256,
    units: VUnits,
    spans: &[(u64, Rates)],
) -> Result<U256> {
    let (mut network, mut operators) = (U256::ZERO, U256::ZERO);
    for (blocks, rates) in spans {
        let blocks = U256::from(*blocks);
        network = add(network, product([rates.network, blocks])?)?;
        operators = add(operators, product([rates.operators, blocks])?)?;
    }
    let once = U256::from(1);
    let used = add(weighed(network, once, units)?.0, weighed(operators, once, units)?.0)?;
    let used = used.checked_mul(U256::from(token.packing())).ok_or(Error::AmountOverflow)?;
    Ok(balance.saturating_sub(used))
}

/// `rate · blocks · V / 10 000`, rounded down and up.
fn weighed(rate: U256, blocks: U256, units: VUnits) -> Result<(U256, U256)> {
    let whole = product([rate, blocks, U256::from(units.get())])?;
    let precision = U256::from(PRECISION);
    Ok((whole / precision, whole.div_ceil(precision)))
}
