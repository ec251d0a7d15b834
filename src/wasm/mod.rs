//! The only place that knows JavaScript: a thin layer that turns values into the core's types and
//! back. Decisions are made in the core.
//!
//! It is built into three modules, so that none carries another one's code: `keys` for the worker
//! that holds keys, `keyshares` for the worker that checks files of them, `codec` for the page.

#[cfg(feature = "codec")]
mod codec;
mod error;
#[cfg(feature = "keys")]
mod keys;
#[cfg(feature = "keyshares")]
mod keyshares;
#[cfg(any(feature = "keys", feature = "keyshares"))]
mod registration;
