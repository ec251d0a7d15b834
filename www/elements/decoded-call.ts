import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Call, DecodedCall, Hex, Network } from "../lib/index.js";
import { count, exact } from "./format.js";
import { t } from "./text.js";

/** Keys that are shown before the reader asks for all of them. */
const SHOWN_KEYS = 4;

/** A call with what its final bytes say. */
export interface DecodedDraft {
  readonly call: Call;
  readonly decoded: DecodedCall;
  /** Gas that the simulation used; undefined until it is done. */
  readonly gas: bigint | undefined;
}

/** What only the caller knows of it. */
export interface DecodedFrame {
  readonly network: Network | undefined;
  readonly headline: string;
  /** Terms and descriptions between the amount and the keys. */
  readonly rows: TemplateResult | readonly TemplateResult[];
  readonly keys: readonly Hex[];
  /** Whether there is a wallet for which it is simulated. */
  readonly simulated: boolean;
}

export const decodedStyles = css`
  .headline {
    font-size: 1.1875rem;
    line-height: 1.4;
    font-weight: 600;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .data {
    max-height: 12rem;
    margin-top: 0.5rem;
    padding: 0.75rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--ground);
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .keys li + li {
    margin-top: 0.25rem;
  }
`;

/** What will be signed: every fact of it, and the bytes themselves. */
export function decodedCall(
  { call, decoded, gas }: DecodedDraft,
  { network, headline, rows, keys, simulated }: DecodedFrame,
): TemplateResult {
  return html`<p class="headline" data-test="headline">${headline}</p>
    <dl class="facts small" data-test="decoded">
      <dt>${t.decoded.function}</dt>
      <dd class="mono" data-test="decoded-name">${decoded.name}</dd>
      <dt>${t.decoded.contract}</dt>
      <dd>
        <span class="mono" data-test="decoded-to">${call.to}</span>
        <br />${t.decoded.on(network?.name ?? "", call.chainId)}
      </dd>
      <dt>${t.decoded.from}</dt>
      <dd class="mono" data-test="decoded-from">${call.from}</dd>
      <dt>${t.decoded.value}</dt>
      <dd class="numbers" data-test="decoded-value">${exact(BigInt(call.value))}</dd>
      ${rows}
      ${
        keys.length === 0
          ? nothing
          : html`<dt>${t.decoded.keys(keys.length)}</dt>
              <dd>${listed(keys)}</dd>`
      }
      ${
        simulated
          ? html`<dt>${t.decoded.simulation}</dt>
              <dd data-test="simulation">
                ${gas === undefined ? t.decoded.simulating : t.decoded.gas(count(gas))}
              </dd>`
          : nothing
      }
    </dl>
    <details>
      <summary>${t.decoded.raw}</summary>
      <p class="mono small data" tabindex="0" aria-label=${t.decoded.raw}>${call.data}</p>
    </details>`;
}

function listed(keys: readonly Hex[]): TemplateResult {
  const item = (key: Hex): TemplateResult =>
    html`<li class="mono" title=${key} data-test="decoded-key">
      ${keys.length === 1 ? key : `${key.slice(0, 14)}…${key.slice(-8)}`}
    </li>`;
  return html`<ul class="keys">
      ${keys.slice(0, SHOWN_KEYS).map(item)}
    </ul>
    ${
      keys.length > SHOWN_KEYS
        ? html`<details>
            <summary>${t.decoded.moreKeys(keys.length - SHOWN_KEYS)}</summary>
            <ul class="keys">
              ${keys.slice(SHOWN_KEYS).map(item)}
            </ul>
          </details>`
        : nothing
    }`;
}
