//! What clusters cost, for JavaScript. Amounts are bigints in base units of the token that the
//! cluster pays in: `eth` (its size is whole ETH of effective balance) or `ssv` (validators).

use alloy_primitives::U256;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::abi::{bigint, cluster_from_js, integer};
use crate::cluster::{self, Change, Fees, Rates, Slack, Token, VUnits};
use crate::{Error, Result};

/// Base units per block for the whole cluster.
#[wasm_bindgen(js_name = burnRate)]
pub fn burn_rate(token: &str, fees: &JsValue, size: &JsValue) -> Result<JsValue> {
    let token = token_from_js(token)?;
    fees_from_js(token, fees)?.burn_rate(units(token, size)?).map(bigint)
}

/// Base units below which the cluster can be liquidated.
#[wasm_bindgen(js_name = liquidationThreshold)]
pub fn liquidation_threshold(token: &str, fees: &JsValue, size: &JsValue) -> Result<JsValue> {
    let token = token_from_js(token)?;
    fees_from_js(token, fees)?.liquidation_threshold(units(token, size)?).map(bigint)
}

/// Blocks through which the cluster cannot be liquidated; undefined for ever. `changes` are
/// `{ blocks, fees }`.
#[wasm_bindgen]
pub fn runway(
    token: &str,
    fees: &JsValue,
    size: &JsValue,
    balance: &JsValue,
    changes: &JsValue,
) -> Result<JsValue> {
    let token = token_from_js(token)?;
    let changes = list(changes)?
        .iter()
        .map(|change| {
            let fees = fees_from_js(token, &field(&change, "fees")?)?;
            Ok(Change { blocks: number(&field(&change, "blocks")?)?, fees })
        })
        .collect::<Result<Vec<_>>>()?;
    let size = units(token, size)?;
    let blocks = fees_from_js(token, fees)?.runway(size, integer(balance)?, &changes)?;
    Ok(blocks.map_or(JsValue::UNDEFINED, bigint))
}

/// The cluster's balance after `{ blocks, networkFee, operatorFees }` since its last event.
#[wasm_bindgen(js_name = balanceAt)]
pub fn balance_at(
    token: &str,
    cluster: &JsValue,
    size: &JsValue,
    spans: &JsValue,
) -> Result<JsValue> {
    let (token, cluster) = (token_from_js(token)?, cluster_from_js(cluster)?);
    let spans = list(spans)?
        .iter()
        .map(|span| Ok((number(&field(&span, "blocks")?)?, rates_from_js(token, &span)?)))
        .collect::<Result<Vec<_>>>()?;
    if !cluster.active || cluster.validator_count == 0 {
        return Ok(bigint(cluster.balance));
    }
    cluster::balance_after(token, cluster.balance, units(token, size)?, &spans).map(bigint)
}

/// Wei to send for that many blocks, on top of what the cluster holds. `slack` is undefined or
/// `{ blocks, effectiveBalance }`.
#[wasm_bindgen(js_name = depositFor)]
pub fn deposit_for(
    fees: &JsValue,
    effective_balance: &JsValue,
    blocks: &JsValue,
    existing: &JsValue,
    slack: &JsValue,
) -> Result<JsValue> {
    let slack = if slack.is_undefined() {
        None
    } else {
        let before = units(Token::Eth, &field(slack, "effectiveBalance")?)?;
        Some(Slack { blocks: number(&field(slack, "blocks")?)?, before })
    };
    let size = units(Token::Eth, effective_balance)?;
    let fees = fees_from_js(Token::Eth, fees)?;
    fees.deposit_for(size, number(blocks)?, integer(existing)?, slack).map(bigint)
}

/// Wei that can leave so that the cluster cannot be liquidated for `slack` blocks.
#[wasm_bindgen(js_name = maximumWithdrawal)]
pub fn maximum_withdrawal(
    fees: &JsValue,
    effective_balance: &JsValue,
    validators: &JsValue,
    balance: &JsValue,
    slack: &JsValue,
) -> Result<JsValue> {
    let size = units(Token::Eth, effective_balance)?;
    let fees = fees_from_js(Token::Eth, fees)?;
    fees.maximum_withdrawal(size, number(validators)?, integer(balance)?, number(slack)?)
        .map(bigint)
}

fn token_from_js(name: &str) -> Result<Token> {
    match name {
        "eth" => Ok(Token::Eth),
        "ssv" => Ok(Token::Ssv),
        _ => Err(Error::AbiMalformed),
    }
}

/// Whole ETH, or validators of a cluster that pays in SSV.
fn units(token: Token, size: &JsValue) -> Result<VUnits> {
    match token {
        Token::Eth => VUnits::from_eth(number(size)?),
        Token::Ssv => Ok(VUnits::of_validators(number(size)?)),
    }
}

/// `{ operatorFees, networkFee, liquidationThreshold, minimumCollateral }`.
fn fees_from_js(token: Token, fees: &JsValue) -> Result<Fees> {
    let blocks = number(&field(fees, "liquidationThreshold")?)?;
    let collateral = integer(&field(fees, "minimumCollateral")?)?;
    Ok(Fees::new(token, rates_from_js(token, fees)?, blocks, collateral))
}

/// `{ operatorFees, networkFee }`.
fn rates_from_js(token: Token, rates: &JsValue) -> Result<Rates> {
    let operators = list(&field(rates, "operatorFees")?)?
        .iter()
        .map(|fee| integer(&fee))
        .collect::<Result<Vec<U256>>>()?;
    Rates::new(token, &operators, integer(&field(rates, "networkFee")?)?)
}

fn field(object: &JsValue, name: &str) -> Result<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).map_err(|_| Error::AbiMalformed)
}

fn list(value: &JsValue) -> Result<&Array> {
    value.dyn_ref().ok_or(Error::AbiMalformed)
}

/// A whole number that fits.
pub(super) fn number<T: TryFrom<U256>>(value: &JsValue) -> Result<T> {
    T::try_from(integer(value)?).map_err(|_| Error::AmountOverflow)
}
