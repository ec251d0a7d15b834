//! What is registered on chain for one validator: who shares it, the sealed shares, and a
//! signature that binds them to their owner.

use rand_core::TryCryptoRng;

use crate::bls::{PublicKey, SecretKey, Signature, verify_all};
use crate::operator::{Committee, OperatorId, check_size, threshold};
use crate::owner::{Binding, Nonce, Owner};
use crate::seal::SealedShare;
use crate::split::{Points, Shares, check_points};
use crate::{Error, Result};

/// The `sharesData` of a registration: signature ‖ share public keys ‖ sealed shares, the latter
/// two ascending by operator id (ssv eth/eventhandler/handlers.go).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharesData {
    /// Over owner and nonce, by the validator key.
    pub signature: Signature,
    /// One a operator.
    pub share_keys: Vec<PublicKey>,
    /// One a operator.
    pub sealed: Vec<SealedShare>,
}

impl SharesData {
    /// 96 + 304 × operators: 1312, 2224, 3136 or 4048 bytes.
    #[must_use]
    pub const fn length(operators: usize) -> usize {
        Signature::LENGTH + operators * (PublicKey::LENGTH + SealedShare::LENGTH)
    }

    /// The bytes of the `sharesData` argument.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::length(self.sealed.len()));
        bytes.extend_from_slice(&self.signature.to_bytes());
        for key in &self.share_keys {
            bytes.extend_from_slice(&key.to_bytes());
        }
        for share in &self.sealed {
            bytes.extend_from_slice(share.as_bytes());
        }
        bytes
    }

    /// Reads the `sharesData` argument for a known number of operators.
    ///
    /// # Errors
    /// [`Error::OperatorCount`], [`Error::SharesLength`], [`Error::SignatureInvalid`] or
    /// [`Error::ShareKeyInvalid`].
    pub fn decode(bytes: &[u8], operators: usize) -> Result<Self> {
        let Parts { signature, share_keys, sealed } = Parts::of(bytes, operators)?;
        Ok(Self {
            signature: Signature::from_bytes(signature)?,
            share_keys: share_keys
                .iter()
                .map(|key| PublicKey::from_bytes(key).map_err(|_| Error::ShareKeyInvalid))
                .collect::<Result<_>>()?,
            sealed: sealed.iter().map(|block| SealedShare::from_bytes(*block)).collect(),
        })
    }

    /// Whether [`Self::decode`] makes this of the bytes. Faster: a point that is at hand need not be
    /// found, only checked.
    #[must_use]
    pub fn is_decoded_from(&self, bytes: &[u8]) -> bool {
        let Self { signature, share_keys, sealed } = self;
        Parts::of(bytes, sealed.len()).is_ok_and(|parts| {
            sealed.iter().map(SealedShare::as_bytes).eq(parts.sealed)
                && signature.is_read_from(parts.signature)
                && PublicKey::are_read_from(share_keys, parts.share_keys)
        })
    }
}

/// The bytes of [`SharesData`], divided.
struct Parts<'a> {
    signature: &'a [u8; Signature::LENGTH],
    share_keys: &'a [[u8; PublicKey::LENGTH]],
    sealed: &'a [[u8; SealedShare::LENGTH]],
}

impl<'a> Parts<'a> {
    fn of(bytes: &'a [u8], operators: usize) -> Result<Self> {
        check_size(operators)?;
        let expected = SharesData::length(operators);
        let length = Error::SharesLength { found: bytes.len(), expected };
        if bytes.len() != expected {
            return Err(length);
        }
        let (signature, rest) = bytes.split_first_chunk().ok_or(length)?;
        let (keys, sealed) = rest.split_at(operators * PublicKey::LENGTH);
        Ok(Self { signature, share_keys: keys.as_chunks().0, sealed: sealed.as_chunks().0 })
    }
}

/// One validator, ready to register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The validator.
    pub public_key: PublicKey,
    /// Ascending.
    pub operator_ids: Vec<OperatorId>,
    /// Signature, share public keys and sealed shares.
    pub shares_data: SharesData,
    /// Who must send it.
    pub owner: Owner,
    /// The owner's registration count it is signed for.
    pub nonce: Nonce,
}

/// A registration as it is published: bytes that were checked when they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The validator: 48 bytes, compressed G1.
    pub public_key: [u8; PublicKey::LENGTH],
    /// Ascending.
    pub operator_ids: Vec<OperatorId>,
    /// As [`SharesData::encode`] gives it.
    pub shares_data: Vec<u8>,
    /// Who must send it.
    pub owner: Owner,
    /// The owner's registration count it is signed for.
    pub nonce: Nonce,
}

impl From<&Registration> for Published {
    fn from(registration: &Registration) -> Self {
        Self {
            public_key: registration.public_key.to_bytes(),
            operator_ids: registration.operator_ids.clone(),
            shares_data: registration.shares_data.encode(),
            owner: registration.owner,
            nonce: registration.nonce,
        }
    }
}

impl Published {
    /// The same shares, signed by their validator's key for another owner or place in line. Nothing is
    /// verified: the shares come from outside, so that all of it is to be checked as a file is.
    ///
    /// # Errors
    /// [`Error::PublicKeyMismatch`] if `key` is another validator's, [`Error::SharesLength`] where
    /// there is no room for a signature.
    pub fn resign(mut self, key: &SecretKey, owner: Owner, nonce: Nonce) -> Result<Self> {
        if key.public_key().to_bytes() != self.public_key {
            return Err(Error::PublicKeyMismatch);
        }
        let (found, expected) = (self.shares_data.len(), Signature::LENGTH);
        let place =
            self.shares_data.first_chunk_mut().ok_or(Error::SharesLength { found, expected })?;
        *place = key.sign(Binding::new(owner, nonce).message()).to_bytes();
        Ok(Self { owner, nonce, ..self })
    }
}

impl Registration {
    /// [`Self::make_all`] of one key.
    ///
    /// # Errors
    /// [`Error::RandomnessUnavailable`] or [`Error::SelfCheckFailed`].
    pub fn make(
        key: &SecretKey,
        committee: &Committee,
        owner: Owner,
        nonce: Nonce,
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self> {
        Ok(Self::make_all(&[(key, nonce)], committee, owner, rng)?.swap_remove(0))
    }

    /// Splits validator keys, seals every share to its operator, signs for the nonce beside each key,
    /// and checks what would be published before handing it out: all or none.
    ///
    /// # Errors
    /// [`Error::RandomnessUnavailable`] or [`Error::SelfCheckFailed`].
    pub fn make_all(
        keys: &[(&SecretKey, Nonce)],
        committee: &Committee,
        owner: Owner,
        rng: &mut impl TryCryptoRng,
    ) -> Result<Vec<Self>> {
        let bindings: Vec<_> = keys.iter().map(|&(_, nonce)| Binding::new(owner, nonce)).collect();
        let mut made = Vec::with_capacity(keys.len());
        for ((key, _), binding) in keys.iter().zip(&bindings) {
            made.push(Self::make_unchecked(key, committee, binding, rng)?);
        }
        proved(made, &bindings)
    }

    fn make_unchecked(
        key: &SecretKey,
        committee: &Committee,
        binding: &Binding,
        rng: &mut impl TryCryptoRng,
    ) -> Result<Self> {
        let shares = Shares::make(key, committee, rng)?;
        let sealed = shares
            .as_slice()
            .iter()
            .zip(committee.operators())
            .map(|(share, operator)| SealedShare::make(share.secret(), &operator.key, rng))
            .collect::<Result<_>>()?;
        Ok(Self {
            public_key: key.public_key(),
            operator_ids: committee.ids(),
            shares_data: SharesData {
                signature: key.sign(binding.message()),
                share_keys: shares.as_slice().iter().map(|share| share.public_key).collect(),
                sealed,
            },
            owner: binding.owner(),
            nonce: binding.nonce(),
        })
    }

    /// Everything that can be checked without an operator's private key: sizes, order, points,
    /// that the shares rebuild this validator, and the signature.
    ///
    /// # Errors
    /// [`Error::OperatorCount`], [`Error::OperatorsMismatch`], [`Error::SharesInconsistent`] or
    /// [`Error::SignatureInvalid`].
    pub fn check(&self) -> Result<()> {
        check_all(&[self])
    }

    /// What [`check_points`] takes, where sizes and order are right.
    fn points(&self) -> Result<Points> {
        let count = self.operator_ids.len();
        check_size(count)?;
        let ascending = self.operator_ids.is_sorted_by(|a, b| a < b);
        let SharesData { share_keys, sealed, .. } = &self.shares_data;
        if !ascending || share_keys.len() != count || sealed.len() != count {
            return Err(Error::OperatorsMismatch);
        }
        let ids = self.operator_ids.iter().copied();
        Points::new(&self.public_key, ids.zip(share_keys.iter().copied()), threshold(count))
    }

    /// Whether its published form decodes to it.
    #[must_use]
    pub fn is_read_back(&self) -> bool {
        self.shares_data.is_decoded_from(&self.shares_data.encode())
    }
}

/// [`Registration::check`] of all, eight of them at about three fifths of the time of one by one.
///
/// # Errors
/// As [`Registration::check`], without saying of which.
pub fn check_all(registrations: &[&Registration]) -> Result<()> {
    let bound = |one: &&Registration| Binding::new(one.owner, one.nonce);
    let bindings: Vec<_> = registrations.iter().map(bound).collect();
    check_bound(&registrations.iter().copied().zip(&bindings).collect::<Vec<_>>())
}

/// [`check_all`] of registrations whose bindings are at hand.
///
/// # Errors
/// As [`check_all`]; [`Error::SignatureInvalid`] also for the binding of another.
pub fn check_bound(registrations: &[(&Registration, &Binding)]) -> Result<()> {
    let points = registrations.iter().map(|(one, _)| one.points());
    check_points(&points.collect::<Result<Vec<_>>>()?)?;
    let mut signed = Vec::with_capacity(registrations.len());
    for (one, binding) in registrations {
        if (one.owner, one.nonce) != (binding.owner(), binding.nonce()) {
            return Err(Error::SignatureInvalid);
        }
        signed.push((one.shares_data.signature, one.public_key, binding.message()));
    }
    verify_all(&signed)
}

/// Hands registrations out if their published forms decode to them and pass [`check_bound`], which
/// knows nothing of the secrets: points and pairings are computed another way than what they judge.
/// Only a message's point is the one that was signed, as hashing it again would be the same code.
/// Signing again with a blinded key would cost a tenth less of a split, but would repeat the code
/// under suspicion, and would not tie the signature to the public key.
fn proved(made: Vec<Registration>, bindings: &[Binding]) -> Result<Vec<Registration>> {
    let all: Vec<_> = made.iter().zip(bindings).collect();
    let right = made.iter().all(Registration::is_read_back) && check_bound(&all).is_ok();
    if right { Ok(made) } else { Err(Error::SelfCheckFailed) }
}
