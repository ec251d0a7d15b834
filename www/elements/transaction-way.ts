import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { shorten } from "./format.js";
import { t } from "./text.js";

export const wayStyles = css`
  .way {
    display: grid;
    gap: 0.75rem;
  }
  .way li {
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr);
    gap: 0.75rem;
  }
  .dot {
    width: 0.75rem;
    height: 0.75rem;
    margin: 0.375rem;
    border: 2px solid var(--edge);
    border-radius: 50%;
  }
  .passed .dot {
    border-color: var(--accent);
    background: var(--accent);
  }
  .now .dot {
    border-color: var(--accent);
    animation: breathe 2s ease-in-out infinite;
  }
  .open {
    color: var(--soft);
  }
  .proved {
    display: grid;
    gap: 0.375rem;
    padding: 1.25rem;
    border-radius: var(--radius);
    background: var(--tint);
  }
  .proved h3 {
    font-size: 1.25rem;
    line-height: 1.3;
    outline: none;
  }
  @keyframes breathe {
    50% {
      box-shadow: 0 0 0 5px color-mix(in srgb, var(--accent) 25%, transparent);
    }
  }
`;

/** Sent, mined, compared. `confirmations`: undefined until it is in a block. */
export function transactionWay(confirmations: number | undefined): TemplateResult {
  const mined = confirmations !== undefined;
  const stop = (kind: "passed" | "now" | "open", title: string, hint?: string): TemplateResult =>
    html`<li class=${kind}>
      <span class="dot" aria-hidden="true"></span>
      <div>
        <p>${title}</p>
        ${hint === undefined ? nothing : html`<p class="small soft">${hint}</p>`}
      </div>
    </li>`;
  return html`<ol class="way" role="status">
    ${stop("passed", t.transaction.sent)}
    ${
      mined
        ? stop("passed", t.transaction.mined, t.transaction.confirmations(confirmations))
        : stop("now", t.transaction.pending, t.transaction.pendingHint)
    }
    ${stop(mined ? "now" : "open", t.transaction.comparing)}
  </ol>`;
}

/** The hash, as a link where the network has an explorer. */
export function transactionLink(hash: string, explorer: string | undefined): TemplateResult {
  const label = html`<span class="mono" title=${hash} data-test="hash" data-hash=${hash}
    >${shorten(hash)}</span
  >`;
  return explorer === undefined
    ? label
    : html`<a
        href="${explorer.replace(/\/$/, "")}/tx/${hash}"
        target="_blank"
        rel="noopener noreferrer"
        >${label}</a
      >`;
}
