import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Action } from "./flow/action.js";
import type { Field } from "./flow/actions/action-spec.js";
import { MOST_DAYS, SLACK_BLOCKS } from "./flow/actions/amounts.js";
import type { Clusters } from "./flow/clusters.js";
import { formatEther } from "./flow/ether.js";
import { exact, shorten } from "./format.js";
import { t } from "./text.js";

const SHOWN_KEYS = 6;

/** What an action asks for, in its order. */
export function actionFields(action: Action, clusters: Clusters): TemplateResult[] {
  return action.spec.fields.map((field) => draw[field](action, clusters));
}

const draw: Readonly<Record<Field, (action: Action, clusters: Clusters) => TemplateResult>> = {
  amount(action) {
    const { spec, context, plan, wishes } = action;
    const presets =
      spec.about === "cluster" && context !== undefined && "cluster" in context
        ? (spec.presets?.(context) ?? [])
        : [];
    const slack = spec.name === "withdraw" && action.current?.now.active === true;
    const invalid = plan.problem !== undefined;
    return html`<div class="field">
      <label for="amount">${t.actions.amount}</label>
      <div class="with-unit">
        <input
          id="amount"
          class="numbers"
          inputmode="decimal"
          autocomplete="off"
          spellcheck="false"
          data-test="amount"
          aria-invalid=${invalid}
          aria-describedby="${presets.length > 0 ? "presets" : ""} ${slack ? "slack" : ""} ${
            invalid ? "wish-problem" : ""
          }"
          .value=${wishes.amount}
          @input=${(event: InputEvent) => {
            action.set({ amount: (event.target as HTMLInputElement).value });
          }}
        />
        <span class="soft">${t.actions.unit}</span>
      </div>
      ${
        presets.length === 0
          ? nothing
          : html`<div class="presets" id="presets">
              ${presets.map(
                ({ name, amount }) =>
                  html`<button
                    type="button"
                    data-test="preset-${name}"
                    title=${exact(amount)}
                    @click=${() => action.set({ amount: formatEther(amount) })}
                  >
                    ${t.actions.presets[name]}
                  </button>`,
              )}
              ${
                spec.name === "deposit"
                  ? html`<span class="small soft">${t.actions.presetHint}</span>`
                  : nothing
              }
            </div>`
      }
      ${
        slack
          ? html`<p class="small soft" id="slack" data-test="slack">
              ${t.actions.slack(SLACK_BLOCKS)}
            </p>`
          : nothing
      }
    </div>`;
  },

  effectiveBalance: (action) =>
    whole(action, "effectiveBalance", t.actions.effectiveBalance, t.actions.unit, {
      hint: t.actions.effectiveBalanceHint,
    }),

  days: (action) => whole(action, "days", t.actions.days, t.actions.daysUnit, { most: MOST_DAYS }),

  keys({ wishes: { keys } }) {
    return html`<div class="field">
      <p class="label">${t.actions.keys(keys.length)}</p>
      <ul class="keys">
        ${keys
          .slice(0, SHOWN_KEYS)
          .map(
            (key) => html`<li class="mono" title=${key} data-test="wish-key">${shorten(key)}</li>`,
          )}
      </ul>
      ${
        keys.length > SHOWN_KEYS
          ? html`<p class="small soft">${t.actions.moreKeys(keys.length - SHOWN_KEYS)}</p>`
          : nothing
      }
    </div>`;
  },

  recipient(action, clusters) {
    const invalid = action.plan.problem !== undefined;
    return html`<p data-test="scope">
        <strong>${t.actions.scope(clusters.validators, clusters.views?.length ?? 0)}</strong>
      </p>
      <dl class="facts">
        <dt>${t.actions.recipientNow}</dt>
        <dd class="mono" data-test="recipient-now">${clusters.feeRecipient}</dd>
      </dl>
      <div class="field">
        <label for="recipient">${t.actions.recipient}</label>
        <input
          id="recipient"
          class="mono"
          autocomplete="off"
          spellcheck="false"
          placeholder="0x…"
          data-test="recipient"
          aria-invalid=${invalid}
          aria-describedby=${invalid ? "wish-problem" : nothing}
          .value=${action.wishes.recipient}
          @input=${(event: InputEvent) => {
            action.set({ recipient: (event.target as HTMLInputElement).value });
          }}
        />
      </div>`;
  },
};

/** A field for whole numbers. */
function whole(
  action: Action,
  name: "effectiveBalance" | "days",
  label: string,
  unit: string,
  { hint, most }: { hint?: string; most?: number },
): TemplateResult {
  const invalid = action.plan.problem !== undefined;
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <div class="with-unit">
      <input
        id=${name}
        type="number"
        min="1"
        max=${most ?? nothing}
        step="1"
        inputmode="numeric"
        data-test=${name}
        aria-invalid=${invalid}
        aria-describedby="${hint === undefined ? "" : `${name}-hint`} ${
          invalid ? "wish-problem" : ""
        }"
        .value=${String(action.wishes[name])}
        @input=${(event: InputEvent) => {
          const value = (event.target as HTMLInputElement).valueAsNumber;
          action.set({ [name]: Number.isSafeInteger(value) ? value : 0 });
        }}
      />
      <span class="soft">${unit}</span>
    </div>
    ${hint === undefined ? nothing : html`<p class="small soft" id="${name}-hint">${hint}</p>`}
  </div>`;
}
