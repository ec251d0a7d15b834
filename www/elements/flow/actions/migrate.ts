import { ethFigures } from "../figures.js";
import { problem } from "../problem.js";
import type { ClusterAction } from "./action-spec.js";
import { operatorsGone, shortRunway, startingTerms } from "./amounts.js";
import { operatorIds } from "./calls.js";

/** Moves a cluster of the SSV era to ETH, for good. Its tokens come back; a liquidated one starts again. */
export const migrate: ClusterAction = {
  name: "migrate",
  about: "cluster",
  fields: ["effectiveBalance", "days"],
  grave: true,

  obstacle: ({ state }) => (state === "legacy" ? undefined : problem("ALREADY_ETH")),

  plan(wishes, context) {
    const { codec, cluster } = context;
    const terms = startingTerms(wishes, cluster);
    if ("code" in terms) return { problem: terms };
    const { now, fees, snapshot } = cluster;
    const { effectiveBalance, blocks } = terms;
    const { validators } = now;
    const value = validators === 0 ? 0n : codec.depositFor(fees, effectiveBalance, blocks);
    const after = ethFigures(codec, fees, {
      active: true,
      validators,
      effectiveBalance,
      balance: value,
    });
    const data = codec.encodeCall("migrateClusterToETH", {
      operatorIds: operatorIds(cluster),
      cluster: snapshot.cluster,
    });
    return {
      call: { data, value },
      after,
      payout: { amount: now.balance, unit: "SSV" },
      warnings: [...operatorsGone(context), ...shortRunway(after)],
      acknowledge: true,
    };
  },
};
