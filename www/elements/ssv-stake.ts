import { LitElement, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { Eip1193, Network } from "../lib/index.js";
import { FollowController } from "./flow-element.js";
import type { Configuration, Policy, Sample } from "./flow/configuration.js";
import { Connection } from "./flow/connection.js";
import { Flow, STEPS } from "./flow/flow.js";
import type { Step } from "./flow/flow.js";
import { problem } from "./flow/problem.js";
import { amount, list, shorten } from "./format.js";
import { Announcer } from "./announcer.js";
import { t } from "./text.js";
import { stakeStyles } from "./ssv-stake.css.js";
import { theme } from "./theme.js";
import { walletBanner } from "./wallet-banner.js";

/**
 * The whole registration as one element.
 *
 * @fires ssv-progress while keys are worked on: `Progress`
 * @fires ssv-tx when a transaction moves: `{ hash, status }`
 * @fires ssv-error when something stands in the way: `Problem`
 */
export class SsvStake extends LitElement {
  static override properties = {
    networks: { attribute: false },
    network: { attribute: false },
    provider: { attribute: false },
    connection: { attribute: false },
    operators: { attribute: false },
    policy: { attribute: false },
    samples: { attribute: false },
    flow: { state: true },
  };
  static override styles = [theme, stakeStyles];
  /** Chains to choose from; `network` sets just one. */
  declare networks: readonly Network[] | undefined;
  declare network: Network | undefined;
  /** A connected wallet of the host page; without it the element looks for announced ones. */
  declare provider: Eip1193 | undefined;
  /** Who is connected, where other elements of the page share it. */
  declare connection: Connection | undefined;
  /** The operators of the cluster that new validators join; without it the user picks. */
  declare operators: readonly bigint[] | undefined;
  declare policy: Policy | undefined;
  declare samples: readonly Sample[] | undefined;
  declare flow: Flow | undefined;
  readonly #controller = new FollowController(this);
  readonly #announcer = new Announcer(this);
  #shown: Step | undefined;
  /** Made here, where the page gave none. */
  #ownConnection: Connection | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.#warn);
    window.addEventListener("pagehide", this.#lock);
    window.addEventListener("dragover", keepPage);
    window.addEventListener("drop", keepPage);
    this.addEventListener("pointerdown", this.#touch);
    this.addEventListener("keydown", this.#touch);
    this.addEventListener("ssv-start-over", this.#startOver);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.#warn);
    window.removeEventListener("pagehide", this.#lock);
    window.removeEventListener("dragover", keepPage);
    window.removeEventListener("drop", keepPage);
    this.removeEventListener("pointerdown", this.#touch);
    this.removeEventListener("keydown", this.#touch);
    this.removeEventListener("ssv-start-over", this.#startOver);
    this.flow?.close();
    this.#ownConnection?.close();
    this.#ownConnection = undefined;
    this.flow = undefined;
    this.#shown = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("networks") || changed.has("network")) {
      this.#ownConnection?.close();
      this.#ownConnection = undefined;
    }
    const inputs = ["networks", "network", "policy", "samples", "connection"] as const;
    if (this.flow === undefined || inputs.some((name) => changed.has(name))) this.#start();
    else if (changed.has("operators")) this.flow.committee.join(this.operators);
    if (changed.has("provider") && this.provider !== undefined) {
      void this.flow?.connection.connect(this.provider);
    }
    this.#controller.follow(this.flow);
    if (this.flow !== undefined) this.#announcer.follow(this.flow);
  }

  protected override updated(): void {
    const { flow } = this;
    if (flow === undefined) return;
    const moved = this.#shown !== undefined && this.#shown !== flow.step;
    this.#shown = flow.step;
    if (!moved) return;
    const heading = this.renderRoot.querySelector<HTMLElement>(`#${flow.step}`);
    heading?.focus({ preventScroll: true });
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    heading
      ?.closest("li")
      ?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  protected override render(): TemplateResult {
    const { flow } = this;
    if (flow === undefined) {
      return this.networks === undefined && this.network === undefined
        ? html`<p class="soft" role="status">${t.loading}</p>`
        : html`<ssv-notice .problem=${problem("CONFIGURATION_INVALID")}></ssv-notice>`;
    }
    return html`<ol class="steps" data-test="steps">
        ${STEPS.map((step, index) => this.#step(flow, step, index))}
      </ol>
      <p class="unseen" role="status" data-test="announcer">${this.#announcer.message}</p>`;
  }

  #step(flow: Flow, step: Step, index: number): TemplateResult {
    const current = flow.step === step;
    const before = STEPS.indexOf(flow.step) > index;
    const done = flow.done(step) && (before || step === "register");
    const kind = current ? "current" : done ? "done" : "open";
    const { registering, parts } = flow;
    // After a part is registered, only the files and the password are asked for again.
    const fixed = parts.sent > 0 && (registering.finished || !REOPENED.has(step));
    const changeable = !current && before && !registering.inFlight && !fixed;
    return html`<li
      class="step ${kind}"
      aria-current=${current ? "step" : nothing}
      data-test="step-${step}"
      data-state=${kind}
    >
      <div class="head">
        <span class="mark" aria-hidden="true">${done ? CHECK : index + 1}</span>
        <div class="titles">
          <h2 id=${step} tabindex="-1">
            <span class="unseen"
              >${t.step(index + 1, STEPS.length)} ${done ? `${t.stepDone}. ` : ""}</span
            >${title(flow, step)}
          </h2>
          ${!current && done ? html`<p class="summary">${summary(flow, step)}</p>` : nothing}
        </div>
        ${
          changeable
            ? html`<button
                class="plain"
                data-test="change-${step}"
                aria-label="${t.change}: ${title(flow, step)}"
                @click=${() => flow.goTo(step)}
              >
                ${t.change}
              </button>`
            : nothing
        }
      </div>
      ${current ? html`<div class="body">${flow.registering.finished ? nothing : walletBanner(flow.connection)} ${body(flow, step)}</div>` : nothing}
    </li>`;
  }

  #start(): void {
    const networks = this.networks ?? (this.network === undefined ? [] : [this.network]);
    this.flow?.close();
    this.flow = undefined;
    if (networks.length === 0) return;
    const configuration: Configuration = {
      networks,
      samples: this.samples ?? [],
      policy: this.policy ?? {},
    };
    const connection = this.connection ?? (this.#ownConnection ??= new Connection(networks));
    this.flow = new Flow(configuration, connection);
    void this.flow.batches.find();
    if (this.operators !== undefined) this.flow.committee.join(this.operators);
    this.flow.listener = (type, detail) => {
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    };
    if (this.provider === undefined) connection.discover();
  }

  readonly #startOver = (): void => this.#start();

  readonly #warn = (event: BeforeUnloadEvent): void => {
    if (this.flow?.guarded) event.preventDefault();
  };

  readonly #touch = (): void => this.flow?.splitting.touch();

  /** Also keeps the keys out of the browser's page cache. */
  readonly #lock = (): void => this.flow?.splitting.lock();
}

/** A file dropped beside the zone, or in another step, must not open instead of the page. */
function keepPage(event: DragEvent): void {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
}

const CHECK = html`<svg viewBox="0 0 16 16" fill="none">
  <path
    d="m3.5 8.5 3 3 6-7"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

function body(flow: Flow, step: Step): TemplateResult {
  switch (step) {
    case "keys": {
      const unfinished = html`<ssv-unfinished class="banner" .flow=${flow}></ssv-unfinished>`;
      return html`${flow.batches.offered.length === 0 ? nothing : unfinished}
        <ssv-keystores .flow=${flow}></ssv-keystores>`;
    }
    case "account":
      return html`<ssv-account .flow=${flow}></ssv-account>`;
    case "operators":
      return html`<ssv-operators .flow=${flow}></ssv-operators>`;
    case "split":
      return html`<ssv-unlock .flow=${flow}></ssv-unlock>`;
    case "funding":
      return html`<ssv-funding .flow=${flow}></ssv-funding>`;
    case "register": {
      const current = REVIEWED.has(flow.registering.state)
        ? html`<ssv-review .flow=${flow}></ssv-review>`
        : html`<ssv-transaction .flow=${flow}></ssv-transaction>`;
      // What is to be done comes before the list, however long that is.
      return html`${current} <ssv-batches .flow=${flow}></ssv-batches>`;
    }
  }
}

const REOPENED: ReadonlySet<Step> = new Set(["keys", "split"]);

const REVIEWED: ReadonlySet<string> = new Set([
  "idle",
  "preparing",
  "ready",
  "rechecking",
  "awaiting-wallet",
]);

/** An uploaded file is not split, only checked. */
function title(flow: Flow, step: Step): string {
  return step === "split" && flow.keys.keyshares !== undefined ? t.checkStep : t.steps[step];
}

function summary(flow: Flow, step: Step): string {
  const { keys, account, committee, splitting, funding } = flow;
  switch (step) {
    case "keys": {
      if (keys.keyshares !== undefined) return t.summary.keyshares(keys.count);
      const left = keys.files.length - keys.count;
      return left === 0
        ? t.summary.keys(keys.count)
        : `${t.summary.keys(keys.count)} · ${t.summary.left(left)}`;
    }
    case "account":
      return t.summary.account(shorten(account.owner ?? ""), account.network?.name ?? "");
    case "operators":
      return t.summary.operators(list(committee.ids));
    case "split": {
      const made = splitting.result?.registrations.length ?? 0;
      if (keys.keyshares !== undefined) return t.summary.checked(made);
      return splitting.saved
        ? `${t.summary.split(made)} · ${t.summary.saved}`
        : t.summary.split(made);
    }
    case "funding": {
      if (funding.quote === undefined) return "";
      const { value, runway, whole } = funding.quote;
      const sum =
        whole === undefined ? amount(value) : t.onboarding.sum(amount(value), amount(whole.value));
      return t.summary.funding(sum, t.funding.days(runway));
    }
    case "register":
      return "";
  }
}
