import type { ClusterProblemCode } from "../flow/problem.js";
import { blocksToDays, count, endDate, exact, shorten } from "../format.js";
import { NOTHING_SENT, pick, wei, words } from "./words.js";
import type { Words } from "./words.js";

/** One entry for every problem with an existing cluster. */
export const clusterProblems: Readonly<Record<ClusterProblemCode, Words>> = {
  ALREADY_ACTIVE: words(
    "This cluster is running",
    "Only a liquidated cluster can be reactivated.",
    "To add ETH, make a deposit.",
  ),
  ALREADY_ETH: words(
    "This cluster pays in ETH already",
    "There is nothing to migrate.",
    "Go back to the cluster.",
  ),
  ALREADY_LIQUIDATED: words(
    "This cluster is liquidated already",
    "Its operators have stopped, and it pays nothing.",
    "Reactivate it, or remove its validators.",
  ),
  AMOUNT_INVALID: words(
    "This is not an amount of ETH",
    "Nothing can be worked out from it.",
    "Type digits, with a point before the fraction: 0.5",
  ),
  CLUSTER_GONE: words(
    "The contract no longer knows this cluster",
    NOTHING_SENT,
    "Read the clusters again.",
  ),
  CLUSTER_UNKNOWN: words(
    "There is no such cluster",
    "The contract knows none for this owner with these operators, so ETH sent to it would be refused.",
    "Compare the owner's address and the operator numbers with what you were given.",
  ),
  COLLATERAL_ONLY: words(
    "Nothing can be withdrawn",
    "What is left is the collateral and the fees of the next minutes. Below it, anyone may liquidate the cluster.",
    "Deposit ETH to keep it running. To get the collateral back, remove all validators first.",
  ),
  DAYS_RANGE: (d) =>
    words(
      `Choose 1 to ${pick(d, "3650", "most")} days`,
      "The amount to send follows from the time.",
      "Type whole days in this range.",
    ),
  DEPOSIT_WHILE_LIQUIDATED: words(
    "A deposit alone does not start this cluster again",
    "The ETH is kept in the cluster, but its validators stay offline.",
    "Its owner has to reactivate it; what you deposit counts for that.",
  ),
  EFFECTIVE_BALANCE_TOTAL: (d) =>
    words(
      `Together these validators hold ${pick(d, "32 ETH each", "least")} to ${pick(d, "2048 ETH each", "most")} ETH`,
      "Fees follow this balance, so the amount would be wrong.",
      "Type whole ETH in this range: the sum over all validators of the cluster.",
    ),
  EXIT_WHILE_LIQUIDATED: words(
    "Validators of a liquidated cluster cannot exit through their operators",
    "The operators have stopped and would not sign the exit, though the contract would take the call.",
    "Reactivate the cluster first, or exit with your own copy of the key.",
  ),
  FEES_CHANGED: words(
    "Fees changed since this was prepared",
    "The figures were worked out again.",
    "Look them over once more, then sign.",
  ),
  LEGACY_FROZEN: words(
    "This cluster still pays in SSV tokens",
    "The contract refuses deposits, withdrawals, new validators and reactivation for it. Exits and removals work.",
    "Migrate it to ETH first; its tokens come back to you.",
  ),
  NOTHING_SELECTED: words(
    "No validator is selected",
    "There is nothing to send.",
    "Go back and select one or more in the list.",
  ),
  NOTHING_TO_LIQUIDATE: words(
    "This cluster has no validators",
    "There is nothing to stop, and no collateral is held back.",
    "Withdraw all its ETH instead.",
  ),
  NOTHING_TO_WITHDRAW: words(
    "This cluster holds no ETH",
    "There is nothing to take out.",
    "Go back to the cluster.",
  ),
  OPERATORS_GONE: (d) =>
    words(
      `${pick(d, "Some", "gone")} of ${pick(d, "the", "of")} operators have left the network`,
      "They will not run your validators; with fewer operators, fewer may fail.",
      "Go on if the others are enough, or register with other operators.",
    ),
  RECIPIENT_CONTRACT: (d) =>
    words(
      `${shorten(pick(d, "This address", "address"))} is a contract`,
      "Block rewards are credited to it without a call. One that was not made for that may never pay them out.",
      "Go on if you know that it handles ETH, as a multisig or a reward splitter does.",
    ),
  RECIPIENT_INVALID: words(
    "This is not an address",
    "It has the wrong length, or a letter is not as its checksum says.",
    "Copy the whole address again: 0x and 40 digits.",
  ),
  RECIPIENT_NOBODY: words(
    "This address belongs to nobody",
    "All block rewards of your validators would be lost for ever.",
    "Type the address of an account you own.",
  ),
  RECIPIENT_SAME: words(
    "Rewards go to this address already",
    "The transaction would change nothing and cost gas.",
    "Type another address.",
  ),
  REMOVE_BEFORE_EXIT: (d) =>
    words(
      `${pick(d, "Some", "count")} of these ${d["count"] === 1 ? "has" : "have"} not exited, as far as this page can tell`,
      "A removed validator that has not exited stays active on the beacon chain and loses ETH every day, and its operators can no longer exit it.",
      "Exit first and wait until the beacon chain shows it as exited. Go on only if you run the key elsewhere.",
    ),
  SHORT_RUNWAY: (d) => {
    const { blocks } = d;
    const left = typeof blocks === "bigint" ? blocks : 0n;
    const days = blocksToDays(left);
    return words(
      days === 0
        ? "The cluster would last less than a day"
        : `The cluster would last ${count(days)} ${days === 1 ? "day" : "days"}, less than 30`,
      `Once it is down to the collateral${days === 0 ? "" : ` on ${endDate(left) ?? "that day"}`}, anyone may liquidate it: its validators go offline and what it holds goes to the liquidator.`,
      "Leave more in it, or set a reminder.",
    );
  },
  TOO_MANY_SELECTED: (d) =>
    words(
      `${pick(d, "Too many", "count")} validators are too many for one transaction`,
      `At most ${pick(d, "500", "most")} fit.`,
      "Select fewer; send the others in another transaction.",
    ),
  WITHDRAWAL_TOO_LARGE: (d) => {
    const { most } = d;
    return words(
      `That is ${wei(d, "excess")} too much`,
      `At most ${typeof most === "bigint" ? exact(most) : "the rest"} can leave: below its collateral the cluster could be liquidated at once. This leaves fees for ${pick(d, "some", "blocks")} blocks, so that it holds until the transaction is mined.`,
      "Withdraw less, or remove validators first.",
    );
  },
};
