import { css } from "lit";

/** Layout of the step list: one column with a rail of numbers. */
export const stakeStyles = css`
  .steps {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .step {
    position: relative;
    padding-block: 0.875rem;
  }
  .step + .step:not(.current, .current + .step) {
    border-top: 1px solid var(--line);
  }
  .step.current {
    margin-block: 0.5rem;
    margin-inline: calc(-1 * var(--ssv-bleed, 0rem));
    padding: 1.5rem var(--ssv-bleed, 1.5rem);
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) + 6px);
    background: var(--surface);
    box-shadow:
      0 1px 2px rgb(0 0 0 / 0.04),
      0 8px 24px -12px rgb(0 0 0 / 0.1);
  }
  .head {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr) auto;
    gap: 0 0.875rem;
    align-items: center;
    min-height: 2rem;
  }
  .mark {
    display: grid;
    place-items: center;
    align-self: start;
    width: 2rem;
    height: 2rem;
    border: 1px solid var(--edge);
    border-radius: 50%;
    color: var(--soft);
    font-size: 0.875rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .current .mark {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .done:not(.current) .mark {
    align-self: center;
  }
  .done .mark {
    border-color: transparent;
    background: var(--tint);
    color: var(--accent);
  }
  .mark svg {
    width: 1rem;
    height: 1rem;
  }
  h2 {
    font-size: 1.0625rem;
    line-height: 1.4;
    font-weight: 600;
  }
  .open h2 {
    font-weight: 450;
    color: var(--soft);
  }
  .current h2 {
    font-size: 1.25rem;
    letter-spacing: -0.005em;
  }
  .done h2 {
    font-size: 0.9375rem;
    font-weight: 450;
    color: var(--soft);
  }
  .summary {
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .body {
    margin-top: 1.25rem;
    padding-inline-start: 2.875rem;
  }
  .banner {
    margin-bottom: 1.25rem;
  }
  @media (max-width: 40rem) {
    .step.current {
      padding-block: 1.125rem;
    }
    .current h2 {
      font-size: 1.125rem;
    }
    .body {
      padding-inline-start: 0;
    }
  }
  @media (forced-colors: active) {
    .current .mark {
      outline: 2px solid Highlight;
    }
  }
`;
