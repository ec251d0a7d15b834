//! Writing keystores: EIP-2335 §Encryption with a fresh salt, iv and uuid.

use rand_core::TryCryptoRng;
use serde_json::json;

use super::kdf::Function;
use super::{Kdf, checksum, crypt};
use crate::bls::SecretKey;
use crate::secret::Password;
use crate::{Result, random};

/// Encrypts `key` as a version 4 keystore. `stretch` names the function and cost that a fresh
/// 32-byte salt goes into.
///
/// # Errors
/// [`crate::Error::RandomnessUnavailable`] or [`crate::Error::OutOfMemory`].
pub fn lock(
    key: &SecretKey,
    password: &Password,
    path: &str,
    stretch: impl FnOnce(Vec<u8>) -> Result<Kdf>,
    rng: &mut impl TryCryptoRng,
) -> Result<String> {
    let (mut salt, mut iv, mut uuid) = (vec![0; 32], [0; 16], [0; 16]);
    random::fill(rng, &mut salt)?;
    random::fill(rng, &mut iv)?;
    random::fill(rng, &mut uuid)?;
    let kdf = stretch(salt)?;
    let derived = kdf.derive(&password.normalised())?;
    let (cipher_key, checksum_key) = derived.expose().split_at(16);
    // Encryption and decryption are the same operation; what comes out is public.
    let message = *crypt(cipher_key, &iv, key.to_bytes().expose())?.expose();
    let hex = |bytes: &[u8]| alloy_primitives::hex::encode(bytes);
    let kdf_params = match kdf.function {
        Function::Scrypt { log_n, r, p } => {
            json!({ "dklen": 32, "n": 1_u64 << log_n, "r": r, "p": p, "salt": hex(kdf.salt()) })
        }
        Function::Pbkdf2 { rounds } => {
            json!({ "dklen": 32, "c": rounds, "prf": "hmac-sha256", "salt": hex(kdf.salt()) })
        }
    };
    let file = json!({
        "crypto": {
            "kdf": { "function": kdf.name(), "params": kdf_params, "message": "" },
            "checksum": {
                "function": "sha256", "params": {}, "message": hex(&checksum(checksum_key, &message)),
            },
            "cipher": {
                "function": "aes-128-ctr", "params": { "iv": hex(&iv) }, "message": hex(&message),
            },
        },
        "description": "",
        "pubkey": hex(&key.public_key().to_bytes()),
        "path": path,
        "uuid": uuid_v4(uuid),
        "version": 4,
    });
    Ok(format!("{file:#}"))
}

/// RFC 9562 §5.4.
fn uuid_v4(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = alloy_primitives::hex::encode(bytes);
    let (a, rest) = hex.split_at(8);
    let (b, rest) = rest.split_at(4);
    let (c, rest) = rest.split_at(4);
    let (d, e) = rest.split_at(4);
    format!("{a}-{b}-{c}-{d}-{e}")
}
