import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { save } from "./download.js";
import { FlowElement } from "./flow-element.js";
import { list, shorten } from "./format.js";
import { t } from "./text.js";

/** The finished shares: what they hold for, and their file. */
export class SsvShares extends FlowElement {
  static override styles = [
    ...FlowElement.styles,
    css`
      .made {
        display: grid;
        gap: 0.25rem;
        padding: 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--ground);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { splitting, keys } = this.flow;
    const { result, saved, resigned } = splitting;
    if (result === undefined) return html``;
    const { registrations, operatorIds, owner, nonce } = result;
    const uploaded = keys.keyshares !== undefined;
    const last = nonce + BigInt(registrations.length - 1);
    return html`<div class="stack" data-test="split-result">
      <div class="made" role="status">
        <h3>
          <span aria-hidden="true">✓</span>
          ${
            uploaded
              ? t.split.checked(registrations.length)
              : resigned
                ? t.split.resigned
                : t.split.made(registrations.length, operatorIds.length)
          }
        </h3>
        <p class="small soft">${uploaded ? t.split.checkedHint : t.split.madeHint}</p>
      </div>
      <dl class="facts small">
        <dt>${t.split.forOwner}</dt>
        <dd class="mono" title=${owner}>${shorten(owner)}</dd>
        <dt>${t.split.forOperators}</dt>
        <dd class="numbers">${list(operatorIds)}</dd>
        <dt>${t.split.forNonce}</dt>
        <dd class="numbers">${nonce === last ? nonce : html`${nonce} – ${last}`}</dd>
      </dl>
      <div class="row end">
        ${
          uploaded
            ? nothing
            : html`<button
                class=${saved ? "" : "main"}
                data-test="download"
                @click=${this.#download}
              >
                ${saved ? t.split.downloadAgain : t.split.download}
              </button>`
        }
        <button
          class=${saved ? "main" : ""}
          data-test="split-next"
          @click=${() => this.flow.next()}
        >
          ${saved ? t.next : t.split.nextUnsaved}
        </button>
      </div>
      ${uploaded ? nothing : html`<p class="small soft">${t.split.downloadHint}</p>`}
      ${
        splitting.remarks.size === 0
          ? nothing
          : html`<div class="small" data-test="remarks">
              <h3>${t.split.notes}</h3>
              ${[...splitting.remarks].map((code) => html`<p class="soft">${t.warnings[code]}</p>`)}
            </div>`
      }
    </div>`;
  }

  readonly #download = (): void => {
    const { result } = this.flow.splitting;
    if (result === undefined) return;
    save(result.keyshares, t.split.fileName);
    this.flow.splitting.saved = true;
    this.flow.changed();
  };
}
