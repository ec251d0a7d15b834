import type { Codec } from "../../../lib/index.js";
import type { ClusterView } from "../cluster-view.js";
import { parseEther } from "../ether.js";
import { ethFigures } from "../figures.js";
import { problem } from "../problem.js";
import type { ClusterAction } from "./action-spec.js";
import { SLACK_BLOCKS, amountProblem, shortRunway } from "./amounts.js";
import { operatorIds } from "./calls.js";

/** Wei that can leave now, so that the contract still agrees in any of the next `SLACK_BLOCKS` blocks. */
export function mostToWithdraw(codec: Codec, { now, fees }: ClusterView): bigint {
  if (!now.active) return now.balance;
  const { effectiveBalance, validators, balance } = now;
  return codec.maximumWithdrawal(fees, effectiveBalance, validators, balance, SLACK_BLOCKS);
}

/** Takes ETH out of a cluster, down to its collateral. */
export const withdraw: ClusterAction = {
  name: "withdraw",
  about: "cluster",
  fields: ["amount"],

  obstacle({ state, now }) {
    if (state === "legacy") return problem("LEGACY_FROZEN");
    return now.balance === 0n ? problem("NOTHING_TO_WITHDRAW") : undefined;
  },

  presets({ codec, cluster }) {
    const amount = mostToWithdraw(codec, cluster);
    return amount === 0n ? [] : [{ name: "most", amount }];
  },

  plan({ amount: text }, { codec, cluster }) {
    const most = mostToWithdraw(codec, cluster);
    const { now, fees, snapshot } = cluster;
    const amount = parseEther(text);
    if (amount === undefined || amount === 0n) {
      return most === 0n ? { problem: problem("COLLATERAL_ONLY") } : amountProblem(text);
    }
    if (amount > most) {
      const excess = amount - most;
      return { problem: problem("WITHDRAWAL_TOO_LARGE", { most, excess, blocks: SLACK_BLOCKS }) };
    }
    const after = ethFigures(codec, fees, { ...now, balance: now.balance - amount });
    const data = codec.encodeCall("withdraw", {
      operatorIds: operatorIds(cluster),
      amount,
      cluster: snapshot.cluster,
    });
    const payout = { amount, unit: "ETH" } as const;
    return { call: { data, value: 0n }, after, payout, warnings: shortRunway(after) };
  },
};
