//! PEM (RFC 7468 §3, "strict"): one block of a public key.

use super::base64;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
const LINE: usize = 64;

/// What the network's tools label a public key with, whatever is inside.
const LABELS: [&str; 2] = ["RSA PUBLIC KEY", "PUBLIC KEY"];

/// The bytes of one block, which has nothing but white space around it.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let body = LABELS.iter().find_map(|label| {
        let inner =
            text.trim_ascii().strip_prefix(BEGIN)?.strip_prefix(label)?.strip_prefix(DASHES)?;
        inner.strip_suffix(DASHES)?.strip_suffix(label)?.strip_suffix(END)
    })?;
    let mut lines = body.lines();
    if lines.next() != Some("") || !body.ends_with('\n') {
        return None;
    }
    let mut digits = String::with_capacity(body.len());
    let mut is_last = false;
    for line in lines {
        if is_last || line.is_empty() || line.len() > LINE {
            return None;
        }
        is_last = line.len() < LINE;
        digits.push_str(line);
    }
    base64::decode(&digits)
}

/// A block under the label of PKCS#1, lines ending in a line feed.
pub(super) fn encode(der: &[u8]) -> String {
    let label = "RSA PUBLIC KEY";
    let digits = base64::encode(der);
    let mut text = [BEGIN, label, DASHES, "\n"].concat();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % LINE == 0 {
            text.push('\n');
        }
        text.push(digit);
    }
    text.extend(["\n", END, label, DASHES, "\n"]);
    text
}
