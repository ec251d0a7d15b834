//! Splits Ethereum validator keys for the SSV Network.
//!
//! Data flows one way, each arrow one function that consumes the type before it:
//!
//! keystore bytes → [`keystore::Keystore`] → [`bls::SecretKey`] → [`split::Shares`] →
//! [`seal::SealedShare`] → [`payload::Registration`] → [`keyshares`] file and [`calls`] data.
//!
//! The core knows no JavaScript, no clock, no network and no random source of its own: randomness
//! is a parameter. Only `wasm`, compiled for WebAssembly alone, knows that a browser exists.

pub mod bls;
pub mod calls;
pub mod cluster;
mod error;
mod factoring;
pub mod json;
pub mod keyshares;
pub mod keystore;
mod lanes;
pub mod network;
pub mod operator;
mod order;
pub mod owner;
pub mod payload;
mod random;
pub mod seal;
pub mod secret;
mod sha256;
pub mod split;
#[cfg(target_family = "wasm")]
mod wasm;

pub use error::{Detail, Error, Result, Warning};
