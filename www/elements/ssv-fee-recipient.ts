import { html } from "lit";
import type { TemplateResult } from "lit";
import { ClustersElement } from "./flow-element.js";
import { placeLink } from "./place-link.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

/** Where the block rewards of all validators go. */
export class SsvFeeRecipient extends ClustersElement {
  static override properties = { ...ClustersElement.properties, base: {} };
  static override styles = [...ClustersElement.styles, clusterStyles];
  /** What stands before a place in a link. */
  declare base: string;

  protected override render(): TemplateResult {
    const { clusters } = this;
    const { asked, action, problem } = clusters;
    const leave = placeLink(
      this.base,
      { kind: "list" },
      asked?.done ? t.actions.close : t.actions.cancel,
      { test: "leave-action" },
    );
    return html`<div class="stack">
      <p>
        ${placeLink(this.base, { kind: "list" }, `← ${t.clusters.back}`, { kind: "back", test: "back" })}
      </p>
      ${
        asked !== undefined
          ? html`<ssv-action .clusters=${clusters}>${leave}</ssv-action>`
          : problem !== undefined
            ? html`<ssv-notice .problem=${problem}>
                <button data-test="read-again" @click=${() => clusters.read()}>
                  ${t.readAgain}
                </button>
              </ssv-notice>`
            : html`<p role="status">${action?.inFlight ? t.actions.busy : t.clusters.reading}</p>`
      }
    </div>`;
  }
}
