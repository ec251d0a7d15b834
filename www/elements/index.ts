import { registerElements } from "./register.js";

export { SsvStake } from "./ssv-stake.js";
export { SsvKeystores } from "./ssv-keystores.js";
export { SsvAccount } from "./ssv-account.js";
export { SsvOperators } from "./ssv-operators.js";
export { SsvUnlock } from "./ssv-unlock.js";
export { SsvFunding } from "./ssv-funding.js";
export { SsvReview } from "./ssv-review.js";
export { SsvTransaction } from "./ssv-transaction.js";
export { SsvNotice } from "./ssv-notice.js";
export { registerElements };
export { Flow, STEPS } from "./flow/flow.js";
export type { FlowEvents, Step } from "./flow/flow.js";
export { readConfiguration } from "./flow/configuration.js";
export type { Configuration, Policy, Sample } from "./flow/configuration.js";
export type { Problem, ProblemCode } from "./flow/problem.js";
export { explain } from "./text.js";
export type { Explanation } from "./text.js";
