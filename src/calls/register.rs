//! Registering validators, and the event that proves it.

use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{B256, U256};

use super::{Generation, decode_event, encode_call};
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
    let ids = first.operator_ids.iter().map(|id| uint(id.get(), 64)).collect();
    let key = |registration: &Registration| {
        DynSolValue::Bytes(registration.public_key.to_bytes().to_vec())
    };
    let shares =
        |registration: &Registration| DynSolValue::Bytes(registration.shares_data.encode());
    let tail = [DynSolValue::Array(ids), tuple(cluster)];
    let [ids, cluster] = tail;
    match registrations {
        [one] => {
            let arguments = [key(one), ids, shares(one), cluster];
            encode_call(Generation::V2, "registerValidator", &arguments)
        }
        many => {
            let keys = DynSolValue::Array(many.iter().map(key).collect());
            let shares = DynSolValue::Array(many.iter().map(shares).collect());
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
    let operator_ids = ids
        .as_array()
        .and_then(|ids| ids.iter().map(as_u64).collect::<Option<Vec<u64>>>())
        .ok_or(Error::AbiMalformed)?;
    Ok(Some(ValidatorAdded {
        owner: owner.as_address().map(Owner::from).ok_or(Error::AbiMalformed)?,
        operator_ids: operator_ids.into_iter().map(OperatorId::new).collect::<Result<_>>()?,
        public_key: public_key.as_bytes().ok_or(Error::AbiMalformed)?.to_vec(),
        shares: shares.as_bytes().ok_or(Error::AbiMalformed)?.to_vec(),
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

fn uint(value: u64, bits: usize) -> DynSolValue {
    DynSolValue::Uint(U256::from(value), bits)
}

fn as_u64(value: &DynSolValue) -> Option<u64> {
    value.as_uint().and_then(|(number, _)| u64::try_from(number).ok())
}

fn tuple(cluster: &Cluster) -> DynSolValue {
    DynSolValue::Tuple(vec![
        uint(cluster.validator_count.into(), 32),
        uint(cluster.network_fee_index, 64),
        uint(cluster.index, 64),
        DynSolValue::Bool(cluster.active),
        DynSolValue::Uint(cluster.balance, 256),
    ])
}

/// The cluster in a decoded call or event.
#[must_use]
pub fn cluster_from_tuple(value: &DynSolValue) -> Option<Cluster> {
    let [count, network_fee_index, index, active, balance] = value.as_tuple()? else {
        return None;
    };
    Some(Cluster {
        validator_count: u32::try_from(as_u64(count)?).ok()?,
        network_fee_index: as_u64(network_fee_index)?,
        index: as_u64(index)?,
        active: active.as_bool()?,
        balance: balance.as_uint()?.0,
    })
}
