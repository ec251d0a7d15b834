//! PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2), four passwords at once. One alone is better left to code
//! that has the processor's SHA instructions.

use core::array::from_fn;

use zeroize::Zeroizing;

use super::compress::{INITIAL, State, compress};
use super::{KEY_LENGTH, Stretch};
use crate::lanes::{Lanes, Vector};
use crate::secret::Secret;
use crate::sha256::sha256;

/// Passwords that are worked on together.
pub const LANES: usize = 4;

/// The first 32 bytes for each.
pub fn derive(rounds: u32, wanted: &[Stretch<'_>]) -> Vec<Secret<KEY_LENGTH>> {
    let mut keys = Vec::with_capacity(wanted.len());
    for group in wanted.chunks(LANES) {
        derive_together(rounds, group, &mut keys);
    }
    keys
}

/// PBKDF2 of a single round, which scrypt begins and ends with: as many bytes as there is room for.
pub fn expand(password: &[u8], salt: &[u8], output: &mut [u8]) {
    let key = hmac_key(password);
    let [inner, outer] = [0x36, 0x5c].map(|pad| Zeroizing::new(key.map(|byte| byte ^ pad)));
    for (number, block) in (1_u32..).zip(output.chunks_mut(32)) {
        let digest = sha256(&[inner.as_slice(), salt, &number.to_be_bytes()]);
        let digest = sha256(&[outer.as_slice(), digest.as_slice()]);
        block.copy_from_slice(&digest[..block.len()]);
    }
}

/// Up to four; lanes that nobody needs repeat the last one.
fn derive_together(rounds: u32, wanted: &[Stretch<'_>], derived: &mut Vec<Secret<KEY_LENGTH>>) {
    let keys: Vec<_> = wanted.iter().map(|stretch| hmac_key(stretch.password)).collect();
    let firsts: Vec<_> = wanted
        .iter()
        .map(|stretch| {
            let mut first = Zeroizing::new([0; KEY_LENGTH]);
            expand(stretch.password, stretch.salt, &mut *first);
            first
        })
        .collect();
    let initial = INITIAL.map(Lanes::splat);
    let [inner, outer] = [0x3636_3636, 0x5c5c_5c5c].map(|pad| {
        let padded = |i| gather(&keys, i).xor(Lanes::splat(pad));
        compress(&initial, from_fn(padded), from_fn(|i| padded(8 + i)))
    });
    let mut last: State<Lanes> = from_fn(|i| gather(&firsts, i));
    let mut sum = last;
    for _ in 1..rounds {
        last = hmac(&inner, &outer, last);
        sum = xor(sum, last);
    }
    for lane in 0..wanted.len() {
        derived.push(Secret::filled(|key: &mut [u8; KEY_LENGTH]| {
            for (bytes, words) in key.as_chunks_mut().0.iter_mut().zip(&sum) {
                *bytes = words.words()[lane].to_be_bytes();
            }
        }));
    }
}

/// The key of HMAC as one block (RFC 2104 §2).
fn hmac_key(password: &[u8]) -> Zeroizing<[u8; 64]> {
    let mut key = Zeroizing::new([0; 64]);
    if password.len() > key.len() {
        key[..32].copy_from_slice(sha256(&[password]).as_slice());
    } else {
        key[..password.len()].copy_from_slice(password);
    }
    key
}

/// Big-endian word `place` of each, in lanes.
fn gather<const N: usize>(blocks: &[Zeroizing<[u8; N]>], place: usize) -> Lanes {
    Lanes::new(from_fn(|lane| {
        let block = &blocks[lane.min(blocks.len() - 1)];
        u32::from_be_bytes(block.as_chunks().0[place])
    }))
}

/// HMAC of a digest whose pads have been taken in already.
#[inline(always)]
fn hmac<V: Vector>(inner: &State<V>, outer: &State<V>, message: State<V>) -> State<V> {
    // A digest follows the 64 bytes of a pad, and both messages end with it.
    let zero = V::splat(0);
    let bits = V::splat(8 * (64 + 32));
    let end = [V::splat(1 << 31), zero, zero, zero, zero, zero, zero, bits];
    compress(outer, compress(inner, message, end), end)
}

#[inline(always)]
fn xor<V: Vector>(x: State<V>, y: State<V>) -> State<V> {
    let [a, b, c, d, e, f, g, h] = x;
    let [i, j, k, l, m, n, o, p] = y;
    [a.xor(i), b.xor(j), c.xor(k), d.xor(l), e.xor(m), f.xor(n), g.xor(o), h.xor(p)]
}
