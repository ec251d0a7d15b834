//! What the key worker runs: keystores and splits.

mod committee;
mod memory;
mod opening;
mod published;
mod vault;
mod web_crypto;
