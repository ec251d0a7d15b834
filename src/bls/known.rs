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
