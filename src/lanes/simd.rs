//! Lanes in a 128-bit register of WebAssembly.

use core::arch::wasm32::{
    i32x4_add, i32x4_mul, i32x4_shl, i32x4_shuffle, i64x2_add, u32x4, u32x4_extract_lane,
    u32x4_shr, u32x4_splat, u64x2, u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4,
    u64x2_extract_lane, u64x2_shr, v128, v128_and, v128_xor,
};

use super::Vector;

/// Four words in a 128-bit register.
#[derive(Clone, Copy)]
pub struct Lanes(v128);

impl Lanes {
    pub const ZERO: Self = Self(u32x4(0, 0, 0, 0));

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

    /// Modulo 2^32.
    #[inline(always)]
    pub fn multiply(self, other: Self) -> Self {
        Self(i32x4_mul(self.0, other.0))
    }

    /// All 64 bits, of the first two words and of the last two.
    #[inline(always)]
    pub fn products(self, other: Self) -> [Pair; 2] {
        [
            Pair(u64x2_extmul_low_u32x4(self.0, other.0)),
            Pair(u64x2_extmul_high_u32x4(self.0, other.0)),
        ]
    }

    /// The four words that begin `WORDS` before this register, behind `before`.
    #[inline(always)]
    pub fn earlier<const WORDS: usize>(self, before: Self) -> Self {
        Self(match WORDS % 4 {
            1 => i32x4_shuffle::<3, 4, 5, 6>(before.0, self.0),
            2 => i32x4_shuffle::<2, 3, 4, 5>(before.0, self.0),
            3 => i32x4_shuffle::<1, 2, 3, 4>(before.0, self.0),
            _ => self.0,
        })
    }

    /// The lower halves of four numbers.
    #[inline(always)]
    pub fn lower([a, b]: [Pair; 2]) -> Self {
        Self(i32x4_shuffle::<0, 2, 4, 6>(a.0, b.0))
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

/// Two numbers of 64 bits in a 128-bit register.
#[derive(Clone, Copy)]
pub struct Pair(v128);

impl Pair {
    pub const ZERO: Self = Self(u64x2(0, 0));

    #[inline(always)]
    pub fn new([a, b]: [u64; 2]) -> Self {
        Self(u64x2(a, b))
    }

    #[inline(always)]
    pub fn numbers(self) -> [u64; 2] {
        [u64x2_extract_lane::<0>(self.0), u64x2_extract_lane::<1>(self.0)]
    }

    /// Modulo 2^64.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(i64x2_add(self.0, other.0))
    }

    /// The upper halves alone, as numbers.
    #[inline(always)]
    pub fn halved(self) -> Self {
        Self(u64x2_shr(self.0, 32))
    }
}
