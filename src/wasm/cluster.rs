//! Networks, cluster hashes and cluster costs for JavaScript. Amounts are bigints in wei.

use alloy_primitives::{U256, hex, keccak256};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::abi::{bigint, bytes, cluster_from_js, integer};
use super::error::set;
use crate::cluster::{self, Fees, VUnits};
use crate::network::NETWORKS;
use crate::operator::OperatorId;
use crate::owner::Owner;
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

/// Wei per block for the whole cluster.
#[wasm_bindgen(js_name = burnRate)]
pub fn burn_rate(fees: &JsValue, effective_balance: u64) -> Result<JsValue> {
    fees_from_js(fees)?.burn_rate(VUnits::from_eth(effective_balance)?).map(bigint)
}

/// Wei below which the cluster can be liquidated.
#[wasm_bindgen(js_name = liquidationThreshold)]
pub fn liquidation_threshold(fees: &JsValue, effective_balance: u64) -> Result<JsValue> {
    fees_from_js(fees)?.liquidation_threshold(VUnits::from_eth(effective_balance)?).map(bigint)
}

/// Wei to send for that many blocks, on top of what the cluster holds.
#[wasm_bindgen(js_name = depositFor)]
pub fn deposit_for(
    fees: &JsValue,
    effective_balance: u64,
    blocks: u64,
    existing: &JsValue,
) -> Result<JsValue> {
    let units = VUnits::from_eth(effective_balance)?;
    fees_from_js(fees)?.deposit_for(units, blocks, integer(existing)?).map(bigint)
}

/// Blocks until the balance reaches the liquidation threshold; undefined where nothing is charged.
#[wasm_bindgen]
pub fn runway(fees: &JsValue, effective_balance: u64, balance: &JsValue) -> Result<JsValue> {
    let units = VUnits::from_eth(effective_balance)?;
    let blocks = fees_from_js(fees)?.runway(units, integer(balance)?)?;
    Ok(blocks.map_or(JsValue::UNDEFINED, bigint))
}

/// `{ operatorFees, networkFee, liquidationThreshold, minimumCollateral }`.
fn fees_from_js(fees: &JsValue) -> Result<Fees> {
    let field =
        |name: &str| Reflect::get(fees, &JsValue::from_str(name)).map_err(|_| Error::AbiMalformed);
    let operator_fees = field("operatorFees")?;
    let operator_fees = operator_fees
        .dyn_ref::<Array>()
        .ok_or(Error::AbiMalformed)?
        .iter()
        .map(|fee| integer(&fee))
        .collect::<Result<Vec<U256>>>()?;
    let blocks = integer(&field("liquidationThreshold")?)?;
    Fees::new(
        &operator_fees,
        integer(&field("networkFee")?)?,
        u64::try_from(blocks).map_err(|_| Error::AmountOverflow)?,
        integer(&field("minimumCollateral")?)?,
    )
}
