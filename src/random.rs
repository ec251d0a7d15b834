//! Drawing from the random source that callers pass in. The core has none of its own.

use rand_core::TryCryptoRng;

use crate::{Error, Result};

/// Draws before a source is called broken. A working one fails this with chance below 2^-400.
const ATTEMPTS: usize = 256;

/// Fills `bytes`.
pub(crate) fn fill(rng: &mut impl TryCryptoRng, bytes: &mut [u8]) -> Result<()> {
    rng.try_fill_bytes(bytes).map_err(|_| Error::RandomnessUnavailable)
}

/// Draws until `take` accepts a draw, and gives up on a source that never pleases it.
pub(crate) fn until<T>(mut take: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    for _ in 0..ATTEMPTS {
        if let Some(value) = take()? {
            return Ok(value);
        }
    }
    Err(Error::RandomnessUnavailable)
}
