//! Memory that holds secrets: built in place, never printed, wiped when dropped.

mod nfkd;

use zeroize::{Zeroize, Zeroizing};

pub use nfkd::Unicode;
use nfkd::{Mark, decompose};

use crate::{Error, Result};

/// `N` secret bytes on the heap, wiped on drop. Has no `Debug`, no `Clone` and no comparison.
pub struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// Fills the bytes in place, so that they never exist as a by-value array on the stack.
    pub fn fill_with<E>(
        fill: impl FnOnce(&mut [u8; N]) -> core::result::Result<(), E>,
    ) -> core::result::Result<Self, E> {
        let mut secret = Self(Box::new([0; N]));
        fill(&mut secret.0)?;
        Ok(secret)
    }

    /// As [`Self::fill_with`] where nothing can fail.
    pub fn filled(fill: impl FnOnce(&mut [u8; N])) -> Self {
        let mut secret = Self(Box::new([0; N]));
        fill(&mut secret.0);
        secret
    }

    /// Reads the bytes. Every call site is a place to look at in review.
    #[must_use]
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A password as the bytes that go into key derivation.
pub struct Spelling {
    /// Wiped on drop.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether old tools wrote it so, not the standard.
    pub is_legacy: bool,
}

/// A keystore password as the user typed it, decomposed (NFKD).
pub struct Password(Zeroizing<Vec<Mark>>);

impl Password {
    /// Takes UTF-8 bytes.
    ///
    /// # Errors
    /// [`Error::PasswordNotUtf8`].
    pub fn from_utf8(bytes: &[u8]) -> Result<Self> {
        Self::read(bytes, (!bytes.is_ascii()).then(Unicode::built_in).as_ref())
    }

    /// [`Self::from_utf8`] where Unicode's tables are not built in.
    ///
    /// # Errors
    /// [`Error::PasswordNotUtf8`], or [`Error::UnicodeMissing`] for a password that is not ASCII
    /// without tables.
    pub fn read(bytes: &[u8], unicode: Option<&Unicode>) -> Result<Self> {
        let text = core::str::from_utf8(bytes).map_err(|_| Error::PasswordNotUtf8)?;
        decompose(text, unicode).map(Self).ok_or(Error::UnicodeMissing)
    }

    /// The ways in which keystores may have encoded this password, the standard one first.
    pub fn spellings(&self) -> impl Iterator<Item = Spelling> {
        let legacy = || {
            let bytes = self.without_marks()?;
            Some(Spelling { bytes, is_legacy: true })
        };
        let standard = Spelling { bytes: self.normalised(), is_legacy: false };
        core::iter::once(standard).chain(core::iter::once_with(legacy).flatten())
    }

    /// The bytes that EIP-2335 §Password requirements derives keys from: NFKD, then without C0,
    /// C1 and DEL code points, then UTF-8. Spaces stay.
    #[must_use]
    pub fn normalised(&self) -> Zeroizing<Vec<u8>> {
        self.encode(|_class| true)
    }

    /// What go-eth2-wallet-encryptor-keystorev4 before 1.4.1 made of accented passwords: the
    /// combining marks are lost. `None` where that is the same as [`Self::normalised`].
    #[must_use]
    pub fn without_marks(&self) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = self.encode(|class| class == 0);
        (bytes != self.normalised()).then_some(bytes)
    }

    fn encode(&self, keep: impl Fn(u8) -> bool) -> Zeroizing<Vec<u8>> {
        // Reserved up front: a vector that grows would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(4 * self.0.len()));
        let mut buffer = Zeroizing::new([0; 4]);
        for &(c, class) in self.0.iter() {
            if !c.is_control() && keep(class) {
                bytes.extend_from_slice(c.encode_utf8(&mut *buffer).as_bytes());
            }
        }
        bytes
    }
}
