//! The RSA public operation, m^65537 mod n for a 256-byte modulus, without a branch or an index
//! that depends on the message.
//!
//! Numbers are 76 limbs of 27 bits, and work goes on in squares of four limbs by four. A column of
//! a product sums up at most 76 + 76 products of 54 bits, with one carry: it stays below 2^64.

use core::fmt;

use zeroize::{Zeroize as _, Zeroizing};

use crate::lanes::{Lanes, Pair, Vector};
use crate::operator::MODULUS_LENGTH;

const QUADS: usize = 19;
const LIMBS: usize = 4 * QUADS;
const BITS: usize = 27;
const MASK: u32 = (1 << BITS) - 1;

/// Below 2^2052, least significant limb first.
type Number = [u32; LIMBS];
/// Sums of the products whose lowest bits have the same place, for four places.
type Columns = [Pair; 2];
/// The limbs of a number, each in all lanes.
type Spread = [[Lanes; 4]; QUADS];
/// The quads of a number and one of zeros; each as it stands, and as it stands one, two and three
/// limbs higher.
type Rows = [[Lanes; 4]; QUADS + 1];

/// An odd modulus of 2041 to 2048 bits with what Montgomery multiplication needs.
#[derive(Clone)]
pub(crate) struct Modulus {
    n: Number,
    rows: Rows,
    /// −1 / n mod 2^27.
    inverse: u32,
    /// R² mod n, where R = 2^2052.
    r_squared: Number,
}

impl Modulus {
    /// Big-endian.
    pub(crate) fn new(bytes: &[u8; MODULUS_LENGTH]) -> Self {
        let n = to_limbs(bytes);
        // Newton's iteration doubles the right low bits: 1, 2, 4, … 32.
        let inverse =
            (0..5).fold(1_u32, |x, _| x.wrapping_mul(2_u32.wrapping_sub(n[0].wrapping_mul(x))));
        let inverse = inverse.wrapping_neg() & MASK;
        let mut modulus = Self { n, rows: to_rows(&n), inverse, r_squared: [0; LIMBS] };
        // 2^2040 is below n; doubling it reaches R, which is 1 in Montgomery form.
        let mut power = [0; LIMBS];
        power[2040 / BITS] = 1 << (2040 % BITS);
        for _ in 2040..LIMBS * BITS {
            power = modulus.double(&power);
        }
        // From 1 to 2^2052 = R by squaring and doubling along the bits of 2052.
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
        let (a, rows) = (Zeroizing::new(spread(a)), Zeroizing::new(to_rows(b)));
        self.divide(&|quad| sum(&a, &rows, quad, QUADS.min(quad + 1)))
    }

    /// a · a / R, below 2n for an a below 2n.
    fn square(&self, a: &Number) -> Number {
        let rows = Zeroizing::new(to_rows(a));
        let twice = Zeroizing::new(spread(&a.map(|limb| 2 * limb)));
        self.divide(&|quad| {
            // A quad with all limbs above it, twice. Three limbs of the quad itself stand in the
            // first of those rows: their products are there twice, and once is taken off.
            let sums = sum(&twice, &rows, quad, quad.div_ceil(2));
            let [a, b, c, d] = a.as_chunks().0[quad / 2].map(u64::from);
            let own = if quad % 2 == 0 {
                [[a * a, 2 * a * b], [2 * a * c + b * b, 2 * (a * d + b * c)]]
            } else {
                [[2 * b * d + c * c, 2 * c * d], [d * d, 0]].map(|two| two.map(u64::wrapping_neg))
            };
            add(sums, own.map(Pair::new))
        })
    }

    /// What the columns sum to, divided by R modulo n.
    fn divide(&self, columns: &dyn Fn(usize) -> Columns) -> Number {
        let [n0, n1, n2, n3, ..] = self.n.map(u64::from);
        let quotient = |column: u64| u64::from((column as u32).wrapping_mul(self.inverse) & MASK);
        let mut quotients = Zeroizing::new(spread(&[0; LIMBS]));
        let mut result = [0; LIMBS];
        let mut carry = 0;
        for quad in 0..2 * QUADS {
            let sums = sum(&quotients, &self.rows, quad, QUADS.min(quad));
            let [[a, b], [c, d]] = add(columns(quad), sums).map(Pair::numbers);
            if quad < QUADS {
                let a = a + carry;
                let w = quotient(a);
                let b = b + w * n1 + ((a + w * n0) >> BITS);
                let x = quotient(b);
                let c = c + w * n2 + x * n1 + ((b + x * n0) >> BITS);
                let y = quotient(c);
                let d = d + w * n3 + x * n2 + y * n1 + ((c + y * n0) >> BITS);
                let z = quotient(d);
                // The quad is zero now, and only its carry goes on.
                carry = (d + z * n0) >> BITS;
                quotients[quad] = [w, x, y, z].map(|limb| Lanes::splat(limb as u32));
            } else {
                for (limb, sum) in result[4 * (quad - QUADS)..].iter_mut().zip([a, b, c, d]) {
                    carry += sum;
                    *limb = carry as u32 & MASK;
                    carry >>= BITS;
                }
            }
        }
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
        let mut borrow = 0_i32;
        for ((out, &limb), &n) in difference.iter_mut().zip(a).zip(&self.n) {
            // All three are below 2^27.
            let value = limb as i32 - n as i32 + borrow;
            *out = value as u32 & MASK;
            borrow = value >> BITS;
        }
        // All ones where a < n.
        let keep = borrow as u32;
        let mut result = [0; LIMBS];
        for ((out, &limb), &other) in result.iter_mut().zip(a).zip(&difference) {
            *out = limb & keep | other & !keep;
        }
        difference.zeroize();
        result
    }
}

impl PartialEq for Modulus {
    fn eq(&self, other: &Self) -> bool {
        self.n == other.n
    }
}

impl Eq for Modulus {}

impl fmt::Debug for Modulus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Modulus").field(&self.to_bytes()).finish()
    }
}

/// The quads before `end` that get to the columns of `quad`, each times the row that gets it there.
#[inline(never)]
fn sum(spread: &Spread, rows: &Rows, quad: usize, end: usize) -> Columns {
    let [mut low, mut high] = [Pair::ZERO; 2];
    let first = quad.saturating_sub(QUADS);
    let rows = rows[..=quad - first].iter().rev();
    for (&[w, x, y, z], &[a, b, c, d]) in spread[first..end].iter().zip(rows) {
        let (a, b, c, d) = (w.products(a), x.products(b), y.products(c), z.products(d));
        low = low.add(a[0].add(b[0]).add(c[0].add(d[0])));
        high = high.add(a[1].add(b[1]).add(c[1].add(d[1])));
    }
    [low, high]
}

fn spread(number: &Number) -> Spread {
    let mut spread = [[Lanes::ZERO; 4]; QUADS];
    for (lanes, &limb) in spread.as_flattened_mut().iter_mut().zip(number) {
        *lanes = Lanes::splat(limb);
    }
    spread
}

fn add(a: Columns, b: Columns) -> Columns {
    [a[0].add(b[0]), a[1].add(b[1])]
}

fn to_rows(number: &Number) -> Rows {
    let mut rows: Rows = [[Lanes::ZERO; 4]; _];
    let mut before = Lanes::ZERO;
    for (i, row) in rows.iter_mut().enumerate() {
        let quad = number.as_chunks().0.get(i).map_or(Lanes::ZERO, |&quad| Lanes::new(quad));
        *row =
            [quad, quad.earlier::<1>(before), quad.earlier::<2>(before), quad.earlier::<3>(before)];
        before = quad;
    }
    rows
}

fn to_limbs(bytes: &[u8; MODULUS_LENGTH]) -> Number {
    let mut limbs = [0; LIMBS];
    for (place, &byte) in bytes.iter().rev().enumerate() {
        let (limb, shift) = (8 * place / BITS, 8 * place % BITS);
        let value = u64::from(byte) << shift;
        limbs[limb] |= value as u32 & MASK;
        // 256 bytes end within the 76th limb, so a limb that spills has a next one.
        if let Some(next) = limbs.get_mut(limb + 1) {
            *next |= (value >> BITS) as u32;
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
