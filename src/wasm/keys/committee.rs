//! The operators that a worker splits keys for, and the file of what it made.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::published::from_js;
use crate::wasm::registration::operators;
use crate::{Result, keyshares, operator};

/// The operators of one cluster, checked once and used for every key of a batch.
#[wasm_bindgen]
pub struct Committee(pub(super) operator::Committee);

#[wasm_bindgen]
impl Committee {
    /// Ids and keys in the same order; any order.
    #[wasm_bindgen(constructor)]
    pub fn new(ids: Vec<u64>, keys: Vec<String>) -> Result<Committee> {
        operator::Committee::new(operators(&ids, &keys)?).map(Self)
    }
}

/// The text of a v1.2.0 keyshares file, of registrations that this library made.
#[wasm_bindgen(js_name = writeKeyshares)]
pub fn write_keyshares(
    registrations: &Array,
    committee: &Committee,
    created_at: &str,
) -> Result<String> {
    let registrations =
        registrations.iter().map(|plain| from_js(&plain)).collect::<Result<Vec<_>>>()?;
    keyshares::write(&registrations, &committee.0, created_at)
}
