//! Four 32-bit words that are worked on at once: a SIMD register in WebAssembly, an array
//! elsewhere. The algorithms above are written once, against [`Vector`].

#[cfg(target_feature = "simd128")]
pub use simd::Lanes;

#[cfg(not(target_feature = "simd128"))]
pub use portable::Lanes;

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

#[cfg(target_feature = "simd128")]
mod simd {
    use core::arch::wasm32::{
        i32x4_add, i32x4_shl, i32x4_shuffle, u32x4, u32x4_extract_lane, u32x4_shr, u32x4_splat,
        v128, v128_and, v128_xor,
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
}

#[cfg(not(target_feature = "simd128"))]
mod portable {
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
}
