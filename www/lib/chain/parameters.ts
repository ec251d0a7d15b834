import type { Fees, LegacyFees, TokenViewName, TokenViews } from "../codec.types.js";
import { SsvError } from "../errors.js";
import { invalidAnswer } from "./answer.js";
import type { NetworkParameters } from "./reader.types.js";
import { blockOf, view, type Contracts } from "./views.js";

type Ids = readonly { readonly id: bigint }[];

/** What an ETH cluster with these operators pays, as of one block. */
export async function readFees(contracts: Contracts, operators: Ids): Promise<Fees> {
  const block = await blockOf(contracts);
  const [networkFee, liquidationThreshold, minimumCollateral, ...operatorFees] = await Promise.all([
    view(contracts, block, "getNetworkFee", {}),
    view(contracts, block, "getLiquidationThresholdPeriod", {}),
    view(contracts, block, "getMinimumLiquidationCollateral", {}),
    ...operators.map(({ id }) => view(contracts, block, "getOperatorFee", { operatorId: id })),
  ]);
  return { operatorFees, networkFee, liquidationThreshold, minimumCollateral };
}

/** What a cluster on SSV with these operators pays, as of one block. */
export async function readLegacyFees(contracts: Contracts, operators: Ids): Promise<LegacyFees> {
  const block = await blockOf(contracts);
  const [networkFee, liquidationThreshold, minimumCollateral, ...operatorFees] = await Promise.all([
    view(contracts, block, "getNetworkFeeSSV", {}),
    view(contracts, block, "getLiquidationThresholdPeriodSSV", {}),
    view(contracts, block, "getMinimumLiquidationCollateralSSV", {}),
    ...operators.map(({ id }) => view(contracts, block, "getOperatorFeeSSV", { operatorId: id })),
  ]);
  return { operatorFees, networkFee, liquidationThreshold, minimumCollateral };
}

/** What the network's owners have set, as of one block. */
export async function readParameters(contracts: Contracts): Promise<NetworkParameters> {
  const block = await blockOf(contracts);
  const [
    networkFee,
    liquidationThreshold,
    minimumCollateral,
    validatorsPerOperator,
    maximumOperatorFee,
    operatorFeeIncreaseLimit,
    { declarePeriod, executePeriod },
    validators,
  ] = await Promise.all([
    view(contracts, block, "getNetworkFee", {}),
    view(contracts, block, "getLiquidationThresholdPeriod", {}),
    view(contracts, block, "getMinimumLiquidationCollateral", {}),
    view(contracts, block, "getValidatorsPerOperatorLimit", {}),
    view(contracts, block, "getMaximumOperatorFee", {}),
    view(contracts, block, "getOperatorFeeIncreaseLimit", {}),
    view(contracts, block, "getOperatorFeePeriods", {}),
    view(contracts, block, "getNetworkValidatorsCount", {}),
  ]);
  return {
    block,
    networkFee,
    liquidationThreshold,
    minimumCollateral,
    validatorsPerOperator,
    maximumOperatorFee,
    operatorFeeIncreaseLimit,
    declarePeriod,
    executePeriod,
    validators,
  };
}

/** A view of the SSV token. */
export async function readToken<N extends TokenViewName>(
  contracts: Contracts,
  name: N,
  args: TokenViews[N][0],
): Promise<TokenViews[N][1]> {
  const { node, codec, network, signal } = contracts;
  if (network.token === undefined) {
    throw new SsvError("INVALID_ARGUMENT", "The network names no SSV token.");
  }
  const block = await blockOf(contracts);
  const call = { to: network.token, data: codec.encodeTokenView(name, args) };
  const answer = await node.call(call, block, signal);
  try {
    return codec.decodeTokenView(name, answer);
  } catch (error) {
    throw invalidAnswer(name, error);
  }
}
