import type { ErrorDetails } from "../../lib/index.js";
import { amount, blocksToDays, count } from "../format.js";

/** What happened, what it means for the user, and what to do. */
export interface Explanation {
  readonly title: string;
  readonly consequence: string;
  readonly fix: string;
}

/** An explanation, or one made from the error's details. */
export type Words = Explanation | ((details: ErrorDetails) => Explanation);

export const words = (title: string, consequence: string, fix: string): Explanation => {
  return { title, consequence, fix };
};

/** A detail by the first name that is there. */
export const pick = (details: ErrorDetails, fallback: string, ...names: string[]): string => {
  for (const name of names) if (details[name] !== undefined) return String(details[name]);
  return fallback;
};

/** "Operator 5", or "An operator" where the details name none. */
export const operator = (details: ErrorDetails): string => {
  const id = pick(details, "", "operatorId", "operator", "id");
  return id === "" ? "An operator" : `Operator ${id}`;
};

export const wei = (details: ErrorDetails, name: string): string => {
  const value = details[name];
  return typeof value === "bigint" ? amount(value) : "some ETH";
};

/** "1 validator", "3 validators". */
export const some = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

/** Blocks as days; undefined: nothing is paid, so it does not end. */
export const days = (runway: bigint | undefined): string =>
  runway === undefined ? "without end" : some(blocksToDays(runway), "day");

export const NOTHING_SENT = "Nothing was sent and nothing was paid.";
export const OTHER_OPERATOR = "Choose another operator instead.";
export const RELOAD = "Reload the page and start again. If it happens again, use another browser.";
