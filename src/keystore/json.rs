//! The shape of an EIP-2335 file: what serialisation needs, and no decision beyond it.
//!
//! Parts that differ between tools stay raw until their kind is known, so that each gets its own
//! error. Unknown fields are ignored; a field given twice is refused.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// The top level, with just enough of other kinds of file to tell them apart.
#[derive(Deserialize)]
pub(super) struct File<'a> {
    #[serde(borrow)]
    pub crypto: Option<&'a RawValue>,
    #[serde(borrow)]
    pub version: Option<&'a RawValue>,
    #[serde(borrow)]
    pub pubkey: Option<&'a RawValue>,
    #[serde(borrow)]
    pub path: Option<&'a RawValue>,
    /// Only in keyshares files.
    pub shares: Option<IgnoredAny>,
    pub payload: Option<IgnoredAny>,
    /// Only in encrypted operator keys.
    #[serde(rename = "pubKey")]
    pub operator_key: Option<IgnoredAny>,
    /// Only in execution-layer wallets of some tools.
    #[serde(rename = "Crypto")]
    pub execution_crypto: Option<IgnoredAny>,
    /// Only in deposit_data.
    pub deposit_data_root: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct Crypto<'a> {
    #[serde(borrow)]
    pub kdf: Option<&'a RawValue>,
    #[serde(borrow)]
    pub checksum: Option<&'a RawValue>,
    #[serde(borrow)]
    pub cipher: Option<&'a RawValue>,
}

/// One of the three modules of `crypto`.
#[derive(Deserialize)]
pub(super) struct Module<'a> {
    pub function: String,
    #[serde(borrow)]
    pub params: Option<&'a RawValue>,
    pub message: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ScryptParams {
    pub dklen: u64,
    pub n: u64,
    pub r: u64,
    pub p: u64,
    pub salt: String,
}

#[derive(Deserialize)]
pub(super) struct Pbkdf2Params {
    pub dklen: u64,
    pub c: u64,
    pub prf: String,
    pub salt: String,
}

#[derive(Deserialize)]
pub(super) struct CipherParams {
    pub iv: String,
}
