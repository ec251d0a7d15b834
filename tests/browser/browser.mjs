/** Chromium for the tests, and pages that write down everything they should not do. */
import { chromium } from "playwright-core";
import { findBrowser } from "../../scripts/setup.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launch() {
  return chromium.launch({ executablePath: findBrowser(), args: FLAGS });
}

/**
 * @typedef {object} Seen
 * @property {import("playwright-core").Request[]} requests of the page and its workers
 * @property {string[]} complaints console errors and warnings, uncaught errors
 * @property {string[]} violations of the page's security policy
 */

/**
 * A page of its own, with nothing stored.
 *
 * @returns {Promise<{ page: import("playwright-core").Page, seen: Seen }>}
 */
export async function openPage(browser, { viewport = { width: 1100, height: 900 } } = {}) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const seen = { requests: [], complaints: [], violations: [] };
  context.on("request", (request) => seen.requests.push(request));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      seen.complaints.push(message.text());
    }
  });
  await page.exposeFunction("reportViolation", (text) => seen.violations.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.reportViolation(`${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  page.setDefaultTimeout(20_000);
  return { page, seen };
}
