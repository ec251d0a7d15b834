//! Lanes in a 128-bit register of WebAssembly.

use core::arch::wasm32::{
    i32x4_add, i32x4_shl, i32x4_shuffle, u32x4, u32x4_extract_lane, u32x4_shr, u32x4_splat, v128,
    v128_and, v128_xor,
};

use super::Vector;

/// Four words in a 128-bit register.
#[derive(Clone, Copy)]
pub struct Lanes(v128);

impl Lanes {
    #[inline(always)]
    pub fn new([a, b, c, d]: [u32; 4]) -> Self {
        Self(u32x4(a, b, c, d))
    }

    #[inline(always)]
    pub fn words(self) -> [u32; 4] {
        [
            self.first(),
            u32x4_extract_lane::<1>(self.0),
            u32x4_extract_lane::<2>(self.0),
            u32x4_extract_lane::<3>(self.0),
        ]
    }

    #[inline(always)]
    pub fn first(self) -> u32 {
        u32x4_extract_lane::<0>(self.0)
    }
}

impl Vector for Lanes {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(u32x4_splat(word))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(v128_and(self.0, other.0))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(v128_xor(self.0, other.0))
    }

    #[inline(always)]
    fn shift_left<const BITS: u32>(self) -> Self {
        Self(i32x4_shl(self.0, BITS))
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        Self(u32x4_shr(self.0, BITS))
    }

    #[inline(always)]
    fn turn<const WORDS: usize>(self) -> Self {
        Self(match WORDS % 4 {
            1 => i32x4_shuffle::<1, 2, 3, 0>(self.0, self.0),
            2 => i32x4_shuffle::<2, 3, 0, 1>(self.0, self.0),
            3 => i32x4_shuffle::<3, 0, 1, 2>(self.0, self.0),
            _ => self.0,
        })
    }
}
