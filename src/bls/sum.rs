//! Sums of multiples of public points. Takes a time that depends on its input.

use blst::{
    blst_p1, blst_p1_cneg, blst_p1_is_inf, blst_p2, blst_p2_add_or_double, blst_p2_cneg,
    blst_p2_double, blst_p2_is_inf,
};

use super::Scalar;
use super::point::{add, double};

/// A point of G1 or G2.
pub(super) trait Point: Copy + Default {
    fn add(&self, other: &Self) -> Self;
    fn double(&self) -> Self;
    fn negated(self) -> Self;
    fn is_infinity(&self) -> bool;
}

/// Σ weight · point.
///
/// All terms share their doublings (Straus).
pub(super) fn combine<P: Point>(terms: &[(Scalar, P)]) -> P {
    let terms: Vec<_> = terms
        .iter()
        .map(|(weight, point)| {
            let (digits, width) = digits(weight);
            (digits, odd_multiples(point, width))
        })
        .collect();
    let mut sum = P::default();
    for place in (0..DIGITS).rev() {
        // Weights may be short: there is nothing to double before the first digit.
        if !sum.is_infinity() {
            sum = sum.double();
        }
        for (digits, multiples) in &terms {
            let digit = digits[place];
            if let Some(multiple) = multiples.get(usize::from(digit.unsigned_abs() / 2))
                && digit != 0
            {
                sum = sum.add(&if digit < 0 { multiple.negated() } else { *multiple });
            }
        }
    }
    sum
}

/// One more than the bits of a scalar, for a last carry.
const DIGITS: usize = 257;

/// The non-adjacent form, least significant digit first, and its width: digits are zero, or odd and
/// smaller than 2^(width − 1), with width − 1 zeros at least after each. Where the weight is short,
/// fewer digits would not pay for the multiples that they need.
fn digits(weight: &Scalar) -> ([i8; DIGITS], usize) {
    let bytes = weight.to_le_bytes();
    let width = if bytes[8..] == [0; 24] { 2 } else { 5 };
    let bit =
        |place: usize| bytes.get(place / 8).map_or(0, |byte| i16::from(byte >> (place % 8) & 1));
    let mut digits = [0; DIGITS];
    let (mut place, mut carry) = (0, 0);
    while place < digits.len() {
        if bit(place) == carry {
            place += 1;
            continue;
        }
        let window = (0..width).fold(carry, |window, i| window + (bit(place + i) << i));
        carry = window >> (width - 1);
        // As the window is odd.
        digits[place] = (window - (carry << width)) as i8;
        place += width;
    }
    (digits, width)
}

/// What digits of a width stand for: 1, and with a width of five 3, 5, … 15.
fn odd_multiples<P: Point>(point: &P, width: usize) -> Vec<P> {
    if width == 2 {
        return vec![*point];
    }
    let twice = point.double();
    let next = |multiple: &P| Some(multiple.add(&twice));
    core::iter::successors(Some(*point), next).take(1 << (width - 2)).collect()
}

impl Point for blst_p1 {
    fn add(&self, other: &Self) -> Self {
        add(self, other)
    }

    fn double(&self) -> Self {
        double(self)
    }

    fn negated(mut self) -> Self {
        // SAFETY: the pointer is valid for the call.
        unsafe { blst_p1_cneg(&raw mut self, true) };
        self
    }

    fn is_infinity(&self) -> bool {
        // SAFETY: the pointer is valid for the call.
        unsafe { blst_p1_is_inf(self) }
    }
}

impl Point for blst_p2 {
    fn add(&self, other: &Self) -> Self {
        let mut out = Self::default();
        // SAFETY: all pointers are valid for the call.
        unsafe { blst_p2_add_or_double(&raw mut out, self, other) };
        out
    }

    fn double(&self) -> Self {
        let mut out = Self::default();
        // SAFETY: both pointers are valid for the call.
        unsafe { blst_p2_double(&raw mut out, self) };
        out
    }

    fn negated(mut self) -> Self {
        // SAFETY: the pointer is valid for the call.
        unsafe { blst_p2_cneg(&raw mut self, true) };
        self
    }

    fn is_infinity(&self) -> bool {
        // SAFETY: the pointer is valid for the call.
        unsafe { blst_p2_is_inf(self) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{PublicKey, SecretKey, alternating_sum_is_infinity};
    use super::{Scalar, digits};

    fn scalar(bytes: &[u8]) -> Scalar {
        Scalar::reduce(bytes)
    }

    fn minus(scalar: &Scalar) -> Scalar {
        Scalar::default().sub(scalar)
    }

    /// The weights and the keys, and one more term that brings the alternating sum to infinity.
    fn balanced(terms: &[([u8; 32], [u8; 32])]) -> Option<(Vec<Scalar>, Vec<PublicKey>)> {
        let mut sum = Scalar::default();
        let (mut weights, mut keys) = (Vec::new(), Vec::new());
        for (weight, key) in terms {
            let (weight, key) = (scalar(weight), scalar(key));
            // From behind: the last of these is followed by one term more.
            sum = weight.mul(&key).sub(&sum);
            weights.push(weight);
            keys.push(SecretKey::from_scalar(&key).ok()?.public_key());
        }
        weights.push(Scalar::one());
        keys.push(SecretKey::from_scalar(&sum).ok()?.public_key());
        Some((weights, keys))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn finds_what_sums_to_infinity(
            mut terms in prop::collection::vec(any::<([u8; 32], [u8; 32])>(), 1..15),
            short: bool,
            place in any::<prop::sample::Index>(),
        ) {
            if short {
                terms.iter_mut().for_each(|(weight, _)| weight[..24].fill(0));
            }
            let (mut weights, keys) = balanced(&terms).expect("no key is zero by chance");
            prop_assert!(alternating_sum_is_infinity(&weights, &keys));
            let place = place.index(weights.len());
            weights[place] = weights[place].add(&Scalar::one());
            prop_assert!(!alternating_sum_is_infinity(&weights, &keys));
        }

        #[test]
        fn digits_stand_for_the_weight(bytes: [u8; 32], short: bool) {
            let weight = scalar(if short { &bytes[..8] } else { &bytes });
            let (digits, width) = digits(&weight);
            let sum = digits.iter().rev().fold(Scalar::default(), |sum, &digit| {
                let size = Scalar::from(u64::from(digit.unsigned_abs()));
                let twice = sum.add(&sum);
                if digit < 0 { twice.sub(&size) } else { twice.add(&size) }
            });
            prop_assert!(sum.sub(&weight).is_zero());
            for (place, &digit) in digits.iter().enumerate().filter(|&(_, &digit)| digit != 0) {
                prop_assert!(digit % 2 != 0 && digit.unsigned_abs() < 1 << (width - 1));
                prop_assert!(digits[place + 1..].iter().take(width - 1).all(|&next| next == 0));
            }
        }
    }

    #[test]
    fn weights_of_zero_and_of_minus_one() {
        let (key, zero) = (SecretKey::from_scalar(&Scalar::from(5)), Scalar::default());
        let key = key.expect("a key").public_key();
        let (one, opposite) = (Scalar::one(), minus(&Scalar::one()));
        let is_infinity = |weights: &[&Scalar]| {
            let weights: Vec<_> = weights.iter().copied().cloned().collect();
            alternating_sum_is_infinity(&weights, &vec![key; weights.len()])
        };
        assert!(is_infinity(&[&zero]));
        assert!(is_infinity(&[&one, &one]));
        assert!(is_infinity(&[&opposite, &zero, &one]));
        assert!(is_infinity(&[&opposite, &opposite]));
        assert!(!is_infinity(&[&opposite, &one]));
        assert!(is_infinity(&[]));
    }
}
