//! Four 32-bit words that are worked on at once: a SIMD register in WebAssembly, an array
//! elsewhere. What is done with them is written once, against [`Vector`].

#[cfg(not(target_feature = "simd128"))]
mod portable;
#[cfg(target_feature = "simd128")]
mod simd;

#[cfg(not(target_feature = "simd128"))]
pub use portable::{Lanes, Pair};
#[cfg(target_feature = "simd128")]
pub use simd::{Lanes, Pair};
use zeroize::DefaultIsZeroes;

impl Default for Lanes {
    /// Zeros.
    fn default() -> Self {
        Self::ZERO
    }
}

impl DefaultIsZeroes for Lanes {}

impl Default for Pair {
    /// Zeros.
    fn default() -> Self {
        Self::ZERO
    }
}

impl DefaultIsZeroes for Pair {}

/// What Salsa20 and SHA-256 do with words, on as many at once as the type holds.
pub trait Vector: Copy {
    /// The same word everywhere.
    fn splat(word: u32) -> Self;
    /// Modulo 2^32.
    fn add(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn shift_left<const BITS: u32>(self) -> Self;
    fn shift_right<const BITS: u32>(self) -> Self;
    /// Moves the words of each register down by `WORDS` places, the lowest ones to the top.
    fn turn<const WORDS: usize>(self) -> Self;
}

/// Two independent registers: what one waits for, the other fills.
impl Vector for [Lanes; 2] {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        [Lanes::splat(word); 2]
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        [self[0].add(other[0]), self[1].add(other[1])]
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        [self[0].and(other[0]), self[1].and(other[1])]
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        [self[0].xor(other[0]), self[1].xor(other[1])]
    }

    #[inline(always)]
    fn shift_left<const BITS: u32>(self) -> Self {
        [self[0].shift_left::<BITS>(), self[1].shift_left::<BITS>()]
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        [self[0].shift_right::<BITS>(), self[1].shift_right::<BITS>()]
    }

    #[inline(always)]
    fn turn<const WORDS: usize>(self) -> Self {
        [self[0].turn::<WORDS>(), self[1].turn::<WORDS>()]
    }
}
