import { count } from "../format.js";

const validators = (n: number): string => (n === 1 ? "1 validator" : `${count(n)} validators`);

/** Words of registrations that take several transactions. */
export const onboarding = {
  title: "Transactions",
  row: (n: number, size: number): string => `Transaction ${count(n)}: ${validators(size)}`,
  states: {
    proved: "Registered, the events match",
    sent: "Sent, waiting for its blocks",
    proposed: "Waiting for the other signers",
    signing: "In your wallet",
    next: "Ready to sign",
    preparing: "Being prepared",
    rejected: "Declined in your wallet; nothing was sent",
    failed: "Not registered",
    planned: "Waits its turn",
  },
  part: (n: number, of: number, begun: boolean): string =>
    `This transaction: ${count(n)} of ${count(of)} validators${begun ? " that are left" : ""}`,
  whole: (n: number, begun: boolean): string =>
    `All ${count(n)} transactions${begun ? " that are left" : ""}:`,
  about: (value: string): string => `about ${value}`,
  wholeGas: (gas: string): string => `and up to ${gas} for the network's fee.`,
  wholeRunway: (days: string): string => `After the last one the cluster runs ${days}.`,
  sum: (value: string, whole: string): string => `${value} of about ${whole}`,
  proved: (n: number, now: number): string =>
    `${validators(n)} registered, ${count(now)} of them now, and the events match`,
  retry: "Try again",
  retryRow: (n: number): string => `Try transaction ${count(n)} again`,
  pause: "Stop after the first transaction",
  pauseHint:
    "So that you can see its validators attest before the others follow. Without it your wallet asks for one confirmation after the other.",
  unfinished: "A registration was not finished",
  unfinishedHint: (owner: string, done: number, total: number): string =>
    `${count(done)} of ${validators(total)} of ${owner} are registered. The signed shares of the others are kept in this browser, without any key.`,
  abandon: "Go on without it",
  abandonHint:
    "Those of its validators that are registered are left out. If only the nonce differs, operators ignore them while their fees run: remove them in your clusters, then register them again.",
  declined: "The other signers declined it.",
  declinedHint:
    "If one of them still executes it later, it takes the nonces of what you sign now, and operators ignore those validators while their fees run.",
  signAnew: "Sign it anew",
  goOn: "Go on with it",
  forget: "Forget it",
  file: "the registration that was not finished",
  passwordFile: "Take the passwords from a file",
  passwordFileHint:
    "One line for each keystore in the order of the list, or “file name: password”. A few lines are tried on every file. The file is read here and wiped.",
} as const;
