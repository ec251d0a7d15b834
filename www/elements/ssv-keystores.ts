import { css, html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { FlowElement } from "./flow-element.js";
import type { KeyFile } from "./flow/key-files.js";
import { FlowError, problem } from "./flow/problem.js";
import type { Problem } from "./flow/problem.js";
import { shorten } from "./format.js";
import { explain, t } from "./text.js";

/** Drop zone, file picker and the list of files with what each one is. */
export class SsvKeystores extends FlowElement {
  static override properties = {
    ...FlowElement.properties,
    over: { state: true },
    sampled: { state: true },
    sampleProblem: { state: true },
  };
  static override styles = [
    ...FlowElement.styles,
    css`
      .zone {
        display: grid;
        justify-items: center;
        gap: 0.75rem;
        padding: 2rem 1.25rem;
        border: 1.5px dashed var(--edge);
        border-radius: calc(var(--radius) + 4px);
        background: var(--ground);
        text-align: center;
      }
      .zone.small {
        padding: 1rem 1.25rem;
      }
      .zone.over {
        border-style: solid;
        border-color: var(--accent);
        background: var(--tint);
      }
      .glyph {
        width: 2rem;
        height: 2rem;
        color: var(--accent);
      }
      .file {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        column-gap: 0.75rem;
        align-items: start;
      }
      .name {
        overflow-wrap: anywhere;
      }
      .state {
        color: var(--soft);
      }
      .refused .state {
        color: var(--bad);
      }
      .registered .state {
        color: var(--warn);
      }
      .why {
        grid-column: 1 / -1;
        margin-top: 0.25rem;
      }
    `,
  ];
  declare over: boolean;
  declare sampled: boolean;
  declare sampleProblem: Problem | undefined;

  constructor() {
    super();
    this.over = false;
    this.sampled = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The whole window takes files, so that a near miss does not open the keystore as a page.
    window.addEventListener("dragover", this.#dragOver);
    window.addEventListener("dragleave", this.#dragLeave);
    window.addEventListener("drop", this.#drop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("dragover", this.#dragOver);
    window.removeEventListener("dragleave", this.#dragLeave);
    window.removeEventListener("drop", this.#drop);
  }

  protected override render(): TemplateResult {
    const { keys, configuration } = this.flow;
    const empty = keys.files.length === 0 && keys.keyshares === undefined;
    return html`<div class="stack">
      <div class="zone ${empty ? "" : "small"} ${this.over ? "over" : ""}" data-test="drop-zone">
        ${empty ? GLYPH : nothing}
        <p>${this.over ? t.keys.release : empty ? t.keys.drop : t.keys.dropMore}</p>
        <button class=${empty ? "main" : ""} data-test="pick-files" @click=${this.#pick}>
          ${empty ? t.keys.pick : t.keys.pickMore}
        </button>
        <input
          type="file"
          multiple
          hidden
          accept=".json,application/json"
          aria-label=${t.keys.pick}
          data-test="file-input"
          @change=${this.#picked}
        />
        ${empty ? html`<p class="small soft">${t.keys.accepted}</p>` : nothing}
      </div>
      ${configuration.samples.length > 0 ? this.#samples() : nothing}
      ${keys.keyshares === undefined ? nothing : this.#keyshares()}
      ${
        keys.files.length === 0
          ? nothing
          : html`<ul class="list" aria-label=${t.keys.list} data-test="files">
              ${keys.files.map((entry) => this.#file(entry))}
            </ul>`
      }
      ${
        empty
          ? nothing
          : html`<div class="row end">
              <button
                class="main"
                data-test="keys-next"
                ?disabled=${!keys.complete}
                @click=${() => this.flow.next()}
              >
                ${keys.complete ? t.keys.next(keys.count) : keys.reading ? t.keys.reading : t.keys.none}
              </button>
            </div>`
      }
    </div>`;
  }

  #file(entry: KeyFile): TemplateResult {
    const { id, name, status, publicKey } = entry;
    const words = entry.problem === undefined ? undefined : explain(entry.problem);
    const shown = words !== undefined && status !== "ready";
    return html`<li
      class="file ${status}"
      data-test="file"
      data-status=${status}
      data-code=${entry.problem?.code ?? nothing}
    >
      <div>
        <p class="name">${name}</p>
        <p class="small state">
          ${
            shown
              ? html`<span aria-hidden="true">✕</span> ${words.title}`
              : status === "reading"
                ? t.keys.reading
                : html`<span class="mono" title=${publicKey ?? nothing}
                    >${publicKey === undefined ? t.keys.keyUnnamed : shorten(publicKey)}</span
                  >`
          }
        </p>
      </div>
      <button
        class="plain"
        data-test="remove-file"
        aria-label=${t.keys.remove(name)}
        @click=${() => this.#remove(id)}
      >
        ${t.remove}
      </button>
      ${shown ? html`<p class="small why">${words.consequence} ${words.fix}</p>` : nothing}
    </li>`;
  }

  #keyshares(): TemplateResult | typeof nothing {
    const file = this.flow.keys.keyshares;
    if (file === undefined) return nothing;
    const { registrations } = file;
    const name = file.name === "" ? t.onboarding.file : file.name;
    return html`<ul class="list" aria-label=${t.keys.list} data-test="keyshares-file">
      <li class="file">
        <div>
          <p class="name">${name}</p>
          <p class="small state">
            ${t.keys.keyshares(registrations.length, registrations[0]?.nonce ?? 0n)}
          </p>
        </div>
        <button
          class="plain"
          aria-label=${t.keys.remove(name)}
          @click=${() => this.flow.keys.removeKeyshares()}
        >
          ${t.remove}
        </button>
      </li>
    </ul>`;
  }

  #samples(): TemplateResult {
    return html`<div class="small soft" data-test="samples">
      ${
        this.sampled
          ? html`<p>
              ${t.keys.samplePassword} <span class="mono">${t.keys.samplePasswordValue}</span>
            </p>`
          : html`<button class="plain" data-test="load-samples" @click=${this.#loadSamples}>
              ${t.keys.samples}
            </button>`
      }
      <ssv-notice .problem=${this.sampleProblem}></ssv-notice>
    </div>`;
  }

  readonly #loadSamples = async (): Promise<void> => {
    this.sampleProblem = undefined;
    try {
      const files = await Promise.all(
        this.flow.configuration.samples.map(async ({ name, url }) => {
          const answer = await fetch(url);
          if (!answer.ok) throw new FlowError(problem("SAMPLE_MISSING"));
          return new File([await answer.blob()], name, { type: "application/json" });
        }),
      );
      this.sampled = true;
      await this.flow.keys.add(files);
    } catch {
      this.sampleProblem = this.flow.report(problem("SAMPLE_MISSING"));
    }
  };

  readonly #pick = (): void => {
    this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click();
  };

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    void this.flow.keys.add([...(input.files ?? [])]);
    // The same file can be picked again after it was removed.
    input.value = "";
  };

  #remove(id: number): void {
    this.flow.keys.remove(id);
    this.renderRoot.querySelector<HTMLButtonElement>("[data-test=pick-files]")?.focus();
  }

  readonly #dragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = true;
  };

  readonly #dragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.over = false;
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    void this.flow.keys.add([...(event.dataTransfer?.files ?? [])]);
  };
}

const GLYPH = html`<svg class="glyph" viewBox="0 0 32 32" fill="none" aria-hidden="true">
  <path
    d="M16 21V7m0 0-5.5 5.5M16 7l5.5 5.5M5 20v4.5A2.5 2.5 0 0 0 7.5 27h17a2.5 2.5 0 0 0 2.5-2.5V20"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;
