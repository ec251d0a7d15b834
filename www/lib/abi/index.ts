import { call, tuple, view } from "./entries.js";
import { deployedErrors, formerErrors } from "./errors.js";
import {
  clusterEvents,
  governanceEvents,
  operatorEvents,
  setupEvents,
  stakingEvents,
} from "./events.js";
import {
  governanceFunctions,
  operatorFunctions,
  setupFunctions,
  stakerFunctions,
  stakingFunctions,
} from "./functions.js";
import { address, string, uint16, uint256, uint32, uint32x4, uint64 } from "./parameters.js";
import { clusterViews, operatorViews, parameterViews, stakingViews } from "./views.js";

export { ssvNetworkV1Abi } from "./legacy.js";
export { ssvTokenAbi } from "./token.js";

/** Every event of SSVNetwork, of version 1 too. */
export const eventsAbi = [
  ...clusterEvents,
  ...operatorEvents,
  ...governanceEvents,
  ...stakingEvents,
  ...setupEvents,
] as const;

/** Every custom error that a call to the network can end with, older forms included. */
export const errorsAbi = [...deployedErrors, ...formerErrors] as const;

const CONSTRUCTOR = { type: "constructor", stateMutability: "nonpayable", inputs: [] } as const;

/**
 * SSVNetwork v2.0.0 as it is deployed: everything that is sent to it. Views are answered at its
 * address too, by `ssvNetworkViewsAbi`.
 */
export const ssvNetworkAbi = [
  ...stakerFunctions,
  ...operatorFunctions,
  ...governanceFunctions,
  ...stakingFunctions,
  ...setupFunctions,
  { ...view("getVersion", [], [string("version")]), stateMutability: "pure" },
  call("initialize", [
    address("token_"),
    address("ssvOperators_"),
    address("ssvClusters_"),
    address("ssvDAO_"),
    address("ssvViews_"),
    tuple("params", [
      uint64("minimumBlocksBeforeLiquidation"),
      uint256("minimumLiquidationCollateral"),
      uint32("validatorsPerOperatorLimit"),
      uint64("declareOperatorFeePeriod"),
      uint64("executeOperatorFeePeriod"),
      uint64("operatorMaxFeeIncrease"),
      uint32x4("defaultOracleIds"),
      uint16("quorumBps"),
    ]),
  ]),
  CONSTRUCTOR,
  { type: "fallback", stateMutability: "nonpayable" },
  ...eventsAbi,
  ...deployedErrors,
] as const;

/** SSVNetworkViews v2.0.0 as it is deployed: everything that is read. */
export const ssvNetworkViewsAbi = [
  ...clusterViews,
  ...operatorViews,
  ...parameterViews,
  ...stakingViews,
  ...setupFunctions,
  view("ssvNetwork", [], [address("")]),
  call("initialize", [address("ssvNetwork_")]),
  CONSTRUCTOR,
  ...setupEvents,
  ...deployedErrors,
] as const;
