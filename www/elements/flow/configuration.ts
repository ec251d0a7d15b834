import type { Network } from "../../lib/index.js";

/** Limits that the host of the page sets; everything is optional. */
export interface Policy {
  /** Days; less cannot be sent. */
  readonly minimumRunwayDays?: number;
  /** Days that are chosen at first. */
  readonly defaultRunwayDays?: number;
  /** The only operators that may be picked. */
  readonly allowedOperators?: readonly number[];
  /** At most this many validators in one transaction. */
  readonly maxValidatorsPerTransaction?: number;
}

/** A keystore to try the page with. Local networks only. */
export interface Sample {
  readonly name: string;
  readonly url: string;
}

/** What the file beside the page says. */
export interface Configuration {
  readonly networks: readonly Network[];
  readonly samples: readonly Sample[];
  readonly policy: Policy;
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/** The parsed `network.json`, or undefined if it cannot be used. */
export function readConfiguration(json: unknown): Configuration | undefined {
  if (!isRecord(json) || !Array.isArray(json["networks"])) return undefined;
  const networks = json["networks"];
  if (networks.length === 0 || !networks.every(isNetwork)) return undefined;
  const samples = Array.isArray(json["samples"]) ? json["samples"].filter(isSample) : [];
  const policy = isRecord(json["policy"]) ? (json["policy"] as Policy) : {};
  return { networks, samples, policy };
}

function isNetwork(value: unknown): value is Network {
  return (
    isRecord(value) &&
    typeof value["name"] === "string" &&
    Number.isSafeInteger(value["chainId"]) &&
    Number.isSafeInteger(value["genesisBlock"]) &&
    isAddress(value["network"]) &&
    isAddress(value["views"])
  );
}

function isSample(value: unknown): value is Sample {
  return isRecord(value) && typeof value["name"] === "string" && typeof value["url"] === "string";
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && ADDRESS.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
