import type { SsvErrorCode } from "../../lib/index.js";
import type { ClusterProblemCode, FlowProblemCode, Problem } from "../flow/problem.js";
import { clusterProblems } from "./cluster-problems.js";
import { core } from "./core.js";
import { flow } from "./flow.js";
import { reasons } from "./reasons.js";
import type { Explanation } from "./words.js";

/** The words for a problem; the contract's own reason first, where it gave one. */
export function explain({ code, details, reason }: Problem): Explanation {
  const entry =
    code in core
      ? core[code as SsvErrorCode]
      : code in flow
        ? flow[code as FlowProblemCode]
        : clusterProblems[code as ClusterProblemCode];
  const base = typeof entry === "function" ? entry(details) : entry;
  if (reason === undefined) return base;
  const own = reasons[reason.name]?.(reason.args);
  if (own === undefined) return base;
  const fix = own.fix ?? base.fix;
  return code === "TRANSACTION_REVERTED"
    ? { title: base.title, consequence: `${own.title}. ${base.consequence}`, fix }
    : { title: own.title, consequence: `${base.title}. ${base.consequence}`, fix };
}
