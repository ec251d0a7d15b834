import type { Call, Hex } from "../types.js";

/** A call for viem's and wagmi's `sendTransaction`; ethers v6 takes the same. */
export interface ViemTransaction {
  readonly to: Hex;
  readonly data: Hex;
  /** Wei. */
  readonly value: bigint;
}

/** A call as Safe's tools take it. */
export interface SafeTransaction {
  readonly to: Hex;
  /** Wei, decimal. */
  readonly value: string;
  readonly data: Hex;
}

/** For viem, wagmi and ethers. The account and the chain to send it from and to are the call's. */
export function toViem({ to, data, value }: Call): ViemTransaction {
  return { to, data, value: BigInt(value) };
}

/** For Safe's SDKs; the Safe has to be the call's `from`. */
export function toSafeTx({ to, data, value }: Call): SafeTransaction {
  return { to, value: BigInt(value).toString(), data };
}
