//! Our scrypt and PBKDF2 against the RFCs and against plain crates, in every way they can run.

mod fixture;

use alloy_primitives::hex;
use proptest::collection::vec;
use proptest::prelude::*;
use sha2::Sha256;
use ssv_wasm::keystore::{Derivation, KEY_LENGTH, Kdf, Tables, derive_all};

/// Limits of memory, in tables, that make two scrypt runs go: side by side, side by side with half
/// a table each, and one after the other with half a table.
const LIMITS: [u64; 3] = [2, 1, 0];

fn tables(kdf: &Kdf, limit: u64) -> Tables {
    Tables::within(limit * kdf.scratch())
}

fn derive(wanted: &[Derivation<'_>], tables: &mut Tables) -> Vec<[u8; KEY_LENGTH]> {
    derive_all(wanted, tables).into_iter().map(|key| *key.expect("a key").expose()).collect()
}

/// The passwords of `inputs`, whose salts are in `kdfs`.
fn derivations<'a>(kdfs: &'a [Kdf], inputs: &'a [(Vec<u8>, Vec<u8>)]) -> Vec<Derivation<'a>> {
    kdfs.iter().zip(inputs).map(|(kdf, (password, _))| Derivation { kdf, password }).collect()
}

fn plain_scrypt(log_n: u8, r: u32, p: u32, password: &[u8], salt: &[u8]) -> [u8; KEY_LENGTH] {
    let params = scrypt::Params::new(log_n, r, p).expect("parameters");
    let mut key = [0; KEY_LENGTH];
    scrypt::scrypt(password, salt, &params, &mut key).expect("a key");
    key
}

/// The first 32 bytes of RFC 7914 §12 (its empty salt, which keystores may not have, and its GiB are
/// in unit tests).
#[test]
fn scrypt_gives_what_its_rfc_says() {
    let cases = [
        (
            "password",
            "NaCl",
            (1024, 8, 16),
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162",
        ),
        (
            "pleaseletmein",
            "SodiumChloride",
            (16384, 8, 1),
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2",
        ),
    ];
    for (password, salt, (n, r, p), expected) in cases {
        let kdf = Kdf::scrypt(n, r, p, salt.into(), 64).expect("parameters");
        for limit in LIMITS {
            let twice = [Derivation { kdf: &kdf, password: password.as_bytes() }; 2];
            for key in derive(&twice, &mut tables(&kdf, limit)) {
                assert_eq!(hex::encode(key), expected, "N = {n}, {limit} tables");
            }
        }
    }
}

/// One set of tables serves runs of any cost, larger and smaller ones in turn.
#[test]
fn tables_are_used_again() {
    let mut tables = Tables::default();
    for (log_n, r) in [(4, 8), (9, 8), (3, 1), (9, 8), (6, 3)] {
        let kdf = Kdf::scrypt(1 << log_n, r.into(), 1, vec![7; 16], 32).expect("parameters");
        let wanted = [b"a", b"b", b"c"].map(|password| Derivation { kdf: &kdf, password });
        for (key, wanted) in derive(&wanted, &mut tables).iter().zip(wanted) {
            assert_eq!(*key, plain_scrypt(log_n, r, 1, wanted.password, &[7; 16]));
        }
        tables.wipe();
    }
}

/// What was asked for in one breath comes back in order, whatever it is.
#[test]
fn costs_of_all_kinds_go_together() {
    let salt = vec![1; 16];
    let kdfs = [
        Kdf::scrypt(16, 8, 1, salt.clone(), 32),
        Kdf::pbkdf2(3, salt.clone(), 32),
        Kdf::scrypt(32, 8, 1, salt.clone(), 32),
        Kdf::pbkdf2(4, salt.clone(), 32),
    ]
    .map(|kdf| kdf.expect("parameters"));
    let passwords: Vec<[u8; 1]> = (0..12).map(|number| [number]).collect();
    let wanted: Vec<_> = passwords
        .iter()
        .zip(kdfs.iter().cycle())
        .map(|(password, kdf)| Derivation { kdf, password })
        .collect();
    let together = derive(&wanted, &mut Tables::default());
    for (Derivation { kdf, password }, key) in wanted.into_iter().zip(together) {
        assert_eq!(key, *kdf.derive(password).expect("a key").expose());
    }
    assert!(derive_all(&[], &mut Tables::default()).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// One to three keystores, with every amount of memory.
    #[test]
    fn scrypt_equals_the_plain_crate(
        (log_n, r, p) in prop_oneof![(1..9_u8, 1..10_u32, 1..4_u32), (1..11_u8, Just(8), Just(1))],
        inputs in vec((vec(any::<u8>(), 0..90), vec(any::<u8>(), 1..40)), 1..4),
    ) {
        let kdfs: Vec<_> = inputs
            .iter()
            .map(|(_, salt)| Kdf::scrypt(1 << log_n, r.into(), p.into(), salt.clone(), 32))
            .collect::<Result<_, _>>()
            .expect("parameters");
        let wanted = derivations(&kdfs, &inputs);
        let expected: Vec<_> =
            inputs.iter().map(|(word, salt)| plain_scrypt(log_n, r, p, word, salt)).collect();
        for limit in LIMITS {
            prop_assert_eq!(&derive(&wanted, &mut tables(&kdfs[0], limit)), &expected);
        }
    }

    /// One to six keystores: full lanes, empty ones, and one alone.
    #[test]
    fn pbkdf2_equals_the_plain_crate(
        rounds in 1..40_u32,
        inputs in vec((vec(any::<u8>(), 0..140), vec(any::<u8>(), 1..80)), 1..7),
    ) {
        let kdfs: Vec<_> = inputs
            .iter()
            .map(|(_, salt)| Kdf::pbkdf2(rounds.into(), salt.clone(), 32))
            .collect::<Result<_, _>>()
            .expect("parameters");
        let wanted = derivations(&kdfs, &inputs);
        for (key, (password, salt)) in derive(&wanted, &mut Tables::default()).iter().zip(&inputs) {
            let mut expected = [0; KEY_LENGTH];
            pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut expected);
            prop_assert_eq!(key, &expected);
        }
    }
}
