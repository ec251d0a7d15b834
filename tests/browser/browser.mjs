/** Chromium for the tests, and pages that write down everything they should not do. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
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

const VIEWPORT = { width: 1100, height: 900 };

export async function launch() {
  return chromium.launch({ executablePath: findBrowser(), args: FLAGS });
}

/**
 * A browser whose tabs are hidden and throttled as a user's are; Playwright keeps those of `launch` visible and
 * awake. They share one context.
 */
export async function launchWithBackground() {
  const folder = await mkdtemp(join(tmpdir(), "ssv-browser-"));
  const own = ["--remote-debugging-port=0", `--user-data-dir=${folder}`];
  const child = spawn(findBrowser(), [...FLAGS, ...own], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  let address;
  for await (const line of createInterface(child.stderr)) {
    [, address] = /^DevTools listening on (ws:.*)/.exec(line) ?? [];
    if (address) break;
  }
  child.stderr.resume();
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  return {
    context: browser.contexts()[0],
    async close() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * @typedef {object} Seen
 * @property {import("playwright-core").Request[]} requests of the page and its workers
 * @property {string[]} complaints console errors and warnings, uncaught errors
 * @property {string[]} violations of the page's security policy
 */

/**
 * A page of its own, with nothing stored, or one of a context.
 *
 * @returns {Promise<{ page: import("playwright-core").Page, seen: Seen }>}
 */
export async function openPage(browser, { viewport = VIEWPORT, context } = {}) {
  context ??= await browser.newContext({ viewport });
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
