//! SHA-256 (FIPS 180-4), with the code that blst has for hashing to its curve.

use zeroize::Zeroizing;

/// The digest of these parts, one after the other. Wiped on drop: some are of passwords.
pub(crate) fn sha256(parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let message = Zeroizing::new(parts.concat());
    let mut digest = Zeroizing::new([0; 32]);
    // SAFETY: blst writes 32 bytes and reads `message.len()` of them.
    unsafe { blst::blst_sha256(digest.as_mut_ptr(), message.as_ptr(), message.len()) };
    digest
}
