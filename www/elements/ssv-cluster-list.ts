import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ClusterView } from "./flow/cluster-view.js";
import { badge, mainFigures } from "./figures.js";
import { ClustersElement } from "./flow-element.js";
import { count, list, shorten } from "./format.js";
import { placeLink } from "./place-link.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

/** All clusters of the owner, and where their rewards go. */
export class SsvClusterList extends ClustersElement {
  static override properties = {
    ...ClustersElement.properties,
    base: {},
    register: {},
  };
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    css`
      .clusters {
        display: grid;
        gap: 1rem;
      }
      .cluster {
        position: relative;
        gap: 1rem;
        transition: border-color 120ms;
      }
      .cluster:hover {
        border-color: var(--accent);
      }
      .cluster h3 {
        font-size: 1.0625rem;
      }
      .cluster a {
        color: var(--ink);
        text-decoration: none;
      }
      /* The whole card is the link's target. */
      .cluster a::after {
        content: "";
        position: absolute;
        inset: 0;
        border-radius: calc(var(--radius) + 6px);
      }
      .cluster a:focus-visible {
        outline: none;
      }
      .cluster a:focus-visible::after {
        outline: 3px solid var(--accent);
        outline-offset: 2px;
      }
      .rewards {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0.25rem 0.75rem;
      }
    `,
  ];
  /** What stands before a place in a link. */
  declare base: string;
  declare register: string;

  protected override render(): TemplateResult {
    const { clusters } = this;
    const { connection, views, block, reading } = clusters;
    return html`<div class="stack">
      <div class="head">
        <div>
          <h2 tabindex="-1">${t.clusters.title}</h2>
          <p class="small soft numbers">
            <span class="mono" title=${connection.owner ?? ""} data-test="clusters-owner"
              >${shorten(connection.owner ?? "")}</span
            >
            · ${connection.network?.name}
            ${block === undefined ? nothing : html`· ${t.clusters.block(block)}`}
          </p>
        </div>
        <div class="row">
          <button
            class="plain"
            data-test="refresh"
            ?disabled=${reading || connection.reader === undefined}
            @click=${() => clusters.read()}
          >
            ${t.clusters.readAgain}
          </button>
          <button class="plain" data-test="disconnect" @click=${() => connection.disconnect()}>
            ${connection.wallet === undefined ? t.account.otherOwner : t.account.disconnect}
          </button>
        </div>
      </div>
      ${this.#problem()} ${views === undefined ? this.#reading() : this.#views(views)}
    </div>`;
  }

  #problem(): TemplateResult | typeof nothing {
    const { clusters } = this;
    const { connection } = clusters;
    const problem = connection.wrongChain ? undefined : (connection.problem ?? clusters.problem);
    if (problem === undefined) return nothing;
    const again = (): void => {
      if (connection.reader === undefined) void connection.open();
      else void clusters.read();
    };
    return html`<ssv-notice .problem=${problem}>
      <button data-test="read-again" @click=${again}>${t.readAgain}</button>
    </ssv-notice>`;
  }

  #reading(): TemplateResult | typeof nothing {
    const { reading, scanned, connection } = this.clusters;
    if (!reading && connection.busy === undefined) return nothing;
    return html`<div class="stack tight" role="status" data-test="reading">
      <p class="soft">
        ${scanned > 0 && scanned < 1 ? t.clusters.scanning(scanned) : t.clusters.reading}
      </p>
      <progress max="1" .value=${scanned} aria-label=${t.clusters.reading}></progress>
    </div>`;
  }

  #views(views: readonly ClusterView[]): TemplateResult {
    const topUp = { kind: "top-up", owner: "", operators: "", amount: "" } as const;
    return html`${
        views.length === 0
          ? html`<div class="card" data-test="no-clusters">
              <div class="stack tight">
                <h3>${t.clusters.none}</h3>
                <p class="soft">${t.clusters.noneHint}</p>
              </div>
              <div class="row">
                <a class="button main" href=${this.register}>${t.clusters.register}</a>
              </div>
            </div>`
          : html`${this.#rewards()}
              <ul class="clusters" aria-label=${t.clusters.title}>
                ${views.map((view) => this.#cluster(view))}
              </ul>`
      }
      <p class="small">
        ${placeLink(this.base, topUp, t.clusters.topUp.open, { test: "open-top-up" })}
      </p>`;
  }

  #cluster(view: ClusterView): TemplateResult {
    const { name, operatorIds, now } = view;
    const title = t.clusters.name(list(operatorIds));
    return html`<li class="card cluster" data-test="cluster" data-name=${name}>
      <div>
        <div class="head">
          <h3>
            ${placeLink(this.base, { kind: "cluster", name }, title, { test: "open-cluster" })}
          </h3>
          ${badge(view)}
        </div>
        <p class="small soft numbers">
          ${t.clusters.size(now.validators)}
          ${
            now.unit === "ETH" && now.validators > 0
              ? html`· ${t.clusters.effective(count(now.effectiveBalance))}`
              : nothing
          }
        </p>
      </div>
      <dl class="figures">${mainFigures(view)}</dl>
    </li>`;
  }

  #rewards(): TemplateResult {
    const { feeRecipient, connection, validators, views } = this.clusters;
    const own = feeRecipient?.toLowerCase() === connection.owner?.toLowerCase();
    return html`<p class="small rewards">
      <span class="soft">
        ${t.clusters.total(validators, views?.length ?? 0)} · ${t.clusters.recipient.now}
        ${
          own
            ? t.clusters.recipient.own
            : html`<span class="mono" title=${feeRecipient ?? ""} data-test="fee-recipient"
                >${shorten(feeRecipient ?? "")}</span
              >`
        }
      </span>
      ${placeLink(this.base, { kind: "recipient" }, t.clusters.recipient.change, {
        test: "change-recipient",
        label: `${t.clusters.recipient.title}: ${t.clusters.recipient.change}`,
      })}
    </p>`;
  }
}
