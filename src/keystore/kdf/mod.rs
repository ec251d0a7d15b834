//! Password stretching: the two functions of EIP-2335, with bounds that are checked before any
//! memory is taken.

mod compress;
mod pbkdf2;
mod romix;
mod salsa;
mod scrypt;

use alloy_primitives::hex;

use crate::secret::Secret;
use crate::{Error, Result, Warning};
pub use pbkdf2::LANES as PBKDF2_LANES;
pub(super) use scrypt::Cost;
pub use scrypt::Tables;

/// scrypt needs 128 · N · r bytes; the EIP's own parameters take 256 MiB.
const MAX_SCRYPT_MEMORY: u64 = 512 << 20;
/// Beside the table: p blocks of 128 · r bytes that are mixed, and three that are worked on.
const MAX_SCRYPT_BLOCKS: u64 = 8 << 20;
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
    /// scrypt (RFC 7914).
    Scrypt(Cost),
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
        check_cost(p.saturating_add(3).saturating_mul(r).saturating_mul(128), MAX_SCRYPT_BLOCKS)?;
        // The bounds above leave log_n below 23 and both r and p below 2^16.
        let cost = Cost { log_n: n.ilog2() as u8, r: r as u32, p: p as u32 };
        Self::new(Function::Scrypt(cost), salt, key_length)
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
            Function::Scrypt(_) => "scrypt",
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
        let numbers = match self.function {
            Function::Scrypt(Cost { log_n, r, p }) => [log_n.into(), r, p],
            Function::Pbkdf2 { rounds } => [rounds, 0, 0],
        };
        let [a, b, c] = numbers.map(|number| number.to_string());
        [self.name(), " ", &a, " ", &b, " ", &c, " ", &hex::encode(&self.salt)].concat()
    }

    /// Bytes of the table that a plain run works in: 128 · N · r of scrypt, none of PBKDF2. What
    /// comes on top is below 16 MiB.
    #[must_use]
    pub const fn scratch(&self) -> u64 {
        match self.function {
            Function::Scrypt(cost) => cost.table(),
            Function::Pbkdf2 { .. } => 0,
        }
    }

    /// How long it takes compared with other derivations: some 20 000 units to a millisecond on a
    /// machine of 2025. One Salsa20/8 core of scrypt is one unit, one round of PBKDF2 is four.
    #[must_use]
    pub const fn work(&self) -> u64 {
        match self.function {
            Function::Scrypt(Cost { log_n, r, p }) => (4 * r as u64 * p as u64) << log_n,
            Function::Pbkdf2 { rounds } => 4 * rounds as u64,
        }
    }

    /// Rounds of PBKDF2, which platforms can do faster than we; `None` for scrypt.
    #[must_use]
    pub const fn pbkdf2_rounds(&self) -> Option<u32> {
        match self.function {
            Function::Scrypt(_) => None,
            Function::Pbkdf2 { rounds } => Some(rounds),
        }
    }

    /// Whether both make the same key of the same password.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.function == other.function && self.salt == other.salt
    }

    /// What is unusual about these parameters.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Warning> {
        let weak = match self.function {
            Function::Scrypt(Cost { log_n, r, p }) => {
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
        let stretch = [Stretch { password, salt: &self.salt }];
        let mut keys = self.function.derive(&stretch, &mut Tables::default());
        keys.swap_remove(0)
    }
}

/// What goes into a key derivation besides its cost.
#[derive(Clone, Copy)]
struct Stretch<'a> {
    password: &'a [u8],
    salt: &'a [u8],
}

impl Function {
    /// One result each, in the same order.
    fn derive(
        self,
        wanted: &[Stretch<'_>],
        tables: &mut Tables,
    ) -> Vec<Result<Secret<KEY_LENGTH>>> {
        match self {
            Self::Scrypt(cost) => scrypt::derive(cost, wanted, tables),
            Self::Pbkdf2 { rounds } => pbkdf2::derive(rounds, wanted).into_iter().map(Ok).collect(),
        }
    }
}

/// One run of a key derivation: a normalised password with the function and salt to stretch it.
#[derive(Clone, Copy)]
pub struct Derivation<'a> {
    /// Function, cost and salt.
    pub kdf: &'a Kdf,
    /// As [`crate::secret::Spelling::bytes`].
    pub password: &'a [u8],
}

/// [`Kdf::derive`] for each, in the same order. Those of equal cost are worked on side by side,
/// scrypt within the memory of `tables`.
pub fn derive_all(
    wanted: &[Derivation<'_>],
    tables: &mut Tables,
) -> Vec<Result<Secret<KEY_LENGTH>>> {
    let mut keys: Vec<_> = wanted.iter().map(|_| None).collect();
    for (place, Derivation { kdf, .. }) in wanted.iter().enumerate() {
        if keys[place].is_some() {
            continue;
        }
        let (places, group): (Vec<_>, Vec<_>) = wanted
            .iter()
            .enumerate()
            .filter(|(_, other)| other.kdf.function == kdf.function)
            .map(|(at, Derivation { kdf, password })| (at, Stretch { password, salt: &kdf.salt }))
            .unzip();
        for (place, key) in places.into_iter().zip(kdf.function.derive(&group, tables)) {
            keys[place] = Some(key);
        }
    }
    keys.into_iter().flatten().collect()
}

fn positive(value: u64, field: &'static str) -> Result<u64> {
    if value == 0 { Err(Error::KdfParameters { field }) } else { Ok(value) }
}

fn check_cost(required: u64, limit: u64) -> Result<()> {
    if required > limit { Err(Error::KdfTooExpensive { required, limit }) } else { Ok(()) }
}
