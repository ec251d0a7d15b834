//! scryptBlockMix (RFC 7914 §4) on one block, or on two blocks that have nothing to do with each
//! other at once: one Salsa20 alone leaves most of a processor waiting.

use crate::lanes::{Lanes, Vector};

/// 64 bytes, one line of the cache: the state of Salsa20, diagonal by diagonal. Its 32-bit words
/// stand so that a quarter-round works on whole registers: word `4v + 5l mod 16` of the state is
/// word `l` of register `v`.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Chunk([Lanes; 4]);

impl Chunk {
    /// In bytes.
    pub const SIZE: usize = 64;

    /// All zero.
    #[inline(always)]
    pub fn zero() -> Self {
        Self([Lanes::splat(0); 4])
    }

    /// Reads 16 little-endian words.
    pub fn read(bytes: &[u8; Self::SIZE]) -> Self {
        let (words, _) = bytes.as_chunks::<4>();
        Self(core::array::from_fn(|v| {
            Lanes::new(core::array::from_fn(|l| u32::from_le_bytes(words[(4 * v + 5 * l) % 16])))
        }))
    }

    /// Writes 16 little-endian words.
    pub fn write(&self, bytes: &mut [u8; Self::SIZE]) {
        let (words, _) = bytes.as_chunks_mut::<4>();
        for (v, register) in self.0.iter().enumerate() {
            for (l, word) in register.words().into_iter().enumerate() {
                words[(4 * v + 5 * l) % 16] = word.to_le_bytes();
            }
        }
    }

    /// The first word of the state.
    #[inline(always)]
    pub fn first_word(&self) -> u32 {
        self.0[0].first()
    }
}

/// One use of BlockMix: `output` becomes the mix of `input`, xored with `mask` if there is one. All
/// are blocks of equally many chunks.
pub struct Mix<'a> {
    pub input: &'a [Chunk],
    pub mask: Option<&'a [Chunk]>,
    pub output: &'a mut [Chunk],
}

/// One or two blocks to mix.
pub trait Mixes {
    type Vector: Vector;
    /// Chunks of a block: 2r.
    fn length(&self) -> usize;
    fn read(&self, chunk: usize) -> [Self::Vector; 4];
    fn write(&mut self, chunk: usize, state: [Self::Vector; 4]);
}

impl Mixes for Mix<'_> {
    type Vector = Lanes;

    #[inline(always)]
    fn length(&self) -> usize {
        self.input.len()
    }

    #[inline(always)]
    fn read(&self, chunk: usize) -> [Lanes; 4] {
        let Chunk(input) = self.input[chunk];
        match self.mask {
            None => input,
            Some(mask) => xor(input, mask[chunk].0),
        }
    }

    #[inline(always)]
    fn write(&mut self, chunk: usize, state: [Lanes; 4]) {
        self.output[chunk] = Chunk(state);
    }
}

impl Mixes for [Mix<'_>; 2] {
    type Vector = [Lanes; 2];

    #[inline(always)]
    fn length(&self) -> usize {
        self[0].length()
    }

    #[inline(always)]
    fn read(&self, chunk: usize) -> [[Lanes; 2]; 4] {
        let [a, b] = [self[0].read(chunk), self[1].read(chunk)];
        [[a[0], b[0]], [a[1], b[1]], [a[2], b[2]], [a[3], b[3]]]
    }

    #[inline(always)]
    fn write(&mut self, chunk: usize, [a, b, c, d]: [[Lanes; 2]; 4]) {
        self[0].write(chunk, [a[0], b[0], c[0], d[0]]);
        self[1].write(chunk, [a[1], b[1], c[1], d[1]]);
    }
}

/// BlockMix: chunks with even numbers go to the first half of the output, the others to the second.
#[inline(always)]
pub fn block_mix(mut mixes: impl Mixes) {
    let length = mixes.length();
    let mut state = mixes.read(length - 1);
    for chunk in 0..length {
        state = salsa20_8(xor(state, mixes.read(chunk)));
        mixes.write(chunk / 2 + chunk % 2 * (length / 2), state);
    }
}

/// Salsa20/8 (RFC 7914 §3). The loop stays one: unrolled, two states at once lose a quarter of their
/// speed to registers that are not there.
#[inline(always)]
fn salsa20_8<V: Vector>(input: [V; 4]) -> [V; 4] {
    let mut state = input;
    for _ in 0..4 {
        state = double_round(state);
    }
    let [a, b, c, d] = state;
    [a.add(input[0]), b.add(input[1]), c.add(input[2]), d.add(input[3])]
}

#[inline(always)]
fn double_round<V: Vector>(state: [V; 4]) -> [V; 4] {
    turn(quarter_rounds(turn(quarter_rounds(state))))
}

/// Four quarter-rounds, on the four columns or the four rows.
#[inline(always)]
fn quarter_rounds<V: Vector>([mut a, mut b, mut c, mut d]: [V; 4]) -> [V; 4] {
    b = mixed::<V, 7, 25>(b, a.add(d));
    c = mixed::<V, 9, 23>(c, b.add(a));
    d = mixed::<V, 13, 19>(d, c.add(b));
    a = mixed::<V, 18, 14>(a, d.add(c));
    [a, b, c, d]
}

/// `word` xored with `sum` rotated to the left.
#[inline(always)]
fn mixed<V: Vector, const LEFT: u32, const RIGHT: u32>(word: V, sum: V) -> V {
    word.xor(sum.shift_left::<LEFT>()).xor(sum.shift_right::<RIGHT>())
}

/// From columns to rows and back, which is the same step.
#[inline(always)]
fn turn<V: Vector>([a, b, c, d]: [V; 4]) -> [V; 4] {
    [a, d.turn::<1>(), c.turn::<2>(), b.turn::<3>()]
}

#[inline(always)]
fn xor<V: Vector>(a: [V; 4], b: [V; 4]) -> [V; 4] {
    [a[0].xor(b[0]), a[1].xor(b[1]), a[2].xor(b[2]), a[3].xor(b[3])]
}
