//! Compatibility decomposition (Unicode NFKD, UAX #15) of passwords. The tables are packed by
//! `build.rs`. Only passwords that are not ASCII need them: a module for browsers comes without, and is
//! given them when the first such password is.

use zeroize::Zeroizing;

use crate::order::sort_few;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/nfkd.bin"));

/// UAX #15 §12: the arithmetic of Hangul syllables.
mod hangul {
    pub(super) const SYLLABLES: core::ops::Range<u32> = 0xac00..0xd7a4;
    pub(super) const LEADING: u32 = 0x1100;
    pub(super) const VOWEL: u32 = 0x1161;
    pub(super) const TRAILING: u32 = 0x11a7;
    pub(super) const VOWELS: u32 = 21;
    pub(super) const TRAILINGS: u32 = 28;
}

/// A decomposed code point with its canonical combining class; 0 for everything but marks.
pub(super) type Mark = (char, u8);

/// The NFKD form of a text, in canonical order. Wiped on drop. `None` without tables for a text that
/// is not ASCII.
pub(super) fn decompose(text: &str, unicode: Option<&Unicode>) -> Option<Zeroizing<Vec<Mark>>> {
    let length = text.chars().count();
    // Reserved up front, so that growing leaves no copies: one code point becomes at most 18.
    let mut decomposed = Zeroizing::new(Vec::with_capacity(18 * length));
    if text.is_ascii() {
        decomposed.extend(text.chars().map(|c| (c, 0)));
        return Some(decomposed);
    }
    let unicode = unicode?;
    for c in text.chars() {
        unicode.push(c, &mut decomposed);
    }
    // Marks between two starters are sorted by class; equal classes keep their order.
    for marks in decomposed.chunk_by_mut(|a, b| (a.1 == 0) == (b.1 == 0)) {
        if marks.first().is_some_and(|mark| mark.1 != 0) {
            sort_few(marks, |mark| mark.1);
        }
    }
    Some(decomposed)
}

/// Decompositions and combining classes of all of Unicode.
pub struct Unicode {
    /// First and last code point of a run, and its combining class; ascending.
    classes: Vec<(u32, u32, u8)>,
    /// Code point, and where its decomposition stands in `letters`; ascending.
    mappings: Vec<(u32, core::ops::Range<usize>)>,
    letters: Vec<char>,
}

impl Unicode {
    /// The tables of this crate.
    #[must_use]
    pub fn built_in() -> Self {
        Self::unpack(PACKED)
    }

    /// The tables as `build.rs` packs them.
    #[must_use]
    pub fn unpack(packed: &[u8]) -> Self {
        let mut packed = Column(packed);
        let (count, runs) = (packed.take(), packed.take());
        let [mut marks, mut gaps, mut lengths, mut firsts, mut rests] =
            core::array::from_fn(|_| packed.column());
        let mut end = 0;
        let classes = (0..runs)
            .map(|_| {
                let start = end + marks.take();
                end = start + marks.take();
                (start, end - 1, marks.take() as u8)
            })
            .collect();
        let mut letters = Vec::new();
        let (mut code, mut first) = (0, 0);
        let mappings = (0..count)
            .map(|_| {
                code += gaps.take();
                first = firsts.take_difference(first);
                let start = letters.len();
                letters.push(letter(first));
                let mut next = first;
                for _ in 1..lengths.take() {
                    next = rests.take_difference(next);
                    letters.push(letter(next));
                }
                (code, start..letters.len())
            })
            .collect();
        Self { classes, mappings, letters }
    }

    fn push(&self, c: char, out: &mut Vec<Mark>) {
        use hangul::{LEADING, SYLLABLES, TRAILING, TRAILINGS, VOWEL, VOWELS};
        let code = u32::from(c);
        if SYLLABLES.contains(&code) {
            let index = code - SYLLABLES.start;
            let trailing = index % TRAILINGS;
            let leading = LEADING + index / TRAILINGS / VOWELS;
            let vowel = VOWEL + index / TRAILINGS % VOWELS;
            out.extend([leading, vowel].map(|code| (letter(code), 0)));
            out.extend((trailing > 0).then(|| (letter(TRAILING + trailing), 0)));
            return;
        }
        let mapping = self.mappings.binary_search_by_key(&code, |(code, _)| *code);
        let letters = mapping.ok().and_then(|place| self.mappings.get(place));
        match letters.and_then(|(_, range)| self.letters.get(range.clone())) {
            Some(letters) => out.extend(letters.iter().map(|&letter| (letter, self.class(letter)))),
            None => out.push((c, self.class(c))),
        }
    }

    fn class(&self, c: char) -> u8 {
        let code = u32::from(c);
        let place = self.classes.partition_point(|(_, last, _)| *last < code);
        self.classes.get(place).filter(|(first, ..)| *first <= code).map_or(0, |(.., class)| *class)
    }
}

/// One packed column of numbers.
struct Column<'a>(&'a [u8]);

impl<'a> Column<'a> {
    fn take(&mut self) -> u32 {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let Some((&byte, rest)) = self.0.split_first() else { break };
            self.0 = rest;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        value
    }

    fn take_difference(&mut self, before: u32) -> u32 {
        let packed = self.take();
        before.wrapping_add(packed >> 1 ^ (packed & 1).wrapping_neg())
    }

    fn column(&mut self) -> Column<'a> {
        let length = self.take() as usize;
        let (column, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        Column(column)
    }
}

fn letter(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;
    use unicode_normalization::char::canonical_combining_class;

    use super::{Mark, Unicode};

    fn decompose(input: &str) -> Vec<Mark> {
        let decomposed = super::decompose(input, Some(&Unicode::built_in()));
        decomposed.expect("with tables").to_vec()
    }

    fn text(input: &str) -> String {
        decompose(input).iter().map(|(c, _)| c).collect()
    }

    #[test]
    fn only_ascii_needs_no_tables() {
        assert!(super::decompose("pass\u{7f}word", None).is_some());
        assert!(super::decompose("pässword", None).is_none());
    }

    #[test]
    fn every_code_point_decomposes_as_in_the_crate() {
        let every: Vec<char> = ('\0'..=char::MAX).collect();
        for part in every.chunks(4096) {
            // Starters between them keep marks from being sorted into each other.
            let input: String = part.iter().flat_map(|&c| [c, 'a']).collect();
            assert!(text(&input).chars().eq(input.nfkd()));
            let classes = decompose(&input);
            assert!(classes.iter().all(|&(c, class)| class == canonical_combining_class(c)));
        }
    }

    proptest! {
        #[test]
        fn marks_are_ordered_as_in_the_crate(
            marks in prop::collection::vec(prop::char::range('\u{300}', '\u{36f}'), 0..8),
        ) {
            let input: String = core::iter::once('q').chain(marks).collect();
            prop_assert_eq!(text(&input), input.nfkd().collect::<String>());
        }

        #[test]
        fn any_text_decomposes_as_in_the_crate(input in any::<String>()) {
            prop_assert_eq!(text(&input), input.nfkd().collect::<String>());
        }
    }
}
