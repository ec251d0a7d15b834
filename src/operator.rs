//! Operators, their RSA keys, and the committee that shares one validator key.

use core::num::NonZeroU64;

use base64ct::{Base64, Encoding};
use rsa::pkcs1::der::{Decode, Encode};
use rsa::pkcs1::{RsaPublicKey as RsaComponents, UintRef};
use rsa::pkcs8::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use crate::seal::Modulus;
use crate::{Error, Result, factoring};

/// Bytes of the RSA modulus, and so of every ciphertext (ssv eth/eventhandler `encryptedKeyLength`).
pub const MODULUS_LENGTH: usize = 256;

/// Largest id that JSON numbers hold exactly: 2^53 − 1.
pub const MAX_SAFE_ID: u64 = (1 << 53) - 1;

/// Longest key text that is looked at. The network's own form has 612 characters.
const MAX_KEY_TEXT: usize = 4096;

/// 65537, big-endian.
const EXPONENT: [u8; 3] = [1, 0, 1];

const PEM_LABELS: [&str; 2] = ["RSA PUBLIC KEY", "PUBLIC KEY"];

/// An operator's id on chain. Never zero: a polynomial evaluated at zero is the validator key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperatorId(NonZeroU64);

impl OperatorId {
    /// # Errors
    /// [`Error::OperatorIdInvalid`] for zero.
    pub fn new(id: u64) -> Result<Self> {
        NonZeroU64::new(id).map(Self).ok_or(Error::OperatorIdInvalid)
    }

    /// The id as a number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

/// An operator's RSA public key: 256-byte modulus, e = 65537, not trivially factorable.
#[derive(Debug, Clone)]
pub struct OperatorKey {
    modulus: Modulus,
    text: String,
}

impl OperatorKey {
    /// Reads a key in any form that the network and its tools hand out: base64 of a PEM, the PEM
    /// itself, or the ABI-encoded bytes of `OperatorAdded` as 0x-hex. The PEM may hold SPKI or
    /// PKCS#1 under either header.
    ///
    /// # Errors
    /// [`Error::OperatorKeyMalformed`], [`Error::OperatorKeyLength`],
    /// [`Error::OperatorKeyExponent`] or [`Error::OperatorKeyWeak`].
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > MAX_KEY_TEXT {
            return Err(Error::OperatorKeyMalformed);
        }
        let text = text.trim();
        if let Some(hex) = text.strip_prefix("0x") {
            let bytes =
                alloy_primitives::hex::decode(hex).map_err(|_| Error::OperatorKeyMalformed)?;
            return Self::from_chain(&bytes);
        }
        if text.starts_with("-----BEGIN") {
            let der = decode_pem(text.as_bytes())?;
            return Self::from_der(&der, None);
        }
        let pem = Base64::decode_vec(text).map_err(|_| Error::OperatorKeyMalformed)?;
        let der = decode_pem(&pem)?;
        Self::from_der(&der, Some(text))
    }

    /// Reads the bytes that the contract stores: the ABI encoding of one string, or the bare text.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn from_chain(bytes: &[u8]) -> Result<Self> {
        let text = crate::calls::operator_key_text(bytes).ok_or(Error::OperatorKeyMalformed)?;
        if text.starts_with("0x") {
            return Err(Error::OperatorKeyMalformed);
        }
        Self::parse(&text)
    }

    fn from_der(der: &[u8], text: Option<&str>) -> Result<Self> {
        let modulus = match SubjectPublicKeyInfoRef::from_der(der) {
            Ok(info) => {
                info.algorithm
                    .assert_algorithm_oid(rsa::pkcs1::ALGORITHM_OID)
                    .map_err(|_| Error::OperatorKeyMalformed)?;
                let bits = info.subject_public_key.as_bytes();
                checked_modulus(bits.ok_or(Error::OperatorKeyMalformed)?)?
            }
            Err(_) => checked_modulus(der)?,
        };
        let text = match text {
            Some(text) => text.to_owned(),
            None => encode_text(&modulus)?,
        };
        Ok(Self { modulus, text })
    }

    /// The key as base64 of its PEM: as it was given, so that readers which compare text agree.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether two keys are the same RSA key, whatever their text looks like.
    #[must_use]
    pub fn is_same_key(&self, other: &Self) -> bool {
        self.modulus == other.modulus
    }

    pub(crate) const fn modulus(&self) -> &Modulus {
        &self.modulus
    }
}

/// Reads one PEM block, with nothing around it but white space.
fn decode_pem(pem: &[u8]) -> Result<Vec<u8>> {
    let text = core::str::from_utf8(pem).map_err(|_| Error::OperatorKeyMalformed)?;
    if !text.trim_start().starts_with("-----BEGIN") || text.matches("-----BEGIN").count() != 1 {
        return Err(Error::OperatorKeyMalformed);
    }
    let (label, der) =
        pem_rfc7468::decode_vec(text.trim().as_bytes()).map_err(|_| Error::OperatorKeyMalformed)?;
    if PEM_LABELS.contains(&label) { Ok(der) } else { Err(Error::OperatorKeyMalformed) }
}

/// PKCS#1 `RSAPublicKey` in canonical DER (RFC 8017 §A.1.1), with every check on its numbers.
fn checked_modulus(der: &[u8]) -> Result<Modulus> {
    let parts =
        RsaComponents::<UintRef<'_>>::from_der(der).map_err(|_| Error::OperatorKeyMalformed)?;
    let (modulus, exponent) = (parts.modulus.as_bytes(), parts.public_exponent.as_bytes());
    let Ok(sized) = modulus.try_into() else {
        return Err(Error::OperatorKeyLength { bits: bit_length(modulus) });
    };
    if exponent != EXPONENT {
        return Err(Error::OperatorKeyExponent);
    }
    if factoring::is_weak(modulus) {
        return Err(Error::OperatorKeyWeak);
    }
    Ok(Modulus::new(sized))
}

fn bit_length(number: &[u8]) -> u32 {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(number.len() * 8).unwrap_or(u32::MAX) - leading
}

/// The form that the network hands out: base64 of a PEM whose header says PKCS#1 while its body is
/// SPKI, in lines of 64, ending in a newline (ssv `PublicKeyToPEM`).
fn encode_text(modulus: &Modulus) -> Result<String> {
    let malformed = |_| Error::OperatorKeyMalformed;
    let pkcs1 = RsaComponents {
        modulus: UintRef::new(&modulus.to_bytes()).map_err(malformed)?,
        public_exponent: UintRef::new(&EXPONENT).map_err(malformed)?,
    }
    .to_der()
    .map_err(malformed)?;
    let spki = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifierRef {
            oid: rsa::pkcs1::ALGORITHM_OID,
            parameters: Some(rsa::pkcs1::der::asn1::AnyRef::NULL),
        },
        subject_public_key: rsa::pkcs1::der::asn1::BitStringRef::from_bytes(&pkcs1)
            .map_err(malformed)?,
    }
    .to_der()
    .map_err(malformed)?;
    let pem = pem_rfc7468::encode_string("RSA PUBLIC KEY", pem_rfc7468::LineEnding::LF, &spki)
        .map_err(|_| Error::OperatorKeyMalformed)?;
    Ok(Base64::encode_string(pem.as_bytes()))
}

/// An operator that will hold one share.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Id on chain.
    pub id: OperatorId,
    /// Key that its share is sealed with.
    pub key: OperatorKey,
}

/// The operators of one cluster: 4, 7, 10 or 13, ascending by id, no id and no key twice.
#[derive(Debug, Clone)]
pub struct Committee(Vec<Operator>);

impl Committee {
    /// Sorts and checks.
    ///
    /// # Errors
    /// [`Error::OperatorCount`], [`Error::OperatorIdDuplicate`] or
    /// [`Error::OperatorKeyDuplicate`].
    pub fn new(mut operators: Vec<Operator>) -> Result<Self> {
        check_size(operators.len())?;
        operators.sort_by_key(|operator| operator.id);
        for (i, operator) in operators.iter().enumerate() {
            let before = operators.get(..i).unwrap_or_default();
            if before.iter().any(|other| other.id == operator.id) {
                return Err(Error::OperatorIdDuplicate { id: operator.id.get() });
            }
            if before.iter().any(|other| other.key.is_same_key(&operator.key)) {
                return Err(Error::OperatorKeyDuplicate { id: operator.id.get() });
            }
        }
        Ok(Self(operators))
    }

    /// Ascending by id.
    #[must_use]
    pub fn operators(&self) -> &[Operator] {
        &self.0
    }

    /// Ascending.
    #[must_use]
    pub fn ids(&self) -> Vec<OperatorId> {
        self.0.iter().map(|operator| operator.id).collect()
    }

    /// Shares that rebuild the key: 3, 5, 7 or 9.
    #[must_use]
    pub fn threshold(&self) -> usize {
        threshold(self.0.len())
    }
}

/// n − f with f = (n − 1) / 3 operators that may fail.
#[must_use]
pub const fn threshold(operators: usize) -> usize {
    operators - (operators - 1) / 3
}

/// # Errors
/// [`Error::OperatorCount`] unless 4, 7, 10 or 13.
pub const fn check_size(count: usize) -> Result<()> {
    match count {
        4 | 7 | 10 | 13 => Ok(()),
        _ => Err(Error::OperatorCount { count }),
    }
}
