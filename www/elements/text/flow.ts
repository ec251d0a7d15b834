import type { FlowProblemCode } from "../flow/problem.js";
import { shorten } from "../format.js";
import { NOTHING_SENT, OTHER_OPERATOR, RELOAD, operator, pick, some, wei, words } from "./words.js";
import type { Words } from "./words.js";

/** One entry for every problem of the flow itself. */
export const flow: Readonly<Record<FlowProblemCode, Words>> = {
  ALREADY_REGISTERED: words(
    "You have registered this validator already",
    "The contract would refuse the whole transaction, so this key is left out.",
    "Nothing to do. It is not split again.",
  ),
  BELOW_COLLATERAL: (d) =>
    words(
      "This is less than the collateral",
      `At least ${wei(d, "minimum")} is needed, or the contract refuses the registration.`,
      "Choose a longer time.",
    ),
  BELOW_MINIMUM_RUNWAY: (d) =>
    words(
      `This page asks for at least ${pick(d, "some", "days")} days`,
      "Its host has set this minimum.",
      "Choose a longer time.",
    ),
  CLUSTER_CHANGED: words(
    "Your cluster changed since this was prepared",
    "The transaction was built again from its new state.",
    "Look it over once more, then sign.",
  ),
  CLUSTER_LEGACY: words(
    "Your cluster with these operators still pays in SSV tokens",
    "New validators can only join clusters that pay in ETH.",
    "Migrate that cluster to ETH first, or choose another set of operators.",
  ),
  CLUSTER_LIQUIDATED: words(
    "Your cluster with these operators ran out of ETH",
    "It was liquidated; its validators are offline and no new ones can join.",
    "Reactivate it first, or choose another set of operators.",
  ),
  CONFIGURATION_INVALID: words(
    "The page's network file cannot be used",
    "Without it the page knows no chain.",
    "If this is your page, check network.json next to index.html.",
  ),
  EFFECTIVE_BALANCE_RANGE: words(
    "A validator holds between 32 and 2048 ETH",
    "Fees follow this balance, so the amount would be wrong.",
    "Type whole ETH in this range.",
  ),
  KEYSHARES_REGISTERED: (d) =>
    words(
      `Validator ${shorten(pick(d, "", "publicKey"))} in this file is registered already`,
      "Its nonce is used up, so the file cannot be sent again as it is.",
      "If all its validators are registered, there is nothing to do. For the others, go back and add their keystores.",
    ),
  FUNDS_FOR_PART: (d) =>
    words(
      `This account is short of ${wei(d, "missing")} for all ${pick(d, "", "transactions")} transactions`,
      `It holds enough for ${pick(d, "some", "enough")} of them. The page stops before the next; what is registered by then stays and runs.`,
      "Add ETH now, or when the page stops: it goes on from there, in this browser also on another day. Or choose a shorter time.",
    ),
  KEYS_DROPPED: (d) =>
    words(
      `${some(Number(d["dropped"]), "validator")} of this plan turned out to be registered`,
      `The contract would refuse them again, so they are left out. The others were signed again for nonce ${pick(d, "the next", "nonce")}.`,
      "Save the new keyshares file if you keep copies, look the rest over, then sign.",
    ),
  KEYS_LOCKED: words(
    "The keys are no longer open",
    "The account, the operators or the nonce changed, so the signatures have to be made again.",
    "Type the password once more. Your files are still here.",
  ),
  MIXED_FILES: words(
    "Keystores and a keyshares file do not go together",
    "One is to be split, the other is split already. This file is left out.",
    "Remove the one you do not need.",
  ),
  NONCE_MOVED: (d) =>
    words(
      "Another registration was made from this account",
      `The nonce is ${pick(d, "higher", "nonce")} now. Your shares were signed again for it; nothing else changed.`,
      "Save the new keyshares file if you keep copies, then sign.",
    ),
  NO_READER: (d) =>
    words(
      "There is no way to read the chain yet",
      `${pick(d, "This network", "network")} is read through your wallet, and none is connected.`,
      "Connect a wallet, or give the address of a node to read from.",
    ),
  OPERATOR_FULL: (d) =>
    words(
      `${operator(d)} has room for ${pick(d, "no more", "room")} of ${pick(d, "your", "wanted")}`,
      `An operator runs at most ${pick(d, "a set number of", "limit")} validators.`,
      "Choose another operator, or register fewer validators.",
    ),
  OPERATOR_NOT_OFFERED: (d) =>
    words(
      `${operator(d)} is not offered here`,
      "The host of this page allows certain operators only.",
      OTHER_OPERATOR,
    ),
  OPERATOR_PRIVATE: (d) =>
    words(
      `${operator(d)} is private`,
      "It runs validators for accounts on its list, and yours is not on it.",
      `Ask its owner, ${shorten(pick(d, "", "operatorOwner"))}, or choose another operator.`,
    ),
  OPERATOR_REMOVED: (d) =>
    words(
      `${operator(d)} has left the network`,
      "The contract refuses new validators for it.",
      OTHER_OPERATOR,
    ),
  OPERATOR_UNCONFIRMED: (d) =>
    words(
      `The key of ${operator(d).toLowerCase()} could not be confirmed`,
      "What the node says differs from the contract's storage. A share sealed with a wrong key could be read by someone else.",
      "Use another node in your wallet, or choose another operator.",
    ),
  PART_TOO_LARGE: (d) =>
    words(
      `${some(Number(d["tooMany"]), "validator")} are too many for one transaction here`,
      `Your wallet or its node refused it, and nothing was sent. From now on each transaction takes at most ${some(Number(d["most"]), "validator")}.`,
      "Look the smaller transaction over, then sign.",
    ),
  PASSWORD_EMPTY: words(
    "The password is empty",
    "No file was opened.",
    "Type the keystore's password.",
  ),
  PASSWORD_FILE_TOO_LARGE: (d) =>
    words(
      `This file of ${pick(d, "many", "actual")} MiB is too large for passwords`,
      `Passwords are taken from files of up to ${pick(d, "a few", "limit")} MiB. This one was not read, and no keystore was opened.`,
      "Choose the text file with one password a line.",
    ),
  PENDING_TRANSACTIONS: (d) =>
    words(
      `This account has unfinished transactions: ${pick(d, "some", "waiting")}`,
      "If one of them registers a validator, the nonce moves and operators would ignore these shares while fees run. Nothing more is sent until they are mined.",
      "Wait, or speed them up or cancel them in your wallet. Then try again.",
    ),
  PLAN_UNFINISHED: words(
    "Another registration of this account was not finished",
    "It is kept in this browser with other operators or other validators. If this one began, that one could not go on.",
    "Go on with the other one first, or forget it. What is registered of it stays registered.",
  ),
  PROOF_DIFFERS: (d) =>
    words(
      "The chain recorded something else than was signed",
      `The transaction was mined, but its event does not match: ${pick(d, "unknown", "differences")}.`,
      "Keep the keyshares file, and compare the transaction in a block explorer before you go on.",
    ),
  PROPOSAL_WAITING: words(
    "It has not been executed yet",
    "Nothing is registered so far.",
    "Get the missing signatures in your wallet, then look again. If it was declined, sign it anew.",
  ),
  REJECTED: words(
    "You declined in your wallet",
    NOTHING_SENT,
    "Everything is kept. Ask again when you are ready.",
  ),
  REVERTED: words(
    "The contract would refuse this transaction",
    NOTHING_SENT,
    "Go back, check what you asked for, and try again.",
  ),
  SAMPLE_MISSING: words(
    "The sample keystores could not be loaded",
    "They come with the local network only.",
    "Add a keystore of your own instead.",
  ),
  TRANSACTION_CANCELLED: words(
    "The transaction was cancelled in your wallet",
    "Nothing changed; only the network's fee was paid.",
    "Try again when you are ready.",
  ),
  TRANSACTION_DROPPED: words(
    "The network forgot the transaction",
    "It was not mined, so nothing changed and nothing was paid.",
    "Send it again.",
  ),
  TRANSACTION_REPLACED: words(
    "Another transaction took its place",
    "Your wallet sent something else with the same number. What you reviewed here did not happen.",
    "Look at your wallet's activity, then try again.",
  ),
  TRANSACTION_REVERTED: words(
    "The transaction was mined but refused",
    "Nothing changed. Your ETH stayed in the account, except for the network's fee.",
    "Try again: the page reads everything afresh first.",
  ),
  UNEXPECTED: words("Something unexpected happened", "Your work is kept where possible.", RELOAD),
};
