import { css, html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { styles } from "../shared/styles.js";
import { count } from "../shared/words.js";

/** More than this many options are slow to draw and of no use without a way to narrow them down. */
const most = 200;

/** One of a table's columns; of very many, those whose names have the letters typed. Fires `choose` with the name. */
export class KfColumnChoice extends LitElement {
  static override properties = {
    names: { attribute: false },
    value: {},
    name: {},
    label: {},
    none: {},
    typed: { state: true },
  };
  declare names: readonly string[];
  declare value: string;
  /** The id of the select. */
  declare name: string;
  declare label: string;
  /** What stands for no column; absent where one must be chosen. */
  declare none: string | undefined;
  declare typed: string;

  constructor() {
    super();
    this.names = [];
    this.value = "";
    this.name = "column";
    this.label = "";
    this.typed = "";
  }

  override render() {
    const all = this.names.length <= most;
    const wanted = this.typed.trim().toLowerCase();
    const found: string[] = [];
    let more = 0;
    for (const name of this.names) {
      if (!all && wanted && !name.toLowerCase().includes(wanted)) continue;
      if (all || found.length < most / 2) found.push(name);
      else more++;
    }
    if (!all && this.value !== "" && !found.includes(this.value)) found.unshift(this.value);
    return html`${
        all
          ? nothing
          : html`<input
              class="typed"
              type="search"
              placeholder="find among ${count(this.names.length, "column")}"
              aria-label="Find a column for ${this.label || this.name}"
              .value=${this.typed}
              @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
            />`
      }<select
        class="pick"
        id=${this.name}
        aria-label=${this.label || nothing}
        @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}
      >
        ${this.none === undefined ? nothing : html`<option value="" .selected=${live(this.value === "")}>${this.none}</option>`}
        ${found.map((name) => html`<option value=${name} .selected=${live(name === this.value)}>${visible(name, 60)}</option>`)}
        ${more ? html`<option disabled>and ${count(more, "other", "others")}</option>` : nothing}
      </select>`;
  }

  #choose(name: string): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: name, bubbles: true }));
  }

  static override styles = [
    styles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 6px;
        max-width: 100%;
      }
      .pick {
        font-weight: 600;
        max-width: min(260px, 100%);
      }
      .typed {
        font-size: 13px;
        padding-block: 3px;
        width: 232px;
      }
    `,
  ];
}
define("kf-column-choice", KfColumnChoice);
