import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { wayWithout } from "./ssv-abandon.js";
import { FlowElement } from "./flow-element.js";
import type { KeyFile } from "./flow/key-files.js";
import { readPasswordFile } from "../lib/index.js";
import { FlowError, problem, problemOf } from "./flow/problem.js";
import type { Problem } from "./flow/problem.js";
import { seconds } from "./format.js";
import { explain, t } from "./text.js";

/** Of a file of passwords: lines of four hundred bytes for ten thousand keystores. */
const MOST_MIB = 4;

/** Password, progress, files that did not open, and the finished keyshares. */
export class SsvUnlock extends FlowElement {
  static override properties = {
    ...FlowElement.properties,
    shown: { state: true },
    empty: { state: true },
  };
  static override styles = [
    ...FlowElement.styles,
    css`
      .password {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.5rem;
      }
      .password button {
        min-width: 5rem;
      }
      .line {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
      }
      .failed {
        display: grid;
        gap: 0.5rem;
      }
      .file {
        align-self: center;
        font-weight: 400;
        text-decoration: underline;
        cursor: pointer;
      }
      .file:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      .name {
        overflow-wrap: anywhere;
      }
      .bad {
        color: var(--bad);
      }
    `,
  ];
  declare shown: boolean;
  declare empty: Problem | undefined;

  constructor() {
    super();
    this.shown = false;
  }

  protected override render(): TemplateResult {
    const { splitting } = this.flow;
    return html`<div class="stack">
      ${
        splitting.problem === undefined
          ? nothing
          : html`<ssv-notice
              .problem=${splitting.problem}
              tone=${["ABORTED", "KEYS_LOCKED"].includes(splitting.problem.code) ? "warn" : "bad"}
            >
              ${wayWithout(this.flow, splitting.problem)}
            </ssv-notice>`
      }
      ${splitting.busy ? this.#progress() : splitting.complete ? html`<ssv-shares .flow=${this.flow}></ssv-shares>` : this.#password()}
    </div>`;
  }

  #progress(): TemplateResult {
    const { splitting } = this.flow;
    const { progress, state } = splitting;
    const done = progress?.done ?? 0;
    const total = progress?.total ?? 1;
    const left = progress?.remainingMs;
    const title =
      state === "checking" ? t.split.checking : t.split.phase[progress?.phase ?? "derive"];
    const which =
      state !== "checking" && total > 1 ? t.split.file(Math.min(done + 1, total), total) : "";
    return html`<div class="stack tight" data-test="split-progress">
      <div class="line numbers">
        <p id="phase">${title} ${which}</p>
        <p class="soft">${left === undefined ? nothing : t.split.left(seconds(left))}</p>
      </div>
      <progress aria-labelledby="phase" max=${total} .value=${done}></progress>
      <p class="small soft">
        ${splitting.mode === "main-thread" ? t.split.sameThread : t.split.local}
      </p>
      <div class="row end">
        <button data-test="cancel" @click=${() => splitting.cancel()}>${t.cancel}</button>
      </div>
    </div>`;
  }

  #password(): TemplateResult {
    const { waiting } = this.flow.splitting;
    const failed = waiting.filter((entry) => entry.problem !== undefined);
    if (this.flow.keys.keyshares !== undefined) return this.#checkAgain();
    if (waiting.length === 0) return this.#again();
    return failed.length > 0 ? this.#retry(waiting) : this.#first(waiting.length);
  }

  #first(files: number): TemplateResult {
    const wrong = this.empty !== undefined;
    return html`<form class="stack" autocomplete="off" @submit=${this.#unlockAll}>
      <div class="field">
        <label for="password">${t.split.password(files)}</label>
        ${this.#field("password", wrong ? "password-problem password-hint" : "password-hint", wrong)}
        ${
          wrong
            ? html`<p class="small bad" id="password-problem" role="alert">
                ${explain(problem("PASSWORD_EMPTY")).title}.
                ${explain(problem("PASSWORD_EMPTY")).fix}
              </p>`
            : nothing
        }
        <p class="small soft" id="password-hint">${t.split.passwordHint}</p>
      </div>
      <div class="row end">
        ${files > 1 ? this.#passwordFile() : nothing}
        <button class="main" data-test="split">${t.split.start(files)}</button>
      </div>
    </form>`;
  }

  #passwordFile(): TemplateResult {
    return html`<label class="file" title=${t.onboarding.passwordFileHint}>
      ${t.onboarding.passwordFile}
      <input
        type="file"
        class="unseen"
        accept=".txt,text/plain"
        data-test="password-file"
        aria-description=${t.onboarding.passwordFileHint}
        @change=${this.#unlockByFile}
      />
    </label>`;
  }

  #retry(waiting: readonly KeyFile[]): TemplateResult {
    const opened = this.flow.keys.ready.length - waiting.length;
    return html`<form class="stack" autocomplete="off" @submit=${this.#unlockFailed}>
      <div role="alert">
        <h3>${t.split.failed(waiting.length)}</h3>
        <p class="soft">${opened > 0 ? t.split.opened(opened) : t.split.noneOpened}</p>
      </div>
      <ul class="list" data-test="failed-files">
        ${waiting.map((entry) => {
          const id = `password-${entry.id}`;
          const words = entry.problem === undefined ? undefined : explain(entry.problem);
          return html`<li
            class="failed"
            data-test="failed-file"
            data-code=${entry.problem?.code ?? nothing}
          >
            <div class="line">
              <label for=${id} class="name">${entry.name}</label>
              <button
                type="button"
                class="plain"
                data-test="leave-out"
                aria-label=${t.split.leaveOutFile(entry.name)}
                @click=${() => this.#leaveOut(entry.id)}
              >
                ${t.split.leaveOut}
              </button>
            </div>
            ${
              words === undefined
                ? nothing
                : html`<p class="small" id="${id}-problem">
                    <span class="bad">${words.title}.</span> ${words.consequence} ${words.fix}
                  </p>`
            }
            ${this.#field(id, `${id}-problem`, true)}
          </li>`;
        })}
      </ul>
      <div class="row end">
        ${waiting.length > 1 ? this.#passwordFile() : nothing}
        <button class="main" data-test="retry">${t.split.retry(waiting.length)}</button>
      </div>
    </form>`;
  }

  #field(id: string, describedBy: string, invalid: boolean): TemplateResult {
    return html`<div class="password">
      <input
        id=${id}
        type=${this.shown ? "text" : "password"}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        data-1p-ignore
        data-lpignore="true"
        data-bwignore
        data-test="password"
        aria-describedby=${describedBy}
        aria-invalid=${invalid}
      />
      <button
        type="button"
        aria-pressed=${this.shown}
        data-test="show-password"
        @click=${() => (this.shown = !this.shown)}
      >
        ${this.shown ? t.split.hide : t.split.show}
      </button>
    </div>`;
  }

  #again(): TemplateResult {
    return html`<div class="row end">
      <button class="main" data-test="split-again" @click=${() => this.flow.splitting.refresh()}>
        ${t.split.again}
      </button>
    </div>`;
  }

  #checkAgain(): TemplateResult {
    return html`<div class="row end">
      <button data-test="check-again" @click=${() => this.flow.splitting.refresh()}>
        ${t.split.checkAgain}
      </button>
    </div>`;
  }

  readonly #unlockAll = (event: SubmitEvent): void => {
    event.preventDefault();
    const [password] = this.#take();
    this.empty = password === undefined ? problem("PASSWORD_EMPTY") : undefined;
    if (password === undefined) return;
    void this.flow.splitting.unlock(this.flow.splitting.waiting, { password });
  };

  /** Files whose field was left empty wait for the next try. */
  readonly #unlockFailed = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = this.flow.splitting.waiting.flatMap((file) => {
      const password = this.#take(`#password-${file.id}`)[0];
      return password === undefined ? [] : [{ file, password }];
    });
    if (given.length === 0) return;
    const files = given.map(({ file }) => file);
    void this.flow.splitting.unlock(files, { passwords: given.map(({ password }) => password) });
  };

  /** Read as bytes, which are wiped: no password becomes text. */
  readonly #unlockByFile = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file === undefined) return;
    const { splitting } = this.flow;
    const { waiting } = splitting;
    try {
      if (file.size > MOST_MIB * 2 ** 20) {
        const details = { limit: MOST_MIB, actual: Math.ceil(file.size / 2 ** 20) };
        throw new FlowError(problem("PASSWORD_FILE_TOO_LARGE", details));
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      const names = waiting.map(({ name }) => name);
      await splitting.unlock(waiting, readPasswordFile(bytes, names));
    } catch (error) {
      splitting.problem = this.flow.report(problemOf(error));
      this.flow.changed();
    }
    input.value = "";
  };

  /** Reads password fields once, as bytes, and empties them. */
  #take(selector = "#password"): Uint8Array[] {
    const fields = this.renderRoot.querySelectorAll<HTMLInputElement>(selector);
    this.shown = false;
    return [...fields].flatMap((field) => {
      const bytes = new TextEncoder().encode(field.value);
      field.value = "";
      return bytes.length === 0 ? [] : [bytes];
    });
  }

  #leaveOut(id: number): void {
    this.flow.keys.remove(id);
    if (this.flow.keys.ready.length === 0) this.flow.goTo("keys");
    else void this.flow.splitting.refresh();
  }
}
