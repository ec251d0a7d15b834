//! The platform's PBKDF2, which uses the processor's SHA instructions. WebAssembly cannot.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, Pbkdf2Params, SubtleCrypto};

use crate::keystore::KEY_LENGTH;
use crate::secret::Secret;

/// PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2). `None` where the platform has none, which pages without
/// TLS do not; whoever calls has its own.
pub(super) async fn pbkdf2(
    password: &[u8],
    salt: &[u8],
    rounds: u32,
) -> Option<Secret<KEY_LENGTH>> {
    let subtle = subtle()?;
    let password = Uint8Array::from(password);
    let key = import(&subtle, &password).await;
    password.fill(0, 0, password.length());
    let params = Pbkdf2Params::new("PBKDF2", &"SHA-256".into(), rounds, &Uint8Array::from(salt));
    let bits = KEY_LENGTH as u32 * 8;
    let derived = subtle.derive_bits_with_object(params.as_ref(), &key?, bits).ok()?;
    let derived = Uint8Array::new(&JsFuture::from(derived).await.ok()?);
    let secret = Secret::fill_with(|bytes: &mut [u8; KEY_LENGTH]| {
        if derived.length() as usize != KEY_LENGTH {
            return Err(());
        }
        derived.copy_to(bytes);
        Ok(())
    });
    derived.fill(0, 0, derived.length());
    secret.ok()
}

async fn import(subtle: &SubtleCrypto, password: &Uint8Array) -> Option<CryptoKey> {
    let usages = Array::of1(&"deriveBits".into());
    let key = subtle.import_key_with_str("raw", password.as_ref(), "PBKDF2", false, &usages);
    JsFuture::from(key.ok()?).await.ok()?.dyn_into().ok()
}

fn subtle() -> Option<SubtleCrypto> {
    let global: Object = js_sys::global();
    let crypto = Reflect::get(&global, &JsValue::from_str("crypto")).ok()?;
    let subtle = Reflect::get(&crypto, &JsValue::from_str("subtle")).ok()?;
    if subtle.is_undefined() {
        return None;
    }
    Some(crypto.unchecked_into::<Crypto>().subtle())
}
