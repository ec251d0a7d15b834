//! The steps from a keystore to a registration, each to be called as often as it is measured.

#[path = "../../exchange.rs"]
mod exchange;

use std::cell::RefCell;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use ssv_wasm::Result;
use ssv_wasm::bls::{SecretKey, Signature};
use ssv_wasm::keyshares;
use ssv_wasm::keystore::{Derivation, KEY_LENGTH, Keystore, Tables, derive_all};
use ssv_wasm::operator::{Committee, Operator, OperatorId, OperatorKey};
use ssv_wasm::owner::{Binding, Nonce, Owner};
use ssv_wasm::payload::{Published, Registration, SharesData, check_bound};
use ssv_wasm::seal::SealedShare;
use ssv_wasm::secret::{Password, Secret, Spelling};
use ssv_wasm::split::Shares;

const CREATED_AT: &str = "2026-01-01T00:00:00.000Z";

/// What the steps start from, and what the last run of each left for the next.
struct Job {
    rng: ChaCha20Rng,
    key: SecretKey,
    binding: Binding,
    password: Spelling,
    file: Vec<u8>,
    operators: Vec<(u64, String)>,
    committee: Committee,
    tables: Tables,
    derived: Secret<KEY_LENGTH>,
    shares: Shares,
    sealed: Vec<SealedShare>,
    signature: Signature,
    registration: Registration,
}

thread_local! {
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// Reads the input: seed and secret key of 32 bytes each, then lines with owner, nonce, password,
/// keystore, and an id and key for each operator. Runs every step once.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() {
    JOB.set(Some(Job::read(&exchange::take()).expect("a job that can be done")));
}

/// scrypt or PBKDF2 as the keystore wants it, of one key. Gives the derived key.
#[unsafe(no_mangle)]
pub extern "C" fn derive() {
    run(|job| {
        job.derived = derive_key(&job.file, &job.password, &mut job.tables)?;
        Ok(job.derived.expose().to_vec())
    });
}

/// Reads the keystore, compares the checksum and decrypts. Gives the public key.
#[unsafe(no_mangle)]
pub extern "C" fn decrypt() {
    run(|job| {
        let opened = Keystore::parse(&job.file)?.open(&job.derived, &job.password)?;
        Ok(opened.expect("the right password").public_key.to_bytes().to_vec())
    });
}

/// Reads the operators' keys. Gives nothing.
#[unsafe(no_mangle)]
pub extern "C" fn read_operators() {
    run(|job| {
        job.committee = committee(&job.operators)?;
        Ok(Vec::new())
    });
}

/// Gives the public key.
#[unsafe(no_mangle)]
pub extern "C" fn public_key() {
    run(|job| {
        // A key computes it once.
        let key = SecretKey::from_bytes(&job.key.to_bytes())?;
        Ok(key.public_key().to_bytes().to_vec())
    });
}

/// Shares and their public keys. Gives 48 bytes of public key and 32 of share for each operator.
#[unsafe(no_mangle)]
pub extern "C" fn split() {
    run(|job| {
        job.shares = Shares::make(&job.key, &job.committee, &mut job.rng)?;
        let shares = job.shares.as_slice().iter();
        Ok(shares
            .flat_map(|share| {
                [share.public_key.to_bytes().as_slice(), share.secret().to_bytes().expose()]
                    .concat()
            })
            .collect())
    });
}

/// Seals the first operators' shares. Gives 256 bytes for each.
#[unsafe(no_mangle)]
pub extern "C" fn seal(count: usize) {
    run(|job| {
        job.sealed = seal_first(count, &job.shares, &job.committee, &mut job.rng)?;
        Ok(job.sealed.iter().flat_map(|sealed| *sealed.as_bytes()).collect())
    });
}

/// Gives the 32 bytes that are signed.
#[unsafe(no_mangle)]
pub extern "C" fn message() {
    run(|job| Ok(job.binding.message().as_bytes().to_vec()));
}

/// Gives the signature.
#[unsafe(no_mangle)]
pub extern "C" fn sign() {
    run(|job| {
        job.signature = job.key.sign(job.bound().message());
        Ok(job.signature.to_bytes().to_vec())
    });
}

/// Reads the registration back from its bytes, and checks it as every split of the package is checked. Gives
/// nothing.
#[unsafe(no_mangle)]
pub extern "C" fn check() {
    run(|Job { registration, binding, .. }| {
        assert!(registration.is_read_back());
        check_bound(&[(registration, binding)])?;
        Ok(Vec::new())
    });
}

/// Writes a keyshares file. Gives its text.
#[unsafe(no_mangle)]
pub extern "C" fn write_file() {
    run(|Job { registration, committee, .. }| {
        let text = keyshares::write(&[Published::from(&*registration)], committee, CREATED_AT)?;
        Ok(text.into_bytes())
    });
}

/// Everything from an open key to the text of a keyshares file, but the check. Operators' keys are
/// read already, as the package reads them once for all validators.
#[unsafe(no_mangle)]
pub extern "C" fn all_unchecked() {
    run(|job| {
        job.shares = Shares::make(&job.key, &job.committee, &mut job.rng)?;
        let count = job.operators.len();
        job.sealed = seal_first(count, &job.shares, &job.committee, &mut job.rng)?;
        job.signature = job.key.sign(job.bound().message());
        job.registration = job.assembled();
        let published = [Published::from(&job.registration)];
        Ok(keyshares::write(&published, &job.committee, CREATED_AT)?.into_bytes())
    });
}

impl Job {
    fn read(input: &[u8]) -> Result<Self> {
        let (seed, rest) = input.split_first_chunk().expect("a seed");
        let (key, lines) = rest.split_first_chunk::<32>().expect("a key");
        let lines: Vec<_> = str::from_utf8(lines).expect("text").lines().collect();
        let [owner, nonce, password, file, operators @ ..] = lines.as_slice() else {
            panic!("too few lines");
        };
        let key = SecretKey::from_bytes(&Secret::fill_with(|bytes: &mut [u8; 32]| {
            bytes.copy_from_slice(key);
            Result::Ok(())
        })?)?;
        let operators: Vec<_> = operators
            .iter()
            .map(|line| line.split_once(' ').expect("an id and a key"))
            .map(|(id, key)| (id.parse().expect("an id"), key.to_owned()))
            .collect();
        let (owner, nonce) = (Owner::parse(owner)?, Nonce::new(nonce.parse().expect("a nonce"))?);
        let password = Password::from_utf8(password.as_bytes())?.spellings().next();
        let password = password.expect("a spelling");
        let mut rng = ChaCha20Rng::from_seed(*seed);
        let mut tables = Tables::default();
        let committee = committee(&operators)?;
        let registration = Registration::make(&key, &committee, owner, nonce, &mut rng)?;
        Ok(Self {
            derived: derive_key(file.as_bytes(), &password, &mut tables)?,
            shares: Shares::make(&key, &committee, &mut rng)?,
            sealed: registration.shares_data.sealed.clone(),
            signature: registration.shares_data.signature,
            file: file.as_bytes().to_vec(),
            rng,
            key,
            binding: Binding::new(owner, nonce),
            password,
            operators,
            committee,
            tables,
            registration,
        })
    }

    fn assembled(&self) -> Registration {
        Registration {
            public_key: self.key.public_key(),
            operator_ids: self.committee.ids(),
            shares_data: SharesData {
                signature: self.signature,
                share_keys: self.shares.as_slice().iter().map(|share| share.public_key).collect(),
                sealed: self.sealed.clone(),
            },
            owner: self.binding.owner(),
            nonce: self.binding.nonce(),
        }
    }

    /// Hashed anew, as for every split.
    fn bound(&self) -> Binding {
        Binding::new(self.binding.owner(), self.binding.nonce())
    }
}

fn derive_key(file: &[u8], password: &Spelling, tables: &mut Tables) -> Result<Secret<KEY_LENGTH>> {
    let keystore = Keystore::parse(file)?;
    let wanted = [Derivation { kdf: keystore.kdf(), password: &password.bytes }];
    let derived = derive_all(&wanted, tables).pop().expect("one key");
    tables.wipe();
    derived
}

fn committee(operators: &[(u64, String)]) -> Result<Committee> {
    let operators = operators
        .iter()
        .map(|(id, key)| Ok(Operator { id: OperatorId::new(*id)?, key: OperatorKey::parse(key)? }))
        .collect::<Result<_>>()?;
    Committee::new(operators)
}

fn seal_first(
    count: usize,
    shares: &Shares,
    committee: &Committee,
    rng: &mut ChaCha20Rng,
) -> Result<Vec<SealedShare>> {
    let pairs = shares.as_slice().iter().zip(committee.operators());
    pairs
        .take(count)
        .map(|(share, operator)| SealedShare::make(share.secret(), &operator.key, rng))
        .collect()
}

fn run(stage: impl FnOnce(&mut Job) -> Result<Vec<u8>>) {
    JOB.with_borrow_mut(|job| {
        let result = stage(job.as_mut().expect("prepared"));
        exchange::give(result.expect("a step that succeeds"));
    });
}
