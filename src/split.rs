//! Shamir's secret sharing over the BLS scalar field, evaluated at the operators' ids.

use rand_core::TryCryptoRng;

use crate::bls::{PublicKey, Scalar, SecretKey, sums_are_equal, weights};
use crate::operator::{Committee, OperatorId};
use crate::secret::Secret;
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
/// # Errors
/// [`Error::SharesInconsistent`], also where ids do not ascend.
pub fn check_share_keys(
    validator: &PublicKey,
    shares: &[(OperatorId, PublicKey)],
    threshold: usize,
) -> Result<()> {
    check_points(&[Points::new(validator, shares.iter().copied(), threshold)?])
}

/// The public keys of a split, ascending by place: the validator's at zero, each share's at its
/// operator's id.
pub(crate) struct Points {
    keys: Vec<(u64, PublicKey)>,
    threshold: usize,
}

impl Points {
    /// # Errors
    /// [`Error::SharesInconsistent`] where ids do not ascend.
    pub(crate) fn new(
        validator: &PublicKey,
        shares: impl Iterator<Item = (OperatorId, PublicKey)>,
        threshold: usize,
    ) -> Result<Self> {
        let mut keys = vec![(0, *validator)];
        for (id, key) in shares {
            if keys.last().is_none_or(|&(last, _)| last >= id.get()) {
                return Err(Error::SharesInconsistent);
            }
            keys.push((id.get(), key));
        }
        Ok(Self { keys, threshold })
    }

    /// Each `threshold` + 1 of the points that stand side by side.
    fn windows(&self) -> impl ExactSizeIterator<Item = &[(u64, PublicKey)]> {
        self.keys.windows(self.threshold + 1)
    }
}

/// For each of some ascending places the product of all differences between the others. With every
/// other sign changed, these are orthogonal to the values of each polynomial of lower degree than
/// there are others (the determinant of Vandermonde, along a column of such values). Small as
/// numbers where the places are: four places of ten bits make numbers of thirty.
fn minors(window: &[(u64, PublicKey)]) -> Vec<Scalar> {
    let mut minors = vec![Scalar::one(); window.len()];
    for (k, (upper, _)) in window.iter().enumerate() {
        for (j, (lower, _)) in window.iter().enumerate().take(k) {
            let difference = Scalar::from(upper - lower);
            for (i, minor) in minors.iter_mut().enumerate() {
                if i != j && i != k {
                    *minor = minor.mul(&difference);
                }
            }
        }
    }
    minors
}

/// As [`check_share_keys`] for several splits at once, which is faster than one by one.
///
/// The points are a word of a Reed–Solomon code exactly if they are orthogonal to its dual, which
/// the words of all windows span. A random sum of those decides that ("SCRAPE", Cascudo and David
/// 2017, §2.1), except with chance 2^-128; it is drawn by hashing the points, so that nobody can aim
/// at it.
pub(crate) fn check_points(splits: &[Points]) -> Result<()> {
    let mut transcript = Vec::new();
    for split in splits {
        for (place, key) in &split.keys {
            transcript.extend_from_slice(&place.to_be_bytes());
            transcript.extend_from_slice(&key.to_bytes());
        }
    }
    let weights = weights(&transcript, splits.iter().map(|split| split.windows().len()).sum());
    let mut weights = weights.into_iter();
    let [mut even, mut odd] = [const { Vec::new() }; 2];
    for split in splits {
        let mut word = vec![Scalar::default(); split.keys.len()];
        for (start, (window, weight)) in split.windows().zip(&mut weights).enumerate() {
            for (sum, minor) in word.iter_mut().skip(start).zip(minors(window)) {
                *sum = sum.add(&minor.mul(&weight));
            }
        }
        for (i, (weight, &(_, key))) in word.into_iter().zip(&split.keys).enumerate() {
            if i % 2 == 0 { &mut even } else { &mut odd }.push((weight, key));
        }
    }
    if sums_are_equal(&even, &odd) { Ok(()) } else { Err(Error::SharesInconsistent) }
}

#[cfg(test)]
mod tests {
    use super::{Error, OperatorId, Points, Scalar, SecretKey, check_points};

    /// A line's values at zero and at four ids, with this added to the second of them.
    fn points(added: &Scalar) -> Points {
        let key = |scalar: &Scalar| SecretKey::from_scalar(scalar).expect("a key").public_key();
        let value = |x: u64| Scalar::from(x).mul(&Scalar::from(7)).add(&Scalar::from(100));
        let shares = [2, 3, 5, 11].map(|id| {
            let value = if id == 3 { value(id).add(added) } else { value(id) };
            (OperatorId::new(id).expect("an id"), key(&value))
        });
        Points::new(&key(&value(0)), shares.into_iter(), 3).expect("ids ascend")
    }

    #[test]
    fn two_wrong_splits_do_not_make_a_right_one() {
        let five = Scalar::from(5);
        let right = || points(&Scalar::default());
        let (wrong, opposite) = (points(&five), points(&Scalar::default().sub(&five)));
        assert_eq!(check_points(&[right(), right()]), Ok(()));
        assert_eq!(check_points(&[right(), points(&five)]), Err(Error::SharesInconsistent));
        assert_eq!(check_points(&[wrong, opposite]), Err(Error::SharesInconsistent));
    }
}
