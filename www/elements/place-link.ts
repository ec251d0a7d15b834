import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { formatPlace } from "./flow/place.js";
import type { Place } from "./flow/place.js";

/** A link that `<ssv-clusters>` follows itself; it can be copied or opened in another tab as well. */
export function placeLink(
  base: string,
  place: Place,
  words: unknown,
  { kind, test, label }: { kind?: string; test?: string; label?: string } = {},
): TemplateResult {
  const text = formatPlace(place);
  return html`<a
    class=${kind ?? nothing}
    href="${base}${text}"
    data-place=${text}
    data-test=${test ?? nothing}
    aria-label=${label ?? nothing}
    >${words}</a
  >`;
}
