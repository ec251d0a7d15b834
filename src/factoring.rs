//! Refuses RSA moduli that anyone can factor: even, divisible by a small prime, or a perfect
//! power. Arithmetic on public numbers only.

use std::sync::LazyLock;

use crate::lanes::{Lanes, Pair, Vector as _};

/// Factors below this are looked for.
const SMALL: u32 = 1 << 16;

/// Whether `modulus` (big-endian) is even, has a prime factor below 2^16, or is a perfect power.
pub(crate) fn is_weak(modulus: &[u8]) -> bool {
    let words: Vec<u32> = modulus
        .rchunks(4)
        .map(|bytes| bytes.iter().fold(0, |word, &byte| word << 8 | u32::from(byte)))
        .collect();
    let is_even = words.first().is_none_or(|word| word & 1 == 0);
    let shares_factor = || {
        PRIMES.get(1..).unwrap_or_default().chunks(2 * AT_ONCE).any(|primes| {
            let mut divisors = [3; AT_ONCE];
            for (divisor, pair) in divisors.iter_mut().zip(primes.chunks(2)) {
                *divisor = pair.iter().product();
            }
            let rests = reduce(&words, divisors);
            primes
                .chunks(2)
                .zip(rests)
                .any(|(pair, rest)| pair.iter().any(|prime| rest.is_multiple_of(*prime)))
        })
    };
    is_even || shares_factor() || is_perfect_power(modulus, &PRIMES)
}

/// Divisors, each a product of two primes, that are tried side by side: what one register waits
/// for, the others fill.
const AT_ONCE: usize = 32;

/// number / 2^32 for each of its words, modulo odd divisors that are below 2^32 by more than one
/// (Montgomery): a multiple of a divisor's prime exactly if the number is. Least significant word
/// first.
///
/// Two products a word, where a division would take as long as many of them.
fn reduce(words: &[u32], divisors: [u32; AT_ONCE]) -> [u32; AT_ONCE] {
    let mut state = [(Lanes::ZERO, Lanes::ZERO, [Pair::ZERO; 2]); AT_ONCE / 4];
    for ((divisors, inverses, _), &four) in state.iter_mut().zip(divisors.as_chunks().0) {
        *divisors = Lanes::new(four);
        // −1 / divisor by Newton's iteration, which doubles the right low bits: 1, 2, 4, … 32.
        *inverses = (0..5).fold(Lanes::splat(u32::MAX), |x, _| {
            x.multiply(Lanes::splat(2).add(divisors.multiply(x)))
        });
    }
    for &word in words {
        let word = Pair::new([word.into(); 2]);
        for (divisors, inverses, [low, high]) in &mut state {
            let sums = [low.add(word), high.add(word)];
            let products = Lanes::lower(sums).multiply(*inverses).products(*divisors);
            *low = sums[0].add(products[0]).halved();
            *high = sums[1].add(products[1]).halved();
        }
    }
    let mut result = [0; AT_ONCE];
    for (four, (_, _, rests)) in result.as_chunks_mut().0.iter_mut().zip(state) {
        // None exceeds its divisor by more than one.
        *four = Lanes::lower(rests).words();
    }
    result
}

/// A k-th power is a k-th power residue modulo every prime q ≡ 1 (mod k); any other number is one
/// with chance 1/k each time. Fifty primes leave a sound key a chance below 2^-50 of refusal.
fn is_perfect_power(modulus: &[u8], primes: &[u32]) -> bool {
    // Without factors below 2^16, a 2048-bit number is at most a 127th power.
    primes.iter().take_while(|&&k| k < 128).any(|&k| {
        primes
            .iter()
            .rev()
            .filter(|&&q| q % k == 1)
            .take(50)
            .all(|&q| power(remainder(modulus, q), (q - 1) / k, q) == 1)
    })
}

fn remainder(number: &[u8], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let rest = number.chunks(4).fold(0, |rest, chunk| {
        let word = chunk.iter().fold(0, |word, &byte| word << 8 | u64::from(byte));
        (rest << (8 * chunk.len()) | word) % divisor
    });
    // The rest is below the 32-bit divisor.
    rest as u32
}

fn power(base: u32, mut exponent: u32, modulus: u32) -> u32 {
    let modulus = u64::from(modulus);
    let (mut base, mut result) = (u64::from(base) % modulus, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    // The result is below the 32-bit modulus.
    result as u32
}

/// All primes below 2^16, ascending.
static PRIMES: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut composite = vec![false; SMALL as usize];
    let mut primes = Vec::with_capacity(6542);
    for candidate in 2..SMALL {
        if composite.get(candidate as usize).copied().unwrap_or(true) {
            continue;
        }
        primes.push(candidate);
        for multiple in
            composite.iter_mut().skip((candidate * candidate) as usize).step_by(candidate as usize)
        {
            *multiple = true;
        }
    }
    primes
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AT_ONCE, PRIMES, reduce, remainder};

    proptest! {
        #[test]
        fn reduces_as_division_does(
            words in prop::collection::vec(any::<u32>(), 1..70),
            p in 1..6542_usize,
            q in 1..6542_usize,
            is_multiple: bool,
        ) {
            let (p, q) = (PRIMES[p], PRIMES[q]);
            let mut bytes: Vec<u8> = words.iter().rev().flat_map(|word| word.to_be_bytes()).collect();
            if is_multiple {
                // One more word, with what a multiple of p lacks.
                bytes.extend([0; 4]);
                let lacking = (p - remainder(&bytes, p)) % p;
                let end = bytes.len() - 4;
                bytes[end..].copy_from_slice(&lacking.to_be_bytes());
            }
            let words: Vec<u32> = bytes
                .rchunks(4)
                .map(|word| u32::from_be_bytes(word.try_into().expect("four bytes")))
                .collect();
            for rest in reduce(&words, [p * q; AT_ONCE]) {
                prop_assert_eq!(rest % p == 0, remainder(&bytes, p) == 0);
                prop_assert_eq!(rest % q == 0, remainder(&bytes, q) == 0);
                prop_assert!(!is_multiple || rest % p == 0);
            }
        }
    }
}
