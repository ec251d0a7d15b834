import { BLOCKS_PER_DAY } from "../../lib/index.js";
import type { Codec, Fees, LegacyFees } from "../../lib/index.js";

/** What a cluster holds and what it costs, at one moment. */
export interface Figures {
  /** Currency that it pays in; both have 18 decimals. */
  readonly unit: "ETH" | "SSV";
  /** Operators run its validators. A cluster that is not active pays nothing. */
  readonly active: boolean;
  readonly validators: number;
  /** Whole ETH over all validators. */
  readonly effectiveBalance: bigint;
  readonly balance: bigint;
  readonly burnPerDay: bigint;
  /** Blocks until it can be liquidated; undefined: it pays nothing. */
  readonly runway: bigint | undefined;
  /** What must stay in it, or it can be liquidated. */
  readonly collateral: bigint;
}

/** A cluster whose figures are asked for. */
export interface Holding {
  readonly active: boolean;
  readonly validators: number;
  readonly effectiveBalance: bigint;
  readonly balance: bigint;
}

/** Whole ETH that a validator counts for until the oracles report more. */
export const VALIDATOR_ETH = 32n;
/** Most that one validator can hold. */
export const MOST_VALIDATOR_ETH = 2048n;

export function ethFigures(codec: Codec, fees: Fees, holding: Holding): Figures {
  const { active, validators, effectiveBalance, balance } = holding;
  const running = active && validators > 0;
  return {
    ...holding,
    unit: "ETH",
    burnPerDay: running ? codec.burnRate(fees, effectiveBalance) * BLOCKS_PER_DAY : 0n,
    runway: running ? codec.runway(fees, effectiveBalance, balance) : undefined,
    collateral: running ? codec.liquidationThreshold(fees, effectiveBalance) : 0n,
  };
}

export function legacyFigures(codec: Codec, fees: LegacyFees, holding: Holding): Figures {
  const { active, validators, balance } = holding;
  const running = active && validators > 0;
  return {
    ...holding,
    unit: "SSV",
    burnPerDay: running ? codec.burnRateSSV(fees, validators) * BLOCKS_PER_DAY : 0n,
    runway: running ? codec.runwaySSV(fees, validators, balance) : undefined,
    collateral: running ? codec.liquidationThresholdSSV(fees, validators) : 0n,
  };
}
