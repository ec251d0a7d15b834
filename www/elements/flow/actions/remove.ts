import type { Codec, Hex } from "../../../lib/index.js";
import type { BeaconStatus } from "../beacon.js";
import type { ClusterView } from "../cluster-view.js";
import { VALIDATOR_ETH, ethFigures } from "../figures.js";
import type { Figures } from "../figures.js";
import { problem } from "../problem.js";
import type { ClusterAction } from "./action-spec.js";
import { keysProblem, operatorIds } from "./calls.js";

/** Takes validators off their operators. They stop at once, exited or not. */
export const remove: ClusterAction = {
  name: "remove",
  about: "cluster",
  fields: ["keys"],
  grave: true,

  obstacle: () => undefined,

  plan({ keys }, { codec, cluster, beacon }) {
    const found = keysProblem(keys.length);
    if (found !== undefined) return { problem: found };
    const ids = operatorIds(cluster);
    const tuple = cluster.snapshot.cluster;
    const [publicKey] = keys;
    const data =
      keys.length === 1 && publicKey !== undefined
        ? codec.encodeCall("removeValidator", { publicKey, operatorIds: ids, cluster: tuple })
        : codec.encodeCall("bulkRemoveValidator", {
            publicKeys: [...keys],
            operatorIds: ids,
            cluster: tuple,
          });
    const running = stillRunning(keys, cluster, beacon);
    const exited = keys.every((key) => beacon.get(key) === "exited");
    const after = without(codec, cluster, keys.length);
    const warnings = running === 0 ? [] : [problem("REMOVE_BEFORE_EXIT", { count: running })];
    return { call: { data, value: 0n }, ...(after && { after }), warnings, acknowledge: !exited };
  },
};

/** Validators among these that are not exited, or whose exit nobody asked for where no beacon node tells. */
function stillRunning(
  keys: readonly Hex[],
  { validators = [] }: ClusterView,
  beacon: ReadonlyMap<Hex, BeaconStatus>,
): number {
  const exiting = new Set(
    validators
      .filter(({ exitRequestedAt }) => exitRequestedAt !== undefined)
      .map(({ publicKey }) => publicKey),
  );
  return keys.filter((key) => {
    const status = beacon.get(key);
    return status === undefined ? !exiting.has(key) : status !== "exited" && status !== "absent";
  }).length;
}

/** The contract takes 32 ETH a validator off the effective balance until the oracles report again. */
function without(codec: Codec, { now, fees }: ClusterView, count: number): Figures | undefined {
  if (now.unit === "SSV") return undefined;
  const validators = now.validators - count;
  const effectiveBalance =
    validators === 0 ? 0n : now.effectiveBalance - VALIDATOR_ETH * BigInt(count);
  return ethFigures(codec, fees, { ...now, validators, effectiveBalance });
}
