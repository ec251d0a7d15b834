//! What is signed, as a point.

use blst::{blst_hash_to_g2, blst_p2, blst_p2_affine, blst_p2_from_affine, blst_p2_to_affine};

/// Domain separation tag of Ethereum's signatures (draft-irtf-cfrg-bls-signature §4.2.3).
const DST: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/// 32 bytes to sign, with the point of G2 that they hash to: finding it takes as long as the rest of
/// a signature, and whoever checks one needs it as well.
#[derive(Debug, Clone)]
pub struct Message {
    bytes: [u8; 32],
    point: blst_p2_affine,
}

impl Message {
    /// Hashes to G2 (RFC 9380 §8.8.2).
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        let mut point = blst_p2::default();
        // SAFETY: each pointer is valid for the length that follows it; there is no augmentation.
        unsafe {
            let augmentation = core::ptr::null();
            let (text, tag) = (bytes.as_ptr(), DST.as_ptr());
            blst_hash_to_g2(&raw mut point, text, 32, tag, DST.len(), augmentation, 0);
        }
        Self { bytes, point: to_affine(&point) }
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    pub(super) const fn point(&self) -> &blst_p2_affine {
        &self.point
    }
}

pub(super) fn to_affine(point: &blst_p2) -> blst_p2_affine {
    let mut affine = blst_p2_affine::default();
    // SAFETY: both pointers are valid for the call.
    unsafe { blst_p2_to_affine(&raw mut affine, point) };
    affine
}

pub(super) fn from_affine(affine: &blst_p2_affine) -> blst_p2 {
    let mut point = blst_p2::default();
    // SAFETY: both pointers are valid for the call.
    unsafe { blst_p2_from_affine(&raw mut point, affine) };
    point
}
