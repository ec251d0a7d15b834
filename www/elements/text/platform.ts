import type { ChainErrorCode, RuntimeErrorCode, WalletErrorCode } from "../../lib/index.js";
import { NOTHING_SENT, RELOAD, operator, pick, wei, words } from "./words.js";
import type { Words } from "./words.js";

/** What the work stands on: the browser, the chain and the wallet. */
export const platform: Readonly<
  Record<ChainErrorCode | RuntimeErrorCode | WalletErrorCode, Words>
> = {
  ABORTED: words(
    "Stopped",
    "Nothing that was split is lost. Keys that were open were wiped.",
    "Start again whenever you like.",
  ),
  INVALID_ARGUMENT: words("Something was asked in a wrong way", NOTHING_SENT, RELOAD),
  OWNER_BUSY: words(
    "Another tab is registering validators for this account",
    "Two at once would take each other's nonces, and operators would ignore the shares.",
    "Go on in the other tab, or close it and try again.",
  ),
  PASSWORDS_MISMATCH: (d) =>
    words(
      `The file holds ${pick(d, "some", "actual")} passwords for ${pick(d, "your", "expected")} keystores`,
      "It is not clear which belongs to which. No file was opened.",
      "Write one password a line in the order of the files, or each as “file name: password”.",
    ),
  SESSION_CLOSED: words(
    "Your keys are no longer in memory",
    "They were wiped. Nothing that was split is lost.",
    "Type the password again to go on.",
  ),
  WASM_UNAVAILABLE: words(
    "This browser does not run WebAssembly here",
    "Keys cannot be opened on this page.",
    "Turn off lockdown mode for this page, or use another browser.",
  ),
  WORKER_CRASHED: words(
    "The key worker stopped",
    "Its memory is gone, and with it the open keys. Nothing left the page.",
    "Type the password again. With many files, close other tabs first.",
  ),
  WORKER_REQUIRED: words(
    "The key worker could not start",
    "This page opens keys in a separate worker only.",
    "Turn off extensions for this page, or use another browser.",
  ),
  CALL_REVERTED: words(
    "The contract refuses this transaction",
    NOTHING_SENT,
    "Read again, and try once more.",
  ),
  CALL_UNPROVED: words(
    "The transaction did not do what was asked",
    "It was mined, but the contract's events say something else. Nothing more is sent.",
    "Look at the transaction in a block explorer before you try again.",
  ),
  CLUSTER_STALE: words(
    "The state of your cluster could not be confirmed",
    `The contract would refuse an outdated one. ${NOTHING_SENT}`,
    "Wait for one block (12 seconds) and read again.",
  ),
  CONTRACT_UNSUPPORTED: (d) =>
    words(
      "This contract version is not supported",
      `Found ${pick(d, "an unknown version", "version", "actual")}; this page registers with version 2, paid in ETH.`,
      "Choose another network.",
    ),
  OPERATOR_UNKNOWN: (d) =>
    words(
      `${operator(d)} does not exist on this network`,
      "It was never registered.",
      "Check the number and the network.",
    ),
  RPC_FAILED: words(
    "The chain cannot be read right now",
    "Nothing is assumed: without an answer the page does not go on. Your work is kept.",
    "Check your connection and read again.",
  ),
  RPC_INVALID: words(
    "The node gave an answer that makes no sense",
    "It was not used.",
    "Read again, or use another node in your wallet.",
  ),
  RPC_RATE_LIMITED: words(
    "The node asks for a pause",
    "Too many requests in a short time. Your work is kept.",
    "Wait half a minute and read again.",
  ),
  WRONG_CHAIN: (d) =>
    words(
      `Connected to chain ${pick(d, "?", "actual")}, not to ${pick(d, "the chosen network", "name", "expected")}`,
      `What is read or sent there does not count here. ${NOTHING_SENT}`,
      "Switch the network in your wallet.",
    ),
  ACCOUNT_CHANGED: words(
    "Your wallet switched to another account",
    `The shares are bound to the owner's account. ${NOTHING_SENT}`,
    "Switch back in your wallet, or go on with the new account.",
  ),
  BATCH_IMPOSSIBLE: words(
    "These steps cannot be signed together",
    `One of them needs a state that another one changes. ${NOTHING_SENT}`,
    "Do them one after the other.",
  ),
  GAS_LIMIT: words(
    "This is too much for one transaction",
    `It needs more gas than the network lets one transaction use. ${NOTHING_SENT}`,
    "Choose fewer validators at a time.",
  ),
  INSUFFICIENT_FUNDS: (d) =>
    words(
      `This account is short of ${wei(d, "missing")}`,
      d["gas"] === undefined
        ? NOTHING_SENT
        : `It needs ${wei(d, "value")} for the cluster and up to ${wei(d, "gas")} for the network's fee.`,
      "Choose a shorter time, or add ETH to the account.",
    ),
  NO_ACCOUNT: words(
    "The wallet shared no account",
    "Without an owner the shares cannot be signed.",
    "Choose an account in your wallet, then connect again.",
  ),
  WALLET_DISCONNECTED: words(
    "The wallet is not connected any more",
    "Your work is kept.",
    "Unlock the wallet and connect again.",
  ),
  WALLET_PENDING: words(
    "The wallet is waiting for an answer",
    "An earlier request is still open there.",
    "Open your wallet and answer it, then try again.",
  ),
  WALLET_UNSUPPORTED: words(
    "This wallet cannot do that",
    NOTHING_SENT,
    "Do it in the wallet itself, or use another wallet.",
  ),
};
