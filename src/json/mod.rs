//! JSON (RFC 8259) as files of keys need it: whole numbers exact, no number ever a float, a field
//! given twice refused, nesting bounded.
//!
//! A text is checked once, as a whole, and then read in place: no tree is built from it, so a
//! hostile file cannot make memory grow beyond the order of its own size.

mod cursor;
mod write;

use std::borrow::Cow;

use cursor::{Cursor, Nesting};
pub use write::Tree;

/// Lists and objects inside one another. Keyshares files have 6.
pub const MAX_DEPTH: usize = 512;

/// One value inside a text that is JSON.
#[derive(Debug, Clone, Copy)]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// The value of a whole file: UTF-8, with or without byte order marks. `None` where it is not
    /// JSON, holds half a surrogate pair, or nests deeper than [`MAX_DEPTH`].
    #[must_use]
    pub fn parse(file: &'a [u8]) -> Option<Self> {
        let text = core::str::from_utf8(file).ok()?.trim_start_matches('\u{feff}');
        let mut cursor = Cursor::new(text);
        let value = cursor.value(MAX_DEPTH)?;
        cursor.is_at_end().then_some(Self(value))
    }

    /// Whether it is `null`, which files use for "absent".
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// An integer from 0 to 2^64 − 1, written as one: no sign, fraction or exponent.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        let is_plain = self.0.bytes().all(|byte| byte.is_ascii_digit());
        self.0.parse().ok().filter(|_| is_plain)
    }

    /// A text, borrowed from the file unless it has escapes in it.
    #[must_use]
    pub fn as_text(self) -> Option<Cow<'a, str>> {
        Cursor::new(self.0).text()
    }

    /// The values of a list.
    #[must_use]
    pub fn items(self) -> Option<impl Iterator<Item = Self>> {
        let elements = Cursor::new(self.0).elements(Nesting::List)?;
        Some(elements.map(|(_name, value)| Self(value)))
    }

    /// The named fields of an object; those that are missing or `null` are `None`. Other fields are
    /// ignored.
    ///
    /// `None` for what is not an object, or has one of these fields twice.
    #[must_use]
    pub fn fields<const N: usize>(self, names: [&str; N]) -> Option<[Option<Self>; N]> {
        let mut found = [None; N];
        self.find(&names, &mut found)?;
        Some(found.map(|value| value.filter(|value| !value.is_null())))
    }

    fn find(self, names: &[&str], found: &mut [Option<Self>]) -> Option<()> {
        for (name, value) in Cursor::new(self.0).elements(Nesting::Object)? {
            let Some(place) = names.iter().position(|wanted| *wanted == name) else { continue };
            if found.get_mut(place)?.replace(Self(value)).is_some() {
                return None;
            }
        }
        Some(())
    }
}
