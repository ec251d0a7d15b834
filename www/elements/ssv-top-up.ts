import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { ClustersElement } from "./flow-element.js";
import { badge } from "./figures.js";
import { list } from "./format.js";
import { placeLink } from "./place-link.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

/** Pays for the cluster of any owner: found by address and operators, or by a link that names them. */
export class SsvTopUp extends ClustersElement {
  static override properties = { ...ClustersElement.properties, base: {} };
  static override styles = [...ClustersElement.styles, clusterStyles];
  /** What stands before a place in a link. */
  declare base: string;

  protected override render(): TemplateResult {
    const { clusters } = this;
    const { asked, stranger, problem, reading, connection } = clusters;
    const sent = asked?.stage === "sent";
    return html`<div class="stack">
      <p>
        ${placeLink(this.base, { kind: "list" }, `← ${t.clusters.back}`, { kind: "back", test: "back" })}
      </p>
      ${sent ? nothing : this.#form(connection.reader === undefined || reading)}
      ${problem === undefined ? nothing : html`<ssv-notice .problem=${problem}></ssv-notice>`}
      ${
        stranger === undefined || sent
          ? nothing
          : html`<div class="stack tight" data-test="stranger">
              <p class="row">
                ${t.clusters.topUp.found(stranger.now.validators)}, ${list(stranger.operatorIds)}
                ${badge(stranger)}
              </p>
              <p class="small">
                ${t.clusters.topUp.owner}
                <span class="mono" data-test="stranger-owner">${stranger.owner}</span>
              </p>
            </div>`
      }
      ${
        asked === undefined
          ? nothing
          : html`<ssv-action .clusters=${clusters}>
              ${placeLink(
                this.base,
                { kind: "list" },
                asked.done ? t.actions.close : t.actions.cancel,
                {
                  test: "leave-action",
                },
              )}
            </ssv-action>`
      }
    </div>`;
  }

  #form(waiting: boolean): TemplateResult {
    const { place } = this.clusters;
    const { owner, operators } = place.kind === "top-up" ? place : { owner: "", operators: "" };
    return html`<form class="card" @submit=${this.#find}>
      <div class="stack tight">
        <h2 tabindex="-1">${t.clusters.topUp.title}</h2>
        <p class="soft">${t.clusters.topUp.hint}</p>
      </div>
      <div class="field">
        <label for="owner">${t.clusters.topUp.owner}</label>
        <input
          id="owner"
          name="owner"
          class="mono"
          autocomplete="off"
          spellcheck="false"
          placeholder="0x…"
          data-test="top-up-owner"
          .value=${owner}
        />
      </div>
      <div class="field">
        <label for="operators">${t.clusters.topUp.operators}</label>
        <input
          id="operators"
          name="operators"
          autocomplete="off"
          spellcheck="false"
          placeholder=${t.operators.placeholder}
          data-test="top-up-operators"
          .value=${operators.split("-").join(", ")}
        />
      </div>
      <div class="row end">
        <button data-test="find-cluster" ?disabled=${waiting}>
          ${waiting ? t.reading : t.clusters.topUp.find}
        </button>
      </div>
    </form>`;
  }

  readonly #find = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const [owner, operators] = [data.get("owner"), data.get("operators")];
    void this.clusters.lookUp(String(owner ?? ""), String(operators ?? ""));
  };
}
