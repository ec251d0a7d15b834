import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Hex } from "../lib/index.js";
import { save } from "./download.js";
import { FlowElement } from "./flow-element.js";
import type { Draft, RegisterCall } from "./flow/draft.js";
import { amount, count, exact, list } from "./format.js";
import { t } from "./text.js";

const SHOWN_KEYS = 4;

/** What will be signed, read back from the final bytes, and the button that asks the wallet. */
export class SsvReview extends FlowElement {
  static override styles = [
    ...FlowElement.styles,
    css`
      .headline {
        font-size: 1.1875rem;
        line-height: 1.4;
        font-weight: 600;
        text-wrap: balance;
      }
      .check {
        display: flex;
        gap: 0.75rem;
        padding: 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        font-weight: 400;
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

  protected override render(): TemplateResult {
    const { registering, account, splitting } = this.flow;
    const { draft, problem, note, state } = registering;
    const waiting = state === "awaiting-wallet";
    const sendable =
      state === "ready" &&
      draft !== undefined &&
      account.wallet !== undefined &&
      account.switchedTo === undefined &&
      !account.wrongChain;
    const again = problem?.code === "REJECTED" || note !== undefined;
    return html`<div class="stack">
      ${
        note === undefined
          ? nothing
          : html`<ssv-notice tone="warn" .problem=${note}>
              ${
                note.code === "NONCE_MOVED" && splitting.result !== undefined
                  ? html`<button data-test="download-resigned" @click=${() => this.#save()}>
                      ${t.split.download}
                    </button>`
                  : nothing
              }
            </ssv-notice>`
      }
      ${
        draft === undefined
          ? html`<p class="soft" role="status">
              ${problem === undefined ? t.review.preparing : ""}
            </p>`
          : html`${this.#draft(draft)} ${this.#pause()} ${this.#acknowledge()}`
      }
      ${
        problem === undefined
          ? nothing
          : html`<ssv-notice
              .problem=${problem}
              tone=${problem.code === "REJECTED" ? "warn" : "bad"}
            >
              ${
                problem.code === "REJECTED" || state !== "ready"
                  ? nothing
                  : html`<button data-test="prepare-again" @click=${() => registering.retry()}>
                      ${t.readAgain}
                    </button>`
              }
            </ssv-notice>`
      }
      ${
        account.wallet === undefined
          ? html`<p data-test="no-wallet-send">${t.review.noWallet}</p>`
          : html`<div class="row end">
              <button
                class="main"
                data-test="send"
                ?disabled=${!sendable || !registering.acknowledged || problem?.code === "REVERTED"}
                @click=${() => registering.send()}
              >
                ${
                  waiting
                    ? t.review.inWallet
                    : state === "rechecking"
                      ? t.review.rechecking
                      : again
                        ? t.review.askAgain
                        : t.review.sign
                }
              </button>
            </div>`
      }
      ${
        waiting
          ? html`<p role="status" class="soft" data-test="in-wallet">${t.review.inWalletHint}</p>`
          : nothing
      }
    </div>`;
  }

  #save(): void {
    const { splitting } = this.flow;
    if (splitting.result === undefined) return;
    save(splitting.result.keyshares, t.split.fileName);
    splitting.saved = true;
    this.flow.changed();
  }

  #draft({ call, decoded, gas }: Draft): TemplateResult {
    const { network, wallet } = this.flow.account;
    const keys = publicKeys(decoded);
    const value = BigInt(call.value);
    const { operatorIds, cluster } = decoded.args;
    return html`<p class="headline" data-test="headline">
        ${t.review.headline(keys.length, list(operatorIds), amount(value))}
      </p>
      <dl class="facts small" data-test="decoded">
        <dt>${t.review.function}</dt>
        <dd class="mono" data-test="decoded-name">${decoded.name}</dd>
        <dt>${t.review.contract}</dt>
        <dd>
          <span class="mono" data-test="decoded-to">${call.to}</span>
          <br />${t.review.on(network?.name ?? "", call.chainId)}
        </dd>
        <dt>${t.review.from}</dt>
        <dd class="mono" data-test="decoded-from">${call.from}</dd>
        <dt>${t.review.value}</dt>
        <dd class="numbers" data-test="decoded-value">${exact(value)}</dd>
        <dt>${t.review.operators}</dt>
        <dd class="numbers" data-test="decoded-operators">${list(operatorIds)}</dd>
        <dt>${t.review.keys(keys.length)}</dt>
        <dd>${this.#keys(keys)}</dd>
        <dt>${t.review.cluster}</dt>
        <dd class="numbers">
          ${
            cluster.validatorCount === 0
              ? t.review.newCluster
              : t.review.joins(cluster.validatorCount, amount(cluster.balance))
          }
        </dd>
        ${
          wallet === undefined
            ? nothing
            : html`<dt>${t.review.simulation}</dt>
                <dd data-test="simulation">
                  ${gas === undefined ? t.review.simulating : t.review.gas(count(gas))}
                </dd>`
        }
      </dl>
      <details>
        <summary>${t.review.raw}</summary>
        <p class="mono small data" tabindex="0" aria-label=${t.review.raw}>${call.data}</p>
      </details>`;
  }

  #keys(keys: readonly Hex[]): TemplateResult {
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
              <summary>${t.review.moreKeys(keys.length - SHOWN_KEYS)}</summary>
              <ul class="keys">
                ${keys.slice(SHOWN_KEYS).map(item)}
              </ul>
            </details>`
          : nothing
      }`;
  }

  /** Offered where more transactions follow the first. */
  #pause(): TemplateResult | typeof nothing {
    const { registering, batches } = this.flow;
    if (batches.all.length > 0 || registering.remaining <= registering.most) return nothing;
    return html`<label class="check">
      <input
        type="checkbox"
        data-test="pause-after-first"
        .checked=${registering.pauseAfterFirst}
        @change=${(event: Event) => {
          registering.pauseAfterFirst = (event.target as HTMLInputElement).checked;
          this.flow.changed();
        }}
      />
      <span>
        <strong>${t.onboarding.pause}</strong>
        <span class="small soft">${t.onboarding.pauseHint}</span>
      </span>
    </label>`;
  }

  #acknowledge(): TemplateResult {
    const { registering } = this.flow;
    return html`<label class="check">
      <input
        type="checkbox"
        data-test="acknowledge"
        .checked=${registering.acknowledged}
        ?disabled=${registering.state === "awaiting-wallet"}
        @change=${(event: Event) => {
          registering.acknowledged = (event.target as HTMLInputElement).checked;
          this.flow.changed();
        }}
      />
      <span>
        <strong>${t.review.stopped}</strong>
        <span class="small soft">${t.review.stoppedHint}</span>
      </span>
    </label>`;
  }
}

/** The validator keys that the bytes name. */
function publicKeys(decoded: RegisterCall): readonly Hex[] {
  return decoded.name === "registerValidator" ? [decoded.args.publicKey] : decoded.args.publicKeys;
}
