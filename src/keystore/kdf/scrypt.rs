//! scrypt (RFC 7914), several at once, within the memory that there is.

use core::hint::black_box;
use core::slice;

use zeroize::Zeroizing;

use super::romix::{Walk, walk};
use super::salsa::Chunk;
use super::{KEY_LENGTH, Stretch, pbkdf2};
use crate::secret::Secret;
use crate::{Error, Result};

/// Cost parameters: N = 2^log_n, r and p of RFC 7914 §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    pub log_n: u8,
    pub r: u32,
    pub p: u32,
}

impl Cost {
    /// Bytes of V: 128 · N · r.
    pub const fn table(self) -> u64 {
        self.block() << self.log_n
    }

    const fn block(self) -> u64 {
        128 * self.r as u64
    }
}

/// Memory for scrypt's tables, kept from one keystore to the next: WebAssembly can only take more
/// of it, never give any back.
pub struct Tables {
    /// Bytes that should do; one half of one table is taken in any case.
    pub limit: u64,
    tables: [Vec<Page>; 2],
}

/// 4 KiB, the unit in which a processor looks up where memory is. With tables made of them, no block
/// of a common size lies in two: two keystores at once take 5 % less time.
#[repr(align(4096))]
struct Page(#[expect(dead_code, reason = "read as chunks")] [Chunk; Self::CHUNKS]);

impl Page {
    const CHUNKS: usize = 4096 / Chunk::SIZE;

    fn chunks(pages: &mut [Self]) -> &mut [Chunk] {
        // SAFETY: a page is its chunks, without anything between them.
        unsafe { slice::from_raw_parts_mut(pages.as_mut_ptr().cast(), pages.len() * Self::CHUNKS) }
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self::within(u64::MAX)
    }
}

/// How many blocks are walked side by side, and whether with half a table each. The later one of
/// these takes less memory, and more time.
const WAYS: [(usize, bool); 4] = [(2, false), (2, true), (1, false), (1, true)];

impl Tables {
    /// None yet, and no more than so many bytes later.
    #[must_use]
    pub const fn within(limit: u64) -> Self {
        Self { limit, tables: [Vec::new(), Vec::new()] }
    }

    /// Overwrites what the last keystores left.
    pub fn wipe(&mut self) {
        for table in &mut self.tables {
            zero(table, table.len());
        }
    }

    /// The fastest way that the limit and the memory allow. The least one of all has no limit.
    fn reserve(&mut self, at_once: usize, table: u64) -> Result<(usize, bool)> {
        let mut least = 0;
        for (count, half) in WAYS.into_iter().filter(|&(count, _)| count <= at_once) {
            let each = if half { table / 2 } else { table };
            least = each;
            if each * count as u64 > self.limit && (count, half) != (1, true) {
                continue;
            }
            if self.tables[..count].iter_mut().all(|table| grow(table, each)) {
                return Ok((count, half));
            }
        }
        Err(Error::OutOfMemory { required: least })
    }
}

/// Makes a table of at least so many bytes; `false` where there is no memory for it.
fn grow(table: &mut Vec<Page>, bytes: u64) -> bool {
    let pages = bytes.div_ceil(size_of::<Page>() as u64);
    let Ok(length) = usize::try_from(pages) else { return false };
    if table.len() < length {
        // First, so that old and new need not stand side by side.
        *table = Vec::new();
        if table.try_reserve_exact(length).is_err() {
            return false;
        }
        zero(table, length);
    }
    true
}

/// Makes a table of zeros, for which it has the capacity.
fn zero(table: &mut Vec<Page>, length: usize) {
    assert!(length <= table.capacity());
    // SAFETY: that much is allocated, and zero is a page. `fill` would go register by register.
    unsafe {
        table.as_mut_ptr().write_bytes(0, length);
        table.set_len(length);
    }
}

/// scrypt(password, salt, N, r, p) for each, 32 bytes long.
pub fn derive(
    cost: Cost,
    wanted: &[Stretch<'_>],
    tables: &mut Tables,
) -> Vec<Result<Secret<KEY_LENGTH>>> {
    let (mut done, mut rest) = (Vec::new(), wanted);
    while !rest.is_empty() {
        // Two keystores side by side, unless the first has two blocks of its own.
        let (now, later) = rest.split_at(if cost.p == 1 { rest.len().min(2) } else { 1 });
        match derive_together(cost, now, tables) {
            Ok(keys) => done.extend(keys.into_iter().map(Ok)),
            Err(error) => done.extend(now.iter().map(|_| Err(error))),
        }
        rest = later;
    }
    done
}

fn derive_together(
    cost: Cost,
    wanted: &[Stretch<'_>],
    tables: &mut Tables,
) -> Result<Vec<Secret<KEY_LENGTH>>> {
    let out_of_memory = Error::OutOfMemory { required: cost.table() };
    let length = cost.block() * u64::from(cost.p);
    let length = usize::try_from(length).map_err(|_| out_of_memory)?;
    let mut inputs = Vec::with_capacity(wanted.len());
    for stretch in wanted {
        let mut blocks = Zeroizing::new(Vec::new());
        blocks.try_reserve_exact(length).map_err(|_| out_of_memory)?;
        blocks.resize(length, 0);
        pbkdf2::expand(stretch.password, stretch.salt, &mut blocks);
        inputs.push(blocks);
    }
    let size = cost.block() as usize;
    let mut blocks: Vec<&mut [u8]> =
        inputs.iter_mut().flat_map(|blocks| blocks.chunks_exact_mut(size)).collect();
    mix(cost, &mut blocks, tables)?;
    let keys = wanted.iter().zip(&inputs).map(|(stretch, blocks)| {
        Secret::filled(|key: &mut [u8; KEY_LENGTH]| pbkdf2::expand(stretch.password, blocks, key))
    });
    Ok(keys.collect())
}

/// ROMix on every block.
fn mix(cost: Cost, blocks: &mut [&mut [u8]], tables: &mut Tables) -> Result<()> {
    let n = 1 << cost.log_n;
    let mut rest = blocks;
    while !rest.is_empty() {
        let (count, half) = tables.reserve(rest.len(), cost.table())?;
        let (now, later) = rest.split_at_mut(count);
        let mut walks = Vec::with_capacity(count);
        for (table, block) in tables.tables.iter_mut().zip(&*now) {
            let walk = Walk::new(Page::chunks(table), half, n, block);
            walks.push(walk.ok_or(Error::OutOfMemory { required: cost.table() })?);
        }
        // Called through a pointer, so that no optimiser puts it into its large callers: engines find
        // registers for its loops only where they stand alone, which is worth a quarter of the time.
        black_box::<fn(&mut [Walk<'_>])>(walk)(&mut walks);
        for (walk, block) in walks.iter().zip(now) {
            walk.write(block);
        }
        rest = later;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of RFC 7914 §12 with an empty salt, which no keystore may have.
    #[test]
    fn gives_what_its_rfc_says_for_nothing_at_all() {
        let cost = Cost { log_n: 4, r: 1, p: 1 };
        let expected: [u8; KEY_LENGTH] = [
            0x77, 0xd6, 0x57, 0x62, 0x38, 0x65, 0x7b, 0x20, 0x3b, 0x19, 0xca, 0x42, 0xc1, 0x8a,
            0x04, 0x97, 0xf1, 0x6b, 0x48, 0x44, 0xe3, 0x07, 0x4a, 0xe8, 0xdf, 0xdf, 0xfa, 0x3f,
            0xed, 0xe2, 0x14, 0x42,
        ];
        for limit in [2 * cost.table(), cost.table(), 0] {
            let wanted = [Stretch { password: b"", salt: b"" }; 2];
            let keys = derive(cost, &wanted, &mut Tables::within(limit));
            assert!(keys.into_iter().all(|key| key.is_ok_and(|key| *key.expose() == expected)));
        }
    }

    /// The vector of RFC 7914 §12 that takes a GiB, which no keystore may: with half of that.
    #[test]
    fn gives_what_its_rfc_says_for_the_highest_cost() {
        let cost = Cost { log_n: 20, r: 8, p: 1 };
        let wanted = [Stretch { password: b"pleaseletmein", salt: b"SodiumChloride" }];
        let keys = derive(cost, &wanted, &mut Tables::within(cost.table() / 2));
        let expected: [u8; KEY_LENGTH] = [
            0x21, 0x01, 0xcb, 0x9b, 0x6a, 0x51, 0x1a, 0xae, 0xad, 0xdb, 0xbe, 0x09, 0xcf, 0x70,
            0xf8, 0x81, 0xec, 0x56, 0x8d, 0x57, 0x4a, 0x2f, 0xfd, 0x4d, 0xab, 0xe5, 0xee, 0x98,
            0x20, 0xad, 0xaa, 0x47,
        ];
        assert!(keys.into_iter().all(|key| key.is_ok_and(|key| *key.expose() == expected)));
    }
}
