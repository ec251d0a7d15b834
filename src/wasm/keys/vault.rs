//! Unlocked keys, inside the worker that unlocked them. Nothing here gives a secret back.

use getrandom::SysRng;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::committee::Committee;
use super::memory::with_clean_stack;
use super::opening::Opening;
use super::published::from_js;
use crate::bls::SecretKey;
use crate::keystore::{Keystore, Tables, Unlocked};
use crate::owner::{Nonce, Owner};
use crate::payload::Registration;
use crate::wasm::error::set;
use crate::wasm::registration::{to_js, warning_codes};
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
    set(&facts, "keyStream", &hex::encode(keystore.key_stream()).into());
    set(&facts, "derivation", &kdf.identity().into());
    // Both are far below 2^53.
    set(&facts, "scratch", &JsValue::from(kdf.scratch() as f64));
    set(&facts, "work", &JsValue::from(kdf.work() as f64));
    Ok(facts)
}

/// The keys that one worker holds. Dropping the vault wipes them.
#[wasm_bindgen]
#[derive(Default)]
pub struct Vault {
    keys: Vec<Option<SecretKey>>,
    tables: Tables,
}

#[wasm_bindgen]
impl Vault {
    /// An empty vault.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Vault {
        Self::default()
    }

    /// Goes on with keystores, and keeps their keys once all are done. Then gives
    /// `{ slot, publicKey, warnings, keyStream }` or an error for each, in their order; `undefined`
    /// while the platform is to derive more keys.
    ///
    /// `scratch` is the bytes that scrypt's tables should take. Where there is less, or the device
    /// does not give them, it takes longer, until not even one key can be derived. What is left in
    /// them is for [`Self::wipe`], or for the next derivation to overwrite.
    pub fn unlock(&mut self, opening: &mut Opening, scratch: f64) -> Option<Array> {
        self.tables.limit = scratch as u64;
        let outcomes = with_clean_stack(|| opening.go_on(&mut self.tables))?;
        Some(with_clean_stack(|| self.keep_all(outcomes)))
    }

    /// Wipes scrypt's tables, after the last of several keystores.
    pub fn wipe(&mut self) {
        self.tables.wipe();
    }

    /// Splits the keys in these slots, seals their shares, signs for the nonces in the same order, and
    /// checks all of it together. Gives the registrations in that order.
    pub fn split(
        &self,
        slots: Vec<usize>,
        committee: &Committee,
        owner: &str,
        nonces: Vec<u64>,
    ) -> JsResult<Array> {
        let owner = Owner::parse(owner)?;
        let signers = self.signers(&slots, nonces)?;
        let made = with_clean_stack(|| {
            Registration::make_all(&signers, &committee.0, owner, &mut SysRng)
        })?;
        Ok(made.iter().map(|registration| to_js(registration.into())).collect())
    }

    /// Wipes the key in a slot, which another key may take. Every other key keeps its slot.
    pub fn lock(&mut self, slot: usize) {
        if let Some(key) = self.keys.get_mut(slot) {
            *key = None;
        }
    }

    /// Signs registrations of the keys in these slots for another owner or other nonces; their shares
    /// stay as they are, and nothing is verified.
    pub fn resign(
        &self,
        slots: Vec<usize>,
        registrations: &Array,
        owner: &str,
        nonces: Vec<u64>,
    ) -> JsResult<Array> {
        let owner = Owner::parse(owner)?;
        let signers = self.signers(&slots, nonces)?;
        let signed = signers.into_iter().zip(registrations.iter()).map(|((key, nonce), plain)| {
            let published = from_js(&plain)?;
            with_clean_stack(|| published.resign(key, owner, nonce))
        });
        let again = signed.collect::<Result<Vec<_>>>()?;
        Ok(again.into_iter().map(to_js).collect())
    }
}

impl Vault {
    /// Moves the keys into their slots. A function of its own: what moving leaves on the stack lies
    /// below the caller, where it is overwritten.
    #[inline(never)]
    fn keep_all(&mut self, outcomes: Vec<Result<Unlocked>>) -> Array {
        let answer = |result| match result {
            Ok(unlocked) => self.keep(unlocked).into(),
            Err(error) => JsValue::from(error),
        };
        outcomes.into_iter().map(answer).collect()
    }

    fn keep(&mut self, Unlocked { key, public_key, warnings, key_stream }: Unlocked) -> Object {
        let opened = Object::new();
        set(&opened, "slot", &JsValue::from(self.store(key)));
        set(&opened, "publicKey", &hex::encode_prefixed(public_key.to_bytes()).into());
        set(&opened, "warnings", &warning_codes(&warnings));
        set(&opened, "keyStream", &hex::encode(key_stream).into());
        opened
    }

    /// Puts a key where none is, so that a thousand keys that come and go take the room of a few.
    fn store(&mut self, key: SecretKey) -> usize {
        if let Some(slot) = self.keys.iter().position(Option::is_none) {
            self.keys[slot] = Some(key);
            return slot;
        }
        self.keys.push(Some(key));
        self.keys.len() - 1
    }

    /// The keys in these slots, each with the nonce at the same place.
    fn signers(&self, slots: &[usize], nonces: Vec<u64>) -> Result<Vec<(&SecretKey, Nonce)>> {
        slots
            .iter()
            .zip(nonces)
            .map(|(&slot, nonce)| {
                let key = self.keys.get(slot).and_then(Option::as_ref);
                Ok((key.ok_or(Error::PublicKeyMismatch)?, Nonce::new(nonce)?))
            })
            .collect()
    }
}
