import { LitElement, css, html, nothing } from "lit";
import type { PropertyValues, TemplateResult } from "lit";
import type { Eip1193, Network } from "../lib/index.js";
import { FollowController } from "./flow-element.js";
import { Clusters } from "./flow/clusters.js";
import { Connection } from "./flow/connection.js";
import { formatPlace, parsePlace } from "./flow/place.js";
import type { Place } from "./flow/place.js";
import { problem } from "./flow/problem.js";
import { browserStore } from "./flow/unfinished.js";
import type { Store } from "./flow/unfinished.js";
import { clusterStyles } from "./ssv-clusters.css.js";
import { t } from "./text.js";
import { theme } from "./theme.js";
import { walletBanner } from "./wallet-banner.js";

/**
 * The clusters of an owner and everything that can be done to them, as one element.
 *
 * @fires ssv-place when the user goes somewhere: `{ place }`, a text for `place`
 * @fires ssv-add-validators when validators shall join a cluster: `{ operators }`, for `<ssv-stake>`
 * @fires ssv-tx when a transaction moves: `{ hash, status }`
 * @fires ssv-error when something stands in the way: `Problem`
 */
export class SsvClusters extends LitElement {
  static override properties = {
    networks: { attribute: false },
    network: { attribute: false },
    provider: { attribute: false },
    connection: { attribute: false },
    store: { attribute: false },
    idle: { type: Boolean },
    place: {},
    base: {},
    register: {},
    clusters: { state: true },
  };
  static override styles = [
    theme,
    clusterStyles,
    css`
      .banner {
        margin-bottom: 1.25rem;
      }
    `,
  ];
  /** Chains to choose from; `network` sets just one. */
  declare networks: readonly Network[] | undefined;
  declare network: Network | undefined;
  /** A connected wallet of the host page; without it the element looks for announced ones. */
  declare provider: Eip1193 | undefined;
  /** Who is connected, where other elements of the page share it. */
  declare connection: Connection | undefined;
  /** Where unfinished transactions are kept over a reload: the browser's storage unless set. */
  declare store: Store | undefined;
  /** Nobody looks at it: nothing is read until somebody does. */
  declare idle: boolean;
  /** What is shown: "" is the list, "1-2-3-4" a cluster, "1-2-3-4/deposit" an action, "top-up?owner=…". */
  declare place: string;
  /** What stands before a place in a link. */
  declare base: string;
  /** Address of the page that registers validators. */
  declare register: string;
  declare clusters: Clusters | undefined;
  readonly #controller = new FollowController(this);
  #ownConnection: Connection | undefined;

  constructor() {
    super();
    this.idle = false;
    this.place = "";
    this.base = "#";
    this.register = "#register";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.renderRoot.addEventListener("click", this.#follow);
    window.addEventListener("beforeunload", this.#warn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.renderRoot.removeEventListener("click", this.#follow);
    window.removeEventListener("beforeunload", this.#warn);
    this.clusters?.close();
    this.#ownConnection?.close();
    this.#ownConnection = undefined;
    this.clusters = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("networks") || changed.has("network")) {
      this.#ownConnection?.close();
      this.#ownConnection = undefined;
    }
    const inputs = ["networks", "network", "connection", "store"] as const;
    if (this.clusters === undefined || inputs.some((name) => changed.has(name))) this.#start();
    else if (changed.has("place")) this.clusters.goTo(parsePlace(this.place));
    if (this.clusters !== undefined) this.clusters.idle = this.idle;
    if (changed.has("provider") && this.provider !== undefined) {
      void this.clusters?.connection.connect(this.provider);
    }
    this.#controller.follow(this.clusters);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("place") || changed.get("place") === undefined) return;
    this.renderRoot
      .querySelector<HTMLElement>("[data-view]")
      ?.shadowRoot?.querySelector<HTMLElement>("h2[tabindex], h3[tabindex]")
      ?.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const { clusters } = this;
    if (clusters === undefined) {
      return this.networks === undefined && this.network === undefined
        ? html`<p class="soft" role="status">${t.loading}</p>`
        : html`<ssv-notice .problem=${problem("CONFIGURATION_INVALID")}></ssv-notice>`;
    }
    const { connection, place } = clusters;
    return html`${
      connection.owner === undefined
        ? html`<div class="card">
            <h2>${t.clusters.connect}</h2>
            <ssv-connect .connection=${connection}></ssv-connect>
          </div>`
        : html`${walletBanner(connection)}
          ${
            sentFromElsewhere(clusters)
              ? html`<ssv-action class="banner" .clusters=${clusters}></ssv-action>`
              : nothing
          }
          ${this.#view(clusters, place)}`
    }`;
  }

  #view(clusters: Clusters, place: Place): TemplateResult {
    const { base, register } = this;
    switch (place.kind) {
      case "list":
        return html`<ssv-cluster-list
          data-view
          .clusters=${clusters}
          .base=${base}
          .register=${register}
        ></ssv-cluster-list>`;
      case "cluster":
        return html`<ssv-cluster data-view .clusters=${clusters} .base=${base}></ssv-cluster>`;
      case "recipient":
        return html`<ssv-fee-recipient
          data-view
          .clusters=${clusters}
          .base=${base}
        ></ssv-fee-recipient>`;
      case "top-up":
        return html`<ssv-top-up data-view .clusters=${clusters} .base=${base}></ssv-top-up>`;
    }
  }

  #start(): void {
    const networks = this.networks ?? (this.network === undefined ? [] : [this.network]);
    this.clusters?.close();
    this.clusters = undefined;
    if (networks.length === 0) return;
    const connection = this.connection ?? (this.#ownConnection ??= new Connection(networks));
    const clusters = new Clusters(connection, this.store ?? browserStore(), this.idle);
    clusters.listener = (type, detail) => {
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    };
    this.clusters = clusters;
    clusters.goTo(parsePlace(this.place));
    if (this.provider === undefined) connection.discover();
  }

  /** Links to places are followed here; whoever hosts the element mirrors them in its address. */
  readonly #follow = (event: Event): void => {
    if (!(event instanceof MouseEvent) || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event
      .composedPath()
      .find(
        (target) => target instanceof HTMLAnchorElement && target.dataset["place"] !== undefined,
      );
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    this.#go(link.dataset["place"] ?? "");
  };

  #go(place: string): void {
    const target = formatPlace(parsePlace(place));
    if (target === this.place) return;
    this.place = target;
    const detail = { place: target };
    this.dispatchEvent(new CustomEvent("ssv-place", { detail, bubbles: true, composed: true }));
  }

  readonly #warn = (event: BeforeUnloadEvent): void => {
    if (this.clusters?.action?.transaction?.phase === "awaiting-wallet") event.preventDefault();
  };
}

/** An action that was sent is still told about, and the place shows something else. */
function sentFromElsewhere({ action, asked }: Clusters): boolean {
  return action?.stage === "sent" && asked === undefined;
}
