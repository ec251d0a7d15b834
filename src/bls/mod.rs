//! BLS signatures over BLS12-381 as Ethereum uses them: public keys in G1, signatures in G2,
//! proof-of-possession ciphersuite. Zero keys, the point at infinity and points outside the
//! subgroup cannot be represented.

mod comb;
mod known;
mod message;
mod point;
mod scalar;
mod sum;

use core::cell::OnceCell;

use blst::{
    BLS12_381_NEG_G1, blst_final_exp, blst_fp12, blst_miller_loop_n, blst_p1, blst_p1_affine,
    blst_p1_affine_is_inf, blst_p1_affine_on_curve, blst_p1_in_g1, blst_p2_affine,
    blst_p2_affine_on_curve, blst_scalar, blst_sign_pk2_in_g1, min_pk,
};
pub use message::Message;
use message::{from_affine, to_affine};
pub(crate) use scalar::Scalar;
use sum::{Point as _, combine};

use crate::secret::Secret;
use crate::sha256::sha256;
use crate::{Error, Result};

/// A secret key: 1 ≤ key < r. Wiped on drop, has no `Debug`.
pub struct SecretKey {
    secret: min_pk::SecretKey,
    /// Once somebody asked for it.
    public: OnceCell<PublicKey>,
}

impl SecretKey {
    /// 32 bytes, big-endian.
    ///
    /// # Errors
    /// [`Error::SecretInvalid`] for zero and for values not below the group order.
    pub fn from_bytes(bytes: &Secret<32>) -> Result<Self> {
        let secret = min_pk::SecretKey::from_bytes(bytes.expose());
        Ok(Self { secret: secret.map_err(|_| Error::SecretInvalid)?, public: OnceCell::new() })
    }

    /// 32 bytes, big-endian.
    #[must_use]
    pub fn to_bytes(&self) -> Secret<32> {
        Secret::filled(|bytes: &mut [u8; 32]| {
            bytes.copy_from_slice(zeroize::Zeroizing::new(self.secret.to_bytes()).as_slice());
        })
    }

    /// [key]G1.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        *self.public.get_or_init(|| PublicKey(comb::multiply(&self.to_bytes()).into()))
    }

    /// The public key of each, faster than one by one.
    pub(crate) fn public_keys(keys: &[Self]) -> Vec<PublicKey> {
        let scalars: Vec<_> = keys.iter().map(Self::to_bytes).collect();
        let points = comb::multiply_all(&scalars);
        points.into_iter().map(|point| PublicKey(point.into())).collect()
    }

    /// The message's point, times the key.
    #[must_use]
    pub fn sign(&self, message: &Message) -> Signature {
        let (point, mut signature) = (from_affine(message.point()), blst_p2_affine::default());
        // SAFETY: all pointers are valid for the call, which writes no bytes where the first is null.
        unsafe {
            let no_bytes = core::ptr::null_mut();
            let key: &blst_scalar = (&self.secret).into();
            blst_sign_pk2_in_g1(no_bytes, &raw mut signature, &raw const point, key);
        }
        Signature(signature.into())
    }

    pub(crate) fn scalar(&self) -> Scalar {
        Scalar::reduce(self.to_bytes().expose())
    }

    pub(crate) fn from_scalar(scalar: &Scalar) -> Result<Self> {
        Self::from_bytes(&Secret::filled(|bytes: &mut [u8; 32]| {
            bytes.copy_from_slice(scalar.to_le_bytes().as_slice());
            bytes.reverse();
        }))
    }
}

/// A public key: a point of the prime-order subgroup of G1, not infinity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(min_pk::PublicKey);

impl PublicKey {
    /// Bytes of the compressed form.
    pub const LENGTH: usize = 48;

    /// 48 bytes, compressed G1.
    ///
    /// # Errors
    /// [`Error::PublicKeyInvalid`].
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self> {
        min_pk::PublicKey::key_validate(bytes).map(Self).map_err(|_| Error::PublicKeyInvalid)
    }

    /// 48 bytes, compressed G1.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        self.0.to_bytes()
    }

    /// Whether [`Self::from_bytes`] makes these keys of these bytes, found out without square roots,
    /// and with one test of the subgroup for all, of Σ 2^i · key: keys are in it since they were
    /// made, and this looks for faults since. One key that left it is found, as the cofactor is odd.
    /// Several are missed where these multiples of what they are off by cancel out: chance 2^-125,
    /// but not for points of small order. So this is nothing for keys that somebody could aim.
    pub(crate) fn are_read_from(keys: &[Self], bytes: &[[u8; Self::LENGTH]]) -> bool {
        let reads = |(key, bytes): (&Self, &[u8; Self::LENGTH])| {
            let point: &blst_p1_affine = (&key.0).into();
            // SAFETY: the pointer is valid for both calls.
            let on_curve =
                unsafe { blst_p1_affine_on_curve(point) && !blst_p1_affine_is_inf(point) };
            on_curve && known::is_read_from(&mut bytes.clone(), &[point.x], &[point.y])
        };
        let sum = keys
            .iter()
            .fold(blst_p1::default(), |sum, key| point::add(&point::double(&sum), &key.point()));
        keys.len() == bytes.len()
            && keys.iter().zip(bytes).all(reads)
            // SAFETY: the pointer is valid for the call.
            && unsafe { blst_p1_in_g1(&raw const sum) }
    }

    fn point(&self) -> blst_p1 {
        point::from_affine((&self.0).into())
    }
}

/// A signature: 96 bytes, compressed G2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature(min_pk::Signature);

impl Signature {
    /// Bytes of the compressed form.
    pub const LENGTH: usize = 96;

    /// 96 bytes, compressed G2.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] for bytes that are no point of the subgroup, and for infinity.
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Result<Self> {
        min_pk::Signature::sig_validate(bytes, true).map(Self).map_err(|_| Error::SignatureInvalid)
    }

    /// 96 bytes, compressed G2.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        self.0.to_bytes()
    }

    /// Whether [`Self::from_bytes`] makes this signature of the bytes, found out without a square
    /// root.
    pub(crate) fn is_read_from(&self, bytes: &[u8; Self::LENGTH]) -> bool {
        let point: &blst_p2_affine = (&self.0).into();
        let [x, y] = [point.x.fp, point.y.fp].map(|[first, second]| [second, first]);
        known::is_read_from(&mut bytes.clone(), &x, &y)
            // SAFETY: the pointer is valid for the call.
            && unsafe { blst_p2_affine_on_curve(point) }
            && self.0.validate(true).is_ok()
    }

    /// Whether the holder of `key` signed this.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`].
    pub fn verify(&self, key: &PublicKey, message: &Message) -> Result<()> {
        // e(−G1, signature) · e(key, H(message)) = 1. Both points were checked for subgroup
        // membership when they were made.
        check_pairings(&[
            (negative_generator(), (&self.0).into()),
            ((&key.0).into(), message.point()),
        ])
    }
}

/// Whether the holder of each key signed the message beside it: faster together than one by one. A
/// wrong one among them passes with chance 2^-128.
///
/// # Errors
/// [`Error::SignatureInvalid`], which does not say which.
pub(crate) fn verify_all(signed: &[(Signature, PublicKey, &Message)]) -> Result<()> {
    match signed {
        [] => return Ok(()),
        [(signature, key, message)] => return signature.verify(key, message),
        _ => (),
    }
    // e(−G1, Σ weight · signature) · Π e(weight · key, H(message)) = 1.
    let mut transcript = Vec::new();
    for (signature, key, message) in signed {
        transcript.extend_from_slice(&signature.to_bytes());
        transcript.extend_from_slice(&key.to_bytes());
        transcript.extend_from_slice(message.as_bytes());
    }
    let weights = weights(&transcript, signed.len());
    let signatures: Vec<_> = weights
        .iter()
        .zip(signed)
        .map(|(weight, (signature, ..))| (weight.clone(), from_affine((&signature.0).into())))
        .collect();
    let keys: Vec<_> = weights
        .into_iter()
        .zip(signed)
        .map(|(weight, (_, key, _))| combine(&[(weight, key.point())]))
        .collect();
    let (sum, keys) = (to_affine(&combine(&signatures)), point::to_affine(&keys));
    let hashes = signed.iter().map(|(.., message)| message.point());
    let pairs: Vec<_> =
        core::iter::once((negative_generator(), &sum)).chain(keys.iter().zip(hashes)).collect();
    check_pairings(&pairs)
}

/// Whether the product of the pairings is one, with one final exponentiation.
fn check_pairings(pairs: &[(&blst_p1_affine, &blst_p2_affine)]) -> Result<()> {
    let (right, left): (Vec<_>, Vec<_>) =
        pairs.iter().map(|&(p, q)| (core::ptr::from_ref(p), core::ptr::from_ref(q))).unzip();
    let (mut product, mut result) = (blst_fp12::default(), blst_fp12::default());
    // SAFETY: both lists hold as many valid pointers as the last argument says.
    unsafe {
        blst_miller_loop_n(&raw mut product, left.as_ptr(), right.as_ptr(), pairs.len());
        blst_final_exp(&raw mut result, &raw const product);
    }
    if result == blst_fp12::default() { Ok(()) } else { Err(Error::SignatureInvalid) }
}

/// −G1.
fn negative_generator() -> &'static blst_p1_affine {
    // SAFETY: a constant of blst.
    unsafe { &BLS12_381_NEG_G1 }
}

/// What several checks are multiplied with before they are added: one for the first, 128 bits for
/// each other. `transcript` is all that is checked, so that nobody can aim at them: wrong ones cancel
/// each other out with chance 2^-128.
pub(crate) fn weights(transcript: &[u8], count: usize) -> Vec<Scalar> {
    let transcript = sha256(&[transcript]);
    let weight = |place: usize| {
        let digest = sha256(&[transcript.as_slice(), &(place as u64).to_be_bytes()]);
        Scalar::reduce(&digest[..16])
    };
    (0..count).map(|place| if place == 0 { Scalar::one() } else { weight(place) }).collect()
}

/// Whether t0 − t1 + t2 − … is the point at infinity, where each t is a weight times its key.
pub(crate) fn alternating_sum_is_infinity(weights: &[Scalar], keys: &[PublicKey]) -> bool {
    let mut terms: Vec<_> =
        weights.iter().cloned().zip(keys.iter().map(PublicKey::point)).collect();
    for (_, point) in terms.iter_mut().skip(1).step_by(2) {
        *point = point.negated();
    }
    combine(&terms).is_infinity()
}
