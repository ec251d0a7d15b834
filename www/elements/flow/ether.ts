const DECIMALS = 18;

/** Wei of an amount as people type it: "0.5", "12"; undefined: not an amount. Both currencies have 18 decimals. */
export function parseEther(text: string): bigint | undefined {
  const found = /^(\d{1,27})?(?:\.(\d{1,18}))?$/.exec(text.trim());
  const [whole, fraction] = [found?.[1], found?.[2]];
  if (whole === undefined && fraction === undefined) return undefined;
  return BigInt(`${whole ?? ""}${(fraction ?? "").padEnd(DECIMALS, "0")}`);
}

/** The same amount as text that `parseEther` reads: every digit, no separators. */
export function formatEther(wei: bigint): string {
  const digits = wei.toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return `${digits.slice(0, -DECIMALS)}${fraction && `.${fraction}`}`;
}
