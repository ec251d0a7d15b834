import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { FlowElement } from "./flow-element.js";
import { count } from "./format.js";
import { t } from "./text.js";

/** Which account owns the validators, on which network, and how often it has registered. */
export class SsvAccount extends FlowElement {
  protected override render(): TemplateResult {
    const { account, connection } = this.flow;
    return html`<div class="stack">
      ${
        account.owner === undefined || connection.networks.length > 1
          ? html`<ssv-connect .connection=${connection}></ssv-connect>`
          : nothing
      }
      ${account.owner === undefined ? nothing : this.#chosen()}
    </div>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { account } = this.flow;
    if (account.problem === undefined || account.wrongChain) return nothing;
    return html`<ssv-notice .problem=${account.problem}>
        <button data-test="read-again" @click=${() => account.readAgain()}>${t.readAgain}</button>
      </ssv-notice>
      ${account.reader !== undefined && account.nonce === undefined ? this.#nonceField() : nothing}`;
  }

  #chosen(): TemplateResult {
    const { account } = this.flow;
    const { owner, wallet, busy, nonce, scanned } = account;
    return html`<dl class="facts">
        <dt>${t.account.ownerShort}</dt>
        <dd class="mono" data-test="owner-address">${owner}</dd>
        <dt>${t.account.registrations}</dt>
        <dd class="numbers" data-test="nonce">
          ${
            nonce !== undefined
              ? html`${count(nonce)}
                  <span class="soft"
                    >${account.nonceTyped ? t.account.typed : t.account.nonceHint}</span
                  >`
              : busy === "reading"
                ? html`<span class="soft" role="status">${t.account.counting(scanned)}</span>`
                : html`<span class="soft">${t.notRead}</span>`
          }
        </dd>
      </dl>
      ${this.#problem()}
      <div class="row end">
        <button
          class="main"
          data-test="account-next"
          ?disabled=${!account.complete}
          @click=${() => this.flow.next()}
        >
          ${busy === undefined ? t.next : t.reading}
        </button>
        <button
          class="plain"
          data-test="disconnect"
          @click=${() => account.connection.disconnect()}
        >
          ${wallet === undefined ? t.account.otherOwner : t.account.disconnect}
        </button>
      </div>`;
  }

  #nonceField(): TemplateResult {
    return html`<form class="field" @submit=${this.#submitNonce}>
      <label for="nonce">${t.account.nonceField}</label>
      <div class="row">
        <input
          id="nonce"
          name="nonce"
          inputmode="numeric"
          pattern="[0-9]{1,5}"
          autocomplete="off"
          data-test="nonce-input"
          aria-describedby="nonce-hint"
        />
        <button data-test="use-nonce">${t.account.useNonce}</button>
      </div>
      <p class="small soft" id="nonce-hint">${t.account.nonceFieldHint}</p>
    </form>`;
  }

  readonly #submitNonce = (event: SubmitEvent): void => {
    event.preventDefault();
    const value = String(new FormData(event.target as HTMLFormElement).get("nonce") ?? "");
    if (/^\d{1,5}$/.test(value)) this.flow.account.typeNonce(BigInt(value));
  };
}
