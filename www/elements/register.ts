import { SsvAbandon } from "./ssv-abandon.js";
import { SsvAccount } from "./ssv-account.js";
import { SsvAction } from "./ssv-action.js";
import { SsvBatches } from "./ssv-batches.js";
import { SsvCluster } from "./ssv-cluster.js";
import { SsvClusterList } from "./ssv-cluster-list.js";
import { SsvClusterOperators } from "./ssv-cluster-operators.js";
import { SsvClusters } from "./ssv-clusters.js";
import { SsvConnect } from "./ssv-connect.js";
import { SsvFeeRecipient } from "./ssv-fee-recipient.js";
import { SsvForecast } from "./ssv-forecast.js";
import { SsvFunding } from "./ssv-funding.js";
import { SsvKeystores } from "./ssv-keystores.js";
import { SsvNotice } from "./ssv-notice.js";
import { SsvOperators } from "./ssv-operators.js";
import { SsvPreview } from "./ssv-preview.js";
import { SsvReview } from "./ssv-review.js";
import { SsvSent } from "./ssv-sent.js";
import { SsvShares } from "./ssv-shares.js";
import { SsvStake } from "./ssv-stake.js";
import { SsvTopUp } from "./ssv-top-up.js";
import { SsvTransaction } from "./ssv-transaction.js";
import { SsvUnfinished } from "./ssv-unfinished.js";
import { SsvUnlock } from "./ssv-unlock.js";
import { SsvValidators } from "./ssv-validators.js";

const elements = {
  "ssv-abandon": SsvAbandon,
  "ssv-account": SsvAccount,
  "ssv-action": SsvAction,
  "ssv-batches": SsvBatches,
  "ssv-cluster": SsvCluster,
  "ssv-cluster-list": SsvClusterList,
  "ssv-cluster-operators": SsvClusterOperators,
  "ssv-clusters": SsvClusters,
  "ssv-connect": SsvConnect,
  "ssv-fee-recipient": SsvFeeRecipient,
  "ssv-forecast": SsvForecast,
  "ssv-funding": SsvFunding,
  "ssv-keystores": SsvKeystores,
  "ssv-notice": SsvNotice,
  "ssv-operators": SsvOperators,
  "ssv-preview": SsvPreview,
  "ssv-review": SsvReview,
  "ssv-sent": SsvSent,
  "ssv-shares": SsvShares,
  "ssv-stake": SsvStake,
  "ssv-top-up": SsvTopUp,
  "ssv-transaction": SsvTransaction,
  "ssv-unfinished": SsvUnfinished,
  "ssv-unlock": SsvUnlock,
  "ssv-validators": SsvValidators,
} as const;

/** Defines the tags. A second copy of this module keeps the first; on a server nothing happens. */
export function registerElements(): void {
  if (typeof window === "undefined") return;
  for (const [tag, element] of Object.entries(elements)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ssv-account": SsvAccount;
    "ssv-action": SsvAction;
    "ssv-batches": SsvBatches;
    "ssv-cluster": SsvCluster;
    "ssv-cluster-list": SsvClusterList;
    "ssv-cluster-operators": SsvClusterOperators;
    "ssv-clusters": SsvClusters;
    "ssv-connect": SsvConnect;
    "ssv-fee-recipient": SsvFeeRecipient;
    "ssv-forecast": SsvForecast;
    "ssv-funding": SsvFunding;
    "ssv-keystores": SsvKeystores;
    "ssv-notice": SsvNotice;
    "ssv-operators": SsvOperators;
    "ssv-preview": SsvPreview;
    "ssv-review": SsvReview;
    "ssv-sent": SsvSent;
    "ssv-shares": SsvShares;
    "ssv-stake": SsvStake;
    "ssv-top-up": SsvTopUp;
    "ssv-transaction": SsvTransaction;
    "ssv-unfinished": SsvUnfinished;
    "ssv-unlock": SsvUnlock;
    "ssv-validators": SsvValidators;
  }
}
