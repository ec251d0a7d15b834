//! Keyshares files: the public result of a split, as ssv-keys, ssv-sdk, ssv-dkg and anchor write
//! and read it. Holds no secret.

mod json;

use alloy_primitives::hex;

use crate::bls::PublicKey;
use crate::json::{Json, Tree};
use crate::operator::{Committee, MAX_SAFE_ID, Operator, OperatorId, OperatorKey};
use crate::owner::{Nonce, Owner};
use crate::payload::{Published, Registration, SharesData, check_all};
use crate::{Error, Result, Warning};
use json::{AnyFile, Data, Item, Payload};

/// Room for more than a thousand validators of 13 operators each.
pub const MAX_FILE: usize = 64 << 20;

/// Registrations that are checked together: more of them gain little, and take more memory.
const AT_ONCE: usize = 32;

/// The version we write.
const VERSION: &str = "v1.2.0";
/// Versions with a list of items: ssv-keys 1.1 and 1.2, ssv-sdk, ssv-dkg, anchor.
const LIST_VERSIONS: [&str; 3] = ["v1.1.0", VERSION, "v1.2.1"];
/// ssv-keys 1.0: one item, no owner and no nonce in it.
const SINGLE_VERSIONS: [&str; 2] = ["v1.0.0", "v1.0.1"];

/// What the reader of a file already knows and the file has to agree with.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    /// Who is going to register.
    pub owner: Option<Owner>,
    /// The owner's next nonce, for the first item.
    pub nonce: Option<Nonce>,
    /// The cluster's operators with the keys that the network knows.
    pub operators: Option<Vec<Operator>>,
}

/// One checked item of a file.
#[derive(Debug, Clone)]
pub struct CheckedItem {
    /// Ready to register.
    pub registration: Registration,
    /// The operators with the keys that the file was sealed for.
    pub committee: Committee,
    /// What the user should know about it.
    pub warnings: Vec<Warning>,
}

/// Writes a v1.2.0 file: two-space JSON, checksummed owner, operators ascending.
///
/// `created_at` is the caller's clock, ISO 8601 in UTC with milliseconds.
///
/// # Errors
/// [`Error::OperatorIdUnsafe`]; [`Error::OperatorsMismatch`] if a registration is for another
/// committee.
pub fn write(
    registrations: &[Published],
    committee: &Committee,
    created_at: &str,
) -> Result<String> {
    let operators = committee.operators();
    if let Some(operator) = operators.iter().find(|operator| operator.id.get() > MAX_SAFE_ID) {
        return Err(Error::OperatorIdUnsafe { id: operator.id.get() });
    }
    let ids = committee.ids();
    if registrations.iter().any(|registration| registration.operator_ids != ids) {
        return Err(Error::OperatorsMismatch);
    }
    let items = registrations.iter().map(|registration| json::item(registration, operators));
    let file = Tree::Object(vec![
        ("version", VERSION.into()),
        ("createdAt", created_at.into()),
        ("shares", Tree::List(items.collect())),
    ]);
    Ok(file.write())
}

/// Reads a file of any version that can be registered, and makes every check that needs no chain:
/// the items' two halves agree, owner and operators are the same throughout, ids ascend, points
/// and lengths are right, the shares rebuild the validator, the signature is the owner's for that
/// nonce, nonces are consecutive, nothing is there twice, and all of it agrees with what is
/// expected.
///
/// # Errors
/// One of the keyshares, operator or registration causes of [`Error`].
pub fn check(file: &[u8], expected: &Expected) -> Result<Vec<CheckedItem>> {
    let items = read(file)?;
    let mut checked: Vec<CheckedItem> = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        let item = check_item(item, place as u64, checked.first(), expected)?;
        let key = item.registration.public_key;
        if checked.iter().any(|other| other.registration.public_key == key) {
            return Err(Error::DuplicateValidator);
        }
        checked.push(item);
    }
    for some in checked.chunks(AT_ONCE) {
        let registrations: Vec<_> = some.iter().map(|item| &item.registration).collect();
        check_all(&registrations)?;
    }
    Ok(checked)
}

fn read(file: &[u8]) -> Result<Vec<Item<'_>>> {
    if file.len() > MAX_FILE {
        return Err(Error::FileTooLarge { limit: MAX_FILE });
    }
    let json = Json::parse(file).ok_or(Error::NotJson)?;
    let file = AnyFile::read(json).ok_or(Error::NotKeyshares)?;
    if file.crypto.is_some() {
        return Err(Error::IsKeystore);
    }
    let version = file.version.and_then(Json::as_text);
    let is_one_of =
        |versions: &[&str]| version.is_some_and(|version| versions.contains(&&*version));
    let malformed = |field| Error::KeysharesField { field };
    let items: Vec<_> = match (file.shares, file.data, file.payload) {
        (Some(shares), _, _) => {
            if !is_one_of(&LIST_VERSIONS) {
                return Err(Error::KeysharesVersion);
            }
            let items = shares.items().and_then(|items| items.map(Item::read).collect());
            items.ok_or(malformed("shares"))?
        }
        (None, Some(data), Some(payload)) => {
            if !is_one_of(&SINGLE_VERSIONS) {
                return Err(Error::KeysharesVersion);
            }
            let data = Data::read(data).ok_or(malformed("data"))?;
            let payload = Payload::read(payload).ok_or(malformed("payload"))?;
            vec![Item { data, payload }]
        }
        _ => return Err(Error::NotKeyshares),
    };
    if items.is_empty() { Err(malformed("shares")) } else { Ok(items) }
}

fn check_item(
    Item { data, payload }: Item<'_>,
    place: u64,
    first: Option<&CheckedItem>,
    expected: &Expected,
) -> Result<CheckedItem> {
    let public_key = read_public_key(&payload.public_key)?;
    if read_public_key(&data.public_key)? != public_key {
        return Err(Error::KeysharesMismatch { field: "publicKey" });
    }
    let committee = read_committee(&data, &payload, first)?;
    let known = first.map(|first| first.committee.operators()).or(expected.operators.as_deref());
    check_operators(&committee, known)?;
    let field = "payload.sharesData";
    let bytes = hex::decode(&*payload.shares_data).map_err(|_| Error::KeysharesField { field })?;
    let shares_data = SharesData::decode(&bytes, committee.operators().len())?;
    let owner = read_owner(&data, first.map(|first| first.registration.owner).or(expected.owner))?;
    let nonce = read_nonce(&data, place, first, expected)?;
    let operator_ids = committee.ids();
    let registration = Registration { public_key, operator_ids, shares_data, owner, nonce };
    let warnings = nonce.wraps().then_some(Warning::NonceWraps).into_iter().collect();
    Ok(CheckedItem { registration, committee, warnings })
}

fn read_public_key(text: &str) -> Result<PublicKey> {
    let field = "publicKey";
    let bytes = hex::decode(text).map_err(|_| Error::KeysharesField { field })?;
    let bytes: [u8; PublicKey::LENGTH] =
        bytes.try_into().map_err(|_| Error::KeysharesField { field })?;
    PublicKey::from_bytes(&bytes)
}

/// The committee, where both halves of the item list the same ids and the payload's ascend.
///
/// Every item repeats the operators' keys, so those that the first one has are not judged again.
fn read_committee(
    data: &Data<'_>,
    payload: &Payload<'_>,
    first: Option<&CheckedItem>,
) -> Result<Committee> {
    let judged = first.map(|first| first.committee.operators()).unwrap_or_default();
    let operators = data
        .operators
        .iter()
        .map(|(id, text)| {
            let id = OperatorId::new(*id)?;
            let key = match judged.iter().find(|other| other.key.text() == text) {
                Some(other) => other.key.clone(),
                None => OperatorKey::parse(text)?,
            };
            Ok(Operator { id, key })
        })
        .collect::<Result<_>>()?;
    let committee = Committee::new(operators)?;
    let ids = committee.ids().into_iter().map(OperatorId::get);
    if ids.eq(payload.operator_ids.iter().copied()) {
        Ok(committee)
    } else {
        Err(Error::KeysharesMismatch { field: "operatorIds" })
    }
}

fn check_operators(committee: &Committee, known: Option<&[Operator]>) -> Result<()> {
    let Some(known) = known else { return Ok(()) };
    if known.len() != committee.operators().len() {
        return Err(Error::OperatorsMismatch);
    }
    for operator in committee.operators() {
        let same = known.iter().find(|other| other.id == operator.id);
        let same = same.ok_or(Error::OperatorsMismatch)?;
        if !same.key.is_same_key(&operator.key) {
            return Err(Error::OperatorKeyMismatch { id: operator.id.get() });
        }
    }
    Ok(())
}

fn read_owner(data: &Data<'_>, known: Option<Owner>) -> Result<Owner> {
    let named = data.owner_address.as_deref().map(Owner::parse).transpose()?;
    match (named, known) {
        (Some(named), Some(owner)) if named != owner => Err(Error::OwnerMismatch),
        (named, owner) => named.or(owner).ok_or(Error::OwnerUnknown),
    }
}

/// The item's nonce, which is the first item's plus its place.
fn read_nonce(
    data: &Data<'_>,
    place: u64,
    first: Option<&CheckedItem>,
    expected: &Expected,
) -> Result<Nonce> {
    let named = data.owner_nonce.map(Nonce::new).transpose()?;
    let wanted = expected.nonce.map(|nonce| nonce.after(place)).transpose()?;
    if let (Some(found), Some(wanted)) = (named, wanted)
        && found != wanted
    {
        return Err(Error::NonceMismatch { found: found.get(), expected: wanted.get() });
    }
    let in_line = first.map(|first| first.registration.nonce.after(place)).transpose()?;
    if named.zip(in_line).is_some_and(|(found, in_line)| found != in_line) {
        return Err(Error::NonceOrder);
    }
    named.or(wanted).ok_or(Error::OwnerUnknown)
}
