//! Registering validators, and the event that proves it.

use alloy_primitives::B256;

use super::{AbiValue, Generation, decode_event, encode_call};
use crate::cluster::Cluster;
use crate::operator::OperatorId;
use crate::owner::Owner;
use crate::payload::Registration;
use crate::{Error, Result};

/// Calldata of `registerValidator` for one and of `bulkRegisterValidator` for more, in the given
/// order: one owner, one committee, consecutive nonces.
///
/// # Errors
/// [`Error::OwnerMismatch`], [`Error::OperatorsMismatch`], [`Error::NonceOrder`],
/// [`Error::DuplicateValidator`], or [`Error::AbiMalformed`] for an empty list.
pub fn register(registrations: &[Registration], cluster: &Cluster) -> Result<Vec<u8>> {
    let first = registrations.first().ok_or(Error::AbiMalformed)?;
    for (place, registration) in registrations.iter().enumerate() {
        if registration.owner != first.owner {
            return Err(Error::OwnerMismatch);
        }
        if registration.operator_ids != first.operator_ids {
            return Err(Error::OperatorsMismatch);
        }
        if registration.nonce != first.nonce.after(place as u64)? {
            return Err(Error::NonceOrder);
        }
        let mut before = registrations.iter().take(place);
        if before.any(|other| other.public_key == registration.public_key) {
            return Err(Error::DuplicateValidator);
        }
    }
    let ids = first.operator_ids.iter().map(|id| AbiValue::from(id.get())).collect();
    let key =
        |registration: &Registration| AbiValue::Bytes(registration.public_key.to_bytes().to_vec());
    let shares = |registration: &Registration| AbiValue::Bytes(registration.shares_data.encode());
    let (ids, cluster) = (AbiValue::List(ids), tuple(cluster));
    match registrations {
        [one] => {
            let arguments = [key(one), ids, shares(one), cluster];
            encode_call(Generation::V2, "registerValidator", &arguments)
        }
        many => {
            let keys = AbiValue::List(many.iter().map(key).collect());
            let shares = AbiValue::List(many.iter().map(shares).collect());
            encode_call(Generation::V2, "bulkRegisterValidator", &[keys, ids, shares, cluster])
        }
    }
}

/// Who registered which validator with which operators and shares, and the cluster it left behind,
/// out of a `ValidatorAdded` log. `None`: another event.
///
/// # Errors
/// [`Error::AbiMalformed`].
pub fn decode_validator_added(topics: &[B256], data: &[u8]) -> Result<Option<ValidatorAdded>> {
    let Some(event) = decode_event(topics, data)?.filter(|event| event.name == "ValidatorAdded")
    else {
        return Ok(None);
    };
    let [owner, ids, public_key, shares, cluster] = event.values.as_slice() else {
        return Err(Error::AbiMalformed);
    };
    let (AbiValue::Address(owner), AbiValue::List(ids)) = (owner, ids) else {
        return Err(Error::AbiMalformed);
    };
    let (AbiValue::Bytes(public_key), AbiValue::Bytes(shares)) = (public_key, shares) else {
        return Err(Error::AbiMalformed);
    };
    let id = |id: &AbiValue| OperatorId::new(as_u64(id).ok_or(Error::AbiMalformed)?);
    Ok(Some(ValidatorAdded {
        owner: Owner::from(*owner),
        operator_ids: ids.iter().map(id).collect::<Result<_>>()?,
        public_key: public_key.clone(),
        shares: shares.clone(),
        cluster: cluster_from_tuple(cluster).ok_or(Error::AbiMalformed)?,
    }))
}

/// The `ValidatorAdded` event. The contract checks neither the key nor the shares, so both are
/// plain bytes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidatorAdded {
    /// Who sent the registration.
    pub owner: Owner,
    /// As they were sent.
    pub operator_ids: Vec<OperatorId>,
    /// As it was sent; 48 bytes.
    pub public_key: Vec<u8>,
    /// As they were sent; any length.
    pub shares: Vec<u8>,
    /// The cluster after the transaction.
    pub cluster: Cluster,
}

impl ValidatorAdded {
    /// Whether the chain holds, byte for byte, what was prepared.
    #[must_use]
    pub fn proves(&self, registration: &Registration) -> bool {
        self.owner == registration.owner
            && self.operator_ids == registration.operator_ids
            && self.public_key == registration.public_key.to_bytes()
            && self.shares == registration.shares_data.encode()
    }
}

fn as_u64(value: &AbiValue) -> Option<u64> {
    match value {
        AbiValue::Uint(number) => u64::try_from(*number).ok(),
        _ => None,
    }
}

fn tuple(cluster: &Cluster) -> AbiValue {
    AbiValue::Tuple(vec![
        u64::from(cluster.validator_count).into(),
        cluster.network_fee_index.into(),
        cluster.index.into(),
        AbiValue::Bool(cluster.active),
        AbiValue::Uint(cluster.balance),
    ])
}

/// The cluster in a decoded call or event.
#[must_use]
pub fn cluster_from_tuple(value: &AbiValue) -> Option<Cluster> {
    let AbiValue::Tuple(parts) = value else { return None };
    let [count, network_fee_index, index, AbiValue::Bool(active), AbiValue::Uint(balance)] =
        parts.as_slice()
    else {
        return None;
    };
    Some(Cluster {
        validator_count: u32::try_from(as_u64(count)?).ok()?,
        network_fee_index: as_u64(network_fee_index)?,
        index: as_u64(index)?,
        active: *active,
        balance: *balance,
    })
}
