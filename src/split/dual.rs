//! Whether values lie on one polynomial of low degree. They are a word of a Reed–Solomon code then,
//! and orthogonal to its dual, which the words of [`minors`] span, one for each threshold + 1 of the
//! places that stand side by side.

use crate::bls::{PublicKey, Scalar, alternating_sum_is_infinity, weights};
use crate::operator::OperatorId;
use crate::{Error, Result};

/// Whether as many values as there are places, which ascend, lie on a polynomial of degree
/// `threshold` − 1.
pub(super) fn lie_on_polynomial(places: &[u64], values: &[Scalar], threshold: usize) -> bool {
    places.windows(threshold + 1).zip(values.windows(threshold + 1)).all(|(places, values)| {
        // From behind, as signs alternate.
        let sum = minors(places)
            .iter()
            .zip(values)
            .fold(Scalar::default(), |sum, (minor, value)| minor.mul(value).sub(&sum));
        sum.is_zero()
    })
}

/// Checks that the validator key (at zero) and every share's public key (at its operator's id) lie
/// on one polynomial of degree `threshold` − 1, so that every set of `threshold` operators rebuilds
/// this validator key.
///
/// # Errors
/// [`Error::SharesInconsistent`], also where ids do not ascend or no `threshold` of shares exists.
pub fn check_share_keys(
    validator: &PublicKey,
    shares: &[(OperatorId, PublicKey)],
    threshold: usize,
) -> Result<()> {
    if !(1..=shares.len()).contains(&threshold) {
        return Err(Error::SharesInconsistent);
    }
    check_points(&[Points::new(validator, shares.iter().copied(), threshold)?])
}

/// The public keys of a split, ascending by place: the validator's at zero, each share's at its
/// operator's id.
pub(crate) struct Points {
    places: Vec<u64>,
    /// As many.
    keys: Vec<PublicKey>,
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
        let (mut places, mut keys) = (vec![0], vec![*validator]);
        for (id, key) in shares {
            places.push(id.get());
            keys.push(key);
        }
        let ascends = places.is_sorted_by(|a, b| a < b);
        if ascends { Ok(Self { places, keys, threshold }) } else { Err(Error::SharesInconsistent) }
    }

    /// Each `threshold` + 1 places that stand side by side.
    fn windows(&self) -> impl ExactSizeIterator<Item = &[u64]> {
        self.places.windows(self.threshold + 1)
    }
}

/// For each of some ascending places the product of all differences between the others. With every
/// other sign changed, these are orthogonal to the values of each polynomial of lower degree than
/// there are others (the determinant of Vandermonde, along a column of such values). Small as
/// numbers where the places are: four places of ten bits make numbers of thirty.
fn minors(places: &[u64]) -> Vec<Scalar> {
    let mut minors = vec![Scalar::one(); places.len()];
    for (k, upper) in places.iter().enumerate() {
        for (j, lower) in places.iter().enumerate().take(k) {
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

/// Up to this threshold, that of four operators, the minors of a window are so much shorter than a
/// weight that each window is checked by itself.
const UNWEIGHTED: usize = 3;

/// As [`check_share_keys`] for several splits at once, which is faster than one by one.
///
/// The points are a word of a Reed–Solomon code exactly if they are orthogonal to its dual, which
/// the words of all windows span. A random sum of those decides that ("SCRAPE", Cascudo and David
/// 2017, §2.1), except with chance 2^-128; it is drawn by hashing the points, so that nobody can aim
/// at it. Splits of four operators are decided word by word, without chance.
pub(crate) fn check_points(splits: &[Points]) -> Result<()> {
    let mut transcript = Vec::new();
    for split in splits {
        for (place, key) in split.places.iter().zip(&split.keys) {
            transcript.extend_from_slice(&place.to_be_bytes());
            transcript.extend_from_slice(&key.to_bytes());
        }
    }
    let weights = weights(&transcript, splits.iter().map(|split| split.windows().len()).sum());
    let mut weights = weights.into_iter();
    let (mut words, mut keys, mut right) = (Vec::new(), Vec::new(), true);
    for split in splits {
        if split.threshold <= UNWEIGHTED {
            let mut windows = split.windows().zip(split.keys.windows(split.threshold + 1));
            right &=
                windows.all(|(places, keys)| alternating_sum_is_infinity(&minors(places), keys));
            continue;
        }
        let mut word = vec![Scalar::default(); split.keys.len()];
        for (start, (places, weight)) in split.windows().zip(&mut weights).enumerate() {
            for (sum, minor) in word.iter_mut().skip(start).zip(minors(places)) {
                *sum = sum.add(&minor.mul(&weight));
            }
        }
        // Signs alternate on from split to split: a word of opposite signs is a dual word too.
        words.append(&mut word);
        keys.extend_from_slice(&split.keys);
    }
    right &= alternating_sum_is_infinity(&words, &keys);
    if right { Ok(()) } else { Err(Error::SharesInconsistent) }
}

#[cfg(test)]
mod tests {
    use super::{
        Error, OperatorId, Points, Scalar, check_points, check_share_keys, lie_on_polynomial,
    };
    use crate::bls::SecretKey;

    /// A line's values at zero and at four ids, with this added to the second of them.
    fn points(added: &Scalar, threshold: usize) -> Points {
        let key = |scalar: &Scalar| SecretKey::from_scalar(scalar).expect("a key").public_key();
        let value = |x: u64| Scalar::from(x).mul(&Scalar::from(7)).add(&Scalar::from(100));
        let shares = [2, 3, 5, 11].map(|id| {
            let value = if id == 3 { value(id).add(added) } else { value(id) };
            (OperatorId::new(id).expect("an id"), key(&value))
        });
        Points::new(&key(&value(0)), shares.into_iter(), threshold).expect("ids ascend")
    }

    #[test]
    fn values_off_the_line_are_found_at_every_place() {
        let places = [0, 2, 3, 5, 11, 1 << 60, u64::MAX];
        let line = places.map(|x| Scalar::from(x).mul(&Scalar::from(7)).add(&Scalar::from(100)));
        assert!(lie_on_polynomial(&places, &line, 2));
        for place in 0..places.len() {
            let mut values = line.clone();
            values[place] = values[place].add(&Scalar::one());
            assert!(!lie_on_polynomial(&places, &values, 2), "{place}");
        }
        let square = places.map(|x| Scalar::from(x).mul(&Scalar::from(x)));
        assert!(!lie_on_polynomial(&places, &square, 2));
        assert!(lie_on_polynomial(&places, &square, 3));
    }

    #[test]
    fn no_threshold_without_so_many_shares() {
        let split = points(&Scalar::default(), 3);
        let ids = split.places.iter().skip(1).map(|&id| OperatorId::new(id).expect("an id"));
        let shares: Vec<_> = ids.zip(split.keys.iter().skip(1).copied()).collect();
        let outcome = |threshold| check_share_keys(&split.keys[0], &shares, threshold);
        assert_eq!([2, 3, 4].map(outcome), [Ok(()); 3]);
        assert_eq!([0, 1, 5, usize::MAX].map(outcome), [Err(Error::SharesInconsistent); 4]);
    }

    #[test]
    fn a_wrong_key_is_found_at_every_place() {
        // Without weights and with them.
        for threshold in [3, 4] {
            for place in 0..5 {
                let mut split = points(&Scalar::default(), threshold);
                split.keys[place] = split.keys[(place + 1) % 5];
                assert_eq!(check_points(&[split]), Err(Error::SharesInconsistent), "{place}");
            }
        }
    }

    #[test]
    fn two_wrong_splits_do_not_make_a_right_one() {
        let five = Scalar::from(5);
        let (right, wrong) = (Scalar::default(), &five);
        let opposite = &right.sub(wrong);
        let outcome =
            |splits: [(&Scalar, usize); 2]| check_points(&splits.map(|(e, t)| points(e, t)));
        for (one, other) in [(3, 3), (3, 4), (4, 3), (4, 4)] {
            assert_eq!(outcome([(&right, one), (&right, other)]), Ok(()));
            // Signs alternate on over five places, so without weights equal errors would cancel
            // each other out, and opposite ones over four.
            for errors in [(&right, wrong), (wrong, &right), (wrong, wrong), (wrong, opposite)] {
                let splits = [(errors.0, one), (errors.1, other)];
                assert_eq!(outcome(splits), Err(Error::SharesInconsistent), "{one}, {other}");
            }
        }
    }
}
