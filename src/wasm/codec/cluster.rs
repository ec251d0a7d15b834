//! Networks, cluster hashes and proofs of effective balances for JavaScript.

use alloy_primitives::{B256, hex, keccak256};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::abi::{bytes, cluster_from_js};
use super::funding::number;
use crate::cluster;
use crate::network::NETWORKS;
use crate::operator::OperatorId;
use crate::owner::Owner;
use crate::{Error, Result};

/// A network as JavaScript holds it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlainNetwork {
    name: &'static str,
    chain_id: u64,
    network: String,
    views: String,
    token: String,
    genesis_block: u64,
    explorer_url: &'static str,
}

/// The networks that ship with the package.
#[wasm_bindgen]
pub fn networks() -> core::result::Result<JsValue, JsValue> {
    let plain: Vec<_> = NETWORKS
        .iter()
        .map(|network| PlainNetwork {
            name: network.name,
            chain_id: network.chain_id,
            network: network.network.to_checksum(None),
            views: network.views.to_checksum(None),
            token: network.token.to_checksum(None),
            genesis_block: network.genesis_block,
            explorer_url: network.explorer_url,
        })
        .collect();
    Ok(serde_wasm_bindgen::to_value(&plain)?)
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
