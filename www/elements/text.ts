import type { Phase, WarningCode } from "../lib/index.js";
import type { Step } from "./flow/flow.js";
import type { Term } from "./flow/funding.js";
import { count, endDate } from "./format.js";
import { actions } from "./text/actions.js";
import { clusters } from "./text/clusters.js";
import { onboarding } from "./text/onboarding.js";
import { days, some } from "./text/words.js";

export { explain } from "./text/explain.js";
export type { Explanation } from "./text/words.js";
export { callWords } from "./text/calls.js";
export type { CallWords } from "./text/calls.js";

const steps: Readonly<Record<Step, string>> = {
  keys: "Add your validator keys",
  account: "Choose the owner",
  operators: "Pick operators",
  split: "Split the keys",
  funding: "Fund the cluster",
  register: "Register",
};

const phases: Readonly<Record<Phase, string>> = {
  derive: "Opening",
  split: "Splitting",
};

const terms: Readonly<Record<Term, string>> = {
  "half-year": "6 months",
  year: "1 year",
  custom: "Other",
  none: "Nothing",
};

/** What a user should know although the work went through. */
const warnings: Readonly<Record<WarningCode, string>> = {
  WEAK_KDF: "This keystore protects its password less than usual. Keep the file private.",
  SHORT_SALT: "This keystore has a short salt. Keep the file private.",
  LONG_DERIVED_KEY: "This keystore derives a longer key than usual.",
  LEGACY_PASSWORD: "The password opened the file in an older spelling of its letters.",
  SHARED_SALT:
    "Some of these files share a salt: whoever learns one of their keys can work out the others without a password. Make the files again from your seed phrase with a current deposit tool, which gives each a salt of its own, or guard all of them as one secret.",
  NONCE_WRAPS: "This account is near 65,535 registrations, where operators' counters start over.",
};

/** Every word of the elements. */
export const t = {
  next: "Continue",
  change: "Change",
  cancel: "Stop",
  remove: "Remove",
  reading: "Reading the chain…",
  readAgain: "Read again",
  notRead: "not read yet",
  notice: { fix: "What to do:", code: "Code" },
  steps,
  warnings,
  clusters,
  actions,
  onboarding,
  step: (n: number, of: number): string => `Step ${n} of ${of}: `,
  checkStep: "Check the shares",
  stepDone: "Done",
  loading: "One moment…",
  summary: {
    keys: (n: number): string => some(n, "keystore"),
    keyshares: (n: number): string => `Keyshares file with ${some(n, "validator")}`,
    account: (owner: string, network: string): string => `${owner} on ${network}`,
    operators: (ids: string): string => `Operators ${ids}`,
    split: (n: number): string => `${some(n, "validator")} split and tested`,
    checked: (n: number): string => `${some(n, "validator")} checked`,
    saved: "file saved",
    funding: (value: string, days: string): string => `${value}, ${days}`,
    left: (n: number): string => `${count(n)} left out`,
  },
  banner: {
    wrongChain: (network: string): string => `Switch to ${network}`,
    switching: "Look in your wallet…",
    useNew: (account: string): string => `Go on with ${account}`,
  },
  keys: {
    drop: "Drop keystore files here",
    dropMore: "Drop more files here",
    release: "Let go to add the files",
    pick: "Choose files",
    pickMore: "Add files",
    accepted: "One or many keystores, or a keyshares.json that is already split",
    list: "Files",
    reading: "Reading…",
    none: "Add a keystore to go on",
    keyUnnamed: "The file does not name its key; it is read when opened",
    remove: (name: string): string => `Remove ${name}`,
    next: (n: number): string => `Continue with ${some(n, "validator")}`,
    keyshares: (n: number, nonce: bigint): string =>
      `${some(n, "validator")}, already split, first nonce ${nonce}`,
    samples: "Try it with sample keystores",
    samplePassword: "The password of the samples is",
    samplePasswordValue: "testpassword",
  },
  account: {
    network: "Network",
    wallets: "Connect the account that will own the validators",
    noWallet: "No wallet found in this browser",
    noWalletHint:
      "You can still split your keys and save the result: type the address that will own the validators. To register, open this page where your wallet is.",
    connecting: "Look in your wallet…",
    withoutWallet: "Go on without a wallet",
    owner: "Owner address",
    ownerHint: "The shares are signed for this address. Only it can register them.",
    ownerShort: "Owner",
    rpc: "Node to read from",
    rpcHint: "An Ethereum node of this network. It sees which operators you pick, never a key.",
    useOwner: "Use this address",
    otherOwner: "Use another address",
    disconnect: "Use another account",
    registrations: "Registrations so far",
    nonceHint: "from this account; the next share signature is bound to this number",
    typed: "as you typed it; the chain was not asked",
    counting: (part: number): string =>
      part > 0 && part < 1
        ? `counting on chain, ${Math.round(part * 100)} %`
        : "counting on chain…",
    nonceField: "Or type the number of registrations",
    nonceFieldHint:
      "How many validators this account has ever registered on SSV. If the number is wrong, operators ignore the shares while fees run.",
    useNonce: "Use this number",
  },
  operators: {
    field: "Operator numbers",
    placeholder: "1, 2, 3, 4",
    add: "Add",
    hint: "Each holds one share of your key; none can use the key alone. Prefer operators that are run by different people in different places.",
    offered: "Operators offered here",
    list: "Chosen operators",
    fixed: {
      keyshares: "These operators are named in your keyshares file.",
      cluster: "The new validators join the cluster that these operators run for you.",
    },
    checking: "Checking on chain…",
    fee: (fee: string): string => `${fee} a year for each 32 ETH`,
    load: (n: string, limit: string): string => `${n} of ${limit} validators`,
    by: (owner: string): string => `by ${owner}`,
    performance: (percent: string): string => `did ${percent} of its duties in 30 days`,
    named:
      "Named by the SSV API. Anyone can take any name, and none of it is checked: the number says who it is, and all else comes from the chain.",
    privateAllowed: "private, you are on its list",
    remove: (id: string): string => `Remove operator ${id}`,
    missing: (n: number, size: number): string => `${count(n)} more for a group of ${size}.`,
    faults: (size: number, faults: number): string =>
      `With ${size} operators your validator keeps running when ${faults === 1 ? "1 is" : `${faults} are`} offline.`,
    fresh: "You have no cluster with them yet; this will create one.",
    existing: (n: number): string => `They already run ${some(n, "validator")} for you.`,
  },
  split: {
    password: (n: number): string =>
      n === 1 ? "Password of the keystore" : "Password of the keystores",
    passwordHint:
      "Used once, in this browser, then wiped. If files have different passwords, type one; you are asked for the others.",
    show: "Show",
    hide: "Hide",
    start: (n: number): string => (n === 1 ? "Open and split" : `Open and split ${count(n)} keys`),
    phase: phases,
    file: (n: number, of: number): string => `file ${count(n)} of ${count(of)}`,
    left: (time: string): string => `about ${time} left`,
    checking: "Checking the file against the chain",
    local: "This happens on your computer. Nothing is sent.",
    sameThread: "This browser offered no separate worker, so the keys are open in the page itself.",
    notes: "Worth knowing",
    failed: (n: number): string =>
      n === 1 ? "One file did not open" : `${count(n)} files did not open`,
    opened: (n: number): string =>
      n === 1 ? "One other is open and stays open." : `${count(n)} others are open and stay open.`,
    noneOpened: "Type the password again, file by file if they differ.",
    leaveOut: "Leave out",
    leaveOutFile: (name: string): string => `Leave out ${name}`,
    retry: (n: number): string => (n === 1 ? "Try this file again" : "Try these files again"),
    again: "Split again",
    checkAgain: "Check again",
    made: (keys: number, operators: number): string =>
      `${keys === 1 ? "Your key is" : `Your ${count(keys)} keys are`} split into ${operators} shares${keys === 1 ? "" : " each"}`,
    madeHint:
      "Tested before you see this: the shares rebuild the validator key, each is sealed for its operator, and the signature holds.",
    resigned: "Signed again for the new nonce",
    checked: (n: number): string => `The file is in order: ${some(n, "validator")}`,
    checkedHint: "Owner, nonce, operators, their keys and every signature match the chain.",
    forOwner: "Owner",
    forOperators: "Operators",
    forNonce: "Nonce",
    fileName: "keyshares.json",
    download: "Save keyshares.json",
    downloadAgain: "Save again",
    downloadHint:
      "It holds encrypted shares and no key. With it you can register later, without the keystore.",
    nextUnsaved: "Continue without saving",
  },
  funding: {
    question: "How long shall it run?",
    questionExisting: "How long shall it run with the new validators?",
    terms,
    custom: "Time",
    daysUnit: "days",
    effectiveBalance: "Effective balance",
    effectiveBalanceHint:
      "Of each new validator: 32 unless it compounds. Fees follow the real balance, so a wrong number shortens the time.",
    reading: "Reading fees from the chain…",
    send: "You send",
    topUp: "You add",
    lasts: (runway: bigint | undefined): string => {
      const until = runway === undefined ? undefined : endDate(runway);
      return until === undefined ? `runs ${days(runway)}` : `runs ${days(runway)}, until ${until}`;
    },
    days,
    change: "The cluster before and after",
    now: "Now",
    after: "After",
    validators: "Validators",
    balance: "Balance",
    runway: "Runs for",
    burn: "Fees",
    perDay: (value: string): string => `${value} a day`,
    collateral: "Collateral",
    collateralHint: "stays in the cluster and comes back when you close it",
    gas: "Network fee",
    upTo: (value: string): string => `up to ${value}`,
    gasHint: "paid on top",
    account: "In the account",
    short: "This is less than 30 days.",
    shortHint: "Top up before it ends, or the cluster is liquidated and the validators go offline.",
    next: "Review",
  },
  /** What the final bytes of a call say. */
  decoded: {
    function: "Function",
    contract: "Contract",
    on: (network: string, chainId: number): string =>
      `SSV Network on ${network} (chain ${chainId})`,
    from: "Sent by",
    value: "Sends",
    keys: (n: number): string => (n === 1 ? "Validator key" : `${count(n)} validator keys`),
    moreKeys: (n: number): string => `${count(n)} more`,
    simulation: "Trial run",
    simulating: "not done yet",
    gas: (gas: string): string => `The contract accepts it, for ${gas} gas`,
    raw: "The exact bytes this was read from",
  },

  /** The button that asks the wallet, and what it waits for. */
  signing: {
    preparing: "Preparing the transaction…",
    sign: "Sign in wallet",
    askAgain: "Ask the wallet again",
    rechecking: "Reading the chain once more…",
    inWallet: "Waiting for your wallet…",
    ahead: (n: number): string =>
      `${some(n, "earlier transaction")} of this account ${n === 1 ? "waits" : "wait"} to be mined. If one of them registers a validator, these shares would be for a nonce that is gone, so your wallet is asked after that.`,
    stopWaiting: "Stop waiting",
    inWalletHint: "Compare the contract and the amount there. Nothing is sent before you confirm.",
  },

  review: {
    headline: (n: number, ids: string, value: string): string =>
      `Register ${some(n, "validator")} with operators ${ids} and send ${value}`,
    operators: "Operators",
    cluster: "Cluster",
    newCluster: "A new one",
    joins: (n: number, balance: string): string =>
      `Joins ${some(n, "validator")}; ${balance} at its last change`,
    stopped: "These keys run nowhere else.",
    stoppedHint:
      "A validator that runs in two places is slashed. If it ran before: stop it, and wait until it has missed three epochs, about 20 minutes.",
    openAgain: "Open the keys again",
    noWallet:
      "This needs a wallet. Open this page where your wallet is and add the keyshares.json that you saved.",
  },
  transaction: {
    sent: "Signed and sent",
    pending: "Waiting for a block",
    pendingHint: "Usually 12 to 30 seconds.",
    mined: "In a block",
    confirmations: (n: number): string => some(n, "confirmation"),
    comparing: "Comparing what the chain recorded with what you signed",
    hash: "Transaction",
    retry: "Try again",
    lookAgain: "Look again",
    proposed: "Waiting for the other signers",
    proposedHint:
      "Your wallet passed the transaction on for approval. Until it is executed, do not register anything else from this account: the nonce would change.",
    checkNow: "Has it been executed?",
    proved: (n: number): string =>
      n === 1
        ? "Registered, and the event matches"
        : `${count(n)} validators registered, and the events match`,
    provedHint: "Owner, operators, keys and shares on chain are, byte for byte, what you signed.",
    wiped: "Your keys have been wiped from memory.",
    block: "Block",
    operators: "Operators",
    validators: "Cluster",
    inCluster: (n: number): string => some(n, "validator"),
    remaining: (n: number): string =>
      `${some(n, "validator")} did not fit into this transaction and can go next. Check that the first ones attest before you go on, if you like.`,
    nextPart: "Go on with the next",
    afterDuty:
      "Operators take up duty within about 13 minutes, once the validator is active on the beacon chain.",
    afterRunway: (date: string): string => `Top up the cluster before ${date}.`,
    afterKeep: "Keep your keystore and its password: you need them to change operators.",
    later: "it runs out",
    receipt: "Save receipt",
    receiptName: "ssv-receipt.json",
    startOver: "Register another",
  },
} as const;
