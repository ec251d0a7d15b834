import type { Problem, ProblemCode } from "../flow/problem.js";
import { clusterProblems } from "./cluster-problems.js";
import { core } from "./core.js";
import { flow } from "./flow.js";
import { platform } from "./platform.js";
import { reasons } from "./reasons.js";
import type { Explanation, Words } from "./words.js";

/** A code without words does not compile. */
const all: Readonly<Record<ProblemCode, Words>> = {
  ...core,
  ...platform,
  ...flow,
  ...clusterProblems,
};

/** The words for a problem; the contract's own reason first, where it gave one. */
export function explain({ code, details, reason }: Problem): Explanation {
  const entry = all[code];
  const base = typeof entry === "function" ? entry(details) : entry;
  if (reason === undefined) return base;
  const own = reasons[reason.name]?.(reason.args);
  if (own === undefined) return base;
  const fix = own.fix ?? base.fix;
  return code === "TRANSACTION_REVERTED"
    ? { title: base.title, consequence: `${own.title}. ${base.consequence}`, fix }
    : { title: own.title, consequence: `${base.title}. ${base.consequence}`, fix };
}
