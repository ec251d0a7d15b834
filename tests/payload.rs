//! What is registered: the signature, the layout of sharesData, and sealed shares that operators
//! can open.

mod fixture;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use alloy_primitives::hex;
use fixture::{
    Broken, Counting, OWNER, SECRET, bytes, committee, field, first_operators, json, key, list,
    nonce, numbered_key, owner, path, private_key, resigned, seeded,
};
use rsa::BoxedUint;
use rsa::hazmat::rsa_decrypt;
use sha2::{Digest, Sha256};
use ssv_wasm::Error;
use ssv_wasm::bls::SecretKey;
use ssv_wasm::operator::{OperatorKey, threshold};
use ssv_wasm::owner::{Binding, Nonce, Owner};
use ssv_wasm::payload::{Published, Registration, SharesData, check_all, check_bound};
use ssv_wasm::seal::SealedShare;
use ssv_wasm::split::Shares;

const SIZES: [usize; 4] = [4, 7, 10, 13];

fn make(size: usize, seed: u64) -> Registration {
    let mut rng = seeded(seed);
    Registration::make(&key(SECRET), &committee(size), owner(), nonce(0), &mut rng)
        .expect("a registration")
}

/// Opens a sealed share the way an operator's node would.
fn open(file: &Path, sealed: &SealedShare) -> String {
    let mut process = Command::new("openssl")
        .args(["pkeyutl", "-decrypt", "-pkeyopt", "rsa_padding_mode:pkcs1", "-inkey"])
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl is needed for this test");
    process.stdin.take().expect("piped").write_all(sealed.as_bytes()).expect("a reader");
    let output = process.wait_with_output().expect("an end");
    assert!(output.status.success(), "openssl could not open a share");
    String::from_utf8(output.stdout).expect("text")
}

fn opened_key(text: &str) -> SecretKey {
    let digits = text.strip_prefix("0x").expect("0x");
    assert!(
        digits.len() == 64
            && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    );
    key(digits)
}

#[test]
fn signs_owner_and_nonce() {
    let vectors = json("payload/owner-nonce-signatures.json");
    let key = key(&field(&vectors, "privateKey")[2..]);
    for row in list(&vectors["rows"]) {
        let owner = Owner::parse(field(row, "owner")).expect("an address");
        let number = row["nonce"].as_u64().expect("a nonce");
        let binding = Binding::new(owner, nonce(number));
        let message = binding.message();
        assert_eq!(field(row, "message"), format!("{}:{number}", owner.to_checksum()));
        assert_eq!(message.as_bytes(), &bytes(field(row, "hash")));
        let signature = key.sign(message);
        assert_eq!(hex::encode_prefixed(signature.to_bytes()), field(row, "signature"));
        assert_eq!(signature.verify(&key.public_key(), message), Ok(()));
    }
}

#[test]
fn reads_owners_strictly() {
    let lower = OWNER.to_lowercase();
    let upper = format!("0x{}", OWNER[2..].to_uppercase());
    for good in [OWNER, &lower, &upper] {
        assert_eq!(Owner::parse(good).expect(good).to_checksum(), OWNER);
    }
    let zero = format!("0x{}", "0".repeat(40));
    assert!(Owner::parse(&zero).is_ok(), "digits alone have no checksum");
    let one_case = OWNER.replacen("5aA", "5aa", 1);
    let faults = [
        "",
        "0x",
        &OWNER[2..],
        &OWNER[..41],
        &format!("{OWNER}0"),
        &format!("0X{}", &OWNER[2..]),
        &one_case,
        &format!(" {OWNER}"),
        &format!("{OWNER}\n"),
        &OWNER.replace('5', "g"),
        "vitalik.eth",
        "XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS",
        "0x1234",
        &format!("0x{OWNER}"),
        &OWNER.replace('5', "٥"),
    ];
    for fault in faults {
        assert_eq!(Owner::parse(fault), Err(Error::OwnerInvalid), "{fault:?}");
    }
}

#[test]
fn nonces_have_53_bits() {
    assert_eq!(nonce(Nonce::MAX).get(), 9_007_199_254_740_991);
    assert_eq!(Nonce::new(Nonce::MAX + 1), Err(Error::NonceInvalid));
    assert_eq!(nonce(Nonce::MAX).after(1), Err(Error::NonceInvalid));
    assert_eq!(nonce(5).after(u64::MAX), Err(Error::NonceInvalid));
    assert_eq!(nonce(5).after(3).map(Nonce::get), Ok(8));
    assert!(!nonce(65_535).wraps() && nonce(65_536).wraps());
}

#[test]
fn has_the_networks_layout() {
    for (size, length) in SIZES.into_iter().zip([1312, 2224, 3136, 4048]) {
        let made = make(size, 1);
        let encoded = made.shares_data.encode();
        assert_eq!((encoded.len(), SharesData::length(size)), (length, length));
        assert_eq!(encoded[..96], made.shares_data.signature.to_bytes());
        for place in 0..size {
            let (keys, sealed) = (96 + 48 * place, 96 + 48 * size + 256 * place);
            assert_eq!(encoded[keys..keys + 48], made.shares_data.share_keys[place].to_bytes());
            assert_eq!(encoded[sealed..sealed + 256], *made.shares_data.sealed[place].as_bytes());
        }
        assert_eq!(SharesData::decode(&encoded, size), Ok(made.shares_data.clone()));
        assert_eq!(made.check(), Ok(()));
        assert_eq!(made.operator_ids, committee(size).ids());
    }
}

/// Registrations of keys 1, 2, … for consecutive nonces, made together.
fn make_all(count: u64) -> Vec<Registration> {
    let keys: Vec<_> = (1..=count).map(numbered_key).collect();
    let ordered: Vec<_> = keys.iter().zip(0..).map(|(key, place)| (key, nonce(place))).collect();
    Registration::make_all(&ordered, &committee(4), owner(), &mut seeded(7)).expect("registrations")
}

fn check_together(registrations: &[Registration]) -> Result<(), Error> {
    check_all(&registrations.iter().collect::<Vec<_>>())
}

#[test]
fn those_made_together_are_right_each_on_its_own() {
    assert_eq!(make_all(0), []);
    let made = make_all(9);
    for (one, place) in made.iter().zip(0..) {
        assert_eq!(one.check(), Ok(()));
        assert_eq!((one.nonce, one.owner), (nonce(place), owner()));
        assert_eq!(one.public_key, numbered_key(place + 1).public_key());
    }
    assert_eq!(check_together(&made), Ok(()));
    assert_eq!(check_together(&[]), Ok(()));
}

#[test]
fn a_binding_is_for_one_registration() {
    let made = make_all(2);
    let bindings = made.iter().map(|one| Binding::new(one.owner, one.nonce));
    let [first, second] = bindings.collect::<Vec<_>>().try_into().expect("two");
    let stranger = Binding::new(Owner::from(alloy_primitives::Address::ZERO), made[0].nonce);
    assert_eq!(check_bound(&[(&made[0], &first), (&made[1], &second)]), Ok(()));
    for other in [second, stranger] {
        assert_eq!(check_bound(&[(&made[0], &other)]), Err(Error::SignatureInvalid));
        let both = [(&made[0], &other), (&made[1], &first)];
        assert_eq!(check_bound(&both), Err(Error::SignatureInvalid));
    }
}

/// A sum without weights of its own would let faults through that cancel each other out.
#[test]
fn finds_faults_that_would_cancel_each_other_out_in_a_sum() {
    let made = make_all(5);
    let mut swapped = made.clone();
    (swapped[1].shares_data.signature, swapped[3].shares_data.signature) =
        (made[3].shares_data.signature, made[1].shares_data.signature);
    assert_eq!(check_together(&swapped), Err(Error::SignatureInvalid));
    let mut swapped = made.clone();
    (swapped[0].shares_data.share_keys[2], swapped[4].shares_data.share_keys[2]) =
        (made[4].shares_data.share_keys[2], made[0].shares_data.share_keys[2]);
    assert_eq!(check_together(&swapped), Err(Error::SharesInconsistent));
}

#[test]
fn finds_one_fault_among_many_wherever_it_is() {
    let made = make_all(4);
    for place in 0..made.len() {
        let mut changed = made.clone();
        changed[place].nonce = nonce(99);
        assert_eq!(check_together(&changed), Err(Error::SignatureInvalid), "{place}");
        let mut changed = made.clone();
        changed[place].shares_data.share_keys.swap(0, 1);
        assert_eq!(check_together(&changed), Err(Error::SharesInconsistent), "{place}");
        let mut changed = made.clone();
        changed[place].operator_ids.swap(0, 1);
        assert_eq!(check_together(&changed), Err(Error::OperatorsMismatch), "{place}");
    }
}

#[test]
fn decodes_no_other_length() {
    let encoded = make(4, 1).shares_data.encode();
    for length in [0, 95, 96, 1311, 1313, 2224] {
        let mut changed = encoded.clone();
        changed.resize(length, 0);
        let expected = Err(Error::SharesLength { found: length, expected: 1312 });
        assert_eq!(SharesData::decode(&changed, 4), expected);
    }
    for size in [0, 1, 3, 5, 14] {
        let refused = SharesData::decode(&encoded, size);
        assert_eq!(refused, Err(Error::OperatorCount { count: size }));
    }
    let refused = SharesData::decode(&encoded, 7);
    assert_eq!(refused, Err(Error::SharesLength { found: 1312, expected: 2224 }));
}

/// With the points at hand the bytes are read another way, which must refuse what a decoder does.
#[test]
fn is_decoded_from_its_own_bytes_alone() {
    for (size, seed) in SIZES.into_iter().zip(20..) {
        let data = make(size, seed).shares_data;
        let encoded = data.encode();
        assert_eq!(SharesData::decode(&encoded, size).as_ref(), Ok(&data));
        assert!(data.is_decoded_from(&encoded));
        for place in 0..encoded.len() {
            for bit in 0..8 {
                let mut changed = encoded.clone();
                changed[place] ^= 1 << bit;
                assert!(!data.is_decoded_from(&changed), "bit {bit} of byte {place}");
            }
        }
        assert!(!data.is_decoded_from(&encoded[1..]));
        assert!(!data.is_decoded_from(&make(size, 0).shares_data.encode()));
        let mut fewer = data.clone();
        fewer.share_keys.pop();
        assert!(!fewer.is_decoded_from(&encoded));
    }
}

#[test]
fn every_operator_opens_its_share() {
    for size in SIZES {
        let made = make(size, 2);
        let data = &made.shares_data;
        assert_eq!(data.sealed.len(), size);
        for (place, operator) in first_operators(size).iter().enumerate() {
            assert_eq!(made.operator_ids[place].get(), operator.id);
            let share = opened_key(&open(&operator.file, &data.sealed[place]));
            assert_eq!(share.public_key(), data.share_keys[place], "operator {}", operator.id);
        }
    }
}

/// Moduli of 2041 and 2047 bits: still one block of 256 bytes that OpenSSL opens.
#[test]
fn short_moduli_give_full_blocks() {
    for bits in [2041, 2047] {
        let file = path(&format!("operator/{bits}.private.pem"));
        let output = Command::new("openssl")
            .args(["rsa", "-pubout", "-in"])
            .arg(&file)
            .output()
            .expect("openssl is needed for this test");
        let key =
            OperatorKey::parse(&String::from_utf8(output.stdout).expect("PEM")).expect("a key");
        let mut rng = seeded(3);
        for number in 1..=8 {
            let share = numbered_key(number);
            let sealed = SealedShare::make(&share, &key, &mut rng).expect("a block");
            assert_eq!(open(&file, &sealed), format!("0x{number:064x}"));
        }
    }
}

#[test]
fn two_runs_differ_everywhere() {
    let (one, other) = (make(4, 4).shares_data, make(4, 5).shares_data);
    assert_eq!(one.signature, other.signature, "BLS signatures are deterministic");
    for place in 0..4 {
        assert_ne!(one.share_keys[place], other.share_keys[place]);
        let pairs = one.sealed[place].as_bytes().iter().zip(other.sealed[place].as_bytes());
        let equal = pairs.filter(|(a, b)| a == b).count();
        assert!(equal < 16, "{equal} of 256 bytes are equal by chance");
    }
    let operator = first_operators(4).swap_remove(0).operator();
    let mut rng = seeded(6);
    let (a, b) = (
        SealedShare::make(&key(SECRET), &operator.key, &mut rng).expect("a block"),
        SealedShare::make(&key(SECRET), &operator.key, &mut rng).expect("a block"),
    );
    assert_ne!(a, b, "the same share is sealed afresh each time");
}

/// Blocks raised to 65537 by Python's integers, modulo numbers whose limbs are extreme.
#[test]
fn powers_equal_those_computed_elsewhere() {
    for entry in list(&json("operator/powers.json")) {
        let modulus = hex::decode(field(entry, "modulus")).expect("hex");
        let name = field(entry, "name");
        let key = OperatorKey::parse(&public_pem(&modulus)).expect(name);
        for case in list(&entry["sealed"]) {
            let fill = case["fill"].as_u64().expect("a byte") as u8;
            let share = fixture::key(field(case, "share"));
            let mut padding = Broken::Constant(fill).source();
            let sealed = SealedShare::make(&share, &key, &mut padding).expect("a block");
            let hash = Sha256::digest(sealed.as_bytes());
            assert_eq!(hex::encode(hash), field(case, "sha256"), "{name}");
        }
    }
}

/// PKCS#1 in PEM, for a modulus of exactly 256 bytes.
fn public_pem(modulus: &[u8]) -> String {
    let sign: &[u8] = if modulus[0] & 0x80 != 0 { &[0] } else { &[] };
    let length = sign.len() + modulus.len();
    let (outer, inner) = ((length + 9) as u16, length as u16);
    let der = [
        &[0x30, 0x82],
        outer.to_be_bytes().as_slice(),
        &[2, 0x82],
        &inner.to_be_bytes(),
        sign,
        modulus,
        &[2, 3, 1, 0, 1],
    ]
    .concat();
    pem_rfc7468::encode_string("RSA PUBLIC KEY", pem_rfc7468::LineEnding::LF, &der).expect("PEM")
}

/// RFC 8017 §7.2.1 over 2000 blocks opened without any padding logic.
#[test]
fn padding_is_random_and_never_zero() {
    let operator = &first_operators(4)[0];
    let (key, private) = (operator.operator().key, private_key(&operator.file));
    let mut rng = seeded(7);
    let mut counts = [0_u32; 256];
    let blocks = 2000;
    for number in 1..=blocks {
        let sealed = SealedShare::make(&numbered_key(number), &key, &mut rng).expect("a block");
        let number_sealed = BoxedUint::from_be_slice(sealed.as_bytes(), 2048).expect("256 bytes");
        let opened = rsa_decrypt::<rand_chacha::ChaCha20Rng>(None, &private, &number_sealed);
        let block = opened.expect("a number below the modulus").to_be_bytes();
        assert_eq!(block.len(), 256);
        assert_eq!(block[..2], [0, 2]);
        assert_eq!(block[189], 0, "the separator");
        assert_eq!(block[190..], *format!("0x{number:064x}").as_bytes());
        for byte in &block[2..189] {
            counts[usize::from(*byte)] += 1;
        }
    }
    assert_eq!(counts[0], 0);
    let expected = blocks as f64 * 187.0 / 255.0;
    let chi_square: f64 =
        counts[1..].iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
    // 254 degrees of freedom: mean 254, standard deviation 22.5.
    assert!((165.0..345.0).contains(&chi_square), "chi-square {chi_square}");
}

#[test]
fn draws_padding_for_every_operator() {
    for size in SIZES {
        let mut rng = Counting::new(8);
        Shares::make(&key(SECRET), &committee(size), &mut rng).expect("shares");
        let for_shares = rng.bytes;
        let mut rng = Counting::new(8);
        Registration::make(&key(SECRET), &committee(size), owner(), nonce(0), &mut rng)
            .expect("a registration");
        let for_padding = rng.bytes - for_shares;
        assert!(for_shares >= 32 * (threshold(size) - 1));
        // 187 bytes each, and one more for every zero that came up.
        assert!((187 * size..200 * size).contains(&for_padding), "{for_padding} for {size}");
    }
}

#[test]
fn broken_randomness_seals_nothing() {
    let committee = committee(4);
    let operator = &committee.operators()[0];
    for kind in [Broken::Constant(0), Broken::Failing, Broken::Short(186), Broken::DryingUp(0)] {
        let sealed = SealedShare::make(&key(SECRET), &operator.key, &mut kind.source());
        assert_eq!(sealed, Err(Error::RandomnessUnavailable), "{kind:?}");
    }
    for kind in [
        Broken::Constant(0),
        Broken::Constant(0x11),
        Broken::Constant(0xff),
        Broken::Repeating,
        Broken::Failing,
        Broken::Short(64),
        Broken::Short(500),
        Broken::DryingUp(400),
    ] {
        let made =
            Registration::make(&key(SECRET), &committee, owner(), nonce(0), &mut kind.source());
        assert_eq!(made.err(), Some(Error::RandomnessUnavailable), "{kind:?}");
    }
}

#[test]
fn signing_again_changes_the_signature_alone() {
    let made = make(4, 9);
    let again = resigned(&made, &key(SECRET), owner(), nonce(7)).expect("signed again");
    let (before, after) = (made.shares_data.encode(), again.shares_data.encode());
    assert_ne!(before[..96], after[..96]);
    assert_eq!(before[96..], after[96..]);
    assert_eq!(again.nonce.get(), 7);
    let other_owner = Owner::parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8").expect("an owner");
    let again = resigned(&made, &key(SECRET), other_owner, nonce(0)).expect("signed again");
    assert_eq!((again.check(), again.owner), (Ok(()), other_owner));
    assert_eq!(resigned(&made, &key(SECRET), owner(), nonce(0)), Ok(made.clone()));
    let refused = resigned(&made, &numbered_key(2), owner(), nonce(7));
    assert_eq!(refused, Err(Error::PublicKeyMismatch));
    let short = Published { shares_data: vec![0; 95], ..Published::from(&made) };
    let refused = short.resign(&key(SECRET), owner(), nonce(7));
    assert_eq!(refused, Err(Error::SharesLength { found: 95, expected: 96 }));
}

/// Signature and share keys of a registration: 96 + 48n bytes, one flipped at a time.
#[test]
fn one_flipped_byte_is_found() {
    let made = make(4, 10);
    let encoded = made.shares_data.encode();
    for place in 0..96 + 48 * 4 {
        for bit in [0x01, 0x80] {
            let mut changed = encoded.clone();
            changed[place] ^= bit;
            let outcome = SharesData::decode(&changed, 4)
                .and_then(|shares_data| Registration { shares_data, ..made.clone() }.check());
            let expected: &[Error] = if place < 96 {
                &[Error::SignatureInvalid]
            } else {
                &[Error::ShareKeyInvalid, Error::SharesInconsistent]
            };
            assert!(outcome.is_err_and(|error| expected.contains(&error)), "byte {place}");
        }
    }
}

#[test]
fn checks_every_part_of_a_registration() {
    let good = make(4, 11);
    let faults: Vec<(&str, Error, Registration)> = vec![
        ("nonce", Error::SignatureInvalid, Registration { nonce: nonce(1), ..good.clone() }),
        (
            "owner",
            Error::SignatureInvalid,
            Registration { owner: Owner::from(alloy_primitives::Address::ZERO), ..good.clone() },
        ),
        (
            "validator",
            Error::SharesInconsistent,
            Registration { public_key: numbered_key(2).public_key(), ..good.clone() },
        ),
        ("one operator less", Error::OperatorCount { count: 3 }, {
            let mut changed = good.clone();
            changed.operator_ids.pop();
            changed
        }),
        ("operators in another order", Error::OperatorsMismatch, {
            let mut changed = good.clone();
            changed.operator_ids.swap(0, 1);
            changed
        }),
        ("an operator twice", Error::OperatorsMismatch, {
            let mut changed = good.clone();
            changed.operator_ids[1] = changed.operator_ids[0];
            changed
        }),
        ("another operator", Error::SharesInconsistent, {
            let mut changed = good.clone();
            changed.operator_ids[3] = fixture::id(9999);
            changed
        }),
        ("a share key less", Error::OperatorsMismatch, {
            let mut changed = good.clone();
            changed.shares_data.share_keys.pop();
            changed
        }),
        ("a sealed share less", Error::OperatorsMismatch, {
            let mut changed = good.clone();
            changed.shares_data.sealed.pop();
            changed
        }),
    ];
    for (name, error, changed) in faults {
        assert_eq!(changed.check(), Err(error), "{name}");
    }
    assert_eq!(good.check(), Ok(()), "a control that must pass");
}
