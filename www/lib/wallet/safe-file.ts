import type { Codec } from "../codec.types.js";
import { SsvError } from "../errors.js";
import type { Call, Hex } from "../types.js";
import { toSafeTx } from "./handover.js";
import { checksumOf } from "./safe-checksum.js";

export interface SafeFileOptions {
  readonly name: string;
  readonly description?: string;
  /** The Safe that has to run the calls; their `from` unless given. */
  readonly safe?: Hex;
  /** Milliseconds since 1970; now unless given. */
  readonly createdAt?: number;
  /** Loaded unless given. */
  readonly codec?: Codec;
}

/**
 * A batch file for Safe's Transaction Builder, checksum included: for multisigs that no page can reach.
 *
 * @throws SsvError INVALID_ARGUMENT, OWNER_MISMATCH where a call is for another account than the Safe
 */
export async function safeBatchFile(
  calls: readonly Call[],
  options: SafeFileOptions,
): Promise<string> {
  const [first] = calls;
  if (first === undefined) throw new SsvError("INVALID_ARGUMENT", "There is nothing to send.");
  const { name, description = "", safe = first.from, createdAt = Date.now() } = options;
  const codec = options.codec ?? (await (await import("../index.js")).loadCodec());
  calls.forEach(({ from, chainId }, index) => {
    if (from.toLowerCase() !== safe.toLowerCase()) {
      throw new SsvError("OWNER_MISMATCH", "A call is for another account.", { index });
    }
    if (chainId !== first.chainId) {
      const details = { expected: first.chainId, actual: chainId };
      throw new SsvError("WRONG_CHAIN", "The calls are for different chains.", details);
    }
  });
  const meta = {
    name,
    description,
    createdFromSafeAddress: codec.checksumAddress(safe.toLowerCase()),
    createdFromOwnerAddress: "",
  };
  const file = {
    version: "1.0",
    chainId: String(first.chainId),
    createdAt,
    meta,
    transactions: calls.map((call) => ({
      ...toSafeTx(call),
      contractMethod: null,
      contractInputsValues: null,
    })),
  };
  const checksum = checksumOf(file, codec);
  return `${JSON.stringify({ ...file, meta: { ...meta, checksum } }, null, 2)}\n`;
}
