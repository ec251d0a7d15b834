//! The shape of keyshares files: what serialisation needs, and no decision beyond it.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A file of any version. Since v1.1.0 the items are in `shares`; before, the file was one item.
#[derive(Deserialize)]
pub(super) struct AnyFile<'a> {
    /// Text; keystores have a number here.
    #[serde(borrow)]
    pub version: Option<&'a RawValue>,
    #[serde(borrow)]
    pub shares: Option<&'a RawValue>,
    #[serde(borrow)]
    pub data: Option<&'a RawValue>,
    #[serde(borrow)]
    pub payload: Option<&'a RawValue>,
    /// Only in keystores.
    pub crypto: Option<IgnoredAny>,
}

/// A v1.2.0 file as we write it, in the order of its keys.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct File {
    pub version: &'static str,
    pub created_at: String,
    pub shares: Vec<Item>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Item {
    pub data: Data,
    pub payload: Payload,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Data {
    #[serde(default)]
    pub owner_nonce: Option<u64>,
    #[serde(default)]
    pub owner_address: Option<String>,
    pub public_key: String,
    pub operators: Vec<Operator>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operator {
    pub id: u64,
    pub operator_key: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payload {
    pub public_key: String,
    pub operator_ids: Vec<u64>,
    pub shares_data: String,
}
