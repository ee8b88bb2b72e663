import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { EstimatorSchema } from "../../lib/index.js";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";
import { failingAt, type Failing, type Flow } from "../state/arrives.js";
import { mainPlace } from "../state/diagram.js";

const needs: Readonly<Record<Failing["trouble"], string>> = {
  text: "no text",
  missing: "no missing values",
  negative: "no negative numbers",
  infinite: "no infinite values",
};

/**
 * Chooses an estimator of some: searched by name, module and what it does; with what it needs, set against what arrives
 * there. Sends `pick` with its name.
 */
export class KfPicker extends Part {
  static override properties = {
    heading: { state: true },
    offered: { state: true },
    typed: { state: true },
    at: { state: true },
  };
  declare heading: string;
  declare offered: readonly EstimatorSchema[];
  declare typed: string;
  /** Which of those that are shown would be taken. */
  declare at: number;
  #flow: Flow | undefined;
  #now = "";

  constructor() {
    super();
    this.heading = this.typed = "";
    this.offered = [];
    this.at = 0;
  }

  /**
   * @param flow What arrives where it will stand.
   * @param now What stands there.
   */
  open(heading: string, offered: readonly EstimatorSchema[], flow: Flow | undefined, now = ""): void {
    [this.heading, this.offered, this.typed, this.#flow, this.#now] = [heading, offered, "", flow, now];
    this.at = Math.max(
      0,
      this.#shown().findIndex(({ name }) => name === now),
    );
    this.drawNow();
    this.#dialog.showModal();
    this.#field.focus();
    this.#bringIntoView();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }
  get #field(): HTMLInputElement {
    return this.renderRoot.querySelector("input")!;
  }

  /** Those that fit what is typed: by name first, then by what they do. */
  #shown(): EstimatorSchema[] {
    const words = this.typed.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ name, module, doc }: EstimatorSchema) => {
      const own = `${name} ${module} ${doc}`.toLowerCase();
      return words.every((word) => own.includes(word));
    };
    const rank = ({ name }: EstimatorSchema) => (words.length && !name.toLowerCase().includes(words[0]!) ? 1 : 0);
    const fitting = this.offered.filter(fits);
    if (words.length) return fitting.sort((a, b) => rank(a) - rank(b));
    // In the order of modules, so that those of one stand together.
    return [...new Set(fitting.map(({ module }) => module))]
      .sort()
      .flatMap((module) => fitting.filter((each) => each.module === module));
  }

  #bringIntoView(): void {
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has("at")) this.#bringIntoView();
  }

  #key = (event: KeyboardEvent) => {
    event.stopPropagation();
    const shown = this.#shown();
    const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.at = Math.max(0, Math.min(shown.length - 1, to));
    } else if (event.key === "Escape") {
      // In a field to search in it would only empty that.
      event.preventDefault();
      this.#dialog.close();
    } else if (event.key === "Enter" && shown[this.at]) {
      event.preventDefault();
      this.#pick(shown[this.at]!.name);
    }
  };

  #pick(name: string): void {
    this.#dialog.close();
    this.send("pick", name);
  }

  override render() {
    const shown = this.#shown();
    const grouped = this.typed.trim() === "";
    const current = shown[this.at];
    return html`<dialog aria-labelledby="heading" @keydown=${this.#key} @click=${this.#outside}>
      <div class="inside">
        <header>
          <h3 id="heading">${this.heading}</h3>
          <button class="close" aria-label="Close" @click=${() => this.#dialog.close()}>${icon("xmark")}</button>
        </header>
        <label class="find">
          ${icon("search")}
          <input
            type="search"
            role="combobox"
            aria-label="Find an estimator"
            aria-expanded="true"
            aria-controls="list"
            aria-activedescendant=${current ? `one-${current.name}` : nothing}
            placeholder="Name, module or what it does"
            autocomplete="off"
            spellcheck="false"
            .value=${live(this.typed)}
            @input=${(event: Event) => ((this.typed = (event.target as HTMLInputElement).value), (this.at = 0))}
          />
        </label>
        <p class="visually-hidden" role="status">${count(shown.length, "estimator")}</p>
        <ul id="list" role="listbox" aria-label="Estimators">
          ${shown.map((each, i) => this.#one(each, i, grouped && shown[i - 1]?.module !== each.module))}
        </ul>
        ${shown.length === 0 ? html`<p class="quiet none">Nothing that may stand here is called so.</p>` : nothing}
      </div>
    </dialog>`;
  }

  #one(each: EstimatorSchema, at: number, first: boolean): TemplateResult {
    const { name, module, doc } = each;
    const failing = this.#flow && !mainPlace(each) ? failingAt(each, {}, this.#flow) : [];
    return html`${first ? html`<li class="module" role="presentation">${module}</li>` : nothing}
      <li
        id="one-${name}"
        role="option"
        aria-selected=${at === this.at}
        data-pick=${name}
        @click=${() => this.#pick(name)}
        @pointermove=${() => (this.at = at)}
      >
        <span class="name">${name}${name === this.#now ? html` <span class="tag plain">now</span>` : nothing}</span>
        <span class="doc">${doc}</span>
        ${
          failing.length
            ? html`<span class="needs"
                >${icon("warning")} needs ${listed(failing.map(({ trouble }) => needs[trouble]))}</span
              >`
            : nothing
        }
      </li>`;
  }

  /** A click beside the dialog closes it. */
  #outside = (event: MouseEvent) => {
    if (event.target === this.#dialog) this.#dialog.close();
  };

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(620px, calc(100vw - 24px));
        max-width: none;
        max-height: min(640px, calc(100vh - 32px));
        padding: 0;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-l);
        background: var(--card);
        color: var(--ink);
        font: 400 14px/1.45 var(--wa-font-family-body);
        box-shadow: 0 24px 64px -16px rgb(20 18 12 / 45%);
        overflow: hidden;
      }
      dialog::backdrop {
        background: rgb(20 18 12 / 38%);
      }
      .inside {
        display: grid;
        grid-template-rows: auto auto auto minmax(0, 1fr) auto;
        max-height: inherit;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: 14px 12px 10px 20px;
      }
      .close {
        display: grid;
        place-items: center;
        width: 34px;
        height: 34px;
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: none;
        color: var(--ink-quiet);
        font: inherit;
        cursor: pointer;
      }
      .close:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      .find {
        display: flex;
        align-items: center;
        gap: 9px;
        margin: 0 20px 10px;
        padding: 0 11px;
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-m);
        background: var(--field);
        color: var(--ink-quiet);
      }
      .find:focus-within {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 1px;
      }
      input {
        flex: 1 1 auto;
        min-width: 0;
        border: 0;
        padding: 9px 0;
        outline: none;
        background: none;
        color: var(--ink);
        font: inherit;
        font-size: 16px;
      }
      input::placeholder {
        color: var(--ink-quiet);
        opacity: 1;
      }
      ul {
        overflow: auto;
        padding: 0 10px 12px;
        overscroll-behavior: contain;
        border-top: 1px solid var(--line);
        max-height: calc(min(640px, 100vh - 32px) - 126px);
      }
      .module {
        padding: 12px 10px 4px;
        font-size: 12px;
        font-weight: 600;
        color: var(--ink-quiet);
      }
      [role="option"] {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 1px 12px;
        padding: 7px 10px;
        border-radius: var(--wa-border-radius-m);
        cursor: pointer;
      }
      [role="option"][aria-selected="true"] {
        background: var(--accent-wash);
        box-shadow: inset 2px 0 0 var(--accent);
      }
      .name {
        font-weight: 600;
      }
      .doc {
        grid-row: 2;
        grid-column: 1 / -1;
        font-size: 13px;
        color: var(--ink-quiet);
      }
      .needs {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        font-size: 12px;
        font-weight: 500;
        color: var(--warn-ink);
        align-self: center;
      }
      .none {
        padding: 6px 20px 20px;
      }
      @media (max-width: 520px) {
        [role="option"] {
          grid-template-columns: minmax(0, 1fr);
        }
        .needs {
          grid-row: 3;
        }
      }
    `,
  ];
}
define("kf-picker", KfPicker);
