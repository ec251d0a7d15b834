import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Flow } from "./flow/flow.js";
import { t } from "./text.js";

/** Milliseconds between two spoken messages: a screen reader must be able to finish one. */
const PAUSE = 4_000;

/** Speaks the progress of long work, not more often than it can be heard. */
export class Announcer implements ReactiveController {
  message = "";
  #flow: Flow | undefined;
  #unsubscribe: (() => void) | undefined;
  #last = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  follow(flow: Flow): void {
    if (flow === this.#flow) return;
    this.hostDisconnected();
    this.#flow = flow;
    this.hostConnected();
  }

  hostConnected(): void {
    this.#unsubscribe ??= this.#flow?.subscribe(() => this.#speak());
  }

  hostDisconnected(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #speak(): void {
    const progress = this.#flow?.splitting.progress;
    const now = Date.now();
    if (progress === undefined || now - this.#last < PAUSE) return;
    this.#last = now;
    const percent = Math.round((100 * progress.done) / Math.max(1, progress.total));
    this.message = `${t.split.phase[progress.phase]}, ${percent} %`;
    this.host.requestUpdate();
  }
}
