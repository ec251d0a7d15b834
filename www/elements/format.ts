import { BLOCKS_PER_DAY } from "../lib/index.js";
import { formatEther } from "./flow/ether.js";

const DAY = 86_400_000;
const MICRO = 10n ** 12n;

const number = new Intl.NumberFormat();
const fraction = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });
const shortFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

/** A share of a hundred, rounded down: nobody is perfect by rounding. */
export function percent(value: number): string {
  return `${number.format(Math.floor(value * 10) / 10)} %`;
}

export function count(value: number | bigint): string {
  return number.format(value);
}

/** Currencies of the network; both have 18 decimals. */
export type Unit = "ETH" | "SSV";

/** A cost, rounded up to six digits after the point so that it never promises too little. */
export function amount(wei: bigint, unit: Unit = "ETH"): string {
  if (wei > 0n && wei < MICRO) return `less than ${fraction.format(0.000001)} ${unit}`;
  return `${fraction.format(Number((wei + MICRO - 1n) / MICRO) / 1e6)} ${unit}`;
}

/** What somebody holds or receives, rounded down. */
export function holding(wei: bigint, unit: Unit = "ETH"): string {
  if (wei > 0n && wei < MICRO) return amount(wei, unit);
  return `${fraction.format(Number(wei / MICRO) / 1e6)} ${unit}`;
}

/** Every digit, for titles and copies. */
export function exact(wei: bigint, unit: Unit = "ETH"): string {
  return `${formatEther(wei)} ${unit}`;
}

export function blocksToDays(blocks: bigint): number {
  return Number(blocks / BLOCKS_PER_DAY);
}

/** The day on which a runway of so many blocks ends, or undefined if that is beyond any calendar. */
export function endDate(blocks: bigint): string | undefined {
  const days = blocksToDays(blocks);
  if (days > 36_500) return undefined;
  return dateFormat.format(dateAfter(blocks));
}

/** The moment when so many blocks have passed, 12 seconds each. */
export function dateAfter(blocks: bigint): Date {
  return new Date(Date.now() + blocksToDays(blocks) * DAY);
}

/** The same, as short as a chart needs it. */
export function shortDate(blocks: bigint): string {
  return shortFormat.format(dateAfter(blocks));
}

/** The day that a moment falls on. */
export function day(unixSeconds: bigint): string {
  return dateFormat.format(new Date(Number(unixSeconds) * 1000));
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
