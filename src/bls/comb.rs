//! Multiples of the generator of G1 from a table of its multiples, for secret scalars: no branch
//! and no address depends on them.
//!
//! A scalar is 43 digits of 6 bits, each from −31 to 32, so that its multiple is one addition a
//! digit. The table takes 129 KiB and is made at the first use.

use std::sync::LazyLock;

use blst::{
    blst_fp_cneg, blst_p1, blst_p1_add_or_double_affine, blst_p1_affine, blst_p1_generator,
    blst_p1_to_affine,
};
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroize;

use super::point::{add, double, to_affine};
use crate::secret::Secret;

/// Of a digit.
const BITS: usize = 6;
/// Digits of a scalar below 2^255.
const DIGITS: usize = 43;
/// The largest digit: a row holds one to 32 times its first point.
const ROW: usize = 1 << (BITS - 1);

/// Row i holds 1 · 64^i · G to 32 · 64^i · G.
static TABLE: LazyLock<Vec<blst_p1_affine>> = LazyLock::new(|| {
    let mut points = Vec::with_capacity(DIGITS * ROW);
    // SAFETY: a constant of blst.
    let mut first = unsafe { *blst_p1_generator() };
    for _ in 0..DIGITS {
        let mut multiple = blst_p1::default();
        for _ in 0..ROW {
            multiple = add(&multiple, &first);
            points.push(multiple);
        }
        first = double(&multiple);
    }
    to_affine(&points)
});

/// [scalar]G; 32 bytes, big-endian, below the group order.
pub(super) fn multiply(scalar: &Secret<32>) -> blst_p1_affine {
    let (mut point, mut affine) = (multiple(scalar.expose()), blst_p1_affine::default());
    // SAFETY: both pointers are valid for the call.
    unsafe { blst_p1_to_affine(&raw mut affine, &raw const point) };
    wipe(&mut point);
    affine
}

/// As [`multiply`] for each, with one inversion for all.
pub(super) fn multiply_all(scalars: &[Secret<32>]) -> Vec<blst_p1_affine> {
    let mut points: Vec<_> = scalars.iter().map(|scalar| multiple(scalar.expose())).collect();
    let affine = to_affine(&points);
    points.iter_mut().for_each(wipe);
    affine
}

fn multiple(scalar: &[u8; 32]) -> blst_p1 {
    let mut point = blst_p1::default();
    let mut carry = 0;
    for (i, row) in TABLE.chunks_exact(ROW).enumerate() {
        // 0 to 64: what is above 32 stands for itself less 64, with one more for the next digit.
        let digit = bits(scalar, BITS * i) + carry;
        carry = (digit + 31) >> BITS;
        let mut term = select(row, digit, carry);
        // SAFETY: all pointers are valid for the call; blst allows the result over a factor.
        unsafe {
            blst_p1_add_or_double_affine(&raw mut point, &raw const point, &raw const term);
        }
        term.x.l.zeroize();
        term.y.l.zeroize();
    }
    point
}

/// The digit that begins at this bit, as it stands in the scalar.
fn bits(scalar: &[u8; 32], start: usize) -> u8 {
    let byte = |number: usize| 31_usize.checked_sub(number).map_or(0, |at| u16::from(scalar[at]));
    let both = byte(start / 8) | byte(start / 8 + 1) << 8;
    (both >> (start % 8)) as u8 & ((1 << BITS) - 1)
}

/// digit − 64 · carry times the first point of a row; nothing, which is zeros, for zero.
fn select(row: &[blst_p1_affine], digit: u8, carry: u8) -> blst_p1_affine {
    // The distance from zero: 64 − digit with a carry.
    let size = u8::conditional_select(&digit, &64_u8.wrapping_sub(digit), carry.into());
    let mut chosen = blst_p1_affine::default();
    for (number, point) in (1_u8..).zip(row) {
        // All ones for the one point that is wanted.
        let mask = u64::from(number.ct_eq(&size).unwrap_u8()).wrapping_neg();
        for (words, others) in [(&mut chosen.x.l, &point.x.l), (&mut chosen.y.l, &point.y.l)] {
            words.iter_mut().zip(others).for_each(|(word, other)| *word |= other & mask);
        }
    }
    let y = &raw mut chosen.y;
    // SAFETY: the pointer is valid for the call; blst allows the result over the factor.
    unsafe { blst_fp_cneg(y, y, carry == 1) };
    chosen
}

/// The third coordinate tells more about the scalar than the point does.
fn wipe(point: &mut blst_p1) {
    for coordinate in [&mut point.x, &mut point.y, &mut point.z] {
        coordinate.l.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use blst::min_pk;
    use proptest::prelude::*;

    use super::super::{Scalar, SecretKey};
    use super::DIGITS;

    fn check(scalar: &Scalar) {
        let key = SecretKey::from_scalar(scalar).expect("not zero");
        let blst = min_pk::SecretKey::from_bytes(key.to_bytes().expose()).expect("a key");
        assert_eq!(key.public_key().to_bytes(), blst.sk_to_pk().to_bytes());
    }

    proptest! {
        #[test]
        fn agrees_with_blst(bytes: [u8; 32]) {
            check(&Scalar::reduce(&bytes));
        }
    }

    #[test]
    fn agrees_with_blst_at_every_digit() {
        let zero = Scalar::default();
        let mut place = Scalar::one();
        for _ in 0..DIGITS {
            for digit in 1..=64 {
                let scalar = Scalar::from(digit).mul(&place);
                check(&scalar);
                check(&zero.sub(&scalar));
            }
            place = place.mul(&Scalar::from(64));
        }
        // Its last addition is of two equal points: 14 · 64^42 less the order.
        let last = (1..DIGITS).fold(Scalar::one(), |place, _| place.mul(&Scalar::from(64)));
        check(&Scalar::from(14).mul(&last));
    }

    #[test]
    fn all_at_once_are_as_one_by_one() {
        let keys: Vec<_> = (1..=13)
            .map(|number| SecretKey::from_scalar(&Scalar::from(number)).expect("a key"))
            .collect();
        let each: Vec<_> = keys.iter().map(SecretKey::public_key).collect();
        assert_eq!(SecretKey::public_keys(&keys), each);
        assert_eq!(SecretKey::public_keys(&[]), []);
    }
}
