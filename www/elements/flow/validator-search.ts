import type { AccountValidator } from "../../lib/chain/index.js";

export type ValidatorFilter = "all" | "registered" | "exiting";

/** Validators that a search leaves: those whose key holds one of the words, in the order they stand. */
export function findValidators(
  validators: readonly AccountValidator[],
  text: string,
  filter: ValidatorFilter,
): readonly AccountValidator[] {
  const words = text
    .toLowerCase()
    .split(/[\s,;"'[\]]+/)
    .map((word) => word.replace(/^0x/, ""))
    .filter((word) => word !== "");
  const whole = new Set(words.filter((word) => word.length === 96));
  const parts = words.filter((word) => word.length !== 96);
  return validators.filter(({ publicKey, exitRequestedAt }) => {
    if (filter === "registered" && exitRequestedAt !== undefined) return false;
    if (filter === "exiting" && exitRequestedAt === undefined) return false;
    if (words.length === 0) return true;
    const key = publicKey.slice(2);
    return whole.has(key) || parts.some((part) => key.includes(part));
  });
}
