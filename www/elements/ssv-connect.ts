import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { ConnectionElement } from "./flow-element.js";
import { t } from "./text.js";

/** Chooses the account, by wallet or by its address, and the network. */
export class SsvConnect extends ConnectionElement {
  static override properties = { ...ConnectionElement.properties, typing: { state: true } };
  static override styles = [
    ...ConnectionElement.styles,
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
    return html`<div class="stack">
      ${this.#network()} ${this.connection.owner === undefined ? this.#choose() : nothing}
    </div>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { problem, wrongChain } = this.connection;
    if (problem === undefined || wrongChain) return nothing;
    return html`<ssv-notice .problem=${problem}></ssv-notice>`;
  }

  #network(): TemplateResult | typeof nothing {
    const { networks, network, busy } = this.connection;
    if (networks.length < 2) return nothing;
    return html`<div class="field network">
      <label for="network">${t.account.network}</label>
      <select
        id="network"
        data-test="network"
        ?disabled=${busy !== undefined}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          void this.connection.selectNetwork(Number(value));
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
    const { connection } = this;
    const connecting = connection.busy === "connecting";
    return html`
      ${
        connection.wallets.length === 0
          ? html`<div class="none stack tight" data-test="no-wallet">
              <h3>${t.account.noWallet}</h3>
              <p class="soft">${t.account.noWalletHint}</p>
            </div>`
          : html`<div class="field">
              <p class="label" id="wallets">${t.account.wallets}</p>
              <ul class="wallets" aria-labelledby="wallets">
                ${connection.wallets.map(
                  ({ name, icon, provider }) =>
                    html`<li>
                      <button
                        class="wallet"
                        data-test="wallet"
                        ?disabled=${connecting}
                        @click=${() => connection.connect(provider)}
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
        this.typing || connection.wallets.length === 0
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
    const readable = this.connection.network?.rpcUrl !== undefined;
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

  readonly #submitOwner = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const owner = String(data.get("owner") ?? "");
    void this.connection.typeOwner(owner, String(data.get("rpc") ?? ""));
  };
}
