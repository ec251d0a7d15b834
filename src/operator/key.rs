//! An operator's RSA key in all the forms it comes in.

use rsa::pkcs1::der::Decode;
use rsa::pkcs1::{RsaPublicKey, UintRef};

use super::{MODULUS_LENGTH, base64, pem};
use crate::seal::Modulus;
use crate::{Error, Result, factoring};

/// Longest key text that is looked at. The network's own form has 612 characters.
const MAX_KEY_TEXT: usize = 4096;

/// 65537, big-endian.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// `AlgorithmIdentifier` of RSA in DER: 1.2.840.113549.1.1.1 and NULL (RFC 3279 §2.3.1).
const RSA_ENCRYPTION: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

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
        let text = text.trim_ascii();
        if let Some(hex) = text.strip_prefix("0x") {
            let bytes =
                alloy_primitives::hex::decode(hex).map_err(|_| Error::OperatorKeyMalformed)?;
            return Self::from_chain(&bytes);
        }
        if text.starts_with("-----BEGIN") {
            return Self::from_pem(text, None);
        }
        let pem = base64::decode(text).ok_or(Error::OperatorKeyMalformed)?;
        let pem = core::str::from_utf8(&pem).map_err(|_| Error::OperatorKeyMalformed)?;
        Self::from_pem(pem, Some(text))
    }

    /// Reads the bytes that the contract stores: the ABI encoding of one string, or the bare text.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn from_chain(bytes: &[u8]) -> Result<Self> {
        let text = crate::calls::operator_key_text(bytes).ok_or(Error::OperatorKeyMalformed)?;
        if text.trim_ascii_start().starts_with("0x") {
            return Err(Error::OperatorKeyMalformed);
        }
        Self::parse(&text)
    }

    fn from_pem(pem: &str, text: Option<&str>) -> Result<Self> {
        let der = pem::decode(pem).ok_or(Error::OperatorKeyMalformed)?;
        let modulus = match spki_content(&der) {
            Some(key) => {
                let modulus = checked_modulus(key)?;
                if encode_spki(&modulus.to_bytes()) != der {
                    return Err(Error::OperatorKeyMalformed);
                }
                modulus
            }
            None => checked_modulus(&der)?,
        };
        let text = text.map_or_else(|| encode_text(&modulus), str::to_owned);
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

/// The PKCS#1 key in what may be a `SubjectPublicKeyInfo`. Whether it is one shows when the key is
/// encoded again: DER is canonical, so there is one right text for one key.
fn spki_content(der: &[u8]) -> Option<&[u8]> {
    let algorithm =
        der.windows(RSA_ENCRYPTION.len()).take(5).position(|at| at == RSA_ENCRYPTION)?;
    let bit_string = der.get(algorithm + RSA_ENCRYPTION.len()..)?;
    // Behind the bit string's tag and length, and its count of unused bits, which is none.
    let key = bit_string.windows(2).take(5).position(|at| at == [0, 0x30])?;
    bit_string.get(key + 1..)
}

/// PKCS#1 `RSAPublicKey` in canonical DER (RFC 8017 §A.1.1), with every check on its numbers.
fn checked_modulus(der: &[u8]) -> Result<Modulus> {
    let parts =
        RsaPublicKey::<UintRef<'_>>::from_der(der).map_err(|_| Error::OperatorKeyMalformed)?;
    let (modulus, exponent) = (parts.modulus.as_bytes(), parts.public_exponent.as_bytes());
    let Ok(sized) = modulus.try_into() else {
        return Err(Error::OperatorKeyLength { bits: bit_length(modulus) });
    };
    if exponent != EXPONENT {
        return Err(Error::OperatorKeyExponent);
    }
    if factoring::is_weak(sized) {
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
fn encode_text(modulus: &Modulus) -> String {
    base64::encode(pem::encode(&encode_spki(&modulus.to_bytes())).as_bytes())
}

/// `SubjectPublicKeyInfo` in DER (RFC 3279 §2.3.1).
fn encode_spki(modulus: &[u8; MODULUS_LENGTH]) -> Vec<u8> {
    // The lengths of all that holds a modulus take two bytes.
    let long = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        let [.., high, low] = content.len().to_be_bytes();
        [&[tag, 0x82, high, low], content.as_slice()].concat()
    };
    let sign: &[u8] = if modulus.first().is_some_and(|&byte| byte >= 0x80) { &[0] } else { &[] };
    let modulus = long(0x02, &[sign, modulus]);
    let key = long(0x30, &[&modulus, &[0x02, 0x03], &EXPONENT]);
    long(0x30, &[&RSA_ENCRYPTION, &long(0x03, &[&[0], &key])])
}
