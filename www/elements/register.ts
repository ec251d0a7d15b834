import { SsvAccount } from "./ssv-account.js";
import { SsvConnect } from "./ssv-connect.js";
import { SsvFunding } from "./ssv-funding.js";
import { SsvKeystores } from "./ssv-keystores.js";
import { SsvNotice } from "./ssv-notice.js";
import { SsvOperators } from "./ssv-operators.js";
import { SsvReview } from "./ssv-review.js";
import { SsvStake } from "./ssv-stake.js";
import { SsvTransaction } from "./ssv-transaction.js";
import { SsvUnlock } from "./ssv-unlock.js";

const elements = {
  "ssv-account": SsvAccount,
  "ssv-connect": SsvConnect,
  "ssv-funding": SsvFunding,
  "ssv-keystores": SsvKeystores,
  "ssv-notice": SsvNotice,
  "ssv-operators": SsvOperators,
  "ssv-review": SsvReview,
  "ssv-stake": SsvStake,
  "ssv-transaction": SsvTransaction,
  "ssv-unlock": SsvUnlock,
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
    "ssv-connect": SsvConnect;
    "ssv-funding": SsvFunding;
    "ssv-keystores": SsvKeystores;
    "ssv-notice": SsvNotice;
    "ssv-operators": SsvOperators;
    "ssv-review": SsvReview;
    "ssv-stake": SsvStake;
    "ssv-transaction": SsvTransaction;
    "ssv-unlock": SsvUnlock;
  }
}
