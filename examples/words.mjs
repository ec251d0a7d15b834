/** What the script says of errors, warnings and outcomes: plain words, and amounts in ETH. */

/** As the page words them. */
export const WARNINGS = {
  WEAK_KDF: "This keystore protects its password less than usual. Keep the file private.",
  SHORT_SALT: "This keystore has a short salt. Keep the file private.",
  LONG_DERIVED_KEY: "This keystore derives a longer key than usual.",
  LEGACY_PASSWORD: "The password opened the file in an older spelling of its letters.",
  SHARED_SALT:
    "Some of these files share a salt: whoever learns one of their keys can work out the others without a password. Make the files again from your seed phrase with a current deposit tool, which gives each a salt of its own, or guard all of them as one secret.",
  NONCE_WRAPS: "This account is near 65,535 registrations, where operators' counters start over.",
};

/** What to do after an outcome where running again gives the same. */
const NEXT = {
  differs:
    "the chain holds other shares than were signed, and operators ignore those of another nonce: " +
    "remove and register these validators again; --abandon goes on with the others",
  proposed:
    "run again once the multisig has executed it; if it was declined there, --abandon sends anew",
  "keys-needed":
    "the nonce has moved, and the keys that have to sign again did not all open: nothing was sent " +
    "for them; put their keystores into the folder, correct their passwords and run again, or give " +
    "this job up with --forget",
};

/** What to do about an error, by its code. */
const FIXES = {
  INSUFFICIENT_FUNDS: "this transaction was not sent; send the account more ETH and run again",
  OPERATOR_UNKNOWN: "nothing was sent; correct --operators",
  PASSWORDS_MISMATCH:
    "nothing was opened; give one line for all, one for each *.json file that is not deposit data, " +
    '"file name: password" for each, or at most 16 to try on every file',
  RPC_FAILED: "see whether --rpc is right and run again: what was sent is looked up first",
  RPC_INVALID: "see whether --rpc is an Ethereum node and run again",
  RPC_RATE_LIMITED: "run again later, or with another --rpc",
};

/** Details that need more than their name. */
const FACTS = {
  INSUFFICIENT_FUNDS: ({ needed, available }) =>
    `${ether(needed)} needed, ${ether(available)} in the account`,
  GAS_LIMIT: ({ needed, limit }) => `${needed} gas needed, ${limit} gas at most`,
  PASSWORDS_MISMATCH: ({ expected, actual }) =>
    `${count(expected, "keystore")}, ${count(actual, "password")}`,
};

/** An error in one line: code, message, facts, what to do. */
export function describe(error) {
  const { code = error.name } = error;
  const facts = [...factsOf(error), ...causeOf(error)].join("; ");
  const told = `${cause(error)}${facts && ` (${facts})`}`;
  return FIXES[code] ? `${told}: ${FIXES[code]}` : told;
}

/** Code and message of an error. Only its first line: viem puts the node's address into the others. */
export function cause({ code, name, message }) {
  const label = code ?? name;
  const [line] = message.split("\n", 1);
  return `${label}: ${line.replace(`${label}: `, "").replace(/\.$/, "")}`;
}

/** What ended a run before its end, and what to do. */
export function stopped({ status, cause, reason, differences = [] }) {
  const why = [cause, reason?.name, ...differences].filter(Boolean).join(", ");
  return `stopped: ${status}${why && ` (${why})`}; ${NEXT[status] ?? "run again to go on"}`;
}

export function ether(wei) {
  const digits = BigInt(wei).toString().padStart(19, "0");
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`.replace(/\.?0+$/, "") + " ETH";
}

export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The first few, and how many more. */
export function list(names, most = 5) {
  const more = names.length - most;
  return more > 1 ? `${names.slice(0, most).join(", ")} and ${more} more` : names.join(", ");
}

function factsOf({ name, code, message, details }) {
  if (name !== "SsvError") return [];
  if (FACTS[code]) return [FACTS[code](details)];
  return Object.entries(details)
    .filter(([key, value]) => !["index", "status"].includes(key) && !message.includes(value))
    .map(([key, value]) => `${key} ${value}`);
}

/** The words of the node or of the network below it. */
function causeOf({ code, cause: below }) {
  if (!below || !/^(RPC|WALLET)_/.test(code)) return [];
  let origin = below;
  while (origin.cause) origin = origin.cause;
  const [line] = (origin.message || origin.code || "").toString().split("\n", 1);
  return line ? [line] : [];
}
