import { SsvError } from "../errors.js";

/** What one transaction may hold. Every limit can be lowered for a wallet that takes less. */
export interface Limits {
  /** Validators; 80, 40, 30 or 20 for 4, 7, 10 or 13 operators unless given. */
  readonly validators?: number | undefined;
  /** Bytes of the signed transaction; at most 131 072, beyond which nodes do not relay it. */
  readonly bytes?: number | undefined;
  /** At most 16 777 216 (EIP-7825). */
  readonly gas?: number | undefined;
}

/** Bytes that clients' transaction pools take at most. */
const MOST_BYTES = 131_072;
const MOST_GAS = 16_777_216;

/** Fields, signature and the prefixes of their encoding: 130 bytes at most, and some room. */
const ENVELOPE = 256;

interface Size {
  /** The ecosystem's own limit. */
  readonly validators: number;
  /** Gas of the call itself and of each validator, rounded up from measurements with full call data. */
  readonly gas: readonly [number, number];
}

const SIZES: ReadonlyMap<number, Size> = new Map([
  [4, { validators: 80, gas: [200_000, 72_000] }],
  [7, { validators: 40, gas: [280_000, 100_000] }],
  [10, { validators: 30, gas: [360_000, 128_000] }],
  [13, { validators: 20, gas: [440_000, 170_000] }],
]);

function sizeOf(operators: number): Size {
  const size = SIZES.get(operators);
  if (!size) throw new SsvError("OPERATOR_COUNT", "a cluster has 4, 7, 10 or 13 operators");
  return size;
}

/** Upper estimate of what a registration costs, in gas. */
export function registrationGas(validators: number, operators: number): bigint {
  const [base, each] = sizeOf(operators).gas;
  return BigInt(base + each * validators);
}

/** Bytes of a signed registration of more than one validator. */
export function registrationBytes(validators: number, operators: number): number {
  const shares = 96 + 304 * operators;
  const padded = Math.ceil(shares / 32) * 32;
  // Selector, cluster, the operators, and for each validator two offsets, two lengths and the key.
  return ENVELOPE + 356 + 32 * operators + validators * (192 + padded);
}

/** Validators that one transaction takes. */
export function batchSize(operators: number, limits: Limits = {}): number {
  const size = sizeOf(operators);
  const bytes = Math.min(limits.bytes ?? MOST_BYTES, MOST_BYTES) - registrationBytes(0, operators);
  const item = registrationBytes(1, operators) - registrationBytes(0, operators);
  const [base, each] = size.gas;
  const gas = Math.min(limits.gas ?? MOST_GAS, MOST_GAS) - base;
  const most = limits.validators ?? size.validators;
  return Math.max(1, Math.min(most, Math.floor(bytes / item), Math.floor(gas / each)));
}
