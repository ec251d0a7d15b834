import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { actions } from "./flow/actions/index.js";
import type { ActionName } from "./flow/actions/action-spec.js";
import type { ClusterState, ClusterView } from "./flow/cluster-view.js";
import { formatPlace } from "./flow/place.js";
import { badge, mainFigures } from "./figures.js";
import { ClustersElement } from "./flow-element.js";
import { amount, count, exact, list } from "./format.js";
import { placeLink } from "./place-link.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

/** What is worth doing in each state, most wanted first. Exits and removals start from the list of validators. */
const OFFERED: Readonly<Record<ClusterState, readonly ActionName[]>> = {
  active: ["deposit", "withdraw"],
  low: ["deposit", "withdraw"],
  empty: ["withdraw", "deposit"],
  liquidated: ["reactivate", "deposit", "withdraw"],
  legacy: ["migrate"],
};

const NOTES: Readonly<Partial<Record<ClusterState, readonly [title: string, hint: string]>>> = {
  low: [t.clusters.low, t.clusters.lowHint],
  liquidated: [t.clusters.liquidatedTitle, t.clusters.liquidatedHint],
  legacy: [t.clusters.legacyTitle, t.clusters.legacyHint],
  empty: [t.clusters.emptyTitle, t.clusters.emptyHint],
};

/** One cluster: what it holds, how long that lasts, who runs what, and what can be done. */
export class SsvCluster extends ClustersElement {
  static override properties = { ...ClustersElement.properties, base: {}, copied: { state: true } };
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    css`
      .note-box {
        display: grid;
        gap: 0.25rem;
        padding: 0.875rem 1rem;
        border-inline-start: 4px solid var(--warn);
        border-radius: var(--radius);
        background: var(--warn-tint);
      }
      .note-box.liquidated {
        border-color: var(--bad);
        background: var(--bad-tint);
      }
      .note-box.empty {
        border-color: var(--edge);
        background: var(--surface);
      }
      .sections {
        gap: 2rem;
      }
      .sections > .head,
      .sections > .note-box {
        margin-bottom: -0.75rem;
      }
      .link {
        font-size: 0.8125rem;
      }
    `,
  ];
  /** What stands before a place in a link. */
  declare base: string;
  declare copied: boolean;

  constructor() {
    super();
    this.copied = false;
  }

  protected override render(): TemplateResult {
    const { clusters } = this;
    const { open, views, place, reading, problem } = clusters;
    const back = placeLink(this.base, { kind: "list" }, `← ${t.clusters.back}`, {
      kind: "back",
      test: "back",
    });
    if (place.kind !== "cluster" || open === undefined) {
      return html`<div class="stack">
        <p>${back}</p>
        ${
          views !== undefined
            ? html`<div class="stack tight" data-test="no-such-cluster">
                <h2 tabindex="-1">${t.clusters.unknown}</h2>
                <p class="soft">${t.clusters.unknownHint}</p>
              </div>`
            : problem === undefined
              ? html`<p class="soft" role="status">${reading ? t.clusters.reading : t.loading}</p>`
              : html`<ssv-notice .problem=${problem}>
                  <button data-test="read-again" @click=${() => clusters.read()}>
                    ${t.readAgain}
                  </button>
                </ssv-notice>`
        }
      </div>`;
    }
    return html`<div class="stack">
      <p>
        ${
          place.action === undefined
            ? back
            : placeLink(this.base, { kind: "cluster", name: open.name }, `← ${title(open)}`, {
                kind: "back",
                test: "back-to-cluster",
              })
        }
      </p>
      ${place.action === undefined ? this.#page(open) : this.#action(open)}
    </div>`;
  }

  #action(open: ClusterView): TemplateResult {
    const { asked, action } = this.clusters;
    if (asked === undefined) {
      return html`<p role="status">${action?.inFlight ? t.actions.busy : t.actions.reading}</p>`;
    }
    return html`<ssv-action .clusters=${this.clusters}>
      ${placeLink(
        this.base,
        { kind: "cluster", name: open.name },
        asked.done ? t.actions.close : t.actions.cancel,
        { test: "leave-action" },
      )}
    </ssv-action>`;
  }

  #page(open: ClusterView): TemplateResult {
    const { problem } = this.clusters;
    return html`<div class="stack sections" data-test="cluster-page" data-name=${open.name}>
      <div class="head">
        <h2 tabindex="-1">${title(open)}</h2>
        ${badge(open)}
      </div>
      ${problem === undefined ? nothing : html`<ssv-notice .problem=${problem}></ssv-notice>`}
      ${this.#note(open)} ${this.#figures(open)}
      <ssv-forecast .clusters=${this.clusters}></ssv-forecast>
      <ssv-validators .clusters=${this.clusters} .base=${this.base}></ssv-validators>
      <ssv-cluster-operators .clusters=${this.clusters}></ssv-cluster-operators>
      ${this.#more(open)}
    </div>`;
  }

  #note({ state }: ClusterView): TemplateResult | typeof nothing {
    const note = NOTES[state];
    if (note === undefined) return nothing;
    const [heading, hint] = note;
    return html`<div class="note-box ${state}" data-test="state-note">
      <h3>${heading}</h3>
      <p class="small">${hint}</p>
    </div>`;
  }

  #figures(open: ClusterView): TemplateResult {
    const { now, name, state } = open;
    const adding = state === "active" || state === "low" || state === "empty";
    const [first] = OFFERED[state];
    return html`<div class="card">
      <dl class="figures">
        ${mainFigures(open)}
        <div>
          <dt>${t.clusters.effectiveBalance}</dt>
          <dd data-test="effective-balance">
            ${count(now.effectiveBalance)} ETH
            <span class="note">
              ${
                state === "legacy"
                  ? t.clusters.effectiveBalanceLater
                  : t.clusters.effectiveBalanceHint
              }
            </span>
          </dd>
        </div>
        <div>
          <dt>${t.clusters.collateral}</dt>
          <dd title=${exact(now.collateral, now.unit)} data-test="collateral">
            ${amount(now.collateral, now.unit)}
            <span class="note">${t.clusters.collateralHint}</span>
          </dd>
        </div>
      </dl>
      <div class="row">
        ${OFFERED[state]
          .filter((action) => this.#possible(action, open))
          .map((action) =>
            placeLink(this.base, { kind: "cluster", name, action }, t.actions.each[action].open, {
              kind: action === first ? "button main" : "button",
              test: `open-${action}`,
            }),
          )}
        ${
          adding
            ? html`<button data-test="add-validators" @click=${() => this.#add(open)}>
                ${t.clusters.add}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  #possible(name: ActionName, open: ClusterView): boolean {
    const spec = actions[name];
    return spec.about === "owner" || spec.obstacle(open) === undefined;
  }

  #more(open: ClusterView): TemplateResult | typeof nothing {
    const { name, owner, operatorIds, state } = open;
    const topUp = {
      kind: "top-up",
      owner,
      operators: operatorIds.join("-"),
      amount: "",
    } as const;
    const link = new URL(`${this.base}${formatPlace(topUp)}`, document.baseURI).href;
    return html`<section class="stack" aria-labelledby="more">
      <h3 id="more">${t.clusters.more}</h3>
      ${
        state === "legacy"
          ? nothing
          : html`<div class="stack tight">
              <p class="label">${t.clusters.topUp.link}</p>
              <p class="small soft">${t.clusters.topUp.linkHint}</p>
              <p class="mono link" data-test="top-up-link">${link}</p>
              <div class="row">
                <button data-test="copy-link" @click=${() => this.#copy(link)}>
                  ${t.clusters.topUp.copy}
                </button>
                <span role="status" class="small soft">
                  ${this.copied ? t.clusters.topUp.copied : nothing}
                </span>
              </div>
            </div>`
      }
      ${
        this.#possible("liquidate", open)
          ? html`<div class="row">
              ${placeLink(
                this.base,
                { kind: "cluster", name, action: "liquidate" },
                t.actions.each.liquidate.open,
                { kind: "button danger", test: "open-liquidate" },
              )}
            </div>`
          : nothing
      }
    </section>`;
  }

  #add({ operatorIds }: ClusterView): void {
    const detail = { operators: operatorIds };
    const options = { detail, bubbles: true, composed: true };
    this.dispatchEvent(new CustomEvent("ssv-add-validators", options));
  }

  async #copy(link: string): Promise<void> {
    // Refused in frames and without focus: the link stands there to be copied by hand.
    this.copied = await navigator.clipboard.writeText(link).then(
      () => true,
      () => false,
    );
  }
}

function title({ operatorIds }: ClusterView): string {
  return t.clusters.name(list(operatorIds));
}
