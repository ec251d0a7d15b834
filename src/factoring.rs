//! Refuses RSA moduli that anyone can factor: even, divisible by a small prime, or a perfect
//! power. Arithmetic on public numbers only.

use std::sync::LazyLock;

/// Factors below this are looked for.
const SMALL: u32 = 1 << 16;

/// Whether `modulus` (big-endian) is even, has a prime factor below 2^16, or is a perfect power.
pub(crate) fn is_weak(modulus: &[u8]) -> bool {
    // Two primes at once: their product is below 2^32.
    let shares_factor = PRIMES.chunks(2).any(|primes| {
        let rest = remainder(modulus, primes.iter().product());
        primes.iter().any(|prime| rest.is_multiple_of(*prime))
    });
    shares_factor || is_perfect_power(modulus, &PRIMES)
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
