import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Connection } from "./flow/connection.js";
import { problem } from "./flow/problem.js";
import { shorten } from "./format.js";
import { t } from "./text.js";

/** Wallet trouble that can come up at any time: another account, another chain. */
export function walletBanner(connection: Connection): TemplateResult | typeof nothing {
  const { network, switchedTo, wallet } = connection;
  if (switchedTo !== undefined) {
    return html`<ssv-notice class="banner" tone="warn" .problem=${problem("ACCOUNT_CHANGED")}>
      <button data-test="adopt-account" @click=${() => connection.adoptSwitched()}>
        ${t.banner.useNew(shorten(switchedTo))}
      </button>
    </ssv-notice>`;
  }
  if (!connection.wrongChain || network === undefined) return nothing;
  const rejected = connection.problem?.code === "REJECTED";
  const details = { actual: wallet?.chainId ?? 0, name: network.name };
  const found = rejected ? problem("REJECTED") : problem("WRONG_CHAIN", details);
  const switching = connection.busy === "switching";
  return html`<ssv-notice class="banner" tone="warn" .problem=${found}>
    <button
      class="main"
      data-test="switch-chain"
      ?disabled=${switching}
      @click=${() => connection.switchChain()}
    >
      ${switching ? t.banner.switching : t.banner.wrongChain(network.name)}
    </button>
  </ssv-notice>`;
}
