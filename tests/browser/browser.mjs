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
 * awake. They share one context. It starts without a tab: connecting waits for each one to answer, for ever if that
 * one is still being set up (Playwright's issue 42730).
 */
export async function launchWithBackground() {
  const folder = await mkdtemp(join(tmpdir(), "ssv-browser-"));
  const own = ["--no-startup-window", "--remote-debugging-port=0", `--user-data-dir=${folder}`];
  const child = spawn(findBrowser(), [...FLAGS, ...own], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const close = async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const browser = await chromium.connectOverCDP(await addressOf(child), { noDefaults: true });
    return { context: browser.contexts()[0], close };
  } catch (error) {
    // A child that lives on would keep the test's process alive as well.
    await close();
    throw error;
  }
}

async function addressOf(child) {
  for await (const line of createInterface(child.stderr)) {
    const [, address] = /^DevTools listening on (ws:.*)/.exec(line) ?? [];
    if (address) {
      child.stderr.resume();
      return address;
    }
  }
  throw new Error("the browser ended before it listened");
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
