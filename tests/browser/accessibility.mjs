/** What a keyboard and a screen reader need of the page. */
import assert from "node:assert/strict";

/** Tabs until an enabled element has the focus, as nobody should have to for long. */
export async function reach(tab, name) {
  await tab.page.locator(`[data-test=${name}]:not([disabled])`).first().waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await tab.page.evaluate(focused)) === name) return;
    await tab.page.keyboard.press("Tab");
  }
  assert.fail(`${name} cannot be reached with the Tab key`);
}

export async function press(tab, name) {
  await reach(tab, name);
  await tab.page.keyboard.press("Enter");
}

function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.dataset?.test;
}

/** Width of the page, and what assistive technology would stumble over; runs in the page. */
export function inspect() {
  const faults = [];
  const visit = (root) => {
    const ids = [...root.querySelectorAll("[id]")].map(({ id }) => id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`twice: ${id}`);
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot);
      if (element.hidden || element.closest("[hidden]")) continue;
      const tag = element.localName;
      const label = element.getAttribute("aria-label") ?? "";
      if (tag === "button" && `${label}${element.textContent}`.trim() === "") {
        faults.push(`button without a name: ${element.outerHTML.slice(0, 80)}`);
      }
      if (["input", "select", "progress"].includes(tag)) {
        const named = element.labels?.length > 0 || label || element.ariaLabelledByElements?.length;
        if (!named) faults.push(`field without a label: ${element.outerHTML.slice(0, 80)}`);
      }
      if (tag === "img" && !element.hasAttribute("alt")) faults.push("image without a text");
      for (const name of ["aria-describedby", "aria-labelledby"]) {
        for (const id of (element.getAttribute(name) ?? "").split(/\s+/).filter(Boolean)) {
          if (!root.getElementById(id)) faults.push(`${name} names nothing: ${id}`);
        }
      }
      if (element.tabIndex >= 0 && ["button", "input", "a", "summary"].includes(tag)) {
        const { width, height } = element.getBoundingClientRect();
        if (tag === "button" && width > 0 && height < 24)
          faults.push(`low: ${element.textContent}`);
      }
    }
  };
  visit(document);
  return { wide: document.scrollingElement.scrollWidth, faults };
}
