import type { ActionName, Preset } from "../flow/actions/action-spec.js";
import { some } from "./words.js";

/** What is said around one action. `n`: validators it is about. */
export interface ActionWords {
  readonly title: string;
  readonly hint: string;
  /** On the button that opens it. */
  readonly open: string;
  /** Consequences, where they are grave. */
  readonly facts?: readonly string[];
  readonly acknowledge?: (n: number) => string;
  readonly done: (n: number) => string;
  readonly after?: string;
}

const each: Readonly<Record<ActionName, ActionWords>> = {
  deposit: {
    title: "Deposit ETH",
    hint: "The cluster pays its operators from it, block by block. What is not used can be withdrawn by its owner.",
    open: "Deposit",
    done: () => "Deposited",
  },
  withdraw: {
    title: "Withdraw ETH",
    hint: "Everything above the collateral can leave. The collateral comes back when the last validator is removed.",
    open: "Withdraw",
    done: () => "Withdrawn",
  },
  exit: {
    title: "Exit validators",
    hint: "Your operators sign a voluntary exit and send it to the beacon chain.",
    open: "Exit",
    facts: [
      "An exit cannot be taken back. The validator can never be active again.",
      "It takes from hours to weeks. Until the beacon chain shows it as exited, keep the cluster funded and do not remove the validator: it still has duties.",
      "The stake goes to the withdrawal address that was set for the validator, and nowhere if none was set. Fees here go on until you remove it.",
    ],
    acknowledge: (n) =>
      `I want ${n === 1 ? "this validator" : `these ${n} validators`} to stop for good.`,
    done: (n) => `Exit asked for, for ${some(n, "validator")}`,
    after: "When the beacon chain shows them as exited, remove them here; then fees end.",
  },
  remove: {
    title: "Remove validators",
    hint: "Their operators stop at once, and fees end.",
    open: "Remove",
    facts: [
      "Removing is not exiting: on the beacon chain the validator stays active and is fined for every duty it misses.",
      "Look up each validator on the beacon chain first: it should be exited. This page knows that only where its network file names a beacon node; then the list shows it.",
      "Once removed, the operators cannot exit it any more. Only your own copy of the key can.",
    ],
    acknowledge: (n) =>
      `${n === 1 ? "It has exited, or I run it elsewhere" : `All ${n} have exited, or I run them elsewhere`}, and I know the risk.`,
    done: (n) => `${some(n, "validator")} removed`,
    after: "Wait at least two epochs, 13 minutes, before a key runs anywhere else.",
  },
  reactivate: {
    title: "Reactivate the cluster",
    hint: "Its operators start again with the balance that you send now. What is in the cluster already counts.",
    open: "Reactivate",
    done: () => "Reactivated",
    after: "Operators take up duty again within about 13 minutes.",
  },
  liquidate: {
    title: "Close this cluster",
    hint: "Liquidates your own cluster: its operators stop at once, and everything it holds comes back to you.",
    open: "Close this cluster…",
    facts: [
      "All its validators go offline with the next block. Those still active on the beacon chain lose ETH every day.",
      "They cannot exit through their operators while the cluster is closed.",
      "To start again, the collateral and fees have to be sent anew.",
    ],
    acknowledge: (n) =>
      `I want ${n === 1 ? "its validator" : `all its ${n} validators`} to go offline now.`,
    done: () => "Closed: the cluster is liquidated",
    after: "Its validators stay registered. Reactivate the cluster, or remove them.",
  },
  migrate: {
    title: "Migrate to ETH",
    hint: "The cluster goes on with the same operators and validators and pays in ETH from then on.",
    open: "Migrate to ETH",
    facts: [
      "This cannot be taken back: a cluster that pays in ETH never pays in SSV again.",
      "All SSV tokens that are left come back to this account in the same transaction.",
      "In ETH, fees follow the effective balance, not the number of validators.",
    ],
    acknowledge: () => "I want this cluster to pay in ETH from now on.",
    done: () => "Migrated to ETH",
  },
  recipient: {
    title: "Block rewards",
    hint: "Tips and fees of the blocks that your validators propose go to this address. Consensus rewards are not affected.",
    open: "Change",
    done: () => "Changed",
    after: "Operators use it from their next proposals on, usually within an hour.",
  },
};

const presets: Readonly<Record<Preset["name"], string>> = {
  "days-30": "For 30 days",
  "half-year": "For 6 months",
  year: "For 1 year",
  most: "Most that is safe",
};

/** Words of an action on its way from the wish to the proof. */
export const actions = {
  each,
  presets,
  presetHint: "in all, with what is there",
  slack: (blocks: bigint): string =>
    `Leaves the collateral and the fees of ${blocks} blocks, about 10 minutes, so that it still holds when the transaction is mined.`,
  amount: "Amount",
  unit: "ETH",
  days: "Time",
  daysUnit: "days",
  effectiveBalance: "Effective balance of all its validators",
  effectiveBalanceHint:
    "Add up what they hold on the beacon chain: 32 ETH each unless they compound. Fees follow the real balance, so a wrong number shortens the time.",
  recipient: "Address",
  scope: (validators: number, clusters: number): string =>
    `Applies to ${some(validators, "validator")} in ${some(clusters, "cluster")}: all that this account owns, now and later.`,
  recipientNow: "Now",
  keys: (n: number): string => some(n, "validator"),
  moreKeys: (n: number): string => `${n} more`,
  change: "The cluster before and after",
  before: "Before",
  now: "Now",
  after: "After",
  validators: "Validators",
  effective: "Effective balance",
  balance: "Balance",
  burn: "Fees a day",
  runway: "Runs for",
  offline: "offline",
  until: (date: string): string => `until ${date}`,
  send: "You send",
  receive: "You receive",
  facts: "What this means",
  review: "Review",
  edit: "Change",
  cancel: "Cancel",
  close: "Done",
  again: "Try again",
  reading: "Reading the cluster…",
  noWallet: "To sign, open this page where the wallet of this account is, and connect it.",
  busy: "Another transaction of this account is on its way. Wait for it to end.",
  proof: "The contract's events say what you signed.",
  sentBefore: "Sent before this page was loaded",
  lookAgain: "Look again",
  abandon: "Stop looking for it",
  understood: "I know what this means.",
  proposed: "Waiting for the other signers",
  proposedHint:
    "Your wallet passed it on for approval. This page looks for it on chain, also after you come back. A change of the cluster before it runs makes it fail without effect.",
} as const;
