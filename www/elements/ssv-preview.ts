import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Action, ActionDraft } from "./flow/action.js";
import { ClustersElement } from "./flow-element.js";
import { figuresTable } from "./figures.js";
import { count, exact, holding } from "./format.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { callWords, t } from "./text.js";

const SHOWN_KEYS = 4;

/** What will be signed, read back from the final bytes, and the button that asks the wallet. */
export class SsvPreview extends ClustersElement {
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    css`
      .headline {
        font-size: 1.1875rem;
        line-height: 1.4;
        font-weight: 600;
        overflow-wrap: anywhere;
        text-wrap: balance;
      }
      .check {
        display: flex;
        gap: 0.75rem;
        padding: 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        font-weight: 550;
        cursor: pointer;
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
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { action } = this.clusters;
    if (action === undefined) return nothing;
    const { draft, note, problem } = action;
    return html`<div class="stack">
      ${note === undefined ? nothing : html`<ssv-notice tone="warn" .problem=${note}></ssv-notice>`}
      ${
        draft === undefined
          ? problem === undefined
            ? html`<p class="soft" role="status">${t.actions.preparing}</p>`
            : nothing
          : html`${this.#draft(action, draft)} ${this.#figures(action)}`
      }
      ${action.warnings.map(
        (warning) => html`<ssv-notice tone="warn" .problem=${warning}></ssv-notice>`,
      )}
      ${draft === undefined ? nothing : this.#acknowledge(action)}
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice
              .problem=${problem}
              tone=${problem.code === "REJECTED" ? "warn" : "bad"}
            >
              ${
                problem.code === "REJECTED"
                  ? nothing
                  : html`<button data-test="retry" @click=${() => action.retry()}>
                      ${t.readAgain}
                    </button>`
              }
            </ssv-notice>`
      }
      ${this.#buttons(action)}
    </div>`;
  }

  #figures({ current, plan: { after, payout } }: Action): TemplateResult {
    return html`${
      payout === undefined
        ? nothing
        : html`<p>${t.actions.receive} <strong>${holding(payout.amount, payout.unit)}</strong></p>`
    }
    ${current === undefined || after === undefined ? nothing : figuresTable(current.now, after)}`;
  }

  #draft({ current }: Action, { call, decoded, gas }: ActionDraft): TemplateResult {
    const { network, wallet } = this.clusters.connection;
    const value = BigInt(call.value);
    const frame = { value, from: call.from, unit: current?.now.unit };
    const { headline, rows, keys } = callWords(decoded, frame);
    return html`<p class="headline" data-test="headline">${headline}</p>
      <dl class="facts small" data-test="decoded">
        <dt>${t.actions.function}</dt>
        <dd class="mono" data-test="decoded-name">${decoded.name}</dd>
        <dt>${t.actions.contract}</dt>
        <dd>
          <span class="mono" data-test="decoded-to">${call.to}</span>
          <br />${t.actions.on(network?.name ?? "", call.chainId)}
        </dd>
        <dt>${t.actions.from}</dt>
        <dd class="mono" data-test="decoded-from">${call.from}</dd>
        <dt>${t.actions.value}</dt>
        <dd class="numbers" data-test="decoded-value">${exact(value)}</dd>
        ${rows.map(
          ([name, words]) =>
            html`<dt>${name}</dt>
              <dd class=${words.startsWith("0x") ? "mono" : "numbers"}>${words}</dd>`,
        )}
        ${
          keys.length === 0
            ? nothing
            : html`<dt>${t.actions.keys(keys.length)}</dt>
                <dd>${this.#keys(keys)}</dd>`
        }
        ${
          wallet === undefined
            ? nothing
            : html`<dt>${t.actions.simulation}</dt>
                <dd data-test="simulation">
                  ${gas === undefined ? t.actions.simulating : t.actions.gas(count(gas))}
                </dd>`
        }
      </dl>
      <details>
        <summary>${t.actions.raw}</summary>
        <p class="mono small data" tabindex="0" aria-label=${t.actions.raw}>${call.data}</p>
      </details>`;
  }

  #keys(keys: readonly string[]): TemplateResult {
    const item = (key: string): TemplateResult =>
      html`<li class="mono" title=${key} data-test="decoded-key">
        ${keys.length === 1 ? key : `${key.slice(0, 14)}…${key.slice(-8)}`}
      </li>`;
    return html`<ul class="keys">
        ${keys.slice(0, SHOWN_KEYS).map(item)}
      </ul>
      ${
        keys.length > SHOWN_KEYS
          ? html`<details>
              <summary>${t.actions.moreKeys(keys.length - SHOWN_KEYS)}</summary>
              <ul class="keys">
                ${keys.slice(SHOWN_KEYS).map(item)}
              </ul>
            </details>`
          : nothing
      }`;
  }

  #acknowledge(action: Action): TemplateResult | typeof nothing {
    if (action.plan.acknowledge !== true) return nothing;
    const { acknowledge } = t.actions.each[action.spec.name];
    const validators = action.wishes.keys.length || (action.current?.now.validators ?? 0);
    return html`<label class="check">
      <input
        type="checkbox"
        data-test="acknowledge"
        .checked=${action.acknowledged}
        ?disabled=${action.stage !== "ready"}
        @change=${(event: Event) => action.acknowledge((event.target as HTMLInputElement).checked)}
      />
      <span>${acknowledge?.(validators) ?? t.actions.understood}</span>
    </label>`;
  }

  #buttons(action: Action): TemplateResult {
    const { connection } = this.clusters;
    const { stage, draft, problem, plan, note } = action;
    const back = html`<button
      class="plain"
      data-test="edit"
      ?disabled=${stage === "rechecking"}
      @click=${() => action.edit()}
    >
      ${t.actions.edit}
    </button>`;
    if (connection.wallet === undefined) {
      return html`<p data-test="no-wallet-send">${t.actions.noWallet}</p>
        <div class="row end">${back}</div>`;
    }
    const sendable =
      stage === "ready" &&
      draft?.gas !== undefined &&
      connection.signs &&
      (problem === undefined || problem.code === "REJECTED") &&
      (plan.acknowledge !== true || action.acknowledged);
    const again = problem?.code === "REJECTED" || note !== undefined;
    return html`<div class="row end">
      <button
        class="main ${action.spec.grave ? "danger" : ""}"
        data-test="send"
        ?disabled=${!sendable}
        @click=${() => action.send()}
      >
        ${
          stage === "rechecking"
            ? t.actions.rechecking
            : again
              ? t.actions.askAgain
              : t.actions.sign
        }
      </button>
      ${back}
    </div>`;
  }
}
