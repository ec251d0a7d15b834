import type { Reader } from "../chain/reader.js";
import { SsvError } from "../errors.js";
import type { BatchObstacle, Step } from "./batch-plan.js";
import type { Atomicity } from "./capabilities.js";
import { refused } from "./refusal.js";
import { GAS_CAP, insufficientFunds, simulate } from "./submission.js";

/** Bytes of calldata that surely fit into one transaction, with what a smart account adds. */
const MAX_CALLDATA = 120_000;

/** Simulates every call that needs no earlier one; the gas that they take together. */
export async function simulateAll(steps: readonly Step[], reader: Reader): Promise<bigint> {
  let gas = 0n;
  for (const [index, { call, dependent }] of steps.entries()) {
    if (dependent) continue;
    try {
      const simulation = await simulate(call, reader);
      if (!simulation.ok) throw refused(simulation.reason);
      gas += simulation.gas;
    } catch (error) {
      throw atCall(error, index);
    }
  }
  return gas;
}

/** Rejects with INSUFFICIENT_FUNDS {needed, available}: wei of all calls and, for a plain account, their gas. */
export async function checkFunds(
  steps: readonly Step[],
  gas: bigint,
  reader: Reader,
): Promise<void> {
  const account = steps[0]!.call.from;
  const [available, price, kind] = await Promise.all([
    reader.ethBalance(account),
    reader.gasPrice(),
    reader.accountKind(account),
  ]);
  const value = steps.reduce((sum, { call }) => sum + BigInt(call.value), 0n);
  // Whoever runs a multisig's transaction pays its gas.
  const needed = kind === "contract" ? value : value + gas * price;
  if (available < needed) throw insufficientFunds(needed, available);
}

/** What stands against one transaction for all, as far as it is known before the wallet is asked. */
export function obstacleTo(
  steps: readonly Step[],
  gas: bigint,
  { status }: Atomicity,
): BatchObstacle | undefined {
  if (status === "unsupported") return "ATOMICITY_UNSUPPORTED";
  const calldata = steps.reduce((sum, { call }) => sum + call.data.length / 2, 0);
  return calldata > MAX_CALLDATA || (gas * 12n) / 10n > GAS_CAP ? "TOO_LARGE" : undefined;
}

/** The same error with the position of the call that met it. */
export function atCall(error: unknown, call: number): unknown {
  if (!(error instanceof SsvError)) return error;
  const { code, message, details, cause } = error;
  return new SsvError(code, message, { ...details, call }, { cause });
}
