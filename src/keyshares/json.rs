//! The shape of keyshares files: what reading and writing need, and no decision beyond it.

use std::borrow::Cow;

use alloy_primitives::hex;

use crate::json::{Json, Tree};
use crate::operator::Operator;
use crate::payload::Published;

/// Operators that are read of one item: more than any committee has, so that what follows is refused
/// without a list as long as the file.
const SOME: usize = 14;

/// A file of any version. Since v1.1.0 the items are in `shares`; before, the file was one item.
pub(super) struct AnyFile<'a> {
    /// Text; keystores have a number here.
    pub version: Option<Json<'a>>,
    pub shares: Option<Json<'a>>,
    pub data: Option<Json<'a>>,
    pub payload: Option<Json<'a>>,
    /// Only in keystores.
    pub crypto: Option<Json<'a>>,
}

impl<'a> AnyFile<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let names = ["version", "shares", "data", "payload", "crypto"];
        let [version, shares, data, payload, crypto] = json.fields(names)?;
        Some(Self { version, shares, data, payload, crypto })
    }
}

pub(super) struct Item<'a> {
    pub data: Data<'a>,
    pub payload: Payload<'a>,
}

impl<'a> Item<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let [data, payload] = json.fields(["data", "payload"])?;
        Some(Self { data: Data::read(data?)?, payload: Payload::read(payload?)? })
    }
}

pub(super) struct Data<'a> {
    pub owner_nonce: Option<u64>,
    pub owner_address: Option<Cow<'a, str>>,
    pub public_key: Cow<'a, str>,
    /// Ids and keys.
    pub operators: Vec<(u64, Cow<'a, str>)>,
}

impl<'a> Data<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let names = ["ownerNonce", "ownerAddress", "publicKey", "operators"];
        let [owner_nonce, owner_address, public_key, operators] = json.fields(names)?;
        Some(Self {
            owner_nonce: optional(owner_nonce, Json::as_u64)?,
            owner_address: optional(owner_address, Json::as_text)?,
            public_key: public_key?.as_text()?,
            operators: operators?.items()?.take(SOME).map(read_operator).collect::<Option<_>>()?,
        })
    }
}

fn read_operator(json: Json<'_>) -> Option<(u64, Cow<'_, str>)> {
    let [id, key] = json.fields(["id", "operatorKey"])?;
    Some((id?.as_u64()?, key?.as_text()?))
}

pub(super) struct Payload<'a> {
    pub public_key: Cow<'a, str>,
    pub operator_ids: Vec<u64>,
    pub shares_data: Cow<'a, str>,
}

impl<'a> Payload<'a> {
    pub fn read(json: Json<'a>) -> Option<Self> {
        let names = ["publicKey", "operatorIds", "sharesData"];
        let [public_key, operator_ids, shares_data] = json.fields(names)?;
        Some(Self {
            public_key: public_key?.as_text()?,
            operator_ids: operator_ids?
                .items()?
                .take(SOME)
                .map(Json::as_u64)
                .collect::<Option<_>>()?,
            shares_data: shares_data?.as_text()?,
        })
    }
}

/// What may be missing, but not be something else.
fn optional<'a, T>(
    json: Option<Json<'a>>,
    read: impl FnOnce(Json<'a>) -> Option<T>,
) -> Option<Option<T>> {
    match json {
        Some(json) => read(json).map(Some),
        None => Some(None),
    }
}

/// One item of a v1.1.0 or v1.2.0 file.
pub(super) fn item(registration: &Published, operators: &[Operator]) -> Tree {
    let public_key = Tree::Text(hex::encode_prefixed(registration.public_key));
    let shares_data = hex::encode_prefixed(&registration.shares_data);
    let ids = operators.iter().map(|operator| operator.id.get().into());
    let operators = operators.iter().map(|operator| {
        Tree::Object(vec![
            ("id", operator.id.get().into()),
            ("operatorKey", operator.key.text().into()),
        ])
    });
    let data = Tree::Object(vec![
        ("ownerNonce", registration.nonce.get().into()),
        ("ownerAddress", registration.owner.to_checksum().into()),
        ("publicKey", public_key.clone()),
        ("operators", Tree::List(operators.collect())),
    ]);
    let payload = Tree::Object(vec![
        ("publicKey", public_key),
        ("operatorIds", Tree::List(ids.collect())),
        ("sharesData", shares_data.into()),
    ]);
    Tree::Object(vec![("data", data), ("payload", payload)])
}
