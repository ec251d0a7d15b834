//! The grammar of JSON, and a place in a text that follows it.

use std::borrow::Cow;

use super::MAX_DEPTH;

/// A text and how much of it has been read.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    place: usize,
}

/// What holds other values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nesting {
    List,
    Object,
}

/// A value as it stands in the text, and its name if it is an object's.
type Element<'a> = (Cow<'a, str>, &'a str);

impl<'a> Cursor<'a> {
    pub const fn new(text: &'a str) -> Self {
        Self { text, place: 0 }
    }

    /// Whether nothing but white space is left.
    pub fn is_at_end(&mut self) -> bool {
        self.token().is_none()
    }

    /// The next value: any kind, whole.
    pub fn value(&mut self, depth: usize) -> Option<&'a str> {
        let first = self.token()?;
        let start = self.place;
        match first {
            b'{' => self.skip_nested(Nesting::Object, depth)?,
            b'[' => self.skip_nested(Nesting::List, depth)?,
            b'"' => drop(self.text()?),
            b't' => self.expect("true")?,
            b'f' => self.expect("false")?,
            b'n' => self.expect("null")?,
            _ => self.skip_number()?,
        }
        self.text.get(start..self.place)
    }

    /// What a list or object at this place holds. The iterator ends early where it is not JSON.
    pub fn elements(mut self, nesting: Nesting) -> Option<impl Iterator<Item = Element<'a>>> {
        self.open(nesting)?;
        let mut is_first = true;
        Some(core::iter::from_fn(move || {
            self.element(nesting, core::mem::take(&mut is_first), MAX_DEPTH)?
        }))
    }

    fn skip_nested(&mut self, nesting: Nesting, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.open(nesting)?;
        let mut is_first = true;
        while self.element(nesting, is_first, depth)?.is_some() {
            is_first = false;
        }
        Some(())
    }

    fn open(&mut self, nesting: Nesting) -> Option<()> {
        self.expect(if nesting == Nesting::Object { "{" } else { "[" })
    }

    /// The next element; `Some(None)` behind the last one.
    fn element(
        &mut self,
        nesting: Nesting,
        is_first: bool,
        depth: usize,
    ) -> Option<Option<Element<'a>>> {
        let close = if nesting == Nesting::Object { b'}' } else { b']' };
        if self.token()? == close {
            self.place += 1;
            return Some(None);
        }
        if !is_first {
            self.expect(",")?;
        }
        let mut name = Cow::Borrowed("");
        if nesting == Nesting::Object {
            name = self.text()?;
            self.expect(":")?;
        }
        Some(Some((name, self.value(depth)?)))
    }

    /// The next string, without its quotes and escapes.
    pub fn text(&mut self) -> Option<Cow<'a, str>> {
        self.expect("\"")?;
        let mut text = Cow::Borrowed("");
        loop {
            let start = self.place;
            while !matches!(self.peek()?, b'"' | b'\\' | ..b' ') {
                self.place += 1;
            }
            text += self.text.get(start..self.place)?;
            match self.next()? {
                b'"' => return Some(text),
                b'\\' => text.to_mut().push(self.escaped()?),
                _control => return None,
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ (b'"' | b'\\' | b'/') => c.into(),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => match self.unit()? {
                high @ 0xd800..0xdc00 => {
                    let escape = (self.next()?, self.next()?);
                    let low = self.unit().filter(|low| (0xdc00..0xe000).contains(low))?;
                    let c = char::from_u32(0x1_0000 + ((high - 0xd800) << 10 | (low - 0xdc00)))?;
                    return (escape == (b'\\', b'u')).then_some(c);
                }
                unit => char::from_u32(unit)?,
            },
            _ => return None,
        })
    }

    /// The four hex digits of a UTF-16 code unit.
    fn unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit << 4 | char::from(self.next()?).to_digit(16)?))
    }

    fn skip_number(&mut self) -> Option<()> {
        self.skip_if(b"-");
        if !self.skip_if(b"0") {
            self.skip_digits()?;
        }
        if self.skip_if(b".") {
            self.skip_digits()?;
        }
        if self.skip_if(b"eE") {
            self.skip_if(b"+-");
            self.skip_digits()?;
        }
        Some(())
    }

    /// At least one.
    fn skip_digits(&mut self) -> Option<()> {
        let digits = b"0123456789";
        if !self.skip_if(digits) {
            return None;
        }
        while self.skip_if(digits) {}
        Some(())
    }

    fn skip_if(&mut self, any: &[u8]) -> bool {
        let is_there = self.peek().is_some_and(|byte| any.contains(&byte));
        self.place += usize::from(is_there);
        is_there
    }

    /// Skips white space and this text.
    fn expect(&mut self, text: &str) -> Option<()> {
        self.token()?;
        let is_there = self.text.get(self.place..)?.starts_with(text);
        self.place += text.len();
        is_there.then_some(())
    }

    /// The first byte that is no white space, which stays unread.
    fn token(&mut self) -> Option<u8> {
        while self.skip_if(b" \t\r\n") {}
        self.peek()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.place).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.place += 1;
        Some(byte)
    }
}
