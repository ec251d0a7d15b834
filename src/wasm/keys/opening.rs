//! Keystores on their way to their keys, from one answer of the platform to the next.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::CryptoKey;
use zeroize::Zeroizing;

use super::memory::with_clean_stack;
use super::web_crypto;
use crate::Result;
use crate::keystore::{
    Batch, Derivation, DerivedKeys, KEY_LENGTH, Kdf, PBKDF2_LANES, Tables, Unlocked,
};
use crate::order::sort_few;
use crate::secret::{Secret, Unicode};

/// Keystores that are opened together, each with the password at the same place.
///
/// Until [`Vault::unlock`] has an answer, the worker takes turns with it: for every derivation that
/// the platform should do it waits for `importKey`, for `deriveBits`, and calls `settle`.
///
/// [`Vault::unlock`]: super::vault::Vault::unlock
#[wasm_bindgen]
pub struct Opening {
    batch: Batch,
    derived: DerivedKeys,
    /// What the platform should do before the next turn; the last one is at work.
    platform: Vec<Platform>,
}

struct Platform {
    kdf: Kdf,
    password: Zeroizing<Vec<u8>>,
    /// What the platform reads, to be wiped.
    given: Option<Uint8Array>,
}

#[wasm_bindgen]
impl Opening {
    /// Files and passwords in the same order. The caller's arrays with passwords are the caller's
    /// to wipe. `unicode` is the packed tables, which only passwords need that are not ASCII.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(
        files: Vec<Uint8Array>,
        passwords: Vec<Uint8Array>,
        unicode: Option<Vec<u8>>,
    ) -> Opening {
        let mut batch = Batch::new(unicode.as_deref().map(Unicode::unpack));
        for (file, password) in files.iter().zip(&passwords) {
            let password = Zeroizing::new(password.to_vec());
            with_clean_stack(|| batch.add(&file.to_vec(), &password));
        }
        let mut opening = Self { batch, derived: DerivedKeys::default(), platform: Vec::new() };
        opening.plan();
        opening
    }

    /// The password of the next derivation for the platform, as a promise of a `CryptoKey`;
    /// `undefined` where none is left.
    #[wasm_bindgen(js_name = importKey)]
    pub fn import_key(&mut self) -> Option<Promise> {
        let next = self.platform.last_mut()?;
        let given = next.given.insert(Uint8Array::from(next.password.as_slice()));
        let promise = web_crypto::import_key(given);
        if promise.is_none() {
            self.platform.clear();
        }
        promise
    }

    /// The derivation itself, as a promise of its bits.
    #[wasm_bindgen(js_name = deriveBits)]
    pub fn derive_bits(&mut self, key: &CryptoKey) -> Option<Promise> {
        let next = self.platform.last_mut()?;
        // The platform has taken what it was given.
        wipe(next.given.take());
        web_crypto::derive_bits(key, next.kdf.salt(), next.kdf.pbkdf2_rounds()?)
    }

    /// Takes the bits and wipes them; without any the derivation is ours.
    pub fn settle(&mut self, bits: Option<ArrayBuffer>) {
        let Some(done) = self.platform.pop() else { return };
        let Some(bits) = bits.map(|bits| Uint8Array::new(&bits)) else { return };
        let key = Secret::fill_with(|key: &mut [u8; KEY_LENGTH]| {
            if bits.length() as usize != KEY_LENGTH {
                return Err(());
            }
            bits.copy_to(key);
            Ok(())
        });
        bits.fill(0, 0, bits.length());
        if let Ok(key) = key {
            let derivation = Derivation { kdf: &done.kdf, password: &done.password };
            self.derived.insert(derivation, Ok(key));
        }
    }
}

impl Opening {
    /// One turn: derives what the platform did not, and opens what can be opened. The results, once all
    /// keystores have theirs.
    #[inline(never)]
    pub(super) fn go_on(&mut self, tables: &mut Tables) -> Option<Vec<Result<Unlocked>>> {
        self.derived.derive(&self.batch.missing(&self.derived), tables);
        self.batch.open(&self.derived);
        if self.batch.is_done() {
            return Some(core::mem::take(&mut self.batch).finish());
        }
        self.plan();
        None
    }

    /// Leaves to the platform what would fill two of our four lanes at most, which can only be PBKDF2:
    /// platforms lack scrypt, and three keystores or four at once are faster than one by one.
    fn plan(&mut self) {
        let mut missing = self.batch.missing(&self.derived);
        sort_few(&mut missing, |derivation| derivation.kdf.pbkdf2_rounds());
        let alike = missing.chunk_by(|a, b| a.kdf.pbkdf2_rounds() == b.kdf.pbkdf2_rounds());
        let few = alike.flat_map(|alike| alike.chunks(PBKDF2_LANES)).filter(|lanes| {
            lanes.len() + 1 < PBKDF2_LANES
                && lanes.iter().all(|derivation| derivation.kdf.pbkdf2_rounds().is_some())
        });
        self.platform = few
            .flatten()
            .map(|&Derivation { kdf, password }| Platform {
                kdf: kdf.clone(),
                password: Zeroizing::new(password.to_vec()),
                given: None,
            })
            .collect();
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        wipe(self.given.take());
    }
}

fn wipe(given: Option<Uint8Array>) {
    if let Some(given) = given {
        given.fill(0, 0, given.length());
    }
}
