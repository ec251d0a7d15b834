//! SHA-256's compression function (FIPS 180-4 §6.2.2) on four messages at once, word by word.

use crate::lanes::Vector;

/// The words of a chaining value or a digest.
pub type State<V> = [V; 8];

/// H(0), FIPS 180-4 §5.3.3: the first 32 bits of the fractions of the square roots of eight primes.
pub const INITIAL: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/// K, FIPS 180-4 §4.2.2: the first 32 bits of the fractions of the cube roots of 64 primes.
#[rustfmt::skip]
const ROUND: [[u32; 8]; 8] = [
    [0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
    [0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
    [0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
    [0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
    [0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
    [0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
    [0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
    [0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
];

/// One block of 16 words into the chaining value. Loops over single words would cost half the speed:
/// the module is compiled for size, and a compiler that looks at size unrolls nothing. Two copies in
/// one loop of PBKDF2 would cost a tenth, in registers that are not there.
#[inline(never)]
pub fn compress<V: Vector>(before: &State<V>, mut low: [V; 8], mut high: [V; 8]) -> State<V> {
    let [first, second, rest @ ..] = &ROUND;
    let mut state = eight_rounds(*before, &low, first);
    state = eight_rounds(state, &high, second);
    for [even, odd] in rest.as_chunks().0 {
        low = schedule(low, high);
        state = eight_rounds(state, &low, even);
        high = schedule(high, low);
        state = eight_rounds(state, &high, odd);
    }
    let [a, b, c, d, e, f, g, h] = state;
    let [i, j, k, l, m, n, o, p] = *before;
    [a.add(i), b.add(j), c.add(k), d.add(l), e.add(m), f.add(n), g.add(o), h.add(p)]
}

/// The eight words of the message schedule after `w` and `x`.
#[inline(always)]
fn schedule<V: Vector>(w: [V; 8], x: [V; 8]) -> [V; 8] {
    let a = word(w[0], w[1], x[1], x[6]);
    let b = word(w[1], w[2], x[2], x[7]);
    let c = word(w[2], w[3], x[3], a);
    let d = word(w[3], w[4], x[4], b);
    let e = word(w[4], w[5], x[5], c);
    let f = word(w[5], w[6], x[6], d);
    let g = word(w[6], w[7], x[7], e);
    let h = word(w[7], x[0], a, f);
    [a, b, c, d, e, f, g, h]
}

/// W(t) out of the words 16, 15, 7 and 2 before it.
#[inline(always)]
fn word<V: Vector>(w16: V, w15: V, w7: V, w2: V) -> V {
    let sigma0 = turn::<V, 7, 25>(w15).xor(turn::<V, 18, 14>(w15)).xor(w15.shift_right::<3>());
    let sigma1 = turn::<V, 17, 15>(w2).xor(turn::<V, 19, 13>(w2)).xor(w2.shift_right::<10>());
    w16.add(sigma0).add(w7).add(sigma1)
}

#[inline(always)]
fn eight_rounds<V: Vector>(mut state: State<V>, words: &[V; 8], constants: &[u32; 8]) -> State<V> {
    state = round(state, words[0], constants[0]);
    state = round(state, words[1], constants[1]);
    state = round(state, words[2], constants[2]);
    state = round(state, words[3], constants[3]);
    state = round(state, words[4], constants[4]);
    state = round(state, words[5], constants[5]);
    state = round(state, words[6], constants[6]);
    round(state, words[7], constants[7])
}

/// T2 before T1: today's engines keep the order of the code, and in this one the sums that are long
/// at hand do not wait behind those that are not. The other way round takes an eighth longer.
#[inline(always)]
fn round<V: Vector>([a, b, c, d, e, f, g, h]: State<V>, word: V, constant: u32) -> State<V> {
    let sum0 = turn::<V, 2, 30>(a).xor(turn::<V, 13, 19>(a)).xor(turn::<V, 22, 10>(a));
    let majority = b.xor(a.xor(b).and(b.xor(c)));
    let second = sum0.add(majority);
    let sum1 = turn::<V, 6, 26>(e).xor(turn::<V, 11, 21>(e)).xor(turn::<V, 25, 7>(e));
    let choice = g.xor(e.and(f.xor(g)));
    let first = h.add(word).add(V::splat(constant)).add(choice).add(sum1);
    [first.add(second), a, b, c, d.add(first), e, f, g]
}

/// Rotates words to the right.
#[inline(always)]
fn turn<V: Vector, const RIGHT: u32, const LEFT: u32>(word: V) -> V {
    word.shift_right::<RIGHT>().xor(word.shift_left::<LEFT>())
}
