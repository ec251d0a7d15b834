//! Keystores that are opened together. Tools that write many at once often give them one salt:
//! where salt, cost and password are equal, one run of the key derivation serves all.

use zeroize::Zeroizing;

use super::kdf::{Derivation, Tables, derive_all};
use super::{KEY_LENGTH, Kdf, Keystore, Unlocked};
use crate::secret::{Password, Secret, Spelling, Unicode};
use crate::{Error, Result};

/// The derived keys of one batch. Wiped on drop.
#[derive(Default)]
pub struct DerivedKeys(Vec<Derived>);

struct Derived {
    kdf: Kdf,
    password: Zeroizing<Vec<u8>>,
    key: Result<Secret<KEY_LENGTH>>,
}

impl DerivedKeys {
    /// Derives what is wanted. A failure is kept too, for [`Batch::open`] to hand out.
    pub fn derive(&mut self, wanted: &[Derivation<'_>], tables: &mut Tables) {
        for (&derivation, key) in wanted.iter().zip(derive_all(wanted, tables)) {
            self.insert(derivation, key);
        }
    }

    /// Takes a key that was derived elsewhere.
    pub fn insert(&mut self, wanted: Derivation<'_>, key: Result<Secret<KEY_LENGTH>>) {
        let password = Zeroizing::new(wanted.password.to_vec());
        self.0.push(Derived { kdf: wanted.kdf.clone(), password, key });
    }

    fn find(&self, wanted: &Derivation<'_>) -> Option<&Result<Secret<KEY_LENGTH>>> {
        let found = self.0.iter().find(|derived| {
            derived.kdf.is_like(wanted.kdf) && *derived.password == wanted.password
        });
        found.map(|derived| &derived.key)
    }
}

/// Keystores with the password of each, on their way to their keys.
#[derive(Default)]
pub struct Batch {
    items: Vec<Item>,
    passwords: Vec<Typed>,
    /// Needed once a password is not ASCII.
    unicode: Option<Unicode>,
}

/// A password as it was typed, and the bytes that it may stand for.
struct Typed {
    bytes: Zeroizing<Vec<u8>>,
    spellings: Result<Vec<Spelling>>,
}

enum Item {
    /// With the place of its password, and of the spelling that is tried next.
    Locked(Keystore, usize, usize),
    Done(Result<Unlocked>),
}

impl Batch {
    /// Nothing yet. Without Unicode's tables only passwords in ASCII can be read.
    #[must_use]
    pub fn new(unicode: Option<Unicode>) -> Self {
        Self { unicode, ..Self::default() }
    }

    /// Adds a keystore's file, with the password as it was typed, in UTF-8.
    pub fn add(&mut self, file: &[u8], password: &[u8]) {
        let item = match Keystore::parse(file) {
            Ok(keystore) => Item::Locked(keystore, self.password(password), 0),
            Err(error) => Item::Done(Err(error)),
        };
        self.items.push(item);
    }

    /// The place of a password, which is normalised once for all keystores that have it.
    fn password(&mut self, typed: &[u8]) -> usize {
        let known = self.passwords.iter().position(|password| *password.bytes == typed);
        known.unwrap_or_else(|| {
            let spellings = Password::read(typed, self.unicode.as_ref())
                .map(|password| password.spellings().collect());
            self.passwords.push(Typed { bytes: Zeroizing::new(typed.to_vec()), spellings });
            self.passwords.len() - 1
        })
    }

    /// What has to be derived before [`Self::open`] gets further, each once.
    #[must_use]
    pub fn missing(&self, derived: &DerivedKeys) -> Vec<Derivation<'_>> {
        let mut missing: Vec<Derivation<'_>> = Vec::new();
        for wanted in self.items.iter().filter_map(|item| self.wanted(item)) {
            let is_listed = missing
                .iter()
                .any(|other| other.kdf.is_like(wanted.kdf) && other.password == wanted.password);
            if !is_listed && derived.find(&wanted).is_none() {
                missing.push(wanted);
            }
        }
        missing
    }

    /// Opens every keystore whose derived key is there. One that it does not open goes on to the
    /// next spelling of its password.
    pub fn open(&mut self, derived: &DerivedKeys) {
        for place in 0..self.items.len() {
            if let Some(next) = self.opened(place, derived) {
                self.items[place] = next;
            }
        }
    }

    /// Whether nothing is left to derive or to open.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.items.iter().all(|item| matches!(item, Item::Done(_)))
    }

    /// One result for each keystore, in the order in which they were added.
    #[must_use]
    pub fn finish(self) -> Vec<Result<Unlocked>> {
        let result = |item| match item {
            Item::Done(result) => result,
            Item::Locked(..) => Err(Error::WrongPassword),
        };
        self.items.into_iter().map(result).collect()
    }

    fn spelling(&self, password: usize, spelling: usize) -> Result<Option<&Spelling>> {
        match &self.passwords[password].spellings {
            Ok(spellings) => Ok(spellings.get(spelling)),
            Err(error) => Err(*error),
        }
    }

    fn wanted<'a>(&'a self, item: &'a Item) -> Option<Derivation<'a>> {
        let Item::Locked(keystore, password, spelling) = item else { return None };
        let spelling = self.spelling(*password, *spelling).ok()??;
        Some(Derivation { kdf: keystore.kdf(), password: &spelling.bytes })
    }

    /// What becomes of an item; `None` while its key is not derived.
    fn opened(&self, place: usize, derived: &DerivedKeys) -> Option<Item> {
        let item = &self.items[place];
        let Item::Locked(keystore, password, number) = item else { return None };
        let spelling = match self.spelling(*password, *number) {
            Ok(Some(spelling)) => spelling,
            Ok(None) => return Some(Item::Done(Err(Error::WrongPassword))),
            Err(error) => return Some(Item::Done(Err(error))),
        };
        let result = match derived.find(&self.wanted(item)?)? {
            Ok(key) => keystore.open(key, spelling).transpose(),
            Err(error) => Some(Err(*error)),
        };
        Some(match result {
            Some(result) => Item::Done(result),
            None => Item::Locked(keystore.clone(), *password, number + 1),
        })
    }
}
