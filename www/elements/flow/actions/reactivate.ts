import { ethFigures } from "../figures.js";
import { problem } from "../problem.js";
import type { ClusterAction } from "./action-spec.js";
import { operatorsGone, shortRunway, startingTerms } from "./amounts.js";
import { operatorIds } from "./calls.js";

/** Starts a liquidated ETH cluster again. */
export const reactivate: ClusterAction = {
  name: "reactivate",
  about: "cluster",
  fields: ["effectiveBalance", "days"],

  obstacle({ state }) {
    if (state === "legacy") return problem("LEGACY_FROZEN");
    return state === "liquidated" ? undefined : problem("ALREADY_ACTIVE");
  },

  plan(wishes, context) {
    const { codec, cluster } = context;
    const terms = startingTerms(wishes, cluster);
    if ("code" in terms) return { problem: terms };
    const { now, fees, snapshot } = cluster;
    const { effectiveBalance, blocks } = terms;
    const value = codec.depositFor(fees, effectiveBalance, blocks, now.balance);
    const after = ethFigures(codec, fees, {
      active: true,
      validators: now.validators,
      effectiveBalance,
      balance: now.balance + value,
    });
    const data = codec.encodeCall("reactivate", {
      operatorIds: operatorIds(cluster),
      cluster: snapshot.cluster,
    });
    return {
      call: { data, value },
      after,
      warnings: [...operatorsGone(context), ...shortRunway(after)],
    };
  },
};
