import { css, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { AccountValidator } from "../lib/chain/index.js";
import type { Hex } from "../lib/index.js";
import { MOST_KEYS } from "./flow/actions/calls.js";
import { findValidators } from "./flow/validator-search.js";
import type { ValidatorFilter } from "./flow/validator-search.js";
import { ClustersElement } from "./flow-element.js";
import { count, shorten } from "./format.js";
import { placeLink } from "./place-link.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

/** Rows that are drawn at once: thousands of validators stay quick, and Tab never passes all of them. */
const PAGE = 20;
/** Below this many there is nothing to search. */
const SEARCHABLE = 6;

/** The validators of the open cluster: search, status, and the choice for an exit or a removal. */
export class SsvValidators extends ClustersElement {
  static override properties = {
    ...ClustersElement.properties,
    base: {},
    search: { state: true },
    filter: { state: true },
    page: { state: true },
  };
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    css`
      .search {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(9rem, auto);
        gap: 0.75rem;
        align-items: end;
      }
      .validator {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 0.75rem;
        align-items: center;
      }
      .validator input,
      .all input {
        margin: 0;
      }
      .all {
        display: flex;
        gap: 0.75rem;
        padding-bottom: 0.75rem;
        align-items: center;
        font-weight: 400;
      }
      .status {
        font-size: 0.875rem;
        text-align: end;
      }
      .exiting {
        color: var(--warn);
      }
      .chosen {
        position: sticky;
        bottom: 0.5rem;
        padding: 0.625rem 1rem;
        border: 1px solid var(--accent);
        border-radius: var(--radius);
        background: var(--tint);
      }
      .chosen p {
        flex: 1 1 auto;
        min-width: max-content;
        font-weight: 600;
      }
      @media (max-width: 30rem) {
        .search {
          grid-template-columns: minmax(0, 1fr);
        }
        .validator {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .status {
          grid-column: 2;
          text-align: start;
        }
      }
    `,
  ];
  /** What stands before a place in a link. */
  declare base: string;
  declare search: string;
  declare filter: ValidatorFilter;
  declare page: number;

  constructor() {
    super();
    this.search = "";
    this.filter = "all";
    this.page = 0;
  }

  protected override willUpdate(changed?: PropertyValues<this>): void {
    super.willUpdate();
    if (changed?.has("search") || changed?.has("filter")) this.page = 0;
  }

  protected override render(): TemplateResult | typeof nothing {
    const all = this.clusters.open?.validators ?? [];
    if (all.length === 0) return nothing;
    const found = findValidators(all, this.search, this.filter);
    const last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
    const from = Math.min(this.page, last) * PAGE;
    const shown = found.slice(from, from + PAGE);
    return html`<section class="stack" aria-labelledby="validators">
      <div class="head">
        <h3 id="validators">${t.clusters.validators}</h3>
        <p class="small soft numbers" role="status" data-test="shown">
          ${
            found.length === 0
              ? t.clusters.list.none
              : t.clusters.list.shown(from + 1, from + shown.length, found.length)
          }
        </p>
      </div>
      ${all.length < SEARCHABLE ? nothing : this.#search()}
      ${
        found.length === 0
          ? nothing
          : html`<div>
              ${this.#all(found)}
              <ul class="list" aria-labelledby="validators">
                ${shown.map((validator) => this.#validator(validator))}
              </ul>
            </div>`
      }
      ${last === 0 ? nothing : this.#pages(last)} ${this.#chosen()}
    </section>`;
  }

  #search(): TemplateResult {
    return html`<div class="search">
      <div class="field">
        <label for="search">${t.clusters.list.search}</label>
        <input
          id="search"
          type="search"
          class="mono"
          autocomplete="off"
          spellcheck="false"
          placeholder=${t.clusters.list.searchHint}
          data-test="search"
          .value=${this.search}
          @input=${(event: InputEvent) => {
            this.search = (event.target as HTMLInputElement).value;
          }}
        />
      </div>
      <div class="field">
        <label for="filter">${t.clusters.list.filter}</label>
        <select
          id="filter"
          data-test="filter"
          @change=${(event: Event) => {
            this.filter = (event.target as HTMLSelectElement).value as ValidatorFilter;
          }}
        >
          ${(["all", "registered", "exiting"] as const).map(
            (name) =>
              html`<option value=${name} ?selected=${this.filter === name}>
                ${t.clusters.list[name]}
              </option>`,
          )}
        </select>
      </div>
    </div>`;
  }

  #all(found: readonly AccountValidator[]): TemplateResult {
    const { selected } = this.clusters;
    const chosen = found.filter(({ publicKey }) => selected.has(publicKey)).length;
    return html`<label class="all small">
      <input
        type="checkbox"
        data-test="select-all"
        .checked=${chosen === found.length}
        .indeterminate=${chosen > 0 && chosen < found.length}
        @change=${(event: Event) => {
          const on = (event.target as HTMLInputElement).checked;
          this.#choose(
            found.map(({ publicKey }) => publicKey),
            on,
          );
        }}
      />
      ${t.clusters.list.selectAll(found.length)}
    </label>`;
  }

  #validator({ publicKey, registeredAt, exitRequestedAt }: AccountValidator): TemplateResult {
    const exiting = exitRequestedAt !== undefined;
    const status = this.clusters.details.beacon.get(publicKey);
    return html`<li class="validator" data-test="validator" data-key=${publicKey}>
      <input
        type="checkbox"
        data-test="select"
        aria-label=${t.clusters.list.select(shorten(publicKey))}
        .checked=${this.clusters.selected.has(publicKey)}
        @change=${(event: Event) => {
          this.#choose([publicKey], (event.target as HTMLInputElement).checked);
        }}
      />
      <span class="mono" title=${publicKey}>${publicKey.slice(0, 18)}…${publicKey.slice(-8)}</span>
      <span class="status ${exiting ? "exiting" : "soft"}" data-test="status">
        ${exiting ? t.clusters.list.statusExiting : t.clusters.list.statusRegistered}
        <span class="soft numbers">${t.clusters.list.since(exitRequestedAt ?? registeredAt)}</span>
        ${
          status === undefined
            ? nothing
            : html`<span class="soft" data-test="beacon">· ${t.clusters.list.beacon[status]}</span>`
        }
      </span>
    </li>`;
  }

  #pages(last: number): TemplateResult {
    const page = Math.min(this.page, last);
    const turn = (by: number): void => void (this.page = page + by);
    return html`<nav class="row" aria-label=${t.clusters.list.pages}>
      <button data-test="previous" ?disabled=${page === 0} @click=${() => turn(-1)}>
        ${t.clusters.list.previous}
      </button>
      <span class="small soft numbers">${count(page + 1)} / ${count(last + 1)}</span>
      <button data-test="next" ?disabled=${page === last} @click=${() => turn(1)}>
        ${t.clusters.list.next}
      </button>
    </nav>`;
  }

  #chosen(): TemplateResult | typeof nothing {
    const { selected, open } = this.clusters;
    if (selected.size === 0 || open === undefined) return nothing;
    const { name, now } = open;
    const many = selected.size > MOST_KEYS;
    return html`<div class="row chosen" data-test="chosen">
      <p role="status">
        ${t.clusters.list.selected(selected.size)}
        ${many ? html`<span class="small soft">${t.clusters.list.most(MOST_KEYS)}</span>` : nothing}
      </p>
      ${
        now.active
          ? placeLink(this.base, { kind: "cluster", name, action: "exit" }, t.clusters.list.exit, {
              kind: "button",
              test: "open-exit",
            })
          : nothing
      }
      ${placeLink(this.base, { kind: "cluster", name, action: "remove" }, t.clusters.list.remove, {
        kind: "button danger",
        test: "open-remove",
      })}
      <button class="plain" data-test="clear" @click=${() => this.clusters.select(new Set())}>
        ${t.clusters.list.clear}
      </button>
    </div>`;
  }

  #choose(keys: readonly Hex[], on: boolean): void {
    const selected = new Set(this.clusters.selected);
    for (const key of keys) {
      if (on) selected.add(key);
      else selected.delete(key);
    }
    this.clusters.select(selected);
  }
}
