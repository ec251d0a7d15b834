//! Refuses RSA moduli that anyone can factor: even, divisible by a small prime, or a perfect
//! power. Arithmetic on public numbers only.

use std::sync::LazyLock;

use crate::lanes::{Lanes, Pair, Vector as _};
use crate::operator::MODULUS_LENGTH;

/// Factors below this are looked for.
const SMALL: u32 = 1 << 16;

/// 2048 bits, least significant word first.
type Words = [u32; MODULUS_LENGTH / 4];

/// Whether `modulus` (big-endian) is even, has a prime factor below 2^16, or is a perfect power.
pub(crate) fn is_weak(modulus: &[u8; MODULUS_LENGTH]) -> bool {
    let mut words = [0; _];
    for (word, &bytes) in words.iter_mut().rev().zip(modulus.as_chunks().0) {
        *word = u32::from_be_bytes(bytes);
    }
    let has_factor = PRIMES.get(1..).unwrap_or_default().chunks(2 * AT_ONCE).any(|primes| {
        let mut divisors = [3; AT_ONCE];
        for (divisor, pair) in divisors.iter_mut().zip(primes.chunks(2)) {
            *divisor = pair.iter().product();
        }
        let rests = reduce(&words, divisors);
        primes
            .chunks(2)
            .zip(rests)
            .any(|(pair, rest)| pair.iter().any(|prime| rest.is_multiple_of(*prime)))
    });
    words[0] & 1 == 0 || has_factor || is_perfect_power(&words, &PRIMES)
}

/// Divisors, each a product of two primes, that are tried side by side: what one register waits
/// for, the others fill.
const AT_ONCE: usize = 32;

/// number / 2^32 for each of its words, modulo odd divisors that are below 2^32 by more than one
/// (Montgomery): a multiple of a divisor's prime exactly if the number is. Least significant word
/// first.
///
/// Two products a word, where a division would take as long as many of them.
fn reduce(words: &Words, divisors: [u32; AT_ONCE]) -> [u32; AT_ONCE] {
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
fn is_perfect_power(modulus: &Words, primes: &[u32]) -> bool {
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

fn remainder(number: &Words, divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let rest = number.iter().rev().fold(0, |rest, &word| (rest << 32 | u64::from(word)) % divisor);
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

    use super::{AT_ONCE, MODULUS_LENGTH, PRIMES, Words, is_weak, reduce, remainder};

    proptest! {
        #[test]
        fn reduces_as_division_does(
            words in prop::collection::vec(any::<u32>(), MODULUS_LENGTH / 4),
            p in 1..6542_usize,
            q in 1..6542_usize,
            is_multiple: bool,
        ) {
            let (p, q) = (PRIMES[p], PRIMES[q]);
            let mut words: Words = words.try_into().expect("2048 bits");
            if is_multiple {
                // What a multiple of p lacks, in the lowest word.
                words[0] = 0;
                words[0] = (p - remainder(&words, p)) % p;
            }
            for rest in reduce(&words, [p * q; AT_ONCE]) {
                prop_assert_eq!(rest % p == 0, remainder(&words, p) == 0);
                prop_assert_eq!(rest % q == 0, remainder(&words, q) == 0);
                prop_assert!(!is_multiple || rest % p == 0);
            }
        }

        #[test]
        fn finds_any_small_factor(
            words in prop::collection::vec(any::<u32>(), MODULUS_LENGTH / 4),
            place in 0..6542_usize,
        ) {
            let prime = PRIMES[place];
            let mut words: Words = words.try_into().expect("2048 bits");
            words[0] = 0;
            words[0] = (prime - remainder(&words, prime)) % prime;
            let mut modulus = [0; MODULUS_LENGTH];
            for (bytes, word) in modulus.as_chunks_mut().0.iter_mut().zip(words.iter().rev()) {
                *bytes = word.to_be_bytes();
            }
            prop_assert!(is_weak(&modulus));
        }
    }
}
