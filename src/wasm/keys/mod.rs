//! What the key worker runs: keystores, splits, keyshares files.

mod memory;
mod registration;
mod vault;
mod web_crypto;
