//! Writing keystores: EIP-2335 §Encryption with a fresh salt, iv and uuid.

use rand_core::TryCryptoRng;

use super::kdf::{Cost, Function};
use super::{Kdf, checksum, crypt, halves};
use crate::bls::SecretKey;
use crate::json::Tree;
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
    let (cipher_key, checksum_key) = halves(&derived);
    // Encryption and decryption are the same operation; what comes out is public.
    let message = *crypt(cipher_key, &iv, key.to_bytes().expose()).expose();
    let hex = |bytes: &[u8]| Tree::Text(alloy_primitives::hex::encode(bytes));
    let object = |fields: &[(&'static str, Tree)]| Tree::Object(fields.to_vec());
    let module = |function: &str, params, message| {
        object(&[("function", function.into()), ("params", params), ("message", message)])
    };
    let salt = ("salt", hex(kdf.salt()));
    let kdf_params = match kdf.function {
        Function::Scrypt(Cost { log_n, r, p }) => object(&[
            ("dklen", 32.into()),
            ("n", (1 << log_n).into()),
            ("r", u64::from(r).into()),
            ("p", u64::from(p).into()),
            salt,
        ]),
        Function::Pbkdf2 { rounds } => object(&[
            ("dklen", 32.into()),
            ("c", u64::from(rounds).into()),
            ("prf", "hmac-sha256".into()),
            salt,
        ]),
    };
    let checksum = hex(&checksum(checksum_key, &message));
    let crypto = object(&[
        ("kdf", module(kdf.name(), kdf_params, "".into())),
        ("checksum", module("sha256", object(&[]), checksum)),
        ("cipher", module("aes-128-ctr", object(&[("iv", hex(&iv))]), hex(&message))),
    ]);
    let file = object(&[
        ("crypto", crypto),
        ("description", "".into()),
        ("pubkey", hex(&key.public_key().to_bytes())),
        ("path", path.into()),
        ("uuid", uuid_v4(uuid).into()),
        ("version", 4.into()),
    ]);
    Ok(file.write())
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
