import type { Reason } from "./reasons.js";

const titled =
  (title: string, fix?: string): Reason =>
  () =>
    fix === undefined ? { title } : { title, fix };

const OWNER_ONLY = "Send it from the account that owns it.";
const OPERATORS_FEE = "Only the operator's owner can change that.";
const WRONG_SETUP = "Check that the network's contract addresses are right.";

/**
 * Errors of what operators, balance oracles, the DAO and holders of SSV do, and of contracts that
 * are set up wrongly. A staker meets them only through another app or a wrong address.
 */
export const rareReasons: Readonly<Record<string, Reason>> = {
  AddressIsWhitelistingContract: ({ contractAddress }) => ({
    title: `${contractAddress} is a contract that keeps a list of allowed accounts, not an account`,
    fix: "Set it as the operator's list instead.",
  }),
  AlreadyVoted: titled("This oracle has voted for these balances already"),
  ApprovalNotWithinTimeframe: titled(
    "The declared fee cannot be put in force now",
    "Wait until its waiting period is over, or declare it again.",
  ),
  CallerNotOwner: titled("The account does not own that operator", OWNER_ONLY),
  CallerNotOwnerWithData: ({ owner }) => ({
    title: `That belongs to ${owner}, not to this account`,
    fix: OWNER_ONLY,
  }),
  FeeExceedsIncreaseLimit: titled("The fee rises by more than is allowed at once", OPERATORS_FEE),
  FeeIncreaseNotAllowed: titled("The fee can only be lowered here", OPERATORS_FEE),
  FeeTooHigh: titled("The fee is above the network's maximum", OPERATORS_FEE),
  FeeTooLow: titled("The fee is below the network's minimum", OPERATORS_FEE),
  FutureBlockNumber: titled("The balances are for a block that is not there yet"),
  InsufficientCSSVSupply: titled("There is not enough staked SSV for that"),
  InvalidContractAddress: titled("The address holds no such contract", WRONG_SETUP),
  InvalidOperatorFeeIncreaseLimit: titled("The limit for raising fees is out of range"),
  InvalidOperatorFeeRange: titled("The smallest operator fee would exceed the largest"),
  InvalidOracleId: titled("There is no oracle with that number"),
  InvalidQuorum: titled("The share of votes that balances need is out of range"),
  InvalidToken: titled("That token cannot be moved here"),
  InvalidWhitelistAddressesLength: titled("The list of accounts is empty"),
  InvalidWhitelistingContract: ({ contractAddress }) => ({
    title: `${contractAddress} does not answer who is allowed`,
    fix: "Choose a contract that keeps such a list.",
  }),
  LegacyOperatorFeeDeclarationInvalid: titled(
    "The fee was declared in SSV, before fees were paid in ETH",
    "Its owner has to declare it again.",
  ),
  MaxRequestsAmountReached: titled(
    "There are too many open requests to unstake SSV",
    "Withdraw the finished ones first.",
  ),
  NewBlockPeriodIsBelowMinimum: titled("The liquidation period is below the allowed minimum"),
  NoFeeDeclared: titled("The operator has declared no new fee"),
  NotAuthorized: titled("The account may not do that", OWNER_ONLY),
  NotCSSV: titled("Only the token for staked SSV may do that"),
  NotOracle: titled("Only a balance oracle may do that"),
  NothingToClaim: titled("There are no rewards to claim"),
  NothingToWithdraw: titled("There is nothing to withdraw"),
  OperatorAlreadyExists: titled("An operator with this key is registered already"),
  OracleAlreadyAssigned: titled("That account is an oracle already"),
  OracleHasZeroWeight: titled("The oracle has no weight, because no SSV is staked"),
  SameFeeChangeNotAllowed: titled("The fee is the same as before"),
  SameOracleAddressNotAllowed: titled("That account is this oracle already"),
  StakeTooLow: titled("The amount of SSV is below the minimum to stake"),
  StaleBlockNumber: titled("The balances are older than the ones published last"),
  TargetModuleDoesNotExist: titled("A part of the contract is missing", WRONG_SETUP),
  TargetModuleDoesNotExistWithData: ({ moduleId }) => ({
    title: `Part ${moduleId} of the contract is missing`,
    fix: WRONG_SETUP,
  }),
  UnstakeAmountExceedsBalance: titled("The amount is more than the SSV that is staked"),
  ZeroAddress: titled("An address is missing"),
  ZeroAddressNotAllowed: titled("An address is missing"),
  ZeroAmount: titled("The amount is zero", "Enter an amount above zero."),
  ZeroCSSVSupply: titled("No SSV is staked"),
};
