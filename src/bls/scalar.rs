//! The scalar field of BLS12-381: integers modulo the group order r.

use blst::{
    blst_fr, blst_fr_add, blst_fr_eucl_inverse, blst_fr_from_scalar, blst_fr_from_uint64,
    blst_fr_mul, blst_fr_sub, blst_scalar, blst_scalar_from_be_bytes, blst_scalar_from_fr,
};
use zeroize::Zeroize;

/// A scalar in Montgomery form, wiped on drop: polynomial coefficients and shares pass through it.
#[derive(Clone, Default)]
pub(crate) struct Scalar(blst_fr);

impl Drop for Scalar {
    fn drop(&mut self) {
        self.0.l.zeroize();
    }
}

impl Scalar {
    pub(crate) fn one() -> Self {
        Self::from(1)
    }

    /// Any number of big-endian bytes, reduced modulo r.
    pub(crate) fn reduce(bytes: &[u8]) -> Self {
        let mut scalar = blst_scalar::default();
        let mut out = Self::default();
        // SAFETY: both pointers are valid for the call; blst reads exactly `bytes.len()` bytes.
        unsafe {
            blst_scalar_from_be_bytes(&raw mut scalar, bytes.as_ptr(), bytes.len());
            blst_fr_from_scalar(&raw mut out.0, &raw const scalar);
        }
        scalar.b.zeroize();
        out
    }

    /// 32 bytes, little-endian, below r; wiped on drop.
    pub(crate) fn to_le_bytes(&self) -> zeroize::Zeroizing<[u8; 32]> {
        let mut scalar = blst_scalar::default();
        // SAFETY: both pointers are valid for the call.
        unsafe { blst_scalar_from_fr(&raw mut scalar, &raw const self.0) };
        let bytes = zeroize::Zeroizing::new(scalar.b);
        scalar.b.zeroize();
        bytes
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let mut out = Self::default();
        // SAFETY: all pointers are valid for the call.
        unsafe { blst_fr_add(&raw mut out.0, &raw const self.0, &raw const other.0) };
        out
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        let mut out = Self::default();
        // SAFETY: all pointers are valid for the call.
        unsafe { blst_fr_sub(&raw mut out.0, &raw const self.0, &raw const other.0) };
        out
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        let mut out = Self::default();
        // SAFETY: all pointers are valid for the call.
        unsafe { blst_fr_mul(&raw mut out.0, &raw const self.0, &raw const other.0) };
        out
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.l == [0; 4]
    }

    /// 1 / self. Only ever called with differences of distinct public ids, so it may take a time
    /// that depends on its input.
    pub(crate) fn invert_public(&self) -> Self {
        let mut out = Self::default();
        // SAFETY: both pointers are valid for the call.
        unsafe { blst_fr_eucl_inverse(&raw mut out.0, &raw const self.0) };
        out
    }
}

impl From<u64> for Scalar {
    fn from(value: u64) -> Self {
        let limbs = [value, 0, 0, 0];
        let mut out = Self::default();
        // SAFETY: blst reads four 64-bit limbs.
        unsafe { blst_fr_from_uint64(&raw mut out.0, limbs.as_ptr()) };
        out
    }
}
