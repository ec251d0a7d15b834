import type { DecodedError } from "../../lib/index.js";
import { shorten } from "../format.js";
import { OTHER_OPERATOR } from "./words.js";

type Reason = (args: DecodedError["args"]) => { title: string; fix?: string };

/** The contract's custom errors that a registration can meet. */
export const reasons: Readonly<Record<string, Reason>> = {
  IncorrectClusterState: () => ({
    title: "The cluster changed since this was prepared",
    fix: "Try again: the page reads the cluster afresh.",
  }),
  IncorrectClusterVersion: () => ({
    title: "Your cluster with these operators still pays in SSV tokens",
    fix: "Migrate that cluster to ETH first, or choose another set of operators.",
  }),
  ClusterIsLiquidated: () => ({
    title: "Your cluster with these operators ran out of ETH",
    fix: "Reactivate it first, or choose another set of operators.",
  }),
  ClusterDoesNotExists: () => ({ title: "There is no such cluster for this owner" }),
  ClusterDoesNotExist: () => ({ title: "There is no such cluster for this owner" }),
  InsufficientBalance: () => ({
    title: "The amount is below the collateral",
    fix: "Go back to funding and choose a longer time.",
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
    fix: "Go back to the first step and remove it.",
  }),
  ValidatorAlreadyRegistered: ({ publicKey }) => ({
    title: `Validator ${shorten(String(publicKey))} is registered already`,
    fix: "Go back to the first step and remove it.",
  }),
  InvalidPublicKeyLength: () => ({ title: "A validator key has the wrong length" }),
  EmptyPublicKeysList: () => ({ title: "There is no validator in this transaction" }),
  PublicKeysSharesLengthMismatch: () => ({ title: "Keys and shares differ in number" }),
  ReentrancyGuardReentrantCall: () => ({ title: "The contract was busy", fix: "Try again." }),
  Empty: () => ({
    title: "The contract refused without a reason",
    fix: "Check that the network's contract addresses are right.",
  }),
};
