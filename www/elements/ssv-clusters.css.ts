import { css } from "lit";

/** What the parts of the clusters share: cards, badges, figures. */
export const clusterStyles = css`
  h2,
  h3 {
    outline: none;
  }
  h2 {
    font-size: 1.25rem;
    line-height: 1.35;
    font-weight: 600;
    letter-spacing: -0.005em;
    text-wrap: balance;
  }
  .back {
    display: inline-block;
    padding-block: 0.25rem;
    font-size: 0.9375rem;
    text-decoration: none;
  }
  .back:hover {
    text-decoration: underline;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
    padding: 1.5rem;
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) + 6px);
    background: var(--surface);
    box-shadow:
      0 1px 2px rgb(0 0 0 / 0.04),
      0 8px 24px -12px rgb(0 0 0 / 0.1);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0.5rem 1rem;
  }
  .badge {
    flex: none;
    padding: 0.125rem 0.625rem;
    border: 1px solid currentColor;
    border-radius: 1rem;
    background: var(--tint);
    color: var(--accent);
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 1.5;
  }
  .badge.low,
  .badge.legacy {
    background: var(--warn-tint);
    color: var(--warn);
  }
  .badge.liquidated {
    background: var(--bad-tint);
    color: var(--bad);
  }
  .badge.empty {
    background: none;
    color: var(--soft);
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
    gap: 1rem 1.5rem;
  }
  .figures dt {
    color: var(--soft);
    font-size: 0.875rem;
  }
  .figures dd {
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .figures .note {
    display: block;
    color: var(--soft);
    font-size: 0.875rem;
    font-weight: 400;
  }
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    font-weight: 400;
    color: var(--soft);
    text-align: start;
  }
  th,
  td {
    padding: 0.375rem 0.5rem 0.375rem 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  .same td {
    color: var(--soft);
  }
  tr:not(.same) td:last-child {
    font-weight: 600;
  }
  .danger {
    border-color: var(--bad);
    color: var(--bad);
  }
  .danger:hover {
    border-color: var(--bad);
    background: var(--bad-tint);
  }
  .main.danger {
    background: var(--bad);
    border-color: var(--bad);
    color: var(--surface);
  }
  .main.danger:hover {
    background: color-mix(in srgb, var(--bad) 88%, var(--ink));
  }
  .main.danger:disabled {
    background: none;
    border-color: var(--line);
    color: var(--soft);
  }
  a.button {
    display: inline-grid;
    place-items: center;
    min-height: 2.75rem;
    padding: 0.5rem 1.125rem;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    font-weight: 550;
    text-decoration: none;
  }
  a.button:hover {
    background: var(--tint);
    border-color: var(--accent);
  }
  a.button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  a.button.danger {
    border-color: var(--bad);
    color: var(--bad);
  }
  @media (max-width: 40rem) {
    .card {
      padding: 1.125rem 1rem;
    }
    .row.end > a.button {
      flex: 1 1 100%;
    }
  }
`;
