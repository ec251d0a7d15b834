import type { Codec } from "./codec.types.js";
import * as glue from "./generated/codec.js";
import type { Hex } from "./types.js";

/** What clusters cost, and the proofs of their size. */
export const costs = {
  burnRate: (fees, balance) => glue.burnRate("eth", fees, balance) as bigint,
  liquidationThreshold: (fees, balance) =>
    glue.liquidationThreshold("eth", fees, balance) as bigint,
  balanceAt: (cluster, balance, spans) => glue.balanceAt("eth", cluster, balance, spans) as bigint,
  depositFor: (fees, balance, blocks, existing = 0n, slack) =>
    glue.depositFor(fees, balance, blocks, existing, slack) as bigint,
  maximumWithdrawal: (fees, balance, validators, funds, slack) =>
    glue.maximumWithdrawal(fees, balance, validators, funds, slack) as bigint,
  runway: (fees, balance, funds, changes = []) =>
    glue.runway("eth", fees, balance, funds, changes) as bigint | undefined,
  burnRateSSV: (fees, validators) => glue.burnRate("ssv", fees, validators) as bigint,
  liquidationThresholdSSV: (fees, validators) =>
    glue.liquidationThreshold("ssv", fees, validators) as bigint,
  balanceAtSSV: (cluster, spans) =>
    glue.balanceAt("ssv", cluster, cluster.validatorCount, spans) as bigint,
  runwaySSV: (fees, validators, funds) =>
    glue.runway("ssv", fees, validators, funds, []) as bigint | undefined,
  effectiveBalanceLeaf: (clusterId, balance) =>
    glue.effectiveBalanceLeaf(clusterId, balance) as Hex,
  verifyEffectiveBalance: (root, leaf, proof) =>
    glue.verifyEffectiveBalance(root, leaf, [...proof]),
} satisfies Partial<Codec>;
