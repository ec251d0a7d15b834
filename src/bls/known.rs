//! Compressed points read with a y that is at hand already: what finding it costs is a square root.

/// (p − 1) / 2, big-endian: the largest y that is not above its opposite.
const HALF: [u8; 48] = [
    0x0d, 0x00, 0x88, 0xf5, 0x1c, 0xbf, 0xf3, 0x4d, 0x25, 0x8d, 0xd3, 0xdb, 0x21, 0xa5, 0xd6, 0x6b,
    0xb2, 0x3b, 0xa5, 0xc2, 0x79, 0xc2, 0x89, 0x5f, 0xb3, 0x98, 0x69, 0x50, 0x7b, 0x58, 0x7b, 0x12,
    0x0f, 0x55, 0xff, 0xff, 0x58, 0xa9, 0xff, 0xff, 0xdc, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xd5, 0x55,
];

/// Bits that lead a compressed x: compressed, infinity, and y the larger one.
const FLAGS: u8 = 0b1110_0000;
const COMPRESSED: u8 = 0b1000_0000;
const LARGER: u8 = 0b0010_0000;

/// The uncompressed form of the point that `compressed` stands for, if y is as in `known`, an
/// uncompressed form too. Whether there is such a point is for who reads it to find out.
pub(super) fn complete<const N: usize>(compressed: &[u8], mut known: [u8; N]) -> Option<[u8; N]> {
    let (x, y) = known.split_at_mut(N / 2);
    let flags = if is_larger(y) { COMPRESSED | LARGER } else { COMPRESSED };
    x.copy_from_slice(compressed);
    let first = x.first_mut().filter(|first| **first & FLAGS == flags)?;
    *first ^= flags;
    Some(known)
}

/// Whether y is above −y; of G2 the second part decides, unless it is zero.
fn is_larger(y: &[u8]) -> bool {
    let parts = y.as_chunks::<48>().0;
    parts.iter().find(|part| **part != [0; 48]).is_some_and(|part| *part > HALF)
}
