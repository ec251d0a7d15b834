import type { BeaconStatus } from "../flow/beacon.js";
import type { ClusterState } from "../flow/cluster-view.js";
import { count } from "../format.js";
import { days, some } from "./words.js";

const states: Readonly<Record<ClusterState, string>> = {
  active: "Active",
  low: "Low",
  liquidated: "Liquidated",
  legacy: "Pays in SSV",
  empty: "Empty",
};

const beacon: Readonly<Record<BeaconStatus, string>> = {
  absent: "not deposited",
  pending: "waiting to be active",
  active: "active",
  exiting: "exiting",
  exited: "exited",
};

/** Words of the list and of a cluster's page. */
export const clusters = {
  title: "Your clusters",
  connect: "Connect the account that owns the clusters",
  reading: "Reading your clusters from the chain…",
  scanning: (part: number): string => `Reading the chain, ${Math.round(part * 100)} %`,
  block: (block: bigint): string => `As of block ${count(block)}`,
  readAgain: "Read again",
  none: "This account has no cluster yet",
  noneHint: "A cluster is made when you register a validator with a group of operators.",
  register: "Register a validator",
  states,
  liquidatedLegacy: "Pays in SSV, liquidated",
  name: (ids: string): string => `Operators ${ids}`,
  size: (validators: number): string => some(validators, "validator"),
  total: (validators: number, clusters: number): string =>
    `${some(validators, "validator")} in ${some(clusters, "cluster")}`,
  effective: (ether: string): string => `${ether} ETH effective balance`,
  balance: "Balance",
  burn: "Fees",
  perDay: (amount: string): string => `${amount} a day`,
  runway: "Runs until",
  runwayDays: days,
  ended: "Can be liquidated now",
  offline: "Offline",
  endless: "Pays nothing",
  effectiveBalance: "Effective balance",
  effectiveBalanceHint: "what fees are charged for",
  effectiveBalanceLater: "what fees follow after a migration",
  collateral: "Collateral",
  collateralHint: "below it, anyone may liquidate the cluster",
  back: "All clusters",
  validators: "Validators",
  operators: "Operators",
  unknown: "This account has no cluster with these operators",
  unknownHint: "It may belong to another account or another network.",
  low: "Deposit ETH soon",
  lowHint:
    "When the balance is down to the collateral, anyone may liquidate the cluster: its validators go offline, and what it holds goes to whoever does it.",
  liquidatedTitle: "Its validators are offline",
  liquidatedHint:
    "The cluster ran out of ETH or was closed. Its operators have stopped, and validators that are active lose ETH every day. Reactivate it, or remove them if they run elsewhere.",
  legacyTitle: "This cluster is from before SSV took ETH",
  legacyHint:
    "It goes on while its SSV tokens last, but they cannot be topped up or withdrawn, and no validator can be added. Exits and removals work. Migrating sends the tokens back to you and goes on in ETH.",
  emptyTitle: "No validator runs here",
  emptyHint: "Nothing is charged. You can withdraw everything, or add validators.",
  add: "Add validators",
  more: "Other actions",
  recipient: {
    title: "Block rewards",
    now: "Fees and tips of all your validators go to",
    own: "this account",
    change: "Change",
  },
  topUp: {
    open: "Pay for someone else's cluster",
    title: "Pay for a cluster",
    hint: "Anyone may deposit ETH into any cluster. It belongs to the cluster's owner from then on.",
    owner: "Owner of the cluster",
    operators: "Its operators",
    find: "Find the cluster",
    link: "Top-up link",
    linkHint: "Whoever opens it can deposit ETH into this cluster. It holds public facts only.",
    copy: "Copy link",
    copied: "Link copied",
    found: (validators: number): string => `A cluster with ${some(validators, "validator")}`,
  },
  list: {
    search: "Search by public key",
    searchHint: "One or more keys, or parts of them",
    filter: "Show",
    all: "All",
    registered: "No exit asked for",
    exiting: "Exit asked for",
    statusRegistered: "Registered",
    statusExiting: "Exit asked for",
    beacon,
    since: (block: bigint): string => `since block ${count(block)}`,
    shown: (from: number, to: number, of: number): string =>
      `${count(from)} to ${count(to)} of ${count(of)}`,
    none: "No validator matches.",
    select: (key: string): string => `Select ${key}`,
    selectAll: (n: number): string => `Select all ${count(n)}`,
    selected: (n: number): string => `${count(n)} selected`,
    clear: "Clear",
    most: (n: number): string => `at most ${count(n)} go into one transaction`,
    exit: "Exit",
    remove: "Remove",
    previous: "Previous",
    next: "Next",
    pages: "Pages of validators",
  },
  operator: {
    fee: (fee: string): string => `${fee} a year for each 32 ETH`,
    feeLater: (fee: string): string => `${fee} a year for each 32 ETH, after a migration`,
    declared: (fee: string, from: string, until: string): string =>
      `May charge ${fee} a year from ${from}; lapses if not done by ${until}`,
    load: (n: string, limit: string): string => `${n} of ${limit} validators`,
    full: "full",
    removed: "Has left the network. It runs none of your validators and charges nothing.",
    privateAllowed: "private, you are on its list",
    privateRefused:
      "Private, and this account is not on its list: your validators keep running, new ones would be refused",
    reading: "Reading from the chain…",
  },
  forecast: {
    title: "How long it lasts",
    falls: (amount: string, date: string, time: string): string =>
      `The balance falls by ${amount} a day and reaches the collateral on ${date}, in ${time}.`,
    far: (amount: string): string =>
      `The balance falls by ${amount} a day and lasts for more than a hundred years.`,
    ended: "The balance is down to the collateral: anyone may liquidate the cluster now.",
    who: (n: number, ids: string): string => `${n === 1 ? "operator" : "operators"} ${ids}`,
    change: (date: string, who: string, amount: string): string =>
      `From ${date} on, ${who} may charge more: then it falls by ${amount} a day.`,
    unchanged: (date: string): string => `Without that change it lasts until ${date}.`,
    basis: "At 12 seconds a block, with the effective balance as it is.",
    balance: "Balance",
    collateral: "Collateral",
    unchangedLine: "Without the fee change",
    today: "Today",
    table: "The same as a table",
    date: "Date",
    remind: "Remind me",
    before: (n: number): string => `${count(n)} days before`,
    save: "Save calendar file",
    file: "ssv-cluster.ics",
    event: (ids: string): string => `SSV cluster ${ids}: balance used up`,
    eventHint: (owner: string, network: string): string =>
      `On this day the cluster's balance is down to its collateral, and anyone may liquidate it. Deposit ETH before.\nOwner ${owner} on ${network}.\nWorked out from the fees on the day this was made; a deposit or another fee moves it.`,
  },
} as const;
