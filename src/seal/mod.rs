//! Sealing a share to its operator: RSAES-PKCS1-v1_5 (RFC 8017 §7.2.1), because that is what the
//! operators' nodes open. Encryption only: no RSA private key ever appears in this crate.

mod montgomery;

pub(crate) use montgomery::Modulus;
use rand_core::TryCryptoRng;
use zeroize::Zeroizing;

use crate::bls::SecretKey;
use crate::operator::{MODULUS_LENGTH, OperatorKey};
use crate::{Error, Result, random};

/// The plaintext: `0x` and 64 lower-case hex digits.
const TEXT_LENGTH: usize = 66;

/// A share that only its operator can open: one RSA block of 256 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedShare([u8; MODULUS_LENGTH]);

impl SealedShare {
    /// Bytes of one sealed share.
    pub const LENGTH: usize = MODULUS_LENGTH;

    /// Takes a block as it stands in sharesData. Only its operator can tell what is in it.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; MODULUS_LENGTH]) -> Self {
        Self(bytes)
    }

    /// 256 bytes, big-endian, left-padded with zeros.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; MODULUS_LENGTH] {
        &self.0
    }

    /// Seals a share with fresh padding.
    ///
    /// # Errors
    /// [`Error::RandomnessUnavailable`].
    pub fn make(share: &SecretKey, key: &OperatorKey, rng: &mut impl TryCryptoRng) -> Result<Self> {
        let block = make_block(share, rng)?;
        Ok(Self(key.modulus().raise(&block)))
    }
}

/// 00 02 PS 00 text, where PS is random and holds no zero byte (RFC 8017 §7.2.1 step 2).
fn make_block(
    share: &SecretKey,
    rng: &mut impl TryCryptoRng,
) -> Result<Zeroizing<[u8; MODULUS_LENGTH]>> {
    let mut block = Zeroizing::new([0; MODULUS_LENGTH]);
    let (padding, text) = block.split_at_mut(MODULUS_LENGTH - TEXT_LENGTH);
    let (head, padding) = padding.split_at_mut(2);
    head.copy_from_slice(&[0, 2]);
    if let Some((_separator, filler)) = padding.split_last_mut() {
        random::fill(rng, filler)?;
        for byte in filler {
            *byte = random::until(|| {
                if *byte != 0 {
                    return Ok(Some(*byte));
                }
                random::fill(rng, core::slice::from_mut(byte))?;
                Ok((*byte != 0).then_some(*byte))
            })?;
        }
    }
    let (prefix, digits) = text.split_at_mut(2);
    prefix.copy_from_slice(b"0x");
    alloy_primitives::hex::encode_to_slice(share.to_bytes().expose(), digits)
        .map_err(|_| Error::SelfCheckFailed)?;
    Ok(block)
}
