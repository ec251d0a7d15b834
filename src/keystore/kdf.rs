//! Password stretching: the two functions of EIP-2335, with bounds that are checked before any
//! memory is taken.

use alloy_primitives::hex;
use scrypt::Params;
use sha2::Sha256;

use crate::secret::Secret;
use crate::{Error, Result, Warning};

/// scrypt needs 128 · N · r bytes; the EIP's own parameters take 256 MiB.
const MAX_SCRYPT_MEMORY: u64 = 512 << 20;
/// N · r · p, twice what the EIP's parameters cost.
const MAX_SCRYPT_WORK: u64 = 1 << 22;
/// N · r · p of the EIP's parameters.
const USUAL_SCRYPT_WORK: u64 = 1 << 21;
const MAX_PBKDF2_ROUNDS: u64 = 10_000_000;
/// Rounds of the EIP's parameters.
const USUAL_PBKDF2_ROUNDS: u64 = 1 << 18;
const USUAL_SALT: usize = 16;

/// Only the first 32 bytes of a derived key are used; both functions give the same first 32 bytes
/// for every longer length.
pub const KEY_LENGTH: usize = 32;
const MAX_KEY_LENGTH: u64 = 64;

/// A key derivation whose cost is known to be bearable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kdf {
    pub(super) function: Function,
    salt: Vec<u8>,
    long_key: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// scrypt (RFC 7914) with N = 2^log_n.
    Scrypt { log_n: u8, r: u32, p: u32 },
    /// PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2).
    Pbkdf2 { rounds: u32 },
}

impl Kdf {
    /// # Errors
    /// [`Error::KdfParameters`] or [`Error::KdfTooExpensive`].
    pub fn scrypt(n: u64, r: u64, p: u64, salt: Vec<u8>, key_length: u64) -> Result<Self> {
        if n < 2 || !n.is_power_of_two() {
            return Err(Error::KdfParameters { field: "n" });
        }
        let (r, p) = (positive(r, "r")?, positive(p, "p")?);
        let work = n.saturating_mul(r);
        check_cost(work.saturating_mul(128), MAX_SCRYPT_MEMORY)?;
        check_cost(work.saturating_mul(p), MAX_SCRYPT_WORK)?;
        // The bounds above leave log_n below 23 and both r and p below 2^22.
        let function = Function::Scrypt { log_n: n.ilog2() as u8, r: r as u32, p: p as u32 };
        Self::new(function, salt, key_length)
    }

    /// # Errors
    /// [`Error::KdfParameters`] or [`Error::KdfTooExpensive`].
    pub fn pbkdf2(rounds: u64, salt: Vec<u8>, key_length: u64) -> Result<Self> {
        let rounds = positive(rounds, "c")?;
        check_cost(rounds, MAX_PBKDF2_ROUNDS)?;
        Self::new(Function::Pbkdf2 { rounds: rounds as u32 }, salt, key_length)
    }

    fn new(function: Function, salt: Vec<u8>, key_length: u64) -> Result<Self> {
        if !(KEY_LENGTH as u64..=MAX_KEY_LENGTH).contains(&key_length) {
            return Err(Error::KdfParameters { field: "dklen" });
        }
        if salt.is_empty() {
            return Err(Error::KdfParameters { field: "salt" });
        }
        Ok(Self { function, salt, long_key: key_length > KEY_LENGTH as u64 })
    }

    /// `scrypt` or `pbkdf2`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self.function {
            Function::Scrypt { .. } => "scrypt",
            Function::Pbkdf2 { .. } => "pbkdf2",
        }
    }

    /// The salt as it stands in the file.
    #[must_use]
    pub fn salt(&self) -> &[u8] {
        &self.salt
    }

    /// Function, parameters and salt as text: what two keystores must share for one derivation to
    /// serve both.
    #[must_use]
    pub fn identity(&self) -> String {
        let salt = hex::encode(&self.salt);
        match self.function {
            Function::Scrypt { log_n, r, p } => format!("scrypt {log_n} {r} {p} {salt}"),
            Function::Pbkdf2 { rounds } => format!("pbkdf2 {rounds} {salt}"),
        }
    }

    /// Bytes that a plain run works in: 128 · N · r of scrypt, none of PBKDF2.
    #[must_use]
    pub const fn scratch(&self) -> u64 {
        match self.function {
            Function::Scrypt { log_n, r, .. } => (128 * r as u64) << log_n,
            Function::Pbkdf2 { .. } => 0,
        }
    }

    /// How long it takes compared with other derivations: some 20 000 units to a millisecond on a
    /// machine of 2025. One Salsa20/8 core of scrypt is half a unit, one round of PBKDF2 is four.
    #[must_use]
    pub const fn work(&self) -> u64 {
        match self.function {
            Function::Scrypt { log_n, r, p } => (4 * r as u64 * p as u64) << log_n,
            Function::Pbkdf2 { rounds } => 4 * rounds as u64,
        }
    }

    /// Rounds of PBKDF2, which platforms can do faster than we; `None` for scrypt.
    #[must_use]
    pub const fn pbkdf2_rounds(&self) -> Option<u32> {
        match self.function {
            Function::Scrypt { .. } => None,
            Function::Pbkdf2 { rounds } => Some(rounds),
        }
    }

    /// What is unusual about these parameters.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Warning> {
        let weak = match self.function {
            Function::Scrypt { log_n, r, p } => {
                (u64::from(r) * u64::from(p)) << log_n < USUAL_SCRYPT_WORK
            }
            Function::Pbkdf2 { rounds } => u64::from(rounds) < USUAL_PBKDF2_ROUNDS,
        };
        [
            (weak, Warning::WeakKdf),
            (self.salt.len() < USUAL_SALT, Warning::ShortSalt),
            (self.long_key, Warning::LongDerivedKey),
        ]
        .into_iter()
        .filter_map(|(applies, warning)| applies.then_some(warning))
    }

    /// scrypt or PBKDF2 of the normalised password.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn derive(&self, password: &[u8]) -> Result<Secret<KEY_LENGTH>> {
        Secret::fill_with(|key: &mut [u8; KEY_LENGTH]| {
            match self.function {
                Function::Scrypt { log_n, r, p } => {
                    // N blocks to look up in, and p blocks to work on.
                    check_memory(128 * u64::from(r) * ((1 << log_n) + u64::from(p)))?;
                    let params = Params::new(log_n, r, p)
                        .map_err(|_| Error::KdfParameters { field: "n" })?;
                    scrypt::scrypt(password, &self.salt, &params, key)
                        .map_err(|_| Error::KdfParameters { field: "dklen" })?;
                }
                Function::Pbkdf2 { rounds } => {
                    pbkdf2::pbkdf2_hmac::<Sha256>(password, &self.salt, rounds, key);
                }
            }
            Ok(())
        })
    }
}

fn positive(value: u64, field: &'static str) -> Result<u64> {
    if value == 0 { Err(Error::KdfParameters { field }) } else { Ok(value) }
}

fn check_cost(required: u64, limit: u64) -> Result<()> {
    if required > limit { Err(Error::KdfTooExpensive { required, limit }) } else { Ok(()) }
}

/// scrypt itself would abort where memory is short, so the same amount is asked for first, and
/// given back untouched.
fn check_memory(required: u64) -> Result<()> {
    let bytes = usize::try_from(required).map_err(|_| Error::OutOfMemory { required })?;
    Vec::<u8>::new().try_reserve_exact(bytes).map_err(|_| Error::OutOfMemory { required })
}
