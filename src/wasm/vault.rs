//! Unlocked keys, inside the worker that unlocked them. Nothing here gives a secret back.

use getrandom::SysRng;
use js_sys::Object;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::error::{set, warning_codes};
use super::memory::with_clean_stack;
use super::registration::{Committee, to_js};
use super::web_crypto;
use crate::bls::SecretKey;
use crate::keystore::{Keystore, Unlocked};
use crate::owner::{Nonce, Owner};
use crate::payload::Registration;
use crate::secret::Password;
use crate::{Error, Result};
use alloy_primitives::hex;

type JsResult<T> = core::result::Result<T, JsValue>;

/// What a keystore says about itself, without its password:
/// `{ publicKey?, path?, kdf, keyStream, derivation, scratch, work }`.
///
/// `keyStream` is salt and iv in hex: equal for two keystores of one password exactly if they are
/// encrypted with one key stream. `derivation` is equal for two keystores exactly if one key
/// derivation serves both, given one password. `scratch` and `work` are [`Kdf::scratch`] and
/// [`Kdf::work`].
///
/// [`Kdf::scratch`]: crate::keystore::Kdf::scratch
/// [`Kdf::work`]: crate::keystore::Kdf::work
#[wasm_bindgen(js_name = inspectKeystore)]
pub fn inspect_keystore(file: &[u8]) -> JsResult<Object> {
    let keystore = Keystore::parse(file)?;
    let facts = Object::new();
    if let Some(key) = keystore.public_key() {
        set(&facts, "publicKey", &hex::encode_prefixed(key).into());
    }
    if let Some(path) = keystore.path() {
        set(&facts, "path", &path.into());
    }
    let kdf = keystore.kdf();
    set(&facts, "kdf", &kdf.name().into());
    set(&facts, "keyStream", &hex::encode([kdf.salt(), keystore.iv()].concat()).into());
    set(&facts, "derivation", &kdf.identity().into());
    // Both are far below 2^53.
    set(&facts, "scratch", &JsValue::from(kdf.scratch() as f64));
    set(&facts, "work", &JsValue::from(kdf.work() as f64));
    Ok(facts)
}

/// The keys that one worker holds. Dropping the vault wipes them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Vault(Vec<Option<Entry>>);

struct Entry {
    key: SecretKey,
    registration: Option<Registration>,
}

#[wasm_bindgen]
impl Vault {
    /// An empty vault.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Vault {
        Self::default()
    }

    /// Opens a keystore and keeps its key: gives `{ slot, publicKey, warnings }`. The caller's array
    /// with the password is the caller's to wipe.
    pub async fn unlock(&mut self, file: Vec<u8>, password: Vec<u8>) -> JsResult<Object> {
        let password = Zeroizing::new(password);
        let keystore = Keystore::parse(&file)?;
        let unlocked = unlock(&keystore, &Password::from_utf8(&password)?).await?;
        let opened = Object::new();
        set(&opened, "slot", &JsValue::from(self.0.len()));
        let public_key = hex::encode_prefixed(unlocked.key.public_key().to_bytes());
        set(&opened, "publicKey", &public_key.into());
        set(&opened, "warnings", &warning_codes(&unlocked.warnings));
        self.0.push(Some(Entry { key: unlocked.key, registration: None }));
        Ok(opened)
    }

    /// Splits the key in a slot, seals its shares, signs, and checks all of it.
    pub fn split(
        &mut self,
        slot: usize,
        committee: &Committee,
        owner: &str,
        nonce: u64,
    ) -> JsResult<JsValue> {
        let (owner, nonce) = (Owner::parse(owner)?, Nonce::new(nonce)?);
        let entry = self.entry(slot)?;
        let registration = with_clean_stack(|| {
            Registration::make(&entry.key, &committee.0, owner, nonce, &mut SysRng)
        })?;
        to_js(entry.registration.insert(registration))
    }

    /// Wipes the key in a slot. Every other key keeps its slot.
    pub fn lock(&mut self, slot: usize) {
        if let Some(entry) = self.0.get_mut(slot) {
            *entry = None;
        }
    }

    /// Signs the last split of a slot for another owner or nonce; its shares stay.
    pub fn resign(&mut self, slot: usize, owner: &str, nonce: u64) -> JsResult<JsValue> {
        let (owner, nonce) = (Owner::parse(owner)?, Nonce::new(nonce)?);
        let entry = self.entry(slot)?;
        let last = entry.registration.as_ref().ok_or(Error::PublicKeyMismatch)?;
        let registration = with_clean_stack(|| last.resign(&entry.key, owner, nonce))?;
        to_js(entry.registration.insert(registration))
    }
}

/// [`Keystore::unlock`], with the platform's own PBKDF2 where it has one.
async fn unlock(keystore: &Keystore, password: &Password) -> Result<Unlocked> {
    let Some(rounds) = keystore.kdf().pbkdf2_rounds() else {
        return with_clean_stack(|| keystore.unlock(password));
    };
    for spelling in password.spellings() {
        let kdf = keystore.kdf();
        let derived = match web_crypto::pbkdf2(&spelling.bytes, kdf.salt(), rounds).await {
            Some(derived) => derived,
            None => with_clean_stack(|| kdf.derive(&spelling.bytes))?,
        };
        if let Some(unlocked) = with_clean_stack(|| keystore.open(&derived, &spelling))? {
            return Ok(unlocked);
        }
    }
    Err(Error::WrongPassword)
}

impl Vault {
    fn entry(&mut self, slot: usize) -> Result<&mut Entry> {
        self.0.get_mut(slot).and_then(Option::as_mut).ok_or(Error::PublicKeyMismatch)
    }
}
