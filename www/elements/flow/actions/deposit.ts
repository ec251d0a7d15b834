import { BLOCKS_PER_DAY } from "../../../lib/index.js";
import { parseEther } from "../ether.js";
import { ethFigures } from "../figures.js";
import { problem } from "../problem.js";
import type { ClusterAction, Preset } from "./action-spec.js";
import { amountProblem, shortRunway } from "./amounts.js";
import { operatorIds } from "./calls.js";

const TERMS = [
  ["days-30", 30n],
  ["half-year", 182n],
  ["year", 365n],
] as const;

/** Adds ETH to a cluster; anyone may pay for any owner. */
export const deposit: ClusterAction = {
  name: "deposit",
  about: "cluster",
  fields: ["amount"],

  obstacle: ({ state }) => (state === "legacy" ? problem("LEGACY_FROZEN") : undefined),

  /** What is missing until the cluster runs that long in all. */
  presets({ codec, cluster: { now, fees, state } }) {
    if (state !== "active" && state !== "low") return [];
    return TERMS.flatMap(([name, days]): Preset[] => {
      const blocks = days * BLOCKS_PER_DAY;
      const amount = codec.depositFor(fees, now.effectiveBalance, blocks, now.balance);
      return amount === 0n ? [] : [{ name, amount }];
    });
  },

  plan({ amount }, { codec, cluster }) {
    const wei = parseEther(amount);
    if (wei === undefined || wei === 0n) return amountProblem(amount);
    const { now, fees, snapshot, owner, state } = cluster;
    const after = ethFigures(codec, fees, { ...now, balance: now.balance + wei });
    const data = codec.encodeCall("deposit", {
      clusterOwner: owner,
      operatorIds: operatorIds(cluster),
      cluster: snapshot.cluster,
    });
    const warnings =
      state === "liquidated" ? [problem("DEPOSIT_WHILE_LIQUIDATED")] : shortRunway(after);
    return { call: { data, value: wei }, after, warnings };
  },
};
