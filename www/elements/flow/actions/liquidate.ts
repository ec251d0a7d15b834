import { problem } from "../problem.js";
import type { ClusterAction } from "./action-spec.js";
import { operatorIds } from "./calls.js";

/** The owner closes the cluster at once: operators stop, and all it holds comes back. */
export const liquidate: ClusterAction = {
  name: "liquidate",
  about: "cluster",
  fields: [],
  grave: true,

  obstacle({ now }) {
    if (!now.active) return problem("ALREADY_LIQUIDATED");
    return now.validators === 0 ? problem("NOTHING_TO_LIQUIDATE") : undefined;
  },

  plan(_, { codec, cluster }) {
    const { now, owner, snapshot } = cluster;
    const args = {
      clusterOwner: owner,
      operatorIds: operatorIds(cluster),
      cluster: snapshot.cluster,
    };
    const data = codec.encodeCall(now.unit === "SSV" ? "liquidateSSV" : "liquidate", args);
    const after = {
      ...now,
      active: false,
      balance: 0n,
      burnPerDay: 0n,
      runway: undefined,
      collateral: 0n,
    };
    const payout = { amount: now.balance, unit: now.unit };
    return { call: { data, value: 0n }, after, payout, acknowledge: true };
  },
};
