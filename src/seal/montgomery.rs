//! The RSA public operation, m^65537 mod n for a 256-byte modulus, without a branch or an index
//! that depends on the message.
//!
//! Numbers are 74 limbs of 28 bits. A column of a product then sums at most 74 + 74 products of
//! 56 bits and stays below 2^64, so that no carry moves before the end of a multiplication.

use zeroize::{Zeroize, Zeroizing};

use crate::operator::MODULUS_LENGTH;

const LIMBS: usize = 74;
const BITS: usize = 28;
const MASK: u64 = (1 << BITS) - 1;

/// Below 2^2072, least significant limb first.
type Number = [u64; LIMBS];

/// An odd modulus of 2041 to 2048 bits with what Montgomery multiplication needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Modulus {
    n: Number,
    /// −1 / n mod 2^28.
    inverse: u64,
    /// R² mod n, where R = 2^2072.
    r_squared: Number,
}

impl Modulus {
    /// Big-endian.
    pub(crate) fn new(bytes: &[u8; MODULUS_LENGTH]) -> Self {
        let n = to_limbs(bytes);
        // Newton's iteration doubles the right low bits: 1, 2, 4, … 32.
        let inverse =
            (0..5).fold(1_u64, |x, _| x.wrapping_mul(2_u64.wrapping_sub(n[0].wrapping_mul(x))));
        let mut modulus = Self { n, inverse: inverse.wrapping_neg() & MASK, r_squared: [0; LIMBS] };
        // 2^2040 is below n; doubling it reaches R, which is 1 in Montgomery form.
        let mut power = [0; LIMBS];
        power[2040 / BITS] = 1 << (2040 % BITS);
        for _ in 2040..LIMBS * BITS {
            power = modulus.double(&power);
        }
        // From 1 to 2^2072 = R by squaring and doubling along the bits of 2072.
        for bit in (0..usize::BITS - (LIMBS * BITS).leading_zeros()).rev() {
            power = modulus.square(&power);
            if (LIMBS * BITS) >> bit & 1 == 1 {
                power = modulus.double(&power);
            }
        }
        modulus.r_squared = modulus.reduce(&power);
        modulus
    }

    /// 256 bytes, big-endian.
    pub(crate) fn to_bytes(&self) -> [u8; MODULUS_LENGTH] {
        to_bytes(&self.n)
    }

    /// message^65537 mod n; both 256 bytes, big-endian, the message below n.
    pub(crate) fn raise(&self, message: &[u8; MODULUS_LENGTH]) -> [u8; MODULUS_LENGTH] {
        let message = Zeroizing::new(to_limbs(message));
        let base = Zeroizing::new(self.multiply(&message, &self.r_squared));
        let mut power = base.clone();
        for _ in 0..16 {
            *power = self.square(&power);
        }
        let mut one = [0; LIMBS];
        one[0] = 1;
        *power = self.multiply(&power, &base);
        to_bytes(&self.reduce(&self.multiply(&power, &one)))
    }

    /// a · b / R, below 2n for factors below 2n: R is more than 4n.
    fn multiply(&self, a: &Number, b: &Number) -> Number {
        let mut columns = [0; 2 * LIMBS];
        for (i, pair) in a.as_chunks().0.iter().enumerate() {
            add_rows(&mut columns[2 * i..], *pair, b);
        }
        self.divide(columns)
    }

    /// a · a / R, below 2n for an a below 2n.
    fn square(&self, a: &Number) -> Number {
        let mut columns = [0; 2 * LIMBS];
        for (i, &limb) in a.iter().enumerate() {
            columns[2 * i] += limb * limb;
            for (column, &other) in columns[2 * i + 1..].iter_mut().zip(&a[i + 1..]) {
                *column += 2 * limb * other;
            }
        }
        self.divide(columns)
    }

    /// What the columns sum to, divided by R modulo n.
    fn divide(&self, mut columns: [u64; 2 * LIMBS]) -> Number {
        let quotient = |column: u64| column.wrapping_mul(self.inverse) & MASK;
        for i in (0..LIMBS).step_by(2) {
            let first = quotient(columns[i]);
            let carry = (columns[i] + first * self.n[0]) >> BITS;
            let second = quotient(columns[i + 1] + first * self.n[1] + carry);
            add_rows(&mut columns[i..], [first, second], &self.n);
            columns[i + 2] += (columns[i + 1] + carry) >> BITS;
        }
        let mut result = [0; LIMBS];
        let mut carry = 0;
        for (limb, column) in result.iter_mut().zip(&columns[LIMBS..]) {
            let sum = column + carry;
            *limb = sum & MASK;
            carry = sum >> BITS;
        }
        columns.zeroize();
        result
    }

    /// 2a, below 2n for an a below 2n.
    fn double(&self, a: &Number) -> Number {
        let a = self.reduce(a);
        let mut result = [0; LIMBS];
        let mut carry = 0;
        for (limb, &value) in result.iter_mut().zip(&a) {
            *limb = (value << 1 | carry) & MASK;
            carry = value >> (BITS - 1);
        }
        result
    }

    /// a mod n for an a below 2n.
    fn reduce(&self, a: &Number) -> Number {
        let mut difference = [0; LIMBS];
        let mut borrow = 0_i64;
        for ((out, &limb), &n) in difference.iter_mut().zip(a).zip(&self.n) {
            // All three are below 2^28.
            let value = limb as i64 - n as i64 + borrow;
            *out = value as u64 & MASK;
            borrow = value >> BITS;
        }
        // All ones where a < n.
        let keep = borrow as u64;
        let mut result = [0; LIMBS];
        for ((out, &limb), &other) in result.iter_mut().zip(a).zip(&difference) {
            *out = limb & keep | other & !keep;
        }
        difference.zeroize();
        result
    }
}

/// Adds (x + y · 2^28) · b: two rows at once touch every column once.
fn add_rows(columns: &mut [u64], [x, y]: [u64; 2], b: &Number) {
    let mut last = 0;
    for (column, &limb) in columns.iter_mut().zip(b.iter().chain(&[0])) {
        *column += x * limb + y * last;
        last = limb;
    }
}

fn to_limbs(bytes: &[u8; MODULUS_LENGTH]) -> Number {
    let mut limbs = [0; LIMBS];
    for (place, &byte) in bytes.iter().rev().enumerate() {
        let (limb, shift) = (8 * place / BITS, 8 * place % BITS);
        let value = u64::from(byte) << shift;
        limbs[limb] |= value & MASK;
        // 256 bytes end within the 74th limb, so a limb that spills has a next one.
        if let Some(next) = limbs.get_mut(limb + 1) {
            *next |= value >> BITS;
        }
    }
    limbs
}

fn to_bytes(limbs: &Number) -> [u8; MODULUS_LENGTH] {
    let mut bytes = [0; MODULUS_LENGTH];
    for (place, byte) in bytes.iter_mut().rev().enumerate() {
        let (limb, shift) = (8 * place / BITS, 8 * place % BITS);
        let next = limbs.get(limb + 1).copied().unwrap_or_default();
        *byte = (limbs[limb] >> shift | next << (BITS - shift)) as u8;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rsa::hazmat::rsa_encrypt;
    use rsa::{BoxedUint, RsaPublicKey};

    use super::{MODULUS_LENGTH, Modulus};

    fn crate_raise(modulus: &[u8], message: &[u8]) -> Vec<u8> {
        let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(bytes);
        let key = RsaPublicKey::new(number(modulus), BoxedUint::from(65537_u64)).expect("a key");
        let message = BoxedUint::from_be_slice(message, 2048).expect("2048 bits");
        rsa_encrypt(&key, &message).expect("below the modulus").to_be_bytes().to_vec()
    }

    proptest! {
        #[test]
        fn agrees_with_the_rsa_crate(
            modulus in prop::collection::vec(any::<u8>(), MODULUS_LENGTH),
            message in prop::collection::vec(any::<u8>(), MODULUS_LENGTH),
            top in 1..=255_u8,
        ) {
            let mut modulus: [u8; MODULUS_LENGTH] = modulus.try_into().expect("256 bytes");
            modulus[0] = top;
            modulus[MODULUS_LENGTH - 1] |= 1;
            let mut message: [u8; MODULUS_LENGTH] = message.try_into().expect("256 bytes");
            message[0] = 0;
            let ours = Modulus::new(&modulus).raise(&message);
            prop_assert_eq!(&ours[..], &crate_raise(&modulus, &message)[..]);
        }
    }

    #[test]
    fn agrees_at_the_edges() {
        let mut largest = [0xff; MODULUS_LENGTH];
        let mut smallest = [0; MODULUS_LENGTH];
        (smallest[0], smallest[MODULUS_LENGTH - 1]) = (1, 1);
        for modulus in [largest, smallest] {
            for low in [0, 1, 2, 255] {
                let mut message = [0; MODULUS_LENGTH];
                message[MODULUS_LENGTH - 1] = low;
                let ours = Modulus::new(&modulus).raise(&message);
                assert_eq!(&ours[..], &crate_raise(&modulus, &message)[..]);
            }
            let below = {
                let mut n = modulus;
                n[MODULUS_LENGTH - 1] -= 1;
                n
            };
            assert_eq!(
                &Modulus::new(&modulus).raise(&below)[..],
                &crate_raise(&modulus, &below)[..]
            );
        }
        largest[0] = 1;
        assert_eq!(Modulus::new(&largest).to_bytes(), largest);
    }
}
