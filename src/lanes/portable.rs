//! Lanes in arrays, which compilers find registers for where the machine has them.

use core::array::from_fn;

use super::Vector;

/// Four words, which compilers find registers for where the machine has them.
#[derive(Clone, Copy)]
pub struct Lanes([u32; 4]);

impl Lanes {
    #[inline(always)]
    pub fn new(words: [u32; 4]) -> Self {
        Self(words)
    }

    #[inline(always)]
    pub fn words(self) -> [u32; 4] {
        self.0
    }

    #[inline(always)]
    pub fn first(self) -> u32 {
        self.0[0]
    }
}

impl Vector for Lanes {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self([word; 4])
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_add(other.0[i])))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] & other.0[i]))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i] ^ other.0[i]))
    }

    #[inline(always)]
    fn shift_left<const BITS: u32>(self) -> Self {
        Self(self.0.map(|word| word << BITS))
    }

    #[inline(always)]
    fn shift_right<const BITS: u32>(self) -> Self {
        Self(self.0.map(|word| word >> BITS))
    }

    #[inline(always)]
    fn turn<const WORDS: usize>(self) -> Self {
        Self(from_fn(|i| self.0[(i + WORDS) % 4]))
    }
}
