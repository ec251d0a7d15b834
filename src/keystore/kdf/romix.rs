//! scryptROMix (RFC 7914 §5): fills a table with a block that is mixed again and again, then reads
//! it back in an order that only the block itself tells.

use core::mem;

use super::salsa::{Chunk, Mix, block_mix};

/// One block on its way through ROMix, one use of BlockMix at a time, so that two of them can go
/// side by side.
pub struct Walk<'a> {
    /// V, or the even half of it. Odd blocks are then mixed again when they are asked for: a quarter
    /// more work for half the memory.
    table: &'a mut [Chunk],
    half: bool,
    /// N − 1.
    last: usize,
    next: Next,
    /// Lookups that are still to come.
    left: usize,
    /// X, and the place of the X after it.
    block: Vec<Chunk>,
    other: Vec<Chunk>,
    /// An odd block of V, where the table has none.
    odd: Vec<Chunk>,
}

/// What the next use of BlockMix makes.
enum Next {
    /// V[i + 1] out of V[i], X where V ends.
    Entry(usize),
    /// The odd block after the one at this place of the table.
    Odd(usize),
    /// X out of X and the block at this place of the table, or out of X and the odd block.
    Block(Option<usize>),
}

impl<'a> Walk<'a> {
    /// `table` takes N blocks, or N/2; N is a power of two, at least 2. `None` where there is no
    /// memory for three blocks more.
    pub fn new(table: &'a mut [Chunk], half: bool, n: usize, input: &[u8]) -> Option<Self> {
        let (chunks, _) = input.as_chunks();
        for (place, chunk) in table.iter_mut().zip(chunks) {
            *place = Chunk::read(chunk);
        }
        let length = chunks.len();
        Some(Self {
            table,
            half,
            last: n - 1,
            next: Next::Entry(0),
            left: n,
            block: zeros(length)?,
            other: zeros(length)?,
            odd: zeros(if half { length } else { 0 })?,
        })
    }

    /// The mixed block, once the walk is over.
    pub fn write(&self, output: &mut [u8]) {
        for (chunk, bytes) in self.block.iter().zip(output.as_chunks_mut().0) {
            chunk.write(bytes);
        }
    }

    #[inline(always)]
    fn is_over(&self) -> bool {
        self.left == 0
    }

    #[inline(always)]
    fn next(&mut self) -> Mix<'_> {
        let length = self.block.len();
        match self.next {
            Next::Entry(i) if self.half && i % 2 == 0 => {
                let input = entry(self.table, i / 2, length);
                Mix { input, mask: None, output: &mut self.odd }
            }
            Next::Entry(i) if i == self.last => {
                let input = if self.half { &self.odd } else { entry(self.table, i, length) };
                Mix { input, mask: None, output: &mut self.block }
            }
            Next::Entry(i) if self.half => {
                let output = &mut self.table[(i / 2 + 1) * length..][..length];
                Mix { input: &self.odd, mask: None, output }
            }
            Next::Entry(i) => {
                let (before, after) = self.table.split_at_mut((i + 1) * length);
                Mix { input: &before[i * length..], mask: None, output: &mut after[..length] }
            }
            Next::Odd(place) => {
                let input = entry(self.table, place, length);
                Mix { input, mask: None, output: &mut self.odd }
            }
            Next::Block(place) => {
                let mask = match place {
                    Some(place) => entry(self.table, place, length),
                    None => &self.odd,
                };
                Mix { input: &self.block, mask: Some(mask), output: &mut self.other }
            }
        }
    }

    /// Goes on, after the mix that [`Self::next`] asked for was made.
    #[inline(always)]
    fn advance(&mut self) {
        match self.next {
            Next::Entry(i) if i < self.last => self.next = Next::Entry(i + 1),
            Next::Entry(_) => self.look_up(),
            Next::Odd(_) => self.next = Next::Block(None),
            Next::Block(_) => {
                mem::swap(&mut self.block, &mut self.other);
                self.left -= 1;
                self.look_up();
            }
        }
    }

    /// Finds the block of V that X names, and asks for all of it at once: the memory answers them
    /// together, while mixing would ask for one line after the other. The last line is the first
    /// that mixing needs.
    #[inline(always)]
    fn look_up(&mut self) {
        let length = self.block.len();
        let index = self.block[length - 1].first_word() as usize & self.last;
        let place = if self.half { index / 2 } else { index };
        for chunk in entry(self.table, place, length).iter().rev() {
            touch(chunk);
        }
        let is_missing = self.half && index % 2 == 1;
        self.next = if is_missing { Next::Odd(place) } else { Next::Block(Some(place)) };
    }
}

/// Walks to the end, two side by side for as long as both go on.
pub fn walk(walks: &mut [Walk<'_>]) {
    if let [a, b] = walks {
        while !a.is_over() && !b.is_over() {
            block_mix([a.next(), b.next()]);
            a.advance();
            b.advance();
        }
    }
    for walk in walks {
        while !walk.is_over() {
            block_mix(walk.next());
            walk.advance();
        }
    }
}

#[inline(always)]
fn entry(table: &[Chunk], place: usize, length: usize) -> &[Chunk] {
    &table[place * length..][..length]
}

/// Brings a line into the cache.
#[inline(always)]
fn touch(chunk: &Chunk) {
    // SAFETY: reads the first byte of a value that lives.
    unsafe { core::ptr::from_ref(chunk).cast::<u8>().read_volatile() };
}

fn zeros(length: usize) -> Option<Vec<Chunk>> {
    let mut chunks = Vec::new();
    chunks.try_reserve_exact(length).ok()?;
    chunks.resize(length, Chunk::zero());
    Some(chunks)
}
