//! The platform's PBKDF2, which uses the processor's SHA instructions. WebAssembly cannot. It answers
//! with promises, for which the worker waits.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Crypto, CryptoKey, Pbkdf2Params, SubtleCrypto};

use crate::keystore::KEY_LENGTH;

/// A promise of the password as a [`CryptoKey`]. `None` where the platform has no PBKDF2, which
/// pages without TLS have not.
pub(super) fn import_key(password: &Uint8Array) -> Option<Promise> {
    let usages = Array::of1(&"deriveBits".into());
    subtle()?.import_key_with_str("raw", password.as_ref(), "PBKDF2", false, &usages).ok()
}

/// A promise of the first 32 bytes of PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2) in an `ArrayBuffer`.
pub(super) fn derive_bits(key: &CryptoKey, salt: &[u8], rounds: u32) -> Option<Promise> {
    let params = Pbkdf2Params::new("PBKDF2", &"SHA-256".into(), rounds, &Uint8Array::from(salt));
    subtle()?.derive_bits_with_object(params.as_ref(), key, KEY_LENGTH as u32 * 8).ok()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = globalThis, js_name = crypto)]
    static CRYPTO: Option<Crypto>;
}

fn subtle() -> Option<SubtleCrypto> {
    let subtle = CRYPTO.with(|crypto| crypto.as_ref().map(Crypto::subtle))?;
    (!subtle.is_undefined()).then_some(subtle)
}
