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

#[test]
fn every_threshold_rebuilds_and_less_does_not() {
    for size in SIZES {
        let committee = committee(size);
        let shares = Shares::make(&key(SECRET), &committee, &mut seeded(2)).expect("shares");
        let all = shares.as_slice();
        assert_eq!(all.iter().map(|share| share.id).collect::<Vec<_>>(), committee.ids());
        let pick = |places: &[usize]| {
            let chosen: Vec<&Share> = places.iter().map(|&place| &all[place]).collect();
            recover(&chosen).map(|key| *key.to_bytes().expose())
        };
        for places in choices(size, threshold(size)) {
            assert_eq!(pick(&places), Ok(bytes(SECRET)), "{places:?} of {size}");
        }
        for places in choices(size, threshold(size) - 1).take(50) {
            assert_ne!(pick(&places), Ok(bytes(SECRET)), "{places:?} of {size}");
        }
        let everyone: Vec<usize> = (0..size).collect();
        assert_eq!(pick(&everyone), Ok(bytes(SECRET)));
    }
}

/// ssv-keys cuts ids to 32 bits, where 2^32 becomes 0 and its share the validator key itself.
#[test]
fn ids_beyond_32_and_53_bits_are_whole() {
    let ids = [1, 1 << 32, (1 << 32) + 1, 1 << 53, (1 << 53) + 1, u64::MAX - 1, u64::MAX];
    let committee = committee_of(&ids);
    let shares = Shares::make(&key(SECRET), &committee, &mut seeded(3)).expect("shares");
    let all = shares.as_slice();
    assert_eq!(all.iter().map(|share| share.id.get()).collect::<Vec<_>>(), ids);
    for (i, share) in all.iter().enumerate() {
        assert_ne!(*share.secret().to_bytes().expose(), bytes(SECRET), "id {}", share.id.get());
        assert!(all[..i].iter().all(|other| other.public_key != share.public_key));
        assert_eq!(share.secret().public_key(), share.public_key);
    }
    for places in choices(7, 5) {
        let chosen: Vec<_> = places.iter().map(|&place| &all[place]).collect();
        let rebuilt = recover(&chosen).expect("a key");
        assert_eq!(*rebuilt.to_bytes().expose(), bytes(SECRET), "{places:?}");
    }
    assert_eq!(OperatorId::new(0), Err(Error::OperatorIdInvalid));
}

#[test]
fn extreme_keys_are_shared_too() {
    let largest = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000";
    for secret in [largest, &format!("{:064x}", 1)] {
        let shares = Shares::make(&key(secret), &committee(4), &mut seeded(4)).expect("shares");
        let chosen: Vec<_> = shares.as_slice()[1..].iter().collect();
        let rebuilt = recover(&chosen).expect("a key");
        assert_eq!(*rebuilt.to_bytes().expose(), bytes(secret));
    }
}

#[test]
fn two_splits_share_nothing() {
    for size in SIZES {
        let split =
            |seed| Shares::make(&key(SECRET), &committee(size), &mut seeded(seed)).expect("shares");
        let (one, other) = (split(5), split(6));
        for (a, b) in one.as_slice().iter().zip(other.as_slice()) {
            assert_ne!(a.public_key, b.public_key);
            assert_ne!(a.secret().to_bytes().expose(), b.secret().to_bytes().expose());
        }
    }
}

#[test]
fn broken_randomness_gives_no_shares() {
    let kinds = (0..=255).map(Broken::Constant).chain([
        Broken::Repeating,
        Broken::Failing,
        Broken::Short(0),
        Broken::Short(31),
        Broken::Short(63),
        Broken::DryingUp(0),
        Broken::DryingUp(32),
    ]);
    for kind in kinds {
        for size in SIZES {
            let shares = Shares::make(&key(SECRET), &committee_of_size(size), &mut kind.source());
            let code = shares.err().map(|error| error.code());
            assert_eq!(code, Some("RANDOMNESS_UNAVAILABLE"), "{kind:?} for {size}");
        }
    }
    let good = Shares::make(&key(SECRET), &committee(4), &mut Broken::Short(1 << 20).source());
    assert!(good.is_ok(), "a control that must pass");
}

/// Committees by size, parsed once.
fn committee_of_size(size: usize) -> ssv_wasm::operator::Committee {
    static ALL: std::sync::LazyLock<[ssv_wasm::operator::Committee; 4]> =
        std::sync::LazyLock::new(|| SIZES.map(committee));
    let place = SIZES.iter().position(|&other| other == size).expect("a size");
    ALL[place].clone()
}

#[test]
fn draws_32_bytes_for_every_coefficient() {
    for size in SIZES {
        let mut rng = Counting::new(8);
        Polynomial::make(&key(SECRET), threshold(size), &mut rng).expect("a polynomial");
        let least = 32 * (threshold(size) - 1);
        assert!(rng.bytes >= least, "{} bytes for {size}", rng.bytes);
        assert_eq!(rng.bytes % 32, 0, "rejected draws are drawn again whole");
        assert!(rng.bytes <= 4 * least, "{} bytes for {size}", rng.bytes);
    }
}

#[test]
fn coefficients_are_never_reduced() {
    // Of uniform values 2^253 / r = 0.276 are below 2^253. Reducing 255 random bits modulo r instead
    // of drawing again would make those below 2^255 − r twice as likely, and 0.344 small.
    let mut small = 0;
    let mut rng = seeded(9);
    for _ in 0..2000 {
        let polynomial = Polynomial::make(&numbered_key(1), 2, &mut rng).expect("a polynomial");
        let shares = polynomial.derive_shares(&committee_of_size(4)).expect("shares");
        // The value at 1 is 1 + coefficient.
        small += u32::from(shares.as_slice()[0].secret().to_bytes().expose()[0] < 0x20);
    }
    // Expected 0.276 · 2000 = 552, standard deviation 20; by reduction it would be 689.
    assert!((472..632).contains(&small), "{small} of 2000 draws are below 2^253");
}

#[test]
fn finds_every_wrong_share_key() {
    for size in SIZES {
        let t = threshold(size);
        let validator = key(SECRET).public_key();
        let shares =
            Shares::make(&key(SECRET), &committee_of_size(size), &mut seeded(10)).expect("shares");
        let good = points(shares.as_slice());
        assert_eq!(check_share_keys(&validator, &good, t), Ok(()));
        let refused = |points: &[(OperatorId, PublicKey)], what: &str| {
            let outcome = check_share_keys(&validator, points, t);
            assert_eq!(outcome, Err(Error::SharesInconsistent), "{what} of {size}");
        };
        for place in 0..size {
            let mut changed = good.clone();
            changed[place].1 = numbered_key(9).public_key();
            refused(&changed, "one changed");
            let mut moved = good.clone();
            moved[place].0 = id(1 << 60);
            refused(&moved, "one under another id");
            for other in place + 1..size {
                let mut swapped = good.clone();
                (swapped[place].1, swapped[other].1) = (good[other].1, good[place].1);
                refused(&swapped, "two swapped");
            }
        }
        let wrong = check_share_keys(&numbered_key(9).public_key(), &good, t);
        assert_eq!(wrong, Err(Error::SharesInconsistent), "another validator");
        let other =
            Shares::make(&key(SECRET), &committee_of_size(size), &mut seeded(11)).expect("shares");
        let other = points(other.as_slice());
        for mixed in 1..size {
            refused(&[&good[..mixed], &other[mixed..]].concat(), "two splits mixed");
        }
    }
}

#[test]
fn the_polynomial_has_exactly_its_degree() {
    for size in SIZES {
        let t = threshold(size);
        let validator = key(SECRET).public_key();
        let derive = |coefficients: usize| {
            let mut rng = seeded(12);
            let polynomial = Polynomial::make(&key(SECRET), coefficients, &mut rng);
            let shares = polynomial.and_then(|it| it.derive_shares(&committee_of_size(size)));
            points(shares.expect("shares").as_slice())
        };
        for coefficients in t + 1..=size + 1 {
            let outcome = check_share_keys(&validator, &derive(coefficients), t);
            assert_eq!(outcome, Err(Error::SharesInconsistent), "{coefficients} for {size}");
        }
        assert_eq!(check_share_keys(&validator, &derive(t), t), Ok(()));
    }
}

#[test]
fn equal_shares_are_refused() {
    let constant = Polynomial::from_coefficients(&[key(SECRET)]);
    let refused = constant.derive_shares(&committee(4)).err();
    assert_eq!(refused, Some(Error::SelfCheckFailed));
}
