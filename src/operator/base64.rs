//! Base64 (RFC 4648 §4) of public bytes: with padding, without breaks, one text for one value.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `None` for what [`encode`] does not write.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() / 4 * 3), 0, 0);
    for digit in digits.bytes() {
        let value = DIGITS.iter().position(|&other| other == digit)?;
        (bits, count) = (bits << 6 | value & 0x3f, count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    // What is left over fills no byte, and has to be zero.
    (text.len().is_multiple_of(4) && bits == 0).then_some(bytes)
}

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0, |word, &byte| word << 8 | u32::from(byte));
        let word = word << (24 - 8 * chunk.len());
        for place in 0..4 {
            let digit = DIGITS.get((word >> (18 - 6 * place) & 0x3f) as usize);
            let is_padding = place > chunk.len();
            text.push(digit.filter(|_| !is_padding).map_or('=', |&digit| digit.into()));
        }
    }
    text
}
