import { BLOCKS_PER_DAY } from "../lib/index.js";

const DAY = 86_400_000;
const WEI = 10n ** 18n;

const number = new Intl.NumberFormat();
const fraction = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });
const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

export function count(value: number | bigint): string {
  return number.format(value);
}

/** Wei as ETH, rounded up to six digits after the point so that it never promises too little. */
export function amount(wei: bigint): string {
  if (wei > 0n && wei < 10n ** 12n) return `less than ${fraction.format(0.000001)} ETH`;
  const micro = (wei + 10n ** 12n - 1n) / 10n ** 12n;
  return `${fraction.format(Number(micro) / 1e6)} ETH`;
}

/** Every digit, for titles and copies. */
export function exact(wei: bigint): string {
  const whole = wei / WEI;
  const rest = (wei % WEI).toString().padStart(18, "0").replace(/0+$/, "");
  return rest === "" ? `${whole} ETH` : `${whole}.${rest} ETH`;
}

export function blocksToDays(blocks: bigint): number {
  return Number(blocks / BLOCKS_PER_DAY);
}

/** The day on which a runway of so many blocks ends, or undefined if that is beyond any calendar. */
export function endDate(blocks: bigint): string | undefined {
  const days = blocksToDays(blocks);
  if (days > 36_500) return undefined;
  return dateFormat.format(new Date(Date.now() + days * DAY));
}

/** `0x1234…abcd`: both ends, enough to compare. */
export function shorten(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 6)}…${hex.slice(-4)}`;
}

/** Operator numbers as people write them: "1, 2, 3, 4". */
export function list(ids: readonly bigint[]): string {
  return ids.map(String).join(", ");
}

export function seconds(milliseconds: number): string {
  const whole = Math.max(1, Math.round(milliseconds / 1000));
  if (whole < 90) return `${whole} s`;
  return `${Math.round(whole / 60)} min`;
}
