import type { Call, Eip1193, Hex } from "../types.js";
import { sendAtomic } from "./atomic.js";
import type { BatchOptions, BatchOutcome } from "./batch-outcome.js";
import { checkFunds, obstacleTo, simulateAll } from "./batch-check.js";
import { stepsOf, type BatchObstacle, type BatchPlan } from "./batch-plan.js";
import { readAtomicity } from "./capabilities.js";
import { sendOneByOne } from "./sequential.js";
import { signer } from "./submission.js";

/** How the wallet would run several calls. */
export async function batchSupport(
  provider: Eip1193,
  account: Hex,
  chainId: number,
): Promise<BatchPlan["mode"]> {
  const { status } = await readAtomicity(provider, account, chainId);
  return status === "unsupported" ? "sequential" : "atomic";
}

/**
 * Sends several calls of one account: together where the wallet can (EIP-5792), else one by one. Before the plan is
 * shown it rejects as `send` does, with the position of the `call`, and with BATCH_IMPOSSIBLE {first, second} where a
 * call needs what an earlier one changes. After that everything is an outcome.
 */
export async function sendBatch(
  provider: Eip1193,
  calls: readonly Call[],
  options: BatchOptions,
): Promise<BatchOutcome> {
  const { reader, confirm } = options;
  const steps = stepsOf(calls, await reader.codec(), reader.network);
  const { call } = steps[0]!;
  const account = await signer(provider, call);
  const gas = await simulateAll(steps, reader);
  await checkFunds(steps, gas, reader);

  const unsent = calls.map(() => ({ status: "unsent" }) as const);
  let obstacle: BatchObstacle | undefined;
  if (steps.length > 1) {
    const atomicity = await readAtomicity(provider, account, call.chainId);
    obstacle = obstacleTo(steps, gas, atomicity);
    if (obstacle === undefined) {
      const upgrade = atomicity.status === "ready" ? { upgrade: true as const } : {};
      const plan: BatchPlan = { mode: "atomic", calls, ...upgrade };
      if (!(await confirm(plan))) return { status: "rejected", mode: "atomic", calls: unsent };
      const end = await sendAtomic(provider, steps, options, atomicity.old);
      if (typeof end !== "string") return end;
      obstacle = end;
    }
  }
  const plan: BatchPlan = { mode: "sequential", calls, ...(obstacle && { obstacle }) };
  if (!(await confirm(plan))) return { status: "rejected", mode: "sequential", calls: unsent };
  return sendOneByOne(provider, steps, options);
}
