import { problem } from "../problem.js";
import type { ClusterAction } from "./action-spec.js";
import { keysProblem, operatorIds } from "./calls.js";

/** Asks the operators to sign voluntary exits. Nothing changes in the cluster; its fees go on. */
export const exit: ClusterAction = {
  name: "exit",
  about: "cluster",
  fields: ["keys"],
  grave: true,

  /** The contract would take it, but the operators of a liquidated cluster sign nothing. */
  obstacle: ({ now }) => (now.active ? undefined : problem("EXIT_WHILE_LIQUIDATED")),

  plan({ keys }, { codec, cluster }) {
    const found = keysProblem(keys.length);
    if (found !== undefined) return { problem: found };
    const ids = operatorIds(cluster);
    const [publicKey] = keys;
    const data =
      keys.length === 1 && publicKey !== undefined
        ? codec.encodeCall("exitValidator", { publicKey, operatorIds: ids })
        : codec.encodeCall("bulkExitValidator", { publicKeys: [...keys], operatorIds: ids });
    return { call: { data, value: 0n }, after: cluster.now, acknowledge: true };
  },
};
