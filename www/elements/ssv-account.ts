import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { FlowElement } from "./flow-element.js";
import { count } from "./format.js";
import { t } from "./text.js";

/** Which account owns the validators, on which network; by wallet, or typed. */
export class SsvAccount extends FlowElement {
  static override properties = { ...FlowElement.properties, typing: { state: true } };
  static override styles = [
    ...FlowElement.styles,
    css`
      .wallets {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
        gap: 0.75rem;
      }
      .wallet {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        width: 100%;
        min-height: 3.5rem;
        text-align: start;
      }
      .wallet img {
        width: 1.75rem;
        height: 1.75rem;
        border-radius: 6px;
      }
      .none {
        padding: 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      .network {
        max-width: 20rem;
      }
    `,
  ];
  declare typing: boolean;

  constructor() {
    super();
    this.typing = false;
  }

  protected override render(): TemplateResult {
    const { account } = this.flow;
    return html`<div class="stack">
      ${this.#network()} ${account.owner === undefined ? this.#choose() : this.#chosen()}
    </div>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { account } = this.flow;
    if (account.problem === undefined || account.wrongChain) return nothing;
    return html`<ssv-notice .problem=${account.problem}>
        ${
          account.owner === undefined || account.problem.code === "NO_READER"
            ? nothing
            : html`<button data-test="read-again" @click=${() => account.read()}>
                ${t.readAgain}
              </button>`
        }
      </ssv-notice>
      ${account.reader !== undefined && account.nonce === undefined ? this.#nonceField() : nothing}`;
  }

  #network(): TemplateResult | typeof nothing {
    const { networks } = this.flow.configuration;
    const { network, busy } = this.flow.account;
    if (networks.length < 2) return nothing;
    return html`<div class="field network">
      <label for="network">${t.account.network}</label>
      <select
        id="network"
        data-test="network"
        ?disabled=${busy !== undefined}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          void this.flow.account.selectNetwork(Number(value));
        }}
      >
        ${networks.map(
          ({ name, chainId }) =>
            html`<option value=${chainId} ?selected=${chainId === network?.chainId}>
              ${name}
            </option>`,
        )}
      </select>
    </div>`;
  }

  #choose(): TemplateResult {
    const { account } = this.flow;
    const connecting = account.busy === "connecting";
    return html`
      ${
        account.wallets.length === 0
          ? html`<div class="none stack tight" data-test="no-wallet">
              <h3>${t.account.noWallet}</h3>
              <p class="soft">${t.account.noWalletHint}</p>
            </div>`
          : html`<div class="field">
              <p class="label" id="wallets">${t.account.wallets}</p>
              <ul class="wallets" aria-labelledby="wallets">
                ${account.wallets.map(
                  ({ name, icon, provider }) =>
                    html`<li>
                      <button
                        class="wallet"
                        data-test="wallet"
                        ?disabled=${connecting}
                        @click=${() => account.connect(provider)}
                      >
                        ${icon.startsWith("data:image/") ? html`<img src=${icon} alt="" />` : nothing}
                        <span>${name}</span>
                      </button>
                    </li>`,
                )}
              </ul>
            </div>`
      }
      ${connecting ? html`<p class="soft" role="status">${t.account.connecting}</p>` : nothing}
      ${this.#problem()}
      ${
        this.typing || account.wallets.length === 0
          ? this.#typed()
          : html`<div>
              <button class="plain" data-test="type-owner" @click=${() => (this.typing = true)}>
                ${t.account.withoutWallet}
              </button>
            </div>`
      }
    `;
  }

  #typed(): TemplateResult {
    const readable = this.flow.account.network?.rpcUrl !== undefined;
    return html`<form class="stack" @submit=${this.#submitOwner}>
      <div class="field">
        <label for="owner">${t.account.owner}</label>
        <input
          id="owner"
          name="owner"
          class="mono"
          autocomplete="off"
          spellcheck="false"
          placeholder="0x…"
          data-test="owner"
          aria-describedby="owner-hint"
        />
        <p class="small soft" id="owner-hint">${t.account.ownerHint}</p>
      </div>
      ${
        readable
          ? nothing
          : html`<div class="field">
              <label for="rpc">${t.account.rpc}</label>
              <input
                id="rpc"
                name="rpc"
                type="url"
                autocomplete="off"
                placeholder="https://"
                data-test="rpc"
                aria-describedby="rpc-hint"
              />
              <p class="small soft" id="rpc-hint">${t.account.rpcHint}</p>
            </div>`
      }
      <div class="row end">
        <button data-test="use-owner">${t.account.useOwner}</button>
      </div>
    </form>`;
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
        <button class="plain" data-test="disconnect" @click=${() => account.disconnect()}>
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

  readonly #submitOwner = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const owner = String(data.get("owner") ?? "");
    void this.flow.account.typeOwner(owner, String(data.get("rpc") ?? ""));
  };

  readonly #submitNonce = (event: SubmitEvent): void => {
    event.preventDefault();
    const value = String(new FormData(event.target as HTMLFormElement).get("nonce") ?? "");
    if (/^\d{1,5}$/.test(value)) this.flow.account.typeNonce(BigInt(value));
  };
}
