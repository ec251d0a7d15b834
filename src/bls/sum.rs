//! Sums of multiples of public points. Takes a time that depends on its input.

use blst::{blst_p1, blst_p1_cneg, blst_p1_is_inf};

use super::point::{add, double};
use super::{PublicKey, Scalar};

/// Odd multiples that are at hand for a point: 1, 3, … 15.
const MULTIPLES: usize = 8;

/// Whether Σ weight · key is the point at infinity.
///
/// All terms share their doublings (Straus); a digit that is not zero is odd, and four zeros at
/// least follow it (non-adjacent form of width 5).
pub(crate) fn combine_to_infinity(terms: &[(Scalar, PublicKey)]) -> bool {
    let terms: Vec<_> =
        terms.iter().map(|(weight, key)| (digits(weight), odd_multiples(key))).collect();
    let length = terms.iter().map(|(digits, _)| digits.len()).max().unwrap_or_default();
    let mut sum = blst_p1::default();
    for place in (0..length).rev() {
        sum = double(&sum);
        for (digits, multiples) in &terms {
            let digit = digits.get(place).copied().unwrap_or_default();
            if let Some(multiple) = multiples.get(usize::from(digit.unsigned_abs() / 2))
                && digit != 0
            {
                sum = add(&sum, &with_sign(*multiple, digit < 0));
            }
        }
    }
    // SAFETY: the pointer is valid for the call.
    unsafe { blst_p1_is_inf(&raw const sum) }
}

/// Digits of base 2, least significant first: zero, or odd from −15 to 15.
fn digits(weight: &Scalar) -> Vec<i8> {
    let bytes = weight.to_le_bytes();
    let bit =
        |place: usize| bytes.get(place / 8).map_or(0, |byte| i16::from(byte >> (place % 8) & 1));
    let mut digits = vec![0; 257];
    let (mut place, mut carry) = (0, 0);
    while place < digits.len() {
        if bit(place) == carry {
            place += 1;
            continue;
        }
        let window = (0..5).fold(carry, |window, i| window + (bit(place + i) << i));
        carry = window >> 4;
        // From −15 to 15, as the window is odd.
        digits[place] = (window - (carry << 5)) as i8;
        place += 5;
    }
    digits
}

fn odd_multiples(key: &PublicKey) -> [blst_p1; MULTIPLES] {
    let mut next = key.point();
    let twice = double(&next);
    core::array::from_fn(|_| {
        let multiple = next;
        next = add(&multiple, &twice);
        multiple
    })
}

fn with_sign(mut point: blst_p1, negative: bool) -> blst_p1 {
    // SAFETY: the pointer is valid for the call.
    unsafe { blst_p1_cneg(&raw mut point, negative) };
    point
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::SecretKey;
    use super::{Scalar, combine_to_infinity, digits};

    fn scalar(bytes: &[u8; 32]) -> Scalar {
        Scalar::reduce(bytes)
    }

    /// The weights with the keys, and one more term that brings the sum to infinity.
    fn balanced(terms: &[([u8; 32], [u8; 32])]) -> Option<Vec<(Scalar, super::PublicKey)>> {
        let mut sum = Scalar::default();
        let mut points = Vec::new();
        for (weight, key) in terms {
            let (weight, key) = (scalar(weight), scalar(key));
            sum = sum.sub(&weight.mul(&key));
            points.push((weight, SecretKey::from_scalar(&key).ok()?.public_key()));
        }
        points.push((Scalar::one(), SecretKey::from_scalar(&sum).ok()?.public_key()));
        Some(points)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn finds_what_sums_to_infinity(
            terms in prop::collection::vec(any::<([u8; 32], [u8; 32])>(), 1..15),
            place in any::<prop::sample::Index>(),
        ) {
            let mut terms = balanced(&terms).expect("no key is zero by chance");
            prop_assert!(combine_to_infinity(&terms));
            let changed = place.get(&terms).0.add(&Scalar::one());
            let place = place.index(terms.len());
            terms[place].0 = changed;
            prop_assert!(!combine_to_infinity(&terms));
        }

        #[test]
        fn digits_stand_for_the_weight(bytes: [u8; 32]) {
            let weight = scalar(&bytes);
            let sum = digits(&weight).iter().rev().fold(Scalar::default(), |sum, &digit| {
                let size = Scalar::from(u64::from(digit.unsigned_abs()));
                let twice = sum.add(&sum);
                if digit < 0 { twice.sub(&size) } else { twice.add(&size) }
            });
            prop_assert!(sum.sub(&weight).is_zero());
            prop_assert!(digits(&weight).iter().all(|&digit| digit == 0 || digit % 2 != 0));
        }
    }

    #[test]
    fn weights_of_zero_and_of_minus_one() {
        let (key, zero) = (SecretKey::from_scalar(&Scalar::from(5)), Scalar::default());
        let key = key.expect("a key").public_key();
        let minus = zero.sub(&Scalar::one());
        assert!(combine_to_infinity(&[(zero.clone(), key)]));
        assert!(combine_to_infinity(&[(minus.clone(), key), (Scalar::one(), key)]));
        assert!(combine_to_infinity(&[(minus.clone(), key), (zero, key), (Scalar::one(), key)]));
        assert!(!combine_to_infinity(&[(minus.clone(), key), (minus, key)]));
        assert!(combine_to_infinity(&[]));
    }
}
