//! Networks, cluster hashes and proofs of effective balances for JavaScript.

use alloy_primitives::{B256, hex, keccak256};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::abi::{bytes, cluster_from_js};
use super::funding::number;
use crate::cluster;
use crate::network::NETWORKS;
use crate::operator::OperatorId;
use crate::owner::Owner;
use crate::wasm::error::set;
use crate::{Error, Result};

/// The networks that ship with the package.
#[wasm_bindgen]
#[must_use]
pub fn networks() -> Array {
    NETWORKS
        .iter()
        .map(|network| {
            let object = Object::new();
            set(&object, "name", &network.name.into());
            set(&object, "chainId", &JsValue::from_f64(network.chain_id as f64));
            set(&object, "network", &network.network.to_checksum(None).into());
            set(&object, "views", &network.views.to_checksum(None).into());
            set(&object, "token", &network.token.to_checksum(None).into());
            set(&object, "genesisBlock", &JsValue::from_f64(network.genesis_block as f64));
            set(&object, "explorerUrl", &network.explorer_url.into());
            JsValue::from(object)
        })
        .collect()
}

/// The EIP-55 form of an address.
#[wasm_bindgen(js_name = checksumAddress)]
pub fn checksum_address(address: &str) -> Result<String> {
    Owner::parse(address).map(|owner| owner.to_checksum())
}

/// keccak-256 of bytes, both as 0x-hex.
#[wasm_bindgen(js_name = keccak256)]
pub fn keccak_256(data: &str) -> Result<String> {
    bytes(data).map(|data| hex::encode_prefixed(keccak256(data)))
}

/// The id that the contract keeps a cluster under.
#[wasm_bindgen(js_name = clusterId)]
pub fn cluster_id(owner: &str, operator_ids: Vec<u64>) -> Result<String> {
    let ids = operator_ids.into_iter().map(OperatorId::new).collect::<Result<Vec<_>>>()?;
    Ok(cluster::cluster_id(Owner::parse(owner)?, &ids).to_string())
}

/// The hash that the contract stores of a cluster.
#[wasm_bindgen(js_name = clusterHash)]
pub fn cluster_hash(cluster: &JsValue) -> Result<String> {
    cluster_from_js(cluster).map(|cluster| cluster.hash().to_string())
}

/// The leaf of an effective balance in the oracles' tree.
#[wasm_bindgen(js_name = effectiveBalanceLeaf)]
pub fn effective_balance_leaf(cluster_id: &str, effective_balance: &JsValue) -> Result<String> {
    let balance = number(effective_balance)?;
    Ok(cluster::effective_balance_leaf(word(cluster_id)?, balance).to_string())
}

/// Whether a proof leads from a leaf to a root.
#[wasm_bindgen(js_name = verifyEffectiveBalance)]
pub fn verify_effective_balance(root: &str, leaf: &str, proof: Vec<String>) -> Result<bool> {
    let proof = proof.iter().map(|node| word(node)).collect::<Result<Vec<_>>>()?;
    Ok(cluster::verify_effective_balance(word(root)?, word(leaf)?, &proof))
}

fn word(text: &str) -> Result<B256> {
    text.parse().map_err(|_| Error::AbiMalformed)
}
