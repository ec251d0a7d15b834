import { LitElement } from "lit";
import type { PropertyValues, ReactiveController, ReactiveControllerHost } from "lit";
import type { Flow } from "./flow/flow.js";
import { theme } from "./theme.js";

/** Renders its host again whenever the flow changes. */
export class FlowController implements ReactiveController {
  #flow: Flow | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  follow(flow: Flow | undefined): void {
    if (flow === this.#flow) return;
    this.hostDisconnected();
    this.#flow = flow;
    this.hostConnected();
  }

  hostConnected(): void {
    this.#unsubscribe ??= this.#flow?.subscribe(() => this.host.requestUpdate());
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
  readonly #controller = new FlowController(this);

  protected override shouldUpdate(): boolean {
    return this.flow !== undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("flow")) this.#controller.follow(this.flow);
  }
}
