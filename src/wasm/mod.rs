//! The only place that knows JavaScript: a thin layer that turns values into the core's types and
//! back. Decisions are made in the core.
//!
//! It is built twice, into a module with the keys and one without, so that neither carries the
//! other's code: `keys` for the worker that holds keys, `codec` for the page.

#[cfg(feature = "codec")]
mod codec;
mod error;
#[cfg(feature = "keys")]
mod keys;
