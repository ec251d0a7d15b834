import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { OperatorNames } from "./flow/operator-names.js";
import { percent } from "./format.js";
import { t } from "./text.js";

/** A foreign name stays in its own line, whatever letters and marks it is made of. */
export const nameStyles = css`
  .name {
    overflow: clip;
    overflow-wrap: anywhere;
  }
`;

/** The name that an operator goes by, as a quotation; nothing where the API gave none. */
export function operatorName(names: OperatorNames, id: bigint): TemplateResult | typeof nothing {
  const facts = names.of(id);
  if (facts === undefined) return nothing;
  const { name, performance30d: performance } = facts;
  return html`<p class="name" data-test="operator-name">
    “<bdi>${name}</bdi>”
    ${
      performance === undefined
        ? nothing
        : html`<span class="soft numbers">· ${t.operators.performance(percent(performance))}</span>`
    }
  </p>`;
}

/** Says once below a list where its names come from. */
export function nameSource(
  names: OperatorNames,
  ids: readonly bigint[],
): TemplateResult | typeof nothing {
  return ids.some((id) => names.of(id) !== undefined)
    ? html`<p class="small soft" data-test="name-source">${t.operators.named}</p>`
    : nothing;
}
