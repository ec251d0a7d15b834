//! EIP-2335 keystores, version 4: bytes → [`Keystore`] → [`SecretKey`].

mod batch;
mod json;
mod kdf;
mod lock;

use std::borrow::Cow;

use aes::Aes128Enc;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use subtle::ConstantTimeEq;

use crate::bls::{PublicKey, SecretKey};
use crate::json::Json;
use crate::secret::{Password, Secret, Spelling};
use crate::sha256::sha256;
use crate::{Error, Result, Warning};
pub use batch::{Batch, DerivedKeys};
use json::{Crypto, File, Module, Pbkdf2Params, ScryptParams};
pub use kdf::{Derivation, KEY_LENGTH, Kdf, PBKDF2_LANES, Tables, derive_all};
pub use lock::lock;

/// Larger than any keystore, and enough to recognise other files picked by mistake.
pub const MAX_FILE: usize = 1 << 20;

/// A keystore that has been read and found openable, given its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keystore {
    kdf: Kdf,
    checksum: [u8; 32],
    iv: [u8; 16],
    message: [u8; 32],
    public_key: Option<[u8; PublicKey::LENGTH]>,
    path: Option<String>,
}

/// A validator key out of its keystore.
pub struct Unlocked {
    /// The key, proved to be the one the file names where it names one.
    pub key: SecretKey,
    /// Its public key.
    pub public_key: PublicKey,
    /// As [`Keystore::key_stream`].
    pub key_stream: Vec<u8>,
    /// What the user should know about the file or the password.
    pub warnings: Vec<Warning>,
}

impl Keystore {
    /// Reads a file. Takes what real tools write: upper-case or 0x-prefixed hex, missing uuid,
    /// path, description or pubkey, unknown fields, a byte order mark.
    ///
    /// # Errors
    /// One of the keystore causes of [`Error`]; a deposit_data, keyshares, operator or execution
    /// wallet file picked by mistake is named as such.
    pub fn parse(file: &[u8]) -> Result<Self> {
        if file.len() > MAX_FILE {
            return Err(Error::FileTooLarge { limit: MAX_FILE });
        }
        let json = Json::parse(file).ok_or(Error::NotJson)?;
        if let Some(items) = json.items() {
            return Err(list_error(items));
        }
        let file = File::read(json).ok_or(Error::NotAKeystore)?;
        let crypto = read(Some(recognise(&file)?), "crypto", Crypto::read)?;
        let kdf = read_kdf(crypto.kdf)?;
        let checksum = read_checksum(crypto.checksum)?;
        let (iv, message) = read_cipher(crypto.cipher)?;
        Ok(Self {
            kdf,
            checksum,
            iv,
            message,
            public_key: read_public_key(file.pubkey)?,
            path: read_text(file.path, "path")?.map(Cow::into_owned),
        })
    }

    /// The public key that the file names, unproved until it is unlocked: 48 bytes, compressed G1.
    #[must_use]
    pub const fn public_key(&self) -> Option<[u8; PublicKey::LENGTH]> {
        self.public_key
    }

    /// The EIP-2334 path that the file names.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// How its password is stretched.
    #[must_use]
    pub const fn kdf(&self) -> &Kdf {
        &self.kdf
    }

    /// Salt and initial counter block: equal for two keystores of one password exactly if they are
    /// encrypted with one key stream.
    #[must_use]
    pub fn key_stream(&self) -> Vec<u8> {
        [self.kdf.salt(), &self.iv].concat()
    }

    /// Stretches the password and opens the keystore with it: EIP-2335 §Decryption. A password with
    /// accents is tried a second time the way old tools encoded it.
    ///
    /// # Errors
    /// [`Error::WrongPassword`], [`Error::SecretInvalid`], [`Error::PublicKeyMismatch`] or
    /// [`Error::OutOfMemory`].
    pub fn unlock(&self, password: &Password) -> Result<Unlocked> {
        for spelling in password.spellings() {
            if let Some(unlocked) = self.open(&self.kdf.derive(&spelling.bytes)?, &spelling)? {
                return Ok(unlocked);
            }
        }
        Err(Error::WrongPassword)
    }

    /// Opens the keystore with an already stretched password; `None` where the checksum does not
    /// match. The key inside must be valid, and be the one that the file names.
    ///
    /// # Errors
    /// [`Error::SecretInvalid`] or [`Error::PublicKeyMismatch`].
    pub fn open(
        &self,
        derived: &Secret<KEY_LENGTH>,
        spelling: &Spelling,
    ) -> Result<Option<Unlocked>> {
        let (cipher_key, checksum_key) = halves(derived);
        let checksum = checksum(checksum_key, &self.message);
        if !bool::from(checksum.ct_eq(&self.checksum)) {
            return Ok(None);
        }
        let key = SecretKey::from_bytes(&crypt(cipher_key, &self.iv, &self.message))?;
        let public_key = key.public_key();
        if self.public_key.is_some_and(|named| named != public_key.to_bytes()) {
            return Err(Error::PublicKeyMismatch);
        }
        let legacy = spelling.is_legacy.then_some(Warning::LegacyPassword);
        let warnings = self.kdf.warnings().chain(legacy).collect();
        Ok(Some(Unlocked { key, public_key, key_stream: self.key_stream(), warnings }))
    }
}

/// What a derived key is for: the first half encrypts, the second one goes into the checksum.
fn halves(derived: &Secret<KEY_LENGTH>) -> (&[u8; 16], &[u8; 16]) {
    let (halves, _) = derived.expose().as_chunks::<16>();
    (&halves[0], &halves[1])
}

/// SHA-256 of the second half of the derived key and the encrypted message.
fn checksum(key: &[u8; 16], message: &[u8; 32]) -> [u8; 32] {
    *sha256(&[key, message])
}

/// AES-128-CTR with the iv as 128-bit big-endian counter (SP 800-38A §6.5); its own inverse.
fn crypt(key: &[u8; 16], iv: &[u8; 16], input: &[u8; 32]) -> Secret<32> {
    let cipher = Aes128Enc::new(key.into());
    Secret::filled(|output: &mut [u8; 32]| {
        let mut counter = u128::from_be_bytes(*iv);
        let blocks = output.as_chunks_mut::<16>().0.iter_mut();
        for (block, input) in blocks.zip(input.as_chunks::<16>().0) {
            *block = counter.to_be_bytes();
            cipher.encrypt_block(block.into());
            block.iter_mut().zip(input).for_each(|(byte, other)| *byte ^= other);
            counter = counter.wrapping_add(1);
        }
    })
}

/// Lists are never keystores; the one that users mix up has deposit roots in it.
fn list_error<'a>(mut items: impl Iterator<Item = Json<'a>>) -> Error {
    let has_root = |item| File::read(item).is_some_and(|file| file.deposit_data_root.is_some());
    if items.any(has_root) { Error::IsDepositData } else { Error::NotAKeystore }
}

/// Tells a version 4 keystore from the files that are picked by mistake.
fn recognise<'a>(file: &File<'a>) -> Result<Json<'a>> {
    if file.deposit_data_root.is_some() {
        return Err(Error::IsDepositData);
    }
    // A PEM in base64, where a keystore has hex.
    let names_pem = file.pubkey.and_then(Json::as_text).is_some_and(|key| key.starts_with("LS0t"));
    if file.operator_key.is_some() || names_pem {
        return Err(Error::IsOperatorKeystore);
    }
    if file.shares.is_some() || file.payload.is_some() {
        return Err(Error::IsKeyshares);
    }
    let version = file.version.and_then(Json::as_u64);
    if version == Some(3) || file.execution_crypto.is_some() {
        return Err(Error::IsExecutionKeystore);
    }
    let crypto = file.crypto.ok_or(Error::NotAKeystore)?;
    if version == Some(4) { Ok(crypto) } else { Err(Error::KeystoreVersion) }
}

fn read<'a, T>(
    part: Option<Json<'a>>,
    field: &'static str,
    shape: impl FnOnce(Json<'a>) -> Option<T>,
) -> Result<T> {
    part.and_then(shape).ok_or(Error::KeystoreField { field })
}

/// A text that may be missing, `null` or empty, which all mean the same.
fn read_text<'a>(part: Option<Json<'a>>, field: &'static str) -> Result<Option<Cow<'a, str>>> {
    if part.is_none() {
        return Ok(None);
    }
    let text = read(part, field, Json::as_text)?;
    Ok(if text.is_empty() { None } else { Some(text) })
}

fn read_kdf(part: Option<Json<'_>>) -> Result<Kdf> {
    let module = read(part, "crypto.kdf", Module::read)?;
    let field = "crypto.kdf.params";
    if module.function.eq_ignore_ascii_case("scrypt") {
        let params = read(module.params, field, ScryptParams::read)?;
        let salt = read_hex(&params.salt, "crypto.kdf.params.salt")?;
        return Kdf::scrypt(params.n, params.r, params.p, salt, params.dklen);
    }
    if !module.function.eq_ignore_ascii_case("pbkdf2") {
        return Err(Error::KdfUnsupported);
    }
    let params = read(module.params, field, Pbkdf2Params::read)?;
    if !params.prf.eq_ignore_ascii_case("hmac-sha256") {
        return Err(Error::KdfUnsupported);
    }
    let salt = read_hex(&params.salt, "crypto.kdf.params.salt")?;
    Kdf::pbkdf2(params.c, salt, params.dklen)
}

fn read_checksum(part: Option<Json<'_>>) -> Result<[u8; 32]> {
    let field = "crypto.checksum.message";
    let module = read(part, "crypto.checksum", Module::read)?;
    if !module.function.eq_ignore_ascii_case("sha256") {
        return Err(Error::ChecksumUnsupported);
    }
    let bytes = read_hex(&module.message.unwrap_or_default(), field)?;
    bytes.try_into().map_err(|_| Error::KeystoreField { field })
}

fn read_cipher(part: Option<Json<'_>>) -> Result<([u8; 16], [u8; 32])> {
    let module = read(part, "crypto.cipher", Module::read)?;
    if !module.function.eq_ignore_ascii_case("aes-128-ctr") {
        return Err(Error::CipherUnsupported);
    }
    let [iv] = read(module.params, "crypto.cipher.params", |params| params.fields(["iv"]))?;
    let iv = read(iv, "crypto.cipher.params", Json::as_text)?;
    let field = "crypto.cipher.params.iv";
    let iv = read_hex(&iv, field)?.try_into().map_err(|_| Error::KeystoreField { field })?;
    let field = "crypto.cipher.message";
    let message = read_hex(&module.message.ok_or(Error::KeystoreField { field })?, field)?;
    Ok((iv, message.try_into().map_err(|_| Error::SecretInvalid)?))
}

fn read_public_key(part: Option<Json<'_>>) -> Result<Option<[u8; PublicKey::LENGTH]>> {
    let field = "pubkey";
    let Some(text) = read_text(part, field)? else { return Ok(None) };
    let bytes = read_hex(&text, field)?;
    bytes.try_into().map(Some).map_err(|_| Error::KeystoreField { field })
}

/// Hex of either case, with or without 0x.
fn read_hex(text: &str, field: &'static str) -> Result<Vec<u8>> {
    alloy_primitives::hex::decode(text).map_err(|_| Error::KeystoreField { field })
}
