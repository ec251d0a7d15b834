//! How long a balance lasts, what to send and what may leave.

use alloy_primitives::U256;

use super::fees::Fees;
use super::units::{VUnits, add};
use crate::Result;

/// Slots of 12 seconds in a day, none of them missed.
pub const BLOCKS_PER_DAY: u64 = 7200;

/// What a cluster burns before the transaction that funds it is mined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack {
    /// Blocks that the transaction may wait.
    pub blocks: u64,
    /// Size of the cluster meanwhile.
    pub before: VUnits,
}

/// Fees that are known to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Blocks from now.
    pub blocks: u64,
    /// What holds from then on.
    pub fees: Fees,
}

impl Fees {
    /// Base units to send so that the cluster, `units` large from then on, runs for `blocks` before
    /// it can be liquidated: the threshold plus K · ⌈blocks · R · V / 10 000⌉, minus what is left of
    /// `existing` after the slack.
    ///
    /// # Errors
    /// [`crate::Error::AmountOverflow`].
    pub fn deposit_for(
        &self,
        units: VUnits,
        blocks: u64,
        existing: U256,
        slack: Option<Slack>,
    ) -> Result<U256> {
        let burned =
            slack.map_or(Ok(U256::ZERO), |slack| self.cost_at_most(slack.before, slack.blocks))?;
        let left = existing.saturating_sub(burned);
        let needed =
            add(self.liquidation_threshold(units)?, self.cost_from_snapshot(units, blocks)?)?;
        Ok(needed.saturating_sub(left))
    }

    /// Base units that can leave an active cluster so that it cannot be liquidated `slack` blocks
    /// later, wherever in these blocks the withdrawal is mined. Without validators, everything.
    ///
    /// # Errors
    /// [`crate::Error::AmountOverflow`].
    pub fn maximum_withdrawal(
        &self,
        units: VUnits,
        validators: u32,
        balance: U256,
        slack: u64,
    ) -> Result<U256> {
        if validators == 0 {
            return Ok(balance);
        }
        let kept = add(self.liquidation_threshold(units)?, self.cost_at_most(units, slack)?)?;
        Ok(balance.saturating_sub(kept))
    }

    /// Blocks through which a cluster of that balance cannot be liquidated, with the fees that
    /// change on the way; 0 where it can be already. `None`: forever.
    ///
    /// # Errors
    /// [`crate::Error::AmountOverflow`].
    pub fn runway(&self, units: VUnits, balance: U256, changes: &[Change]) -> Result<Option<U256>> {
        if units.get() == 0 {
            return Ok(None);
        }
        let (mut fees, mut balance, mut passed) = (*self, balance, 0);
        if let Some(change) = changes.iter().rfind(|change| change.blocks == 0) {
            fees = change.fees;
        }
        if balance < fees.liquidation_threshold(units)? {
            return Ok(Some(U256::ZERO));
        }
        // At each turn the balance holds at least the threshold of the fees that begin.
        let after = |passed: u64| {
            // Of several in one block the last holds.
            let later = changes.iter().rev().filter(move |change| change.blocks > passed);
            later.min_by_key(|change| change.blocks)
        };
        while let Some(change) = after(passed) {
            let blocks = U256::from(change.blocks - passed);
            let lasts = fees.lasts(units, balance)?;
            // In the block of the change the new threshold counts, no longer the old one.
            if let Some(lasts) = lasts.filter(|lasts| *lasts + U256::from(1) < blocks) {
                return Ok(Some(U256::from(passed) + lasts));
            }
            balance = balance.saturating_sub(fees.burn_rate(units)?.saturating_mul(blocks));
            if balance < change.fees.liquidation_threshold(units)? {
                return Ok(Some(U256::from(change.blocks - 1)));
            }
            (fees, passed) = (change.fees, change.blocks);
        }
        Ok(fees.lasts(units, balance)?.map(|lasts| U256::from(passed).saturating_add(lasts)))
    }

    /// Blocks at these fees alone.
    fn lasts(&self, units: VUnits, balance: U256) -> Result<Option<U256>> {
        let spare = balance.saturating_sub(self.liquidation_threshold(units)?);
        Ok(spare.checked_div(self.burn_rate(units)?))
    }
}
