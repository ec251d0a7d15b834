import { fields } from "./answer.js";
import type { OperatorFacts } from "./reader.types.js";
import { boundedText } from "./transport.js";

/** Bytes: an operator's record holds its key and sometimes a logo. */
const ANSWER_LIMIT = 256 * 1024;
const NAME_LENGTH = 64;
/** Browsers open about six connections to one host; more would wait there with their time running. */
const WIDTH = 6;
/** Failures in a row after which the API is left alone for a while. */
const FAILURES = 3;
/** Milliseconds. */
const REST = 60_000;

/** One line that changes no text around it: no control, no direction or zero-width character. */
function oneLine(value: unknown): string {
  if (typeof value !== "string") return "";
  const plain = value.slice(0, 1024).replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ");
  const text = plain.replace(/\s+/g, " ").trim();
  return [...text].slice(0, NAME_LENGTH).join("");
}

function percent(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= 100 ? value : undefined;
}

/** undefined: this is no record of that operator. */
function parse(text: string, id: bigint): OperatorFacts | undefined {
  const record = fields(JSON.parse(text), "operator");
  const name = oneLine(record["name"]);
  if (String(record["id"]) !== String(id) || name === "") return undefined;
  const performance = record["performance"] ?? {};
  const day = percent(fields(performance, "operator")["24h"]);
  const month = percent(fields(performance, "operator")["30d"]);
  return {
    name,
    ...(day === undefined ? {} : { performance24h: day }),
    ...(month === undefined ? {} : { performance30d: month }),
  };
}

/** Asks the API for operators, each until it is known; undefined wherever it fails. */
export function createLookup(
  url: string,
  timeout: number,
): (id: bigint) => Promise<OperatorFacts | undefined> {
  const known = new Map<bigint, Promise<OperatorFacts | undefined>>();
  const waiting: (() => void)[] = [];
  let underway = 0;
  let failures = 0;
  let restUntil = 0;

  async function ask(id: bigint): Promise<OperatorFacts | undefined> {
    const response = await fetch(`${url.replace(/\/+$/, "")}/operators/${id}`, {
      headers: { accept: "application/json" },
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(timeout),
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new TypeError();
    return parse(await boundedText(response, ANSWER_LIMIT), id);
  }

  async function lookUp(id: bigint): Promise<OperatorFacts | undefined> {
    while (underway >= WIDTH) await new Promise<void>((resolve) => waiting.push(resolve));
    underway++;
    try {
      if (Date.now() < restUntil) return undefined;
      const facts = await ask(id);
      failures = 0;
      return facts;
    } catch {
      if (++failures >= FAILURES) {
        failures = 0;
        restUntil = Date.now() + REST;
      }
      return undefined;
    } finally {
      underway--;
      waiting.shift()?.();
    }
  }

  return async (id) => {
    const asked = known.get(id) ?? lookUp(id);
    known.set(id, asked);
    const facts = await asked;
    if (facts === undefined) known.delete(id);
    return facts;
  };
}
