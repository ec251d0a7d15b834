//! Lanes in arrays, which compilers find registers for where the machine has them.

use core::array::from_fn;

use super::Vector;

/// Four words, which compilers find registers for where the machine has them.
#[derive(Clone, Copy)]
pub struct Lanes([u32; 4]);

impl Lanes {
    pub const ZERO: Self = Self([0; 4]);

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

    /// Modulo 2^32.
    #[inline(always)]
    pub fn multiply(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_mul(other.0[i])))
    }

    /// All 64 bits, of the first two words and of the last two.
    #[inline(always)]
    pub fn products(self, other: Self) -> [Pair; 2] {
        let product = |i| u64::from(self.0[i]) * u64::from(other.0[i]);
        [Pair([product(0), product(1)]), Pair([product(2), product(3)])]
    }

    /// The four words that begin `WORDS` before this register, behind `before`.
    #[inline(always)]
    pub fn earlier<const WORDS: usize>(self, before: Self) -> Self {
        Self(from_fn(|i| if i < WORDS { before.0[4 + i - WORDS] } else { self.0[i - WORDS] }))
    }

    /// The lower halves of four numbers.
    #[inline(always)]
    pub fn lower([Pair([a, b]), Pair([c, d])]: [Pair; 2]) -> Self {
        Self([a, b, c, d].map(|number| number as u32))
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

/// Two numbers of 64 bits.
#[derive(Clone, Copy)]
pub struct Pair([u64; 2]);

impl Pair {
    pub const ZERO: Self = Self([0; 2]);

    #[inline(always)]
    pub fn new(numbers: [u64; 2]) -> Self {
        Self(numbers)
    }

    #[inline(always)]
    pub fn numbers(self) -> [u64; 2] {
        self.0
    }

    /// Modulo 2^64.
    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(from_fn(|i| self.0[i].wrapping_add(other.0[i])))
    }

    /// The upper halves alone, as numbers.
    #[inline(always)]
    pub fn halved(self) -> Self {
        Self(self.0.map(|number| number >> 32))
    }
}
