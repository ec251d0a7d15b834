//! The only place that knows JavaScript: a thin layer that turns values into the core's types and
//! back. Decisions are made in the core.

mod abi;
mod cluster;
mod error;
mod funding;
mod memory;
mod registration;
mod vault;
mod web_crypto;
