import { LitElement, css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Problem } from "./flow/problem.js";
import { explain, t } from "./text.js";
import { theme } from "./theme.js";

/** A problem in words: what happened, what it means, what to do. Buttons go into its slot. */
export class SsvNotice extends LitElement {
  static override properties = {
    problem: { attribute: false },
    tone: { reflect: true },
    quiet: { type: Boolean },
  };
  static override styles = [
    theme,
    css`
      .notice {
        display: grid;
        justify-items: start;
        gap: 0.25rem;
        padding: 0.875rem 1rem;
        border-inline-start: 4px solid var(--bad);
        border-radius: var(--radius);
        background: var(--bad-tint);
      }
      :host([tone="warn"]) .notice {
        border-color: var(--warn);
        background: var(--warn-tint);
      }
      :host([tone="good"]) .notice {
        border-color: var(--accent);
        background: var(--tint);
      }
      h3 {
        color: var(--bad);
      }
      :host([tone="warn"]) h3 {
        color: var(--warn);
      }
      :host([tone="good"]) h3 {
        color: var(--accent);
      }
      ::slotted(*) {
        margin-block: 0.5rem 0.25rem !important;
      }
      @media (forced-colors: active) {
        .notice {
          border: 1px solid;
        }
      }
    `,
  ];
  declare problem: Problem | undefined;
  declare tone: "bad" | "warn" | "good";
  /** Part of a list that announces itself as a whole. */
  declare quiet: boolean;

  constructor() {
    super();
    this.tone = "bad";
    this.quiet = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { problem } = this;
    if (problem === undefined) return nothing;
    const { title, consequence, fix } = explain(problem);
    const role = this.quiet ? nothing : this.tone === "bad" ? "alert" : "status";
    const code =
      problem.reason === undefined ? problem.code : `${problem.code} · ${problem.reason.name}`;
    return html`<div class="notice" role=${role} data-test="problem" data-code=${problem.code}>
      <h3>${title}</h3>
      <p>${consequence}</p>
      <p><span class="unseen">${t.notice.fix}</span> ${fix}</p>
      <slot></slot>
      <p class="small soft mono" aria-label=${t.notice.code}>${code}</p>
    </div>`;
  }
}
