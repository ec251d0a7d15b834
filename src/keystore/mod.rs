//! EIP-2335 keystores, version 4: bytes → [`Keystore`] → [`SecretKey`].

mod json;
mod kdf;
mod lock;

use aes::Aes128;
use aes::cipher::{KeyIvInit, StreamCipher};
use ctr::Ctr128BE;
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::bls::{PublicKey, SecretKey};
use crate::secret::{Password, Secret, Spelling};
use crate::{Error, Result, Warning};
use json::{CipherParams, Crypto, File, Module, Pbkdf2Params, ScryptParams};
pub use kdf::{KEY_LENGTH, Kdf};
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
        let text = core::str::from_utf8(file).map_err(|_| Error::NotJson)?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.starts_with('[') {
            return Err(list_error(text));
        }
        let file: File<'_> = serde_json::from_str(text).map_err(|e| shape_error(&e))?;
        let crypto = recognise(&file)?;
        let crypto: Crypto<'_> = read(Some(crypto), "crypto")?;
        let kdf = read_kdf(crypto.kdf)?;
        let checksum = read_checksum(crypto.checksum)?;
        let (iv, message) = read_cipher(crypto.cipher)?;
        Ok(Self {
            kdf,
            checksum,
            iv,
            message,
            public_key: read_public_key(file.pubkey)?,
            path: read::<Option<String>>(file.path, "path")?.filter(|path| !path.is_empty()),
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

    /// The initial counter block of its cipher. Two keystores of one password that share it and
    /// the salt are encrypted with one key stream.
    #[must_use]
    pub const fn iv(&self) -> &[u8; 16] {
        &self.iv
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
        let (cipher_key, checksum_key) = derived.expose().split_at(16);
        let checksum = checksum(checksum_key, &self.message);
        if !bool::from(checksum.ct_eq(&self.checksum)) {
            return Ok(None);
        }
        let key = SecretKey::from_bytes(&crypt(cipher_key, &self.iv, &self.message)?)?;
        if self.public_key.is_some_and(|named| named != key.public_key().to_bytes()) {
            return Err(Error::PublicKeyMismatch);
        }
        let legacy = spelling.is_legacy.then_some(Warning::LegacyPassword);
        Ok(Some(Unlocked { key, warnings: self.kdf.warnings().chain(legacy).collect() }))
    }
}

/// SHA-256 of the second half of the derived key and the encrypted message.
fn checksum(key: &[u8], message: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(key).chain_update(message).finalize().into()
}

/// AES-128-CTR with the iv as 128-bit big-endian counter (SP 800-38A); its own inverse.
fn crypt(key: &[u8], iv: &[u8; 16], input: &[u8; 32]) -> Result<Secret<32>> {
    Secret::fill_with(|output: &mut [u8; 32]| {
        let mut cipher = Ctr128BE::<Aes128>::new_from_slices(key, iv)
            .map_err(|_| Error::KdfParameters { field: "dklen" })?;
        cipher.apply_keystream_b2b(input, output);
        Ok(())
    })
}

/// Lists are never keystores; the one that users mix up has deposit roots in it.
fn list_error(text: &str) -> Error {
    match serde_json::from_str::<Vec<File<'_>>>(text) {
        Ok(files) if files.iter().any(|file| file.deposit_data_root.is_some()) => {
            Error::IsDepositData
        }
        Ok(_) => Error::NotAKeystore,
        Err(error) => shape_error(&error),
    }
}

fn shape_error(error: &serde_json::Error) -> Error {
    if error.is_data() { Error::NotAKeystore } else { Error::NotJson }
}

/// Tells a version 4 keystore from the files that are picked by mistake.
fn recognise<'a>(file: &File<'a>) -> Result<&'a RawValue> {
    if file.deposit_data_root.is_some() {
        return Err(Error::IsDepositData);
    }
    // A PEM in base64, where a keystore has hex.
    let names_pem = file.pubkey.is_some_and(|text| text.get().starts_with("\"LS0t"));
    if file.operator_key.is_some() || names_pem {
        return Err(Error::IsOperatorKeystore);
    }
    if file.shares.is_some() || file.payload.is_some() {
        return Err(Error::IsKeyshares);
    }
    let version = file.version.map(RawValue::get);
    if version == Some("3") || file.execution_crypto.is_some() {
        return Err(Error::IsExecutionKeystore);
    }
    let crypto = file.crypto.ok_or(Error::NotAKeystore)?;
    if version == Some("4") { Ok(crypto) } else { Err(Error::KeystoreVersion) }
}

fn read<'a, T: Deserialize<'a>>(part: Option<&'a RawValue>, field: &'static str) -> Result<T> {
    serde_json::from_str(part.map_or("null", RawValue::get))
        .map_err(|_| Error::KeystoreField { field })
}

fn read_kdf(part: Option<&RawValue>) -> Result<Kdf> {
    let module: Module<'_> = read(part, "crypto.kdf")?;
    let field = "crypto.kdf.params";
    match module.function.to_ascii_lowercase().as_str() {
        "scrypt" => {
            let params: ScryptParams = read(module.params, field)?;
            let salt = read_hex(&params.salt, "crypto.kdf.params.salt")?;
            Kdf::scrypt(params.n, params.r, params.p, salt, params.dklen)
        }
        "pbkdf2" => {
            let params: Pbkdf2Params = read(module.params, field)?;
            if !params.prf.eq_ignore_ascii_case("hmac-sha256") {
                return Err(Error::KdfUnsupported);
            }
            let salt = read_hex(&params.salt, "crypto.kdf.params.salt")?;
            Kdf::pbkdf2(params.c, salt, params.dklen)
        }
        _ => Err(Error::KdfUnsupported),
    }
}

fn read_checksum(part: Option<&RawValue>) -> Result<[u8; 32]> {
    let field = "crypto.checksum.message";
    let module: Module<'_> = read(part, "crypto.checksum")?;
    if !module.function.eq_ignore_ascii_case("sha256") {
        return Err(Error::ChecksumUnsupported);
    }
    let bytes = read_hex(&module.message.unwrap_or_default(), field)?;
    bytes.try_into().map_err(|_| Error::KeystoreField { field })
}

fn read_cipher(part: Option<&RawValue>) -> Result<([u8; 16], [u8; 32])> {
    let module: Module<'_> = read(part, "crypto.cipher")?;
    if !module.function.eq_ignore_ascii_case("aes-128-ctr") {
        return Err(Error::CipherUnsupported);
    }
    let params: CipherParams = read(module.params, "crypto.cipher.params")?;
    let field = "crypto.cipher.params.iv";
    let iv = read_hex(&params.iv, field)?.try_into().map_err(|_| Error::KeystoreField { field })?;
    let field = "crypto.cipher.message";
    let message = read_hex(&module.message.ok_or(Error::KeystoreField { field })?, field)?;
    Ok((iv, message.try_into().map_err(|_| Error::SecretInvalid)?))
}

fn read_public_key(part: Option<&RawValue>) -> Result<Option<[u8; PublicKey::LENGTH]>> {
    let field = "pubkey";
    let text = read::<Option<String>>(part, field)?.unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    let bytes = read_hex(&text, field)?;
    bytes.try_into().map(Some).map_err(|_| Error::KeystoreField { field })
}

/// Hex of either case, with or without 0x.
fn read_hex(text: &str, field: &'static str) -> Result<Vec<u8>> {
    alloy_primitives::hex::decode(text).map_err(|_| Error::KeystoreField { field })
}
