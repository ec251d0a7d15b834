//! The base field that blst works on in WebAssembly, held against blst's own assembly: the same C
//! code compiled for this machine, on random numbers and on the edges of every range.

use core::fmt::Debug;

use blst::{
    blst_fp, blst_fp_add, blst_fp_lshift, blst_fp_mul, blst_fp_mul_by_3, blst_fp_sqr, blst_fp_sub,
    blst_fp2, blst_fp2_add, blst_fp2_lshift, blst_fp2_mul, blst_fp2_mul_by_3, blst_fp2_sqr,
    blst_fp2_sub,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
// The C code comes with the library.
use ssv_wasm as _;

/// 384 bits in 32-bit words, least significant first.
type Number = [u32; 12];

unsafe extern "C" {
    fn ssv_fp_mul(out: *mut Number, a: *const Number, b: *const Number);
    fn ssv_fp_sqr(out: *mut Number, a: *const Number);
    fn ssv_fp_add(out: *mut Number, a: *const Number, b: *const Number);
    fn ssv_fp_sub(out: *mut Number, a: *const Number, b: *const Number);
    fn ssv_fp_triple(out: *mut Number, a: *const Number);
    fn ssv_fp_lshift(out: *mut Number, a: *const Number, count: u32);
    fn ssv_fp_sqr_n_mul(out: *mut Number, a: *const Number, count: u32, b: *const Number);
    fn ssv_fp2_mul(out: *mut [Number; 2], a: *const [Number; 2], b: *const [Number; 2]);
    fn ssv_fp2_sqr(out: *mut [Number; 2], a: *const [Number; 2]);
    fn ssv_fp2_add(out: *mut [Number; 2], a: *const [Number; 2], b: *const [Number; 2]);
    fn ssv_fp2_sub(out: *mut [Number; 2], a: *const [Number; 2], b: *const [Number; 2]);
    fn ssv_fp2_triple(out: *mut [Number; 2], a: *const [Number; 2]);
    fn ssv_fp2_lshift(out: *mut [Number; 2], a: *const [Number; 2], count: u32);
}

/// An operation on two numbers, which may write its result over either.
fn binary<T: Copy + Default + Debug + PartialEq>(
    operation: unsafe extern "C" fn(*mut T, *const T, *const T),
    a: &T,
    b: &T,
) -> T {
    let (mut out, mut first, mut second) = (T::default(), *a, *b);
    let (over_first, over_second) = (&raw mut first, &raw mut second);
    // SAFETY: all pointers are valid for the calls, and these operations allow them to be equal.
    unsafe {
        operation(&raw mut out, a, b);
        operation(over_first, over_first, b);
        operation(over_second, a, over_second);
    }
    assert_eq!((first, second), (out, out), "over their factors {a:x?} and {b:x?}");
    out
}

/// An operation on one number, which may write its result over it.
fn unary<T: Copy + Default + Debug + PartialEq>(
    operation: unsafe extern "C" fn(*mut T, *const T),
    a: &T,
) -> T {
    let (mut out, mut over) = (T::default(), *a);
    let over_it = &raw mut over;
    // SAFETY: as above.
    unsafe {
        operation(&raw mut out, a);
        operation(over_it, over_it);
    }
    assert_eq!(over, out, "over {a:x?}");
    out
}

/// An operation with a count, as [`unary`].
fn shifted<T: Copy + Default + Debug + PartialEq, N: Copy>(
    operation: unsafe extern "C" fn(*mut T, *const T, N),
    count: N,
    a: &T,
) -> T {
    let (mut out, mut over) = (T::default(), *a);
    let over_it = &raw mut over;
    // SAFETY: as above.
    unsafe {
        operation(&raw mut out, a, count);
        operation(over_it, over_it, count);
    }
    assert_eq!(over, out, "over {a:x?}");
    out
}

const P: Number = [
    0xffff_aaab,
    0xb9fe_ffff,
    0xb153_ffff,
    0x1eab_fffe,
    0xf6b0_f624,
    0x6730_d2a0,
    0xf385_12bf,
    0x6477_4b84,
    0x434b_acd7,
    0x4b1b_a7b6,
    0x397f_e69a,
    0x1a01_11ea,
];
const ALL_ONES: Number = [u32::MAX; 12];
const ROUNDS: usize = 20_000;

fn words(fp: &blst_fp) -> Number {
    core::array::from_fn(|i| (fp.l[i / 2] >> (32 * (i % 2))) as u32)
}

fn fp(words: &Number) -> blst_fp {
    let mut out = blst_fp::default();
    for (i, word) in words.iter().enumerate() {
        out.l[i / 2] |= u64::from(*word) << (32 * (i % 2));
    }
    out
}

fn fp2(parts: &[Number; 2]) -> blst_fp2 {
    blst_fp2 { fp: parts.each_ref().map(fp) }
}

fn is_below_p(a: &Number) -> bool {
    a.iter().rev().lt(P.iter().rev())
}

/// a − b, wrapping.
fn subtract(a: &Number, b: &Number) -> Number {
    let mut borrow = false;
    core::array::from_fn(|i| {
        let (difference, first) = a[i].overflowing_sub(b[i]);
        let (difference, second) = difference.overflowing_sub(u32::from(borrow));
        borrow = first || second;
        difference
    })
}

/// By subtraction: p goes into 2^384 nine times.
fn remainder(mut a: Number) -> Number {
    while !is_below_p(&a) {
        a = subtract(&a, &P);
    }
    a
}

/// Any 384 bits: short, long, with runs of ones and zeros across the limbs' borders.
fn draw(rng: &mut ChaCha20Rng) -> Number {
    let mut number: Number = core::array::from_fn(|_| rng.next_u32());
    match rng.next_u32() % 8 {
        0 => number[(rng.next_u32() % 12) as usize..].fill(0),
        1 => number[(rng.next_u32() % 12) as usize..].fill(u32::MAX),
        2 => number[..(rng.next_u32() % 12) as usize].fill(u32::MAX),
        3 => number.iter_mut().for_each(|word| *word = if *word & 1 == 0 { 0 } else { u32::MAX }),
        _ => {}
    }
    number
}

/// Numbers at the ends of the ranges, all below p.
fn edges() -> Vec<Number> {
    let mut one = [0; 12];
    one[0] = 1;
    let mut edges = vec![[0; 12], one, subtract(&P, &one), remainder(ALL_ONES)];
    for bit in 0..381 {
        // 2^bit, 2^bit − 1 and p − 2^bit.
        let mut power = [0; 12];
        power[bit / 32] = 1 << (bit % 32);
        edges.extend([power, subtract(&power, &one), subtract(&P, &power)].map(remainder));
    }
    edges
}

/// Every operation of ours and of blst on the same two numbers.
fn check(a: &Number, b: &Number) {
    let (x, y) = (fp(a), fp(b));
    for (name, ours, theirs) in [
        ("product", binary(ssv_fp_mul, a, b), binary(blst_fp_mul, &x, &y)),
        ("sum", binary(ssv_fp_add, a, b), binary(blst_fp_add, &x, &y)),
        ("difference", binary(ssv_fp_sub, a, b), binary(blst_fp_sub, &x, &y)),
        ("square", unary(ssv_fp_sqr, a), unary(blst_fp_sqr, &x)),
        ("triple", unary(ssv_fp_triple, a), unary(blst_fp_mul_by_3, &x)),
        ("eightfold", shifted(ssv_fp_lshift, 3, a), shifted(blst_fp_lshift, 3, &x)),
    ] {
        assert_eq!(ours, words(&theirs), "{name} of {a:x?} and {b:x?}");
    }
}

#[test]
fn agrees_with_blst_at_the_edges() {
    let edges = edges();
    for a in &edges {
        for b in &edges {
            check(a, b);
        }
    }
}

#[test]
fn agrees_with_blst_on_random_numbers() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for _ in 0..ROUNDS {
        check(&remainder(draw(&mut rng)), &remainder(draw(&mut rng)));
    }
}

/// blst brings numbers into Montgomery form before it knows that they are below p.
#[test]
fn one_factor_may_be_any_number() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let largest = subtract(&P, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let random = (0..ROUNDS).map(|_| (draw(&mut rng), remainder(draw(&mut rng))));
    let fixed = [(ALL_ONES, largest), (P, largest), (ALL_ONES, [0; 12])];
    for (any, below) in random.chain(fixed) {
        let expected = binary(ssv_fp_mul, &remainder(any), &below);
        assert_eq!(binary(ssv_fp_mul, &any, &below), expected, "{any:x?} and {below:x?}");
        assert_eq!(binary(ssv_fp_mul, &below, &any), expected, "{below:x?} and {any:x?}");
    }
}

/// As [`check`] for two numbers of the quadratic extension.
fn check_pair(a: &[Number; 2], b: &[Number; 2]) {
    let (x, y) = (fp2(a), fp2(b));
    for (name, ours, theirs) in [
        ("product", binary(ssv_fp2_mul, a, b), binary(blst_fp2_mul, &x, &y)),
        ("sum", binary(ssv_fp2_add, a, b), binary(blst_fp2_add, &x, &y)),
        ("difference", binary(ssv_fp2_sub, a, b), binary(blst_fp2_sub, &x, &y)),
        ("square", unary(ssv_fp2_sqr, a), unary(blst_fp2_sqr, &x)),
        ("triple", unary(ssv_fp2_triple, a), unary(blst_fp2_mul_by_3, &x)),
        ("eightfold", shifted(ssv_fp2_lshift, 3, a), shifted(blst_fp2_lshift, 3, &x)),
    ] {
        assert_eq!(ours, theirs.fp.each_ref().map(words), "{name} of {a:x?} and {b:x?}");
    }
}

#[test]
fn quadratic_extension_agrees_with_blst_at_the_edges() {
    let edges = edges();
    for a in &edges {
        let parts = [*a, edges[0], edges[1], edges[2]];
        let numbers = parts.map(|first| parts.map(|second| [first, second])).concat();
        for (first, second) in numbers.iter().flat_map(|x| numbers.iter().map(move |y| (x, y))) {
            check_pair(first, second);
        }
    }
}

#[test]
fn quadratic_extension_agrees_with_blst_on_random_numbers() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    for _ in 0..ROUNDS {
        let [a, b]: [[Number; 2]; 2] =
            core::array::from_fn(|_| core::array::from_fn(|_| remainder(draw(&mut rng))));
        check_pair(&a, &b);
    }
}

#[test]
fn squares_repeatedly_then_multiplies() {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    for count in 1..20 {
        let (a, b) = (remainder(draw(&mut rng)), remainder(draw(&mut rng)));
        let power = (0..count).fold(a, |power, _| unary(ssv_fp_sqr, &power));
        let mut ours = [0; 12];
        // SAFETY: all pointers are valid for the call.
        unsafe { ssv_fp_sqr_n_mul(&raw mut ours, &raw const a, count, &raw const b) };
        assert_eq!(ours, binary(ssv_fp_mul, &power, &b), "{count} squarings");
    }
}
