import { LitElement } from "lit";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Clusters } from "./flow/clusters.js";
import type { Connection } from "./flow/connection.js";
import type { Flow } from "./flow/flow.js";
import type { Observable } from "./flow/observable.js";
import { theme } from "./theme.js";

/** Renders its host again whenever what it follows changes. */
export class FollowController implements ReactiveController {
  #followed: Observable | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  follow(followed: Observable | undefined): void {
    if (followed === this.#followed) return;
    this.hostDisconnected();
    this.#followed = followed;
    this.hostConnected();
  }

  hostConnected(): void {
    this.#unsubscribe ??= this.#followed?.subscribe(() => this.host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }
}

/** A part of the page that shows something observable, and nothing without it. */
abstract class FollowingElement extends LitElement {
  static override styles = [theme];
  readonly #controller = new FollowController(this);

  protected abstract get followed(): Observable | undefined;

  protected override shouldUpdate(): boolean {
    return this.followed !== undefined;
  }

  protected override willUpdate(): void {
    this.#controller.follow(this.followed);
  }
}

/** A part of the page that shows one registration. */
export abstract class FlowElement extends FollowingElement {
  static override properties = { flow: { attribute: false } };
  declare flow: Flow;

  protected override get followed(): Observable | undefined {
    return this.flow;
  }
}

/** A part of the page that shows who is connected. */
export abstract class ConnectionElement extends FollowingElement {
  static override properties = { connection: { attribute: false } };
  declare connection: Connection;

  protected override get followed(): Observable | undefined {
    return this.connection;
  }
}

/** A part of the page that shows the clusters of an owner. */
export abstract class ClustersElement extends FollowingElement {
  static override properties = { clusters: { attribute: false } };
  declare clusters: Clusters;

  protected override get followed(): Observable | undefined {
    return this.clusters;
  }
}
