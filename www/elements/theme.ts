import { css } from "lit";

/**
 * The look of every element. A host sets `--ssv-accent`, `--ssv-ink`, `--ssv-surface` … on any
 * ancestor, and `--ssv-color-scheme: light | dark` to stop following the system.
 */
export const theme = css`
  :host {
    all: initial;
    display: block;
    color-scheme: var(--ssv-color-scheme, light dark);
    --ink: var(--ssv-ink, light-dark(#1d1f22, #e8eaec));
    --soft: var(--ssv-soft, light-dark(#5d6168, #a4aab1));
    --line: var(--ssv-line, light-dark(#e3e1db, #2f3439));
    --edge: var(--ssv-edge, light-dark(#8c8f94, #747b83));
    --ground: var(--ssv-ground, light-dark(#f8f7f4, #121416));
    --surface: var(--ssv-surface, light-dark(#ffffff, #1a1d20));
    --accent: var(--ssv-accent, light-dark(#0b5f58, #7fd6c6));
    --on-accent: var(--ssv-on-accent, light-dark(#ffffff, #06211d));
    --tint: var(--ssv-tint, light-dark(#eaf3f1, #1a2f2c));
    --bad: var(--ssv-bad, light-dark(#9c2a1c, #ffab9e));
    --bad-tint: var(--ssv-bad-tint, light-dark(#fbefec, #36201d));
    --warn: var(--ssv-warn, light-dark(#754a00, #efc777));
    --warn-tint: var(--ssv-warn-tint, light-dark(#fbf4e4, #322a19));
    --radius: var(--ssv-radius, 10px);
    --mono: var(--ssv-mono, ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace);
    font: 400 1rem / 1.5 var(--ssv-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    color: var(--ink);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  fieldset,
  legend,
  figure {
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h3 {
    font-size: 1rem;
    font-weight: 600;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: 0.875rem;
    line-height: 1.45;
  }
  .mono {
    font-family: var(--mono);
    font-size: 0.9375em;
    overflow-wrap: anywhere;
  }
  .numbers {
    font-variant-numeric: tabular-nums;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
  }
  .tight {
    gap: 0.5rem;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
  }
  .row.end {
    padding-top: 0.25rem;
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button {
    min-height: 2.75rem;
    padding: 0.5rem 1.125rem;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    font-weight: 550;
    cursor: pointer;
    transition:
      background-color 120ms,
      border-color 120ms;
  }
  button:hover {
    background: var(--tint);
    border-color: var(--accent);
  }
  button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.main:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }
  button.plain {
    min-height: 2rem;
    padding: 0.25rem 0.5rem;
    margin-inline: -0.5rem;
    border-color: transparent;
    background: none;
    color: var(--accent);
    font-size: 0.9375rem;
    font-weight: 500;
    white-space: nowrap;
  }
  button.plain:hover {
    background: var(--tint);
  }
  button:disabled,
  button[aria-disabled="true"] {
    cursor: default;
    background: none;
    border-color: var(--line);
    color: var(--soft);
  }
  label,
  .label {
    display: block;
    font-weight: 550;
  }
  .check {
    display: flex;
    gap: 0.75rem;
    padding: 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    font-weight: 400;
    cursor: pointer;
  }
  .field {
    display: grid;
    gap: 0.375rem;
  }
  input:not([type="radio"], [type="checkbox"], .unseen),
  select {
    width: 100%;
    min-height: 2.75rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
  }
  input[aria-invalid="true"] {
    border-color: var(--bad);
  }
  input::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  input[type="radio"],
  input[type="checkbox"] {
    flex: none;
    width: 1.125rem;
    height: 1.125rem;
    margin: 0.1875rem 0 0;
    accent-color: var(--accent);
  }
  a {
    color: var(--accent);
    text-underline-offset: 0.15em;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  h2:focus-visible {
    outline: none;
  }
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 0.5rem;
    border: 0;
    border-radius: 1rem;
    background: var(--line);
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
    border-radius: 1rem;
    transition: inline-size 150ms linear;
  }
  progress::-moz-progress-bar {
    background: var(--accent);
    border-radius: 1rem;
  }
  .list {
    border-block: 1px solid var(--line);
  }
  .list > li {
    padding: 0.75rem 0;
  }
  .list > li + li {
    border-top: 1px solid var(--line);
  }
  .facts {
    display: grid;
    grid-template-columns: minmax(8rem, auto) minmax(0, 1fr);
    gap: 0.5rem 1.5rem;
  }
  .facts dt {
    color: var(--soft);
  }
  summary {
    display: inline-block;
    padding: 0.25rem 0;
    color: var(--accent);
    font-size: 0.9375rem;
    cursor: pointer;
  }
  summary::before {
    content: "+";
    display: inline-block;
    width: 1.125em;
    font-family: var(--mono);
  }
  details[open] > summary::before {
    content: "–";
  }
  @media (max-width: 30rem) {
    .facts {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .facts dd {
      padding-bottom: 0.625rem;
    }
    .facts dd:last-child {
      padding-bottom: 0;
    }
    /* A whole address fits on one line of a small phone. */
    .facts .mono {
      font-size: 0.75rem;
    }
    .row.end > button:not(.plain) {
      flex: 1 1 100%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
    }
    button.main {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      border-color: Highlight;
    }
  }
`;
