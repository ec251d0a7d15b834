//! Writing JSON: two spaces a level, fields in the order they are given.

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// An integer.
    Number(u64),
    /// A string.
    Text(String),
    /// Any number of values.
    List(Vec<Self>),
    /// Values with names, which need no escapes.
    Object(Vec<(&'static str, Self)>),
}

impl Tree {
    /// The text of a file, without a line break behind it.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        self.append(&mut text, 0);
        text
    }

    fn append(&self, out: &mut String, level: usize) {
        match self {
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => append_text(out, text),
            Self::List(items) => {
                append_nested(out, ['[', ']'], items, level, |out, item, level| {
                    item.append(out, level);
                });
            }
            Self::Object(fields) => {
                append_nested(out, ['{', '}'], fields, level, |out, (name, value), level| {
                    append_text(out, name);
                    out.push_str(": ");
                    value.append(out, level);
                });
            }
        }
    }
}

impl From<u64> for Tree {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

fn append_nested<T>(
    out: &mut String,
    [open, close]: [char; 2],
    elements: &[T],
    level: usize,
    append: impl Fn(&mut String, &T, usize),
) {
    out.push(open);
    for (place, element) in elements.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        break_line(out, level + 1);
        append(out, element, level + 1);
    }
    if !elements.is_empty() {
        break_line(out, level);
    }
    out.push(close);
}

fn break_line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(core::iter::repeat_n("  ", level));
}

/// The string with the escapes that RFC 8259 §7 demands.
fn append_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\0'..' ' => {
                out.push_str("\\u00");
                out.push_str(&alloy_primitives::hex::encode([c as u8]));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
