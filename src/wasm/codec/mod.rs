//! What needs no key: contract calls and their answers, and what clusters cost.

mod abi;
mod cluster;
mod funding;
