import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Action } from "./flow/action.js";
import { figuresTable } from "./figures.js";
import { ClustersElement } from "./flow-element.js";
import { holding } from "./format.js";
import { actionFields } from "./action-fields.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";

/** One action: what is wished for, what it comes to, and what became of it. */
export class SsvAction extends ClustersElement {
  static override styles = [
    ...ClustersElement.styles,
    clusterStyles,
    css`
      .facts-list {
        display: grid;
        gap: 0.5rem;
        padding-inline-start: 1.25rem;
        list-style: disc;
      }
      .sum {
        font-size: 1.75rem;
        line-height: 1.2;
        font-weight: 600;
        letter-spacing: -0.01em;
      }
      .presets {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
      }
      .presets button {
        min-height: 2.25rem;
        padding: 0.25rem 0.75rem;
        font-size: 0.9375rem;
      }
      .with-unit {
        display: flex;
        align-items: center;
        gap: 0.75rem;
      }
      .with-unit input {
        max-width: 18rem;
      }
      .keys li {
        font-size: 0.875rem;
      }
    `,
  ];
  #stage: string | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { action } = this.clusters;
    if (action === undefined) return nothing;
    const words = t.actions.each[action.spec.name];
    return html`<section
      class="card"
      aria-labelledby="action-title"
      data-test="action"
      data-action=${action.spec.name}
      data-stage=${action.stage}
    >
      <div class="stack tight">
        <h2 id="action-title" tabindex="-1">${words.title}</h2>
        ${action.stage === "sent" ? nothing : html`<p class="soft">${words.hint}</p>`}
      </div>
      ${this.#body(action)}
    </section>`;
  }

  /** Where a new stage begins, reading begins at its title. */
  protected override updated(): void {
    const stage = this.clusters.action?.stage;
    const shown = stage === "preparing" || stage === "rechecking" ? "ready" : stage;
    const moved = this.#stage !== undefined && shown !== undefined && this.#stage !== shown;
    this.#stage = shown;
    if (!moved) return;
    const title = this.renderRoot.querySelector<HTMLElement>("#action-title");
    title?.focus({ preventScroll: true });
    title?.scrollIntoView({ block: "nearest" });
  }

  #body(action: Action): TemplateResult {
    const { obstacle, stage, context, problem } = action;
    if (stage === "sent") {
      return html`<ssv-sent .clusters=${this.clusters}></ssv-sent>
        ${action.inFlight ? nothing : html`<div class="row end"><slot></slot></div>`}`;
    }
    if (obstacle !== undefined) {
      return html`<ssv-notice .problem=${obstacle}></ssv-notice>
        <div class="row end"><slot></slot></div>`;
    }
    if (stage !== "editing") return html`<ssv-preview .clusters=${this.clusters}></ssv-preview>`;
    if (context === undefined) {
      return problem === undefined
        ? html`<p class="soft" role="status">${t.actions.reading}</p>`
        : html`<ssv-notice .problem=${problem}>
            <button data-test="read-again" @click=${() => action.start()}>${t.readAgain}</button>
          </ssv-notice>`;
    }
    return this.#editing(action);
  }

  #editing(action: Action): TemplateResult {
    const { plan, problem, note, current } = action;
    const { facts } = t.actions.each[action.spec.name];
    const { after, payout } = plan;
    return html`${note === undefined ? nothing : html`<ssv-notice tone="warn" .problem=${note}></ssv-notice>`}
      <form class="stack" @submit=${this.#review}>
        ${actionFields(action, this.clusters)}
        ${
          facts === undefined
            ? nothing
            : html`<div class="stack tight">
                <h3>${t.actions.facts}</h3>
                <ul class="facts-list" data-test="facts">
                  ${facts.map((fact) => html`<li>${fact}</li>`)}
                </ul>
              </div>`
        }
        <div aria-live="polite" class="stack">
          ${
            plan.call !== undefined && plan.call.value > 0n && action.spec.name !== "deposit"
              ? html`<div>
                  <p class="soft">${t.actions.send}</p>
                  <p class="sum numbers" data-test="value">${holding(plan.call.value)}</p>
                </div>`
              : nothing
          }
          ${
            payout === undefined
              ? nothing
              : html`<p data-test="payout">
                  ${t.actions.receive} <strong>${holding(payout.amount, payout.unit)}</strong>
                </p>`
          }
          ${
            current === undefined || after === undefined
              ? nothing
              : figuresTable(current.now, after)
          }
        </div>
        ${action.warnings.map(
          (warning) => html`<ssv-notice tone="warn" .problem=${warning}></ssv-notice>`,
        )}
        ${
          (plan.problem ?? problem) === undefined
            ? nothing
            : html`<ssv-notice id="wish-problem" .problem=${plan.problem ?? problem}></ssv-notice>`
        }
        <div class="row end">
          <button
            class="main"
            data-test="review"
            ?disabled=${plan.call === undefined || plan.problem !== undefined}
          >
            ${t.actions.review}
          </button>
          <slot></slot>
        </div>
      </form>`;
  }

  readonly #review = (event: SubmitEvent): void => {
    event.preventDefault();
    const { action } = this.clusters;
    if (action?.plan.call !== undefined) void action.review();
  };
}
