//! Shamir's secret sharing over the BLS scalar field, evaluated at the operators' ids.

use rand_core::TryCryptoRng;

use crate::bls::{PublicKey, Scalar, SecretKey, combine_to_infinity, weights};
use crate::operator::{Committee, OperatorId};
use crate::secret::Secret;
use crate::sha256::sha256;
use crate::{Error, Result, random};
use subtle::ConstantTimeEq;

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
    /// Splits `key` for a committee with a fresh polynomial, and rebuilds it from share sets that
    /// cover every operator before handing the shares out.
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
        let whole = key.to_bytes();
        let (last, windows) = (shares.0.len() - threshold, shares.0.windows(threshold));
        for window in
            [windows.clone().next(), windows.clone().nth(last / 2), windows.clone().last()]
        {
            let window: Vec<_> = window.ok_or(Error::SelfCheckFailed)?.iter().collect();
            let rebuilt = recover(&window)?;
            if !bool::from(rebuilt.to_bytes().expose().ct_eq(whole.expose())) {
                return Err(Error::SelfCheckFailed);
            }
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

/// Checks that the validator key (at zero) and every share's public key (at its operator's id) lie
/// on one polynomial of degree `threshold` − 1, so that every set of `threshold` operators rebuilds
/// this validator key.
///
/// The points are a word of a Reed–Solomon code exactly if they are orthogonal to its dual; one
/// random dual word decides that except with chance 1/r ("SCRAPE", Cascudo and David 2017, §2.1).
/// The dual word is drawn by hashing the points, so that nobody can aim at it.
///
/// # Errors
/// [`Error::SharesInconsistent`].
pub fn check_share_keys(
    validator: &PublicKey,
    shares: &[(OperatorId, PublicKey)],
    threshold: usize,
) -> Result<()> {
    check_dual_terms(&[dual_terms(validator, shares, threshold)])
}

/// As [`check_share_keys`] for the terms of several splits at once, which is faster than one by one.
pub(crate) fn check_dual_terms(splits: &[Vec<(Scalar, PublicKey)>]) -> Result<()> {
    let mut transcript = Vec::new();
    for (weight, key) in splits.iter().flatten() {
        transcript.extend_from_slice(weight.to_le_bytes().as_slice());
        transcript.extend_from_slice(&key.to_bytes());
    }
    let weights = weights(&transcript, splits.len());
    let terms: Vec<_> = splits
        .iter()
        .zip(&weights)
        .flat_map(|(terms, weight)| terms.iter().map(|(term, key)| (term.mul(weight), *key)))
        .collect();
    if combine_to_infinity(&terms) { Ok(()) } else { Err(Error::SharesInconsistent) }
}

/// A dual word's weights with the points, which sum to infinity.
pub(crate) fn dual_terms(
    validator: &PublicKey,
    shares: &[(OperatorId, PublicKey)],
    threshold: usize,
) -> Vec<(Scalar, PublicKey)> {
    let points: Vec<(u64, PublicKey)> = core::iter::once((0, *validator))
        .chain(shares.iter().map(|(id, key)| (id.get(), *key)))
        .collect();
    let mut transcript = Vec::new();
    for (x, key) in &points {
        transcript.extend_from_slice(&x.to_be_bytes());
        transcript.extend_from_slice(&key.to_bytes());
    }
    let transcript = sha256(&[&transcript]);
    // Degree of the dual's polynomials is below points − threshold.
    let dual = Polynomial(
        (0..points.len().saturating_sub(threshold))
            .map(|i| {
                let half = |side: u8| sha256(&[transcript.as_slice(), &[i as u8, side]]);
                Scalar::reduce(&[*half(0), *half(1)].concat())
            })
            .collect(),
    );
    points
        .iter()
        .map(|(x_i, key)| {
            let x_i = Scalar::from(*x_i);
            let below = points.iter().fold(Scalar::one(), |product, (x_j, _)| {
                let difference = x_i.sub(&Scalar::from(*x_j));
                if difference.is_zero() { product } else { product.mul(&difference) }
            });
            (dual.evaluate(x_i).mul(&below.invert_public()), *key)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Error, Scalar, SecretKey, check_dual_terms};

    #[test]
    fn two_wrong_splits_do_not_make_a_right_one() {
        let five = Scalar::from(5);
        let [point, opposite] = [five.clone(), Scalar::default().sub(&five)]
            .map(|scalar| SecretKey::from_scalar(&scalar).expect("a key").public_key());
        let term = |key| (Scalar::one(), key);
        assert_eq!(check_dual_terms(&[vec![term(point), term(opposite)]]), Ok(()));
        let apart = [vec![term(point)], vec![term(opposite)]];
        assert_eq!(check_dual_terms(&apart), Err(Error::SharesInconsistent));
    }
}
