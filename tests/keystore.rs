//! EIP-2335: official vectors, what real tools write, and one hostile file for every fault.

mod fixture;

use aes::cipher::{KeyIvInit, StreamCipher};
use alloy_primitives::hex;
use fixture::{SECRET, bytes, cases, field, json, key, list, password, secret, seeded};
use sha2::{Digest, Sha256};
use ssv_wasm::keystore::{Kdf, Keystore, MAX_FILE, lock};
use ssv_wasm::secret::Password;
use ssv_wasm::{Detail, Error};

fn codes(warnings: &[ssv_wasm::Warning]) -> Vec<&'static str> {
    warnings.iter().map(ssv_wasm::Warning::code).collect()
}

fn lock_with(stretch: impl FnOnce(Vec<u8>) -> ssv_wasm::Result<Kdf>) -> String {
    let mut rng = seeded(1);
    lock(&key(SECRET), &password("password"), "m/12381/3600/0/0/0", stretch, &mut rng)
        .expect("a keystore")
}

/// A keystore of PBKDF2's output `derived` around any 32 bytes, valid key or not.
fn lock_bytes(derived: &[u8], rounds: u64, salt: &[u8], plain: [u8; 32]) -> String {
    let (mut message, iv) = (plain, [9; 16]);
    ctr::Ctr128BE::<aes::Aes128>::new_from_slices(&derived[..16], &iv)
        .expect("16 bytes each")
        .apply_keystream(&mut message);
    let checksum = Sha256::new().chain_update(&derived[16..32]).chain_update(message).finalize();
    serde_json::json!({
        "crypto": {
            "kdf": {
                "function": "pbkdf2",
                "params": { "dklen": 32, "c": rounds, "prf": "hmac-sha256", "salt": hex::encode(salt) },
            },
            "checksum": { "function": "sha256", "message": hex::encode(checksum) },
            "cipher": {
                "function": "aes-128-ctr",
                "params": { "iv": hex::encode(iv) },
                "message": hex::encode(message),
            },
        },
        "version": 4,
    })
    .to_string()
}

fn lock_number(plain: &str) -> String {
    let mut derived = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(b"password", &[3; 32], 1, &mut derived);
    lock_bytes(&derived, 1, &[3; 32], bytes(plain))
}

/// The good files that cases change; cheap to open, all with the password `password`.
fn base(name: &str) -> String {
    const ORDER: &str = "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff0000000";
    match name {
        "" => "{}".to_owned(),
        "scrypt" => lock_with(|salt| Kdf::scrypt(2, 1, 1, salt, 32)),
        "pbkdf2" => lock_with(|salt| Kdf::pbkdf2(1, salt, 32)),
        "16 byte salt" => lock_with(|salt| Kdf::scrypt(2, 1, 1, salt[..16].to_vec(), 32)),
        "short salt" => lock_with(|salt| Kdf::scrypt(2, 1, 1, salt[..15].to_vec(), 32)),
        "one byte salt" => lock_with(|salt| Kdf::scrypt(2, 1, 1, salt[..1].to_vec(), 32)),
        "secret 0" => lock_number(&"00".repeat(32)),
        "secret r" => lock_number(&format!("{ORDER}1")),
        "secret r + 1" => lock_number(&format!("{ORDER}2")),
        "secret 2^256 - 1" => lock_number(&"ff".repeat(32)),
        _ => panic!("no base {name}"),
    }
}

#[test]
fn opens_the_official_vectors() {
    for entry in list(&json("keystore/eip2335/index.json")) {
        let file = fixture::text(&format!("keystore/eip2335/{}", field(entry, "file")));
        let keystore = Keystore::parse(file.as_bytes()).expect("an official vector");
        let opened = keystore.unlock(&password(field(entry, "password"))).expect("its password");
        assert_eq!(*opened.key.to_bytes().expose(), bytes(field(entry, "secret")));
        assert_eq!(keystore.public_key(), Some(bytes(field(entry, "pubkey"))));
        assert!(opened.warnings.is_empty(), "the usual cost gives no warning");
        assert_eq!(keystore.kdf().name(), &field(entry, "file")[..6]);
    }
}

#[test]
fn names_the_path_and_the_parameters() {
    let file = fixture::text("keystore/eip2335/scrypt-unicode.json");
    let keystore = Keystore::parse(file.as_bytes()).expect("an official vector");
    assert_eq!(keystore.path(), Some("m/12381/60/3141592653/589793238"));
    assert!(keystore.key_stream().ends_with(&bytes::<16>("264daa3f303d7259501c93d997d84fe6")));
    assert_eq!(keystore.kdf().salt().len(), 32);
}

/// RFC 7914 through scrypt, SP 800-38A's counter by OpenSSL, and the two encodings of accents.
#[test]
fn opens_keystores_computed_elsewhere() {
    for entry in list(&json("keystore/computed.json")) {
        let (name, file) = (field(entry, "name"), entry["keystore"].to_string());
        let keystore = Keystore::parse(file.as_bytes()).expect(name);
        let opened = keystore.unlock(&password(field(entry, "password"))).expect(name);
        assert_eq!(*opened.key.to_bytes().expose(), bytes(field(entry, "secret")), "{name}");
        let expected: Vec<_> = entry["warnings"].as_array().into_iter().flatten().collect();
        assert_eq!(codes(&opened.warnings), expected, "{name}");
    }
}

/// The two RFC 7914 vectors that EIP-2335 limits exclude: an empty salt, and 1 GiB.
#[test]
fn refuses_the_other_rfc_7914_vectors() {
    assert_eq!(Kdf::scrypt(16, 1, 1, Vec::new(), 64), Err(Error::KdfParameters { field: "salt" }));
    let costly = Kdf::scrypt(1 << 20, 8, 1, b"SodiumChloride".to_vec(), 64);
    assert_eq!(costly, Err(Error::KdfTooExpensive { required: 1 << 30, limit: 512 << 20 }));
}

/// Wycheproof's PBKDF2 outputs open keystores that were encrypted with them. Only those can: the
/// password has to be text that normalisation leaves alone, and the output at least 32 bytes.
#[test]
fn agrees_with_wycheproof_pbkdf2() {
    let mut opened = 0;
    for test in list(&json("wycheproof/pbkdf2_hmacsha256_test.json")["testGroups"][0]["tests"]) {
        let typed = hex::decode(field(test, "password")).expect("hex");
        let Ok(typed_password) = Password::from_utf8(&typed) else { continue };
        let derived = hex::decode(field(test, "dk")).expect("hex");
        if typed_password.normalised().as_slice() != typed || derived.len() < 32 {
            continue;
        }
        let salt = hex::decode(field(test, "salt")).expect("hex");
        let rounds = test["iterationCount"].as_u64().expect("rounds");
        let file = lock_bytes(&derived, rounds, &salt, bytes(SECRET));
        let keystore = Keystore::parse(file.as_bytes()).expect("a keystore");
        let key = keystore.unlock(&typed_password).expect("the vector's output").key;
        assert_eq!(*key.to_bytes().expose(), bytes(SECRET), "tcId {}", test["tcId"]);
        opened += 1;
    }
    assert_eq!(opened, 15);
}

#[test]
fn normalises_passwords() {
    for entry in list(&json("keystore/passwords.json")) {
        let typed = password(field(entry, "password"));
        let name = field(entry, "name");
        assert_eq!(hex::encode(typed.normalised()), field(entry, "normalised"), "{name}");
        let without = typed.without_marks().map(hex::encode);
        assert_eq!(without.as_deref(), entry["withoutMarks"].as_str(), "{name}");
    }
    assert_eq!(Password::from_utf8(b"pa\xffss").err(), Some(Error::PasswordNotUtf8));
    assert_eq!(Password::from_utf8(b"\xed\xa0\x80").err(), Some(Error::PasswordNotUtf8));
}

#[test]
fn opens_what_it_locks() {
    for name in ["scrypt", "pbkdf2"] {
        let keystore = Keystore::parse(base(name).as_bytes()).expect("our own keystore");
        let opened = keystore.unlock(&password("password")).expect("our own password");
        assert_eq!(opened.key.to_bytes().expose(), secret(SECRET).expose());
        assert_eq!(keystore.path(), Some("m/12381/3600/0/0/0"));
        assert_eq!(keystore.public_key(), Some(opened.key.public_key().to_bytes()));
        for wrong in ["", "Password", "password ", " password", "passwor"] {
            let refused = keystore.unlock(&password(wrong)).err();
            assert_eq!(refused, Some(Error::WrongPassword), "{wrong:?}");
        }
    }
}

#[test]
fn locks_as_the_standard_says() {
    let lock_once = |seed| {
        let mut rng = seeded(seed);
        let stretch = |salt| Kdf::scrypt(2, 1, 1, salt, 32);
        lock(&key(SECRET), &password("p\u{7}\u{fc}"), "", stretch, &mut rng).expect("a keystore")
    };
    let (one, other) = (lock_once(1), lock_once(2));
    let file: serde_json::Value = serde_json::from_str(&one).expect("JSON");
    assert_eq!(file["version"], 4);
    assert_eq!(field(&file["crypto"]["kdf"]["params"], "salt").len(), 64);
    let uuid = field(&file, "uuid");
    assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
    assert!(matches!(&uuid[19..20], "8" | "9" | "a" | "b"));
    let other: serde_json::Value = serde_json::from_str(&other).expect("JSON");
    for place in [
        "/uuid",
        "/crypto/kdf/params/salt",
        "/crypto/cipher/params/iv",
        "/crypto/cipher/message",
        "/crypto/checksum/message",
    ] {
        assert_ne!(file.pointer(place), other.pointer(place), "{place} is fresh each time");
    }
    let keystore = Keystore::parse(one.as_bytes()).expect("our own keystore");
    assert!(keystore.unlock(&password("pu\u{308}")).is_ok(), "the same password after NFKD");
    assert!(keystore.unlock(&password("pu")).is_err());
}

#[test]
fn locks_nothing_without_randomness() {
    let mut rng = fixture::Broken::Failing.source();
    let stretch = |salt| Kdf::scrypt(2, 1, 1, salt, 32);
    let locked = lock(&key(SECRET), &password("password"), "", stretch, &mut rng);
    assert_eq!(locked, Err(Error::RandomnessUnavailable));
}

#[test]
fn accepts_what_tools_write() {
    for case in cases("keystore/accepted.json") {
        let text = case.apply(&base(&case.base));
        let keystore = Keystore::parse(text.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {}", case.name, error.code()));
        let opened = keystore
            .unlock(&password("password"))
            .unwrap_or_else(|error| panic!("{}: {}", case.name, error.code()));
        assert_eq!(*opened.key.to_bytes().expose(), bytes(SECRET), "{}", case.name);
        let expected: Vec<_> = list(&case.entry["warnings"]).iter().collect();
        assert_eq!(codes(&opened.warnings), expected, "{}", case.name);
    }
}

#[test]
fn refuses_every_fault_with_its_own_code() {
    let (mut parsed, mut unlocked) = (0, 0);
    for case in cases("hostile/keystore.json") {
        let text = case.apply(&base(&case.base));
        let read = Keystore::parse(text.as_bytes());
        let error = if case.entry["stage"] == "unlock" {
            let keystore =
                read.unwrap_or_else(|error| panic!("{}: {} too early", case.name, error.code()));
            unlocked += 1;
            keystore.unlock(&password("password")).err()
        } else {
            parsed += 1;
            read.err()
        };
        let error = error.unwrap_or_else(|| panic!("{} was accepted", case.name));
        assert_eq!(Some(error.code()), case.expect.as_deref(), "{}", case.name);
        let named = error.details().into_iter().find_map(|(name, detail)| match detail {
            Detail::Name(value) if name == "field" => Some(value),
            _ => None,
        });
        assert_eq!(named, case.field.as_deref(), "{}", case.name);
    }
    assert!(parsed >= 120, "{parsed} hostile files");
    assert!(unlocked >= 14, "{unlocked} files refused on unlocking");
}

#[test]
fn refuses_bytes_that_are_no_text() {
    let good = base("scrypt");
    let utf16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Keystore::parse(&utf16), Err(Error::NotJson));
    let mut broken = good.clone().into_bytes();
    broken[10] = 0xff;
    assert_eq!(Keystore::parse(&broken), Err(Error::NotJson));
    assert_eq!(Keystore::parse(&[0; 64]), Err(Error::NotJson));
}

#[test]
fn reads_files_up_to_its_limit() {
    let good = base("scrypt");
    let padded = good.clone() + &" ".repeat(MAX_FILE - good.len());
    assert!(Keystore::parse(padded.as_bytes()).is_ok());
    let refused = Keystore::parse((padded + " ").as_bytes());
    assert_eq!(refused, Err(Error::FileTooLarge { limit: MAX_FILE }));
}

#[test]
fn every_cut_of_a_keystore_is_refused() {
    let good = base("scrypt");
    for length in 0..good.trim_end().len() {
        let cut = Keystore::parse(&good.as_bytes()[..length]);
        assert_eq!(cut, Err(Error::NotJson), "{length} bytes");
    }
}

/// The largest parameters that are taken, and the warnings' thresholds.
#[test]
fn bounds_are_where_they_are_said_to_be() {
    let salt = || vec![1; 32];
    assert!(Kdf::scrypt(1 << 19, 8, 1, salt(), 32).is_ok());
    assert!(Kdf::scrypt(1 << 18, 8, 2, salt(), 32).is_ok());
    assert!(Kdf::scrypt(1 << 22, 1, 1, salt(), 32).is_ok());
    assert!(Kdf::scrypt(2, 1, (1 << 16) - 3, salt(), 32).is_ok());
    assert!(Kdf::pbkdf2(10_000_000, salt(), 32).is_ok());
    let memory = Kdf::scrypt(1 << 20, 8, 1, salt(), 32);
    assert_eq!(memory, Err(Error::KdfTooExpensive { required: 1 << 30, limit: 1 << 29 }));
    for (r, p) in [(1, (1 << 16) - 2), (1 << 15, 1)] {
        let blocks = Kdf::scrypt(2, r, p, salt(), 32);
        let required = 128 * r * (p + 3);
        assert_eq!(blocks, Err(Error::KdfTooExpensive { required, limit: 8 << 20 }));
    }
    let work = Kdf::scrypt(1 << 18, 8, 3, salt(), 32);
    assert_eq!(work, Err(Error::KdfTooExpensive { required: 3 << 21, limit: 1 << 22 }));
    let rounds = Kdf::pbkdf2(10_000_001, salt(), 32);
    assert_eq!(rounds, Err(Error::KdfTooExpensive { required: 10_000_001, limit: 10_000_000 }));
    for (rounds, expected) in [(262_143, vec!["WEAK_KDF"]), (262_144, vec![])] {
        let file = lock_with(|salt| Kdf::pbkdf2(rounds, salt, 32));
        let keystore = Keystore::parse(file.as_bytes()).expect("our own keystore");
        let opened = keystore.unlock(&password("password")).expect("our own password");
        assert_eq!(codes(&opened.warnings), expected, "{rounds} rounds");
    }
}
