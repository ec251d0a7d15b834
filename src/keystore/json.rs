//! The shape of an EIP-2335 file: what reading needs, and no decision beyond it.
//!
//! Parts that differ between tools stay unread until their kind is known, so that each gets its own
//! error. Unknown fields are ignored; a field given twice is refused.

use std::borrow::Cow;

use crate::json::Json;

/// The top level, with just enough of other kinds of file to tell them apart.
pub(super) struct File<'a> {
    pub crypto: Option<Json<'a>>,
    pub version: Option<Json<'a>>,
    pub pubkey: Option<Json<'a>>,
    pub path: Option<Json<'a>>,
    /// Only in keyshares files.
    pub shares: Option<Json<'a>>,
    pub payload: Option<Json<'a>>,
    /// Only in encrypted operator keys.
    pub operator_key: Option<Json<'a>>,
    /// Only in execution-layer wallets of some tools.
    pub execution_crypto: Option<Json<'a>>,
    /// Only in deposit_data.
    pub deposit_data_root: Option<Json<'a>>,
}

impl<'a> File<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let [crypto, version, pubkey, path, shares, payload, operator_key, execution_crypto, root] =
            json.fields([
                "crypto",
                "version",
                "pubkey",
                "path",
                "shares",
                "payload",
                "pubKey",
                "Crypto",
                "deposit_data_root",
            ])?;
        Some(Self {
            crypto,
            version,
            pubkey,
            path,
            shares,
            payload,
            operator_key,
            execution_crypto,
            deposit_data_root: root,
        })
    }
}

pub(super) struct Crypto<'a> {
    pub kdf: Option<Json<'a>>,
    pub checksum: Option<Json<'a>>,
    pub cipher: Option<Json<'a>>,
}

impl<'a> Crypto<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let [kdf, checksum, cipher] = json.fields(["kdf", "checksum", "cipher"])?;
        Some(Self { kdf, checksum, cipher })
    }
}

/// One of the three modules of `crypto`.
pub(super) struct Module<'a> {
    pub function: Cow<'a, str>,
    pub params: Option<Json<'a>>,
    pub message: Option<Cow<'a, str>>,
}

impl<'a> Module<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let [function, params, message] = json.fields(["function", "params", "message"])?;
        let message = match message {
            Some(message) => Some(message.as_text()?),
            None => None,
        };
        Some(Self { function: function?.as_text()?, params, message })
    }
}

pub(super) struct ScryptParams<'a> {
    pub dklen: u64,
    pub n: u64,
    pub r: u64,
    pub p: u64,
    pub salt: Cow<'a, str>,
}

impl<'a> ScryptParams<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let [dklen, n, r, p, salt] = json.fields(["dklen", "n", "r", "p", "salt"])?;
        Some(Self {
            dklen: dklen?.as_u64()?,
            n: n?.as_u64()?,
            r: r?.as_u64()?,
            p: p?.as_u64()?,
            salt: salt?.as_text()?,
        })
    }
}

pub(super) struct Pbkdf2Params<'a> {
    pub dklen: u64,
    pub c: u64,
    pub prf: Cow<'a, str>,
    pub salt: Cow<'a, str>,
}

impl<'a> Pbkdf2Params<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let [dklen, c, prf, salt] = json.fields(["dklen", "c", "prf", "salt"])?;
        Some(Self {
            dklen: dklen?.as_u64()?,
            c: c?.as_u64()?,
            prf: prf?.as_text()?,
            salt: salt?.as_text()?,
        })
    }
}
