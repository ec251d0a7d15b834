/** The dialog in which a human confirms or rejects. */

const STYLE = `
  dialog {
    box-sizing: border-box; width: min(28rem, calc(100vw - 2rem)); padding: 1.5rem; border: 1px solid #8884;
    border-radius: 12px; background: Canvas; color: CanvasText; font: 15px/1.5 system-ui, sans-serif;
    color-scheme: light dark; box-shadow: 0 12px 40px #0003;
  }
  dialog::backdrop { background: #0006; }
  h2 { margin: 0; font-size: 1.1rem; }
  p { margin: 0.25rem 0 1rem; opacity: 0.75; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: 0.35rem 1rem; margin: 0 0 1.25rem; }
  dt { opacity: 0.75; }
  dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  form { display: flex; justify-content: flex-end; gap: 0.75rem; }
  button { padding: 0.5rem 1.1rem; border: 1px solid #8886; border-radius: 8px; font: inherit; cursor: pointer; }
  button[value="confirm"] { border-color: #3d6b5c; background: #3d6b5c; color: #fff; }
  button:focus-visible { outline: 2px solid #3d6b5c; outline-offset: 2px; }
`;

const element = (name, properties, ...children) => {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
};

/**
 * Shows what is asked and calls `settle` with the answer.
 *
 * @returns {() => void} takes the dialog away
 */
export const ask = (action, rows, settle) => {
  const host = element("test-wallet");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  const entries = Object.entries(rows).flatMap(([term, value]) => [
    element("dt", { textContent: term }),
    element("dd", { textContent: value }),
  ]);
  const dialog = element(
    "dialog",
    { ariaLabel: `Test wallet: ${action}` },
    element("h2", { textContent: action }),
    element("p", {
      textContent: "Test wallet. It signs on the local network only; nothing here has value.",
    }),
    element("dl", {}, ...entries),
    element(
      "form",
      { method: "dialog" },
      element("button", { value: "reject", textContent: "Reject" }),
      element("button", { value: "confirm", textContent: "Confirm", autofocus: true }),
    ),
  );
  dialog.addEventListener("close", () => settle(dialog.returnValue === "confirm"));
  shadow.append(dialog);
  document.body.append(host);
  dialog.showModal();
  return () => host.remove();
};
