//! Compressed points read where the point is at hand already: to find its y again would cost a
//! square root.

use blst::{blst_bendian_from_fp, blst_fp, blst_fp_cneg, blst_fp_from_uint64};

/// Bytes of a coordinate's part.
const LENGTH: usize = 48;

/// Bits that lead a compressed point: compressed, infinity, and y above −y.
const FLAGS: u8 = 0b1110_0000;
const COMPRESSED: u8 = 0b1000_0000;
const LARGER: u8 = 0b0010_0000;

/// Whether the bytes say x and the sign of y, and say it as a decoder wants it: x below p. Of a
/// coordinate in G2 the second part stands first. Leaves the bytes without their flags.
pub(super) fn is_read_from(bytes: &mut [u8], x: &[blst_fp], y: &[blst_fp]) -> bool {
    let Some(first) = bytes.first_mut() else {
        return false;
    };
    *first ^= if is_larger(y) { COMPRESSED | LARGER } else { COMPRESSED };
    *first & FLAGS == 0
        && x.iter()
            .zip(bytes.as_chunks().0)
            .all(|(x, part)| from_bytes(part) == *x && to_bytes(x) == *part)
}

/// Whether y is above −y: its first part that is not zero decides.
fn is_larger(y: &[blst_fp]) -> bool {
    for part in y {
        let (part, opposite) = (to_bytes(part), to_bytes(&negated(part)));
        if part != opposite {
            return part.iter().gt(&opposite);
        }
    }
    false
}

fn from_bytes(bytes: &[u8; LENGTH]) -> blst_fp {
    let mut words = [0; LENGTH / 8];
    for (place, &byte) in bytes.iter().rev().enumerate() {
        words[place / 8] |= u64::from(byte) << (8 * (place % 8));
    }
    let mut out = blst_fp::default();
    // SAFETY: both pointers are valid for the call, which reads six words.
    unsafe { blst_fp_from_uint64(&raw mut out, words.as_ptr()) };
    out
}

#[inline(never)]
fn to_bytes(fp: &blst_fp) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    // SAFETY: both pointers are valid for the call, which writes 48 bytes.
    unsafe { blst_bendian_from_fp(bytes.as_mut_ptr(), fp) };
    bytes
}

fn negated(fp: &blst_fp) -> blst_fp {
    let mut out = blst_fp::default();
    // SAFETY: both pointers are valid for the call.
    unsafe { blst_fp_cneg(&raw mut out, fp, true) };
    out
}

#[cfg(test)]
mod tests {
    use blst::{
        BLST_ERROR, blst_p1_affine, blst_p1_affine_in_g1, blst_p1_cneg, blst_p1_to_affine,
        blst_p1_uncompress,
    };

    use super::super::point::{add, double, from_affine};
    use super::super::{PublicKey, Scalar, SecretKey, blst_p1};

    fn keys() -> [PublicKey; 4] {
        [2, 3, 5, 7].map(|n| SecretKey::from_scalar(&Scalar::from(n)).expect("a key").public_key())
    }

    fn affine(point: &blst_p1) -> blst_p1_affine {
        let mut affine = blst_p1_affine::default();
        unsafe { blst_p1_to_affine(&raw mut affine, point) };
        affine
    }

    /// A point of the curve that is not in the subgroup.
    fn stray() -> blst_p1 {
        let mut affine = blst_p1_affine::default();
        let found = (1..=u8::MAX).any(|x| unsafe {
            let mut bytes = [0; 48];
            (bytes[0], bytes[47]) = (0x80, x);
            blst_p1_uncompress(&raw mut affine, bytes.as_ptr()) == BLST_ERROR::BLST_SUCCESS
                && !blst_p1_affine_in_g1(&raw const affine)
        });
        assert!(found);
        from_affine(&affine)
    }

    fn is_read_back(keys: &[PublicKey]) -> bool {
        let bytes: Vec<_> = keys.iter().map(PublicKey::to_bytes).collect();
        PublicKey::are_read_from(keys, &bytes)
    }

    /// The keys, with these added to the ones in these places.
    fn moved(errors: &[(usize, &blst_p1)]) -> [PublicKey; 4] {
        let mut keys = keys();
        for &(place, error) in errors {
            keys[place] = PublicKey(affine(&add(&keys[place].point(), error)).into());
        }
        keys
    }

    #[test]
    fn a_key_outside_the_subgroup_is_found_at_every_place() {
        assert!(is_read_back(&keys()));
        for place in 0..4 {
            assert!(!is_read_back(&moved(&[(place, &stray())])), "{place}");
        }
    }

    #[test]
    fn several_keys_outside_the_subgroup_do_not_cancel_out() {
        let stray = stray();
        let mut opposite = stray;
        unsafe { blst_p1_cneg(&raw mut opposite, true) };
        for (one, other) in [(0, 1), (0, 3), (1, 2), (2, 3)] {
            for error in [&stray, &opposite, &double(&stray)] {
                assert!(!is_read_back(&moved(&[(one, &stray), (other, error)])), "{one}, {other}");
            }
        }
        assert!(!is_read_back(&moved(&[0, 1, 2, 3].map(|place| (place, &stray)))));
    }

    #[test]
    fn a_key_off_the_curve_is_found_at_every_place() {
        for place in 0..4 {
            let mut keys = keys();
            let mut point = affine(&keys[place].point());
            let bytes = keys.each_ref().map(PublicKey::to_bytes);
            // The bytes state the sign of y alone.
            point.y.l[0] ^= 1;
            keys[place] = PublicKey(point.into());
            assert!(!is_read_back(&keys) && !PublicKey::are_read_from(&keys, &bytes), "{place}");
        }
    }

    #[test]
    fn infinity_is_no_key() {
        let mut keys = keys();
        keys[1] = PublicKey(blst_p1_affine::default().into());
        assert!(!is_read_back(&keys));
    }

    #[test]
    fn as_many_keys_as_byte_strings() {
        let bytes = keys().map(|key| key.to_bytes());
        assert!(PublicKey::are_read_from(&keys(), &bytes));
        assert!(!PublicKey::are_read_from(&keys()[1..], &bytes));
        assert!(!PublicKey::are_read_from(&keys(), &bytes[..3]));
    }
}
