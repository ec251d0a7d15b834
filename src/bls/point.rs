//! Points of G1, as blst computes with them: projective, and affine to be stored.

use blst::{
    blst_fp, blst_p1, blst_p1_add_or_double, blst_p1_add_or_double_affine, blst_p1_affine,
    blst_p1_double, blst_p1_generator, blst_p1s_to_affine,
};

/// The z of a point that is not computed with yet: one.
fn one() -> blst_fp {
    // SAFETY: a constant of blst.
    unsafe { (*blst_p1_generator()).z }
}

/// Of a point that is not infinity.
pub(super) fn from_affine(&blst_p1_affine { x, y }: &blst_p1_affine) -> blst_p1 {
    blst_p1 { x, y, z: one() }
}

/// In seven tenths of the time for what [`from_affine`] gives as `b`; a time that depends on the
/// points.
pub(super) fn add(a: &blst_p1, b: &blst_p1) -> blst_p1 {
    let mut out = blst_p1::default();
    // SAFETY: all pointers are valid for the calls.
    unsafe {
        if b.z == one() {
            let affine = blst_p1_affine { x: b.x, y: b.y };
            blst_p1_add_or_double_affine(&raw mut out, a, &raw const affine);
        } else {
            blst_p1_add_or_double(&raw mut out, a, b);
        }
    }
    out
}

pub(super) fn double(point: &blst_p1) -> blst_p1 {
    let mut out = blst_p1::default();
    // SAFETY: both pointers are valid for the call.
    unsafe { blst_p1_double(&raw mut out, point) };
    out
}

/// All at once, with one inversion.
pub(super) fn to_affine(points: &[blst_p1]) -> Vec<blst_p1_affine> {
    let mut affine = vec![blst_p1_affine::default(); points.len()];
    // SAFETY: a null pointer after the first says that the points stand one after another.
    unsafe {
        let starts = [points.as_ptr(), core::ptr::null()];
        blst_p1s_to_affine(affine.as_mut_ptr(), starts.as_ptr(), points.len());
    }
    affine
}
