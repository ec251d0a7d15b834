import type { ActionName, ActionSpec, ClusterAction } from "./action-spec.js";
import { deposit } from "./deposit.js";
import { exit } from "./exit.js";
import { liquidate } from "./liquidate.js";
import { migrate } from "./migrate.js";
import { reactivate } from "./reactivate.js";
import { recipient } from "./recipient.js";
import { remove } from "./remove.js";
import { withdraw } from "./withdraw.js";

export const actions: Readonly<Record<ActionName, ActionSpec>> = {
  deposit,
  withdraw,
  exit,
  remove,
  reactivate,
  liquidate,
  migrate,
  recipient,
};

/** The actions on one cluster, most wanted first. */
export const clusterActions: readonly ClusterAction[] = [
  deposit,
  withdraw,
  reactivate,
  migrate,
  exit,
  remove,
  liquidate,
];
