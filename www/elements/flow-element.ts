import { LitElement } from "lit";
import type { PropertyValues, ReactiveController, ReactiveControllerHost } from "lit";
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

/** A part of the page that shows one flow. */
export abstract class FlowElement extends LitElement {
  static override properties = { flow: { attribute: false } };
  static override styles = [theme];
  declare flow: Flow;
  readonly #controller = new FollowController(this);

  protected override shouldUpdate(): boolean {
    return this.flow !== undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("flow")) this.#controller.follow(this.flow);
  }
}

/** A part of the page that shows who is connected. */
export abstract class ConnectionElement extends LitElement {
  static override properties = { connection: { attribute: false } };
  static override styles = [theme];
  declare connection: Connection;
  readonly #controller = new FollowController(this);

  protected override shouldUpdate(): boolean {
    return this.connection !== undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("connection")) this.#controller.follow(this.connection);
  }
}
