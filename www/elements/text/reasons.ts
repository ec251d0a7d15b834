import type { DecodedError } from "../../lib/index.js";
import { shorten } from "../format.js";
import { rareReasons } from "./rare-reasons.js";
import { OTHER_OPERATOR } from "./words.js";

/** What one of the contract's errors means, and what to do about it. */
export type Reason = (args: DecodedError["args"]) => { title: string; fix?: string };

const READ_AGAIN = "Try again: the page reads the cluster afresh.";
const REMOVE_IT = "Go back to the first step and remove it.";
const PROOF_AGAIN = "Fetch a new proof and try again.";

/** Every custom error of the contracts, and the names that stand for revert data without one. */
export const reasons: Readonly<Record<string, Reason>> = {
  ...rareReasons,
  IncorrectClusterState: () => ({
    title: "The cluster changed since this was prepared",
    fix: READ_AGAIN,
  }),
  IncorrectClusterVersion: () => ({
    title: "The cluster pays in another currency than this needs",
    fix: "One that still pays in SSV tokens has to be migrated to ETH first.",
  }),
  ClusterIsLiquidated: () => ({
    title: "The cluster is liquidated",
    fix: "Reactivate it first.",
  }),
  ClusterDoesNotExists: () => ({ title: "There is no such cluster for this owner" }),
  ClusterDoesNotExist: () => ({ title: "There is no such cluster for this owner" }),
  InsufficientBalance: () => ({
    title: "The cluster would hold less than its collateral",
    fix: "Send more, or take less out.",
  }),
  CallerNotWhitelistedWithData: ({ operatorId }) => ({
    title: `Operator ${operatorId} is private and has not allowed this account`,
    fix: "Ask its owner, or choose another operator.",
  }),
  ExceedValidatorLimitWithData: ({ operatorId }) => ({
    title: `Operator ${operatorId} is full`,
    fix: "Choose another operator, or register fewer validators.",
  }),
  OperatorDoesNotExist: () => ({ title: "An operator has left the network", fix: OTHER_OPERATOR }),
  IncorrectOperatorVersion: () => ({
    title: "An operator is on another fee version",
    fix: OTHER_OPERATOR,
  }),
  InvalidOperatorIdsLength: () => ({ title: "A validator needs 4, 7, 10 or 13 operators" }),
  UnsortedOperatorsList: () => ({ title: "The operators are not in order" }),
  OperatorsListNotUnique: () => ({ title: "An operator is listed twice" }),
  ValidatorAlreadyExistsWithData: ({ publicKey }) => ({
    title: `Validator ${shorten(String(publicKey))} is registered already`,
    fix: REMOVE_IT,
  }),
  ValidatorAlreadyRegistered: ({ publicKey }) => ({
    title: `Validator ${shorten(String(publicKey))} is registered already`,
    fix: REMOVE_IT,
  }),
  InvalidPublicKeyLength: () => ({ title: "A validator key has the wrong length" }),
  EmptyPublicKeysList: () => ({ title: "There is no validator in this transaction" }),
  PublicKeysSharesLengthMismatch: () => ({ title: "Keys and shares differ in number" }),
  ValidatorAlreadyExists: () => ({
    title: "This account has registered that validator already",
    fix: REMOVE_IT,
  }),
  ValidatorDoesNotExist: () => ({
    title: "This account has no such validator",
    fix: "It may be removed already. Reload the cluster.",
  }),
  IncorrectValidatorState: () => ({
    title: "The validator does not run with these operators",
    fix: "Choose the cluster that it is in.",
  }),
  IncorrectValidatorStateWithData: ({ publicKey }) => ({
    title: `Validator ${shorten(String(publicKey))} does not run with these operators`,
    fix: "Choose the cluster that it is in.",
  }),
  CallerNotWhitelisted: () => ({
    title: "One of the operators is private and has not allowed this account",
    fix: "Ask its owner, or choose another operator.",
  }),
  ExceedValidatorLimit: ({ operatorId }) => ({
    title: `Operator ${operatorId} is full`,
    fix: "Choose another operator, or register fewer validators.",
  }),
  ClusterAlreadyEnabled: () => ({
    title: "The cluster is active already",
    fix: "To add ETH to it, deposit instead.",
  }),
  ClusterNotLiquidatable: () => ({
    title: "The cluster holds enough ETH, so only its owner can liquidate it",
  }),
  ETHTransferFailed: () => ({
    title: "The account cannot receive ETH from a contract",
    fix: "Use an account or smart wallet that accepts ETH.",
  }),
  TokenTransferFailed: () => ({
    title: "The SSV tokens could not be moved",
    fix: "Check the token balance and what the contract is allowed to take.",
  }),
  MaxValueExceeded: () => ({
    title: "The amount is larger than the contract can hold",
    fix: "Enter a smaller amount.",
  }),
  MaxPrecisionExceeded: () => ({
    title: "The fee has more decimals than the contract keeps",
    fix: "Round it to a multiple of 100 000 wei.",
  }),
  EBBelowMinimum: () => ({
    title: "The effective balance is below 32 ETH for each validator",
    fix: PROOF_AGAIN,
  }),
  EBExceedsMaximum: () => ({
    title: "The effective balance is above 2048 ETH for each validator",
    fix: PROOF_AGAIN,
  }),
  InvalidProof: () => ({
    title: "The proof does not belong to this effective balance",
    fix: PROOF_AGAIN,
  }),
  RootNotFound: () => ({
    title: "The oracles have published no balances for that block",
    fix: PROOF_AGAIN,
  }),
  MustUseLatestRoot: () => ({
    title: "The oracles have published newer balances",
    fix: PROOF_AGAIN,
  }),
  StaleUpdate: () => ({
    title: "The cluster has this effective balance, or a newer one, already",
  }),
  UpdateTooFrequent: () => ({
    title: "The effective balance was updated a short time ago",
    fix: "Try again some blocks later.",
  }),
  ReentrancyGuardReentrantCall: () => ({ title: "The contract was busy", fix: "Try again." }),
  Error: ({ reason }) => ({
    title: `The contract says “${reason}”`,
    fix: "If it is about an allowance or a balance of tokens, raise that first.",
  }),
  Panic: ({ code }) => ({
    title: `The contract's arithmetic failed (code ${code})`,
    fix: READ_AGAIN,
  }),
  Unknown: () => ({
    title: "The contract refused for a reason that this page does not know",
    fix: "Check that the network's contract addresses are right.",
  }),
  Empty: () => ({
    title: "The contract refused without a reason",
    fix: "Check that the network's contract addresses are right.",
  }),
};
