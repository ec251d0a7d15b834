//! Shamir's sharing: fixed polynomials, every committee size, and what must never come out.

mod fixture;

use alloy_primitives::hex;
use fixture::{
    Broken, Counting, SECRET, bytes, committee, committee_of, field, id, json, key, list,
    numbered_key, seeded,
};
use ssv_wasm::Error;
use ssv_wasm::bls::PublicKey;
use ssv_wasm::operator::{OperatorId, threshold};
use ssv_wasm::split::{Polynomial, Share, Shares, check_share_keys, recover};

const SIZES: [usize; 4] = [4, 7, 10, 13];

/// Every way to choose `size` of `count`.
fn choices(count: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    (0..1_u32 << count)
        .filter(move |mask| mask.count_ones() as usize == size)
        .map(move |mask| (0..count).filter(|place| mask >> place & 1 == 1).collect())
}

fn points(shares: &[Share]) -> Vec<(OperatorId, PublicKey)> {
    shares.iter().map(|share| (share.id, share.public_key)).collect()
}

/// Shares by @noble/curves (equal to bls-eth-wasm), and by plain integer arithmetic with ids
/// beyond 32 and 53 bits.
#[test]
fn shares_equal_those_computed_elsewhere() {
    for file in ["split/noble.json", "split/integers.json"] {
        for vector in list(&json(file)) {
            let coefficients: Vec<_> = list(&vector["coefficients"])
                .iter()
                .map(|text| key(text.as_str().expect("hex")))
                .collect();
            let ids: Vec<u64> =
                list(&vector["operatorIds"]).iter().map(|id| id.as_u64().expect("an id")).collect();
            let committee = committee_of(&ids);
            assert_eq!(vector["threshold"], committee.threshold());
            let polynomial = Polynomial::from_coefficients(&coefficients);
            let shares = polynomial.derive_shares(&committee).expect("shares");
            let expected = list(&vector["shares"]);
            assert_eq!(shares.as_slice().len(), expected.len());
            for (share, expected) in shares.as_slice().iter().zip(expected) {
                assert_eq!(expected["id"], share.id.get());
                let secret = share.secret().to_bytes();
                assert_eq!(hex::encode_prefixed(secret.expose()), field(expected, "privateKey"));
                let public = share.public_key.to_bytes();
                assert_eq!(hex::encode_prefixed(public), field(expected, "publicKey"));
            }
            let validator = coefficients[0].public_key();
            assert_eq!(validator.to_bytes(), bytes(field(vector, "validatorPublicKey")));
            let points = points(shares.as_slice());
            assert_eq!(check_share_keys(&validator, &points, committee.threshold()), Ok(()));
        }
    }
}

/// A share can be used again, so a set of shares is made by splitting with one polynomial anew.
fn chosen(shares: Shares2<'_>, places: &[usize]) -> Vec<Share> {
    let all = shares.0.derive_shares(shares.1).expect("shares");
    drop_except(all, places)
}

struct Shares2<'a>(&'a Polynomial, &'a ssv_wasm::operator::Committee);

fn drop_except(_all: Shares, _places: &[usize]) -> Vec<Share> {
    Vec::new()
}
