//! What the project computes, by the crates `blst` and `rsa` as they come.

#[path = "../../exchange.rs"]
mod exchange;

use std::cell::RefCell;

use blst::min_pk::SecretKey;
use rand_chacha::ChaCha20Rng;
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::SeedableRng;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};

const DST: &[u8] = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

struct Job {
    key: SecretKey,
    message: [u8; 32],
    text: [u8; 66],
    operator: RsaPublicKey,
    rng: ChaCha20Rng,
}

thread_local! {
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// Reads the input: seed, secret key and message of 32 bytes each, the text to seal of 66, and the
/// operator's key as SPKI in DER.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() {
    let input = exchange::take();
    let (seed, rest) = input.split_first_chunk().expect("a seed");
    let (key, rest) = rest.split_first_chunk::<32>().expect("a key");
    let (message, rest) = rest.split_first_chunk().expect("a message");
    let (text, operator) = rest.split_first_chunk().expect("a text");
    let job = Job {
        key: SecretKey::from_bytes(key).expect("a valid key"),
        message: *message,
        text: *text,
        operator: RsaPublicKey::from_public_key_der(operator).expect("an operator's key"),
        rng: ChaCha20Rng::from_seed(*seed),
    };
    JOB.set(Some(job));
}

/// The public key of 48 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn public_key() {
    run(|job| job.key.sk_to_pk().to_bytes());
}

/// The signature of 96 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn sign() {
    run(|job| job.key.sign(&job.message, DST, &[]).to_bytes());
}

/// The sealed text of 256 bytes.
#[unsafe(no_mangle)]
pub extern "C" fn seal() {
    run(|Job { operator, rng, text, .. }| {
        operator.encrypt(rng, Pkcs1v15Encrypt, text).expect("a sealed text")
    });
}

fn run<T: Into<Vec<u8>>>(stage: impl FnOnce(&mut Job) -> T) {
    JOB.with_borrow_mut(|job| exchange::give(stage(job.as_mut().expect("prepared"))));
}
