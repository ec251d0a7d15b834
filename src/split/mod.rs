//! Shamir's secret sharing over the BLS scalar field, evaluated at the operators' ids.

mod dual;

pub use dual::check_share_keys;
pub(crate) use dual::{Points, check_points};
use rand_core::TryCryptoRng;

use crate::bls::{PublicKey, Scalar, SecretKey};
use crate::operator::{Committee, OperatorId};
use crate::secret::Secret;
use crate::{Error, Result, random};

/// A polynomial over the scalar field whose value at zero is the validator key. Wiped on drop.
pub struct Polynomial(Vec<Scalar>);

impl Polynomial {
    /// Draws a polynomial of degree `threshold` − 1 around `key`, its other coefficients uniform in
    /// 1..r. A source that gives one twice (chance below 2^-250) is broken.
    ///
    /// # Errors
    /// [`Error::RandomnessUnavailable`].
    pub fn make(key: &SecretKey, threshold: usize, rng: &mut impl TryCryptoRng) -> Result<Self> {
        let mut coefficients = Vec::with_capacity(threshold);
        coefficients.push(key.scalar());
        while coefficients.len() < threshold {
            let drawn = make_key(rng)?.scalar();
            if coefficients.iter().any(|other: &Scalar| other.sub(&drawn).is_zero()) {
                return Err(Error::RandomnessUnavailable);
            }
            coefficients.push(drawn);
        }
        Ok(Self(coefficients))
    }

    /// The polynomial with these coefficients, constant term first. For fixed vectors: sharing a
    /// key twice with one polynomial lets the two committees pool their shares.
    #[must_use]
    pub fn from_coefficients(coefficients: &[SecretKey]) -> Self {
        Self(coefficients.iter().map(SecretKey::scalar).collect())
    }

    /// Evaluates at every operator's id.
    ///
    /// # Errors
    /// [`Error::SelfCheckFailed`] if a share is zero or two are equal (chance below 2^-250).
    pub fn derive_shares(&self, committee: &Committee) -> Result<Shares> {
        let ids = committee.ids();
        let keys = ids
            .iter()
            .map(|id| SecretKey::from_scalar(&self.evaluate(id.get().into())))
            .collect::<Result<Vec<_>>>()
            .map_err(|_| Error::SelfCheckFailed)?;
        let public_keys = SecretKey::public_keys(&keys);
        let shares: Vec<_> = ids
            .into_iter()
            .zip(public_keys)
            .zip(keys)
            .map(|((id, public_key), key)| Share { id, public_key, key })
            .collect();
        for (i, share) in shares.iter().enumerate() {
            if shares.iter().skip(i + 1).any(|other| other.public_key == share.public_key) {
                return Err(Error::SelfCheckFailed);
            }
        }
        Ok(Shares(shares))
    }

    fn evaluate(&self, x: Scalar) -> Scalar {
        self.0
            .iter()
            .rev()
            .fold(Scalar::default(), |value, coefficient| value.mul(&x).add(coefficient))
    }
}

/// A uniform scalar in 1..r by rejection: no bias, and a source of zeros is noticed.
fn make_key(rng: &mut impl TryCryptoRng) -> Result<SecretKey> {
    random::until(|| {
        let bytes = Secret::fill_with(|bytes: &mut [u8; 32]| {
            random::fill(rng, bytes)?;
            bytes[0] &= 0x7f;
            Ok(())
        })?;
        Ok(SecretKey::from_bytes(&bytes).ok())
    })
}

/// One operator's share of a validator key. Wiped on drop, has no `Debug`.
pub struct Share {
    /// Who it is for.
    pub id: OperatorId,
    /// [share]G1.
    pub public_key: PublicKey,
    key: SecretKey,
}

impl Share {
    /// The share itself.
    #[must_use]
    pub fn secret(&self) -> &SecretKey {
        &self.key
    }
}

/// The shares of one validator key, ascending by operator id.
pub struct Shares(Vec<Share>);

impl Shares {
    /// Splits `key` for a committee with a fresh polynomial, and makes sure that every threshold of
    /// shares rebuilds it before handing them out.
    ///
    /// # Errors
    /// [`Error::RandomnessUnavailable`] or [`Error::SelfCheckFailed`].
    pub fn make(
        key: &SecretKey,
        committee: &Committee,
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self> {
        let threshold = committee.threshold();
        let shares = Polynomial::make(key, threshold, rng)?.derive_shares(committee)?;
        let (mut places, mut values) = (vec![0], Vec::with_capacity(shares.0.len() + 1));
        values.push(key.scalar());
        for share in &shares.0 {
            places.push(share.id.get());
            values.push(share.key.scalar());
        }
        if !dual::lie_on_polynomial(&places, &values, threshold) {
            return Err(Error::SelfCheckFailed);
        }
        Ok(shares)
    }

    /// Ascending by operator id.
    #[must_use]
    pub fn as_slice(&self) -> &[Share] {
        &self.0
    }
}

/// Rebuilds the key from a threshold of shares: Lagrange interpolation at zero.
///
/// # Errors
/// [`Error::SecretInvalid`] if the result is no valid key.
pub fn recover(shares: &[&Share]) -> Result<SecretKey> {
    let mut at_zero = Scalar::default();
    for share in shares {
        let x_i = Scalar::from(share.id.get());
        let (mut above, mut below) = (Scalar::one(), Scalar::one());
        for other in shares.iter().filter(|other| other.id != share.id) {
            let x_j = Scalar::from(other.id.get());
            above = above.mul(&x_j);
            below = below.mul(&x_j.sub(&x_i));
        }
        at_zero = at_zero.add(&share.key.scalar().mul(&above).mul(&below.invert_public()));
    }
    SecretKey::from_scalar(&at_zero)
}
