import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ParamValue } from "../../lib/index.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";
import type { Arrival } from "../state/arrives.js";
import { absentIn, chosenBy, placesOf, selectorOf } from "../state/part-columns.js";

/** From so many on there is a field to find one. */
const searched = 13;
/** So many are drawn at once; the others are found by their names. */
const drawn = 60;

type Way = "names" | "kind" | "other";

/** Which columns a part is given: by name, or by what they are. Sends `columns` with them as a recipe has them. */
export class KfPartColumns extends Part {
  static override properties = {
    columns: { attribute: false },
    offered: { attribute: false },
    users: { attribute: false },
    left: { attribute: false },
    remainder: { attribute: false },
    typed: { state: true },
  };
  /** As the recipe has them. */
  declare columns: ParamValue;
  /** Those that arrive, where they are known. */
  declare offered: readonly Arrival[] | undefined;
  /** The other parts that are given a column, by its name. */
  declare users: ReadonlyMap<string, readonly string[]>;
  /** Columns that no part takes, ... */
  declare left: readonly Arrival[];
  /** ... and what happens to them. */
  declare remainder: string;
  declare typed: string;

  constructor() {
    super();
    this.typed = "";
  }

  get #way(): Way {
    if (selectorOf(this.columns)) return "kind";
    return Array.isArray(this.columns) ? "names" : "other";
  }

  #taken(): Set<number> {
    return new Set(placesOf(this.columns, this.offered ?? []));
  }

  override render() {
    const { offered } = this;
    const way = this.#way;
    return html`<section class="stack small" aria-label="Columns">
      <div class="row top">
        <h4>Columns</h4>
        <div class="ways" role="radiogroup" aria-label="How they are chosen">
          ${this.#choice("names", "by name", way)} ${this.#choice("kind", "by kind", way)}
          ${way === "other" ? this.#choice("other", chosenBy(this.columns), way) : nothing}
        </div>
      </div>
      ${way === "kind" ? this.#kinds() : nothing}
      ${offered ? this.#names(offered, way) : way === "names" ? this.#typedNames() : nothing} ${this.#absent()}
      ${this.#rest()}
    </section>`;
  }

  #choice(way: Way, label: string, now: Way): TemplateResult {
    return html`<label
      ><input
        type="radio"
        name="way"
        value=${way}
        .checked=${live(way === now)}
        @change=${() => this.#switch(way)}
      />${label}</label
    >`;
  }

  #switch(way: Way): void {
    const offered = this.offered ?? [];
    const taken = [...this.#taken()].sort((a, b) => a - b).map((place) => offered[place]!);
    if (way === "names")
      return this.send(
        "columns",
        taken.map(({ name }) => name),
      );
    const texts = taken.filter(({ text }) => text).length;
    const kind = texts === 0 ? "number" : texts === taken.length ? "text" : null;
    this.send("columns", { selector: kind ? { dtype_include: kind } : {} });
  }

  #names(offered: readonly Arrival[], way: Way): TemplateResult {
    const taken = this.#taken();
    const wanted = this.typed.trim().toLowerCase();
    const fitting = offered.flatMap((column, at) =>
      column.name.toLowerCase().includes(wanted) ? [{ column, at }] : [],
    );
    const shown = fitting.slice(0, drawn);
    return html`
      ${
        offered.length >= searched
          ? html`<input
              class="typed find"
              type="search"
              aria-label="Find a column"
              placeholder="Find one of ${count(offered.length, "column")}"
              .value=${live(this.typed)}
              @input=${(event: Event) => (this.typed = (event.target as HTMLInputElement).value)}
            />`
          : nothing
      }
      <ul class="names">
        ${shown.map(({ column, at }) => this.#column(column, at, taken, way))}
      </ul>
      ${fitting.length > shown.length ? html`<p class="quiet">${count(fitting.length - shown.length, "other", "others")} are found by name.</p>` : nothing}
      ${
        way === "names" && offered.length > 2
          ? html`<p class="row">
              <button class="link" @click=${() => this.#set(offered.map((_, at) => at))}>All</button>
              <button
                class="link"
                @click=${() => this.#set(fitting.flatMap(({ column, at }) => (column.text ? [] : [at])))}
              >
                Numbers
              </button>
              <button
                class="link"
                @click=${() => this.#set(fitting.flatMap(({ column, at }) => (column.text ? [at] : [])))}
              >
                Texts
              </button>
              <button class="link" @click=${() => this.#set([])}>None</button>
            </p>`
          : nothing
      }
    `;
  }

  #column(column: Arrival, at: number, taken: ReadonlySet<number>, way: Way): TemplateResult {
    const others = this.users.get(column.name) ?? [];
    return html`<li data-column=${column.name}>
      <label class=${taken.has(at) ? "taken" : ""}>
        <input
          type="checkbox"
          .checked=${live(taken.has(at))}
          ?disabled=${way !== "names"}
          @change=${(event: Event) => this.#toggle(at, (event.target as HTMLInputElement).checked)}
        />
        <span class="name">${foreign(column.name, 60)}</span>
        <span class="quiet">${column.text ? "text" : "number"}${column.missing ? ", some missing" : ""}</span>
      </label>
      ${
        others.length && taken.has(at)
          ? html`<span class="twice" data-twice=${column.name}
              >also in ${listed(others.map((name) => visible(name, 40)))}</span
            >`
          : others.length
            ? html`<span class="quiet">in ${listed(others.map((name) => visible(name, 40)))}</span>`
            : nothing
      }
    </li>`;
  }

  #toggle(at: number, wanted: boolean): void {
    const taken = this.#taken();
    if (wanted) taken.add(at);
    else taken.delete(at);
    this.#set([...taken]);
  }

  #set(places: readonly number[]): void {
    const names = [...places].sort((a, b) => a - b).map((place) => this.offered![place]!.name);
    // What is named and does not arrive stays named: it is told, and a person takes it out.
    this.send("columns", names);
  }

  #kinds(): TemplateResult {
    const selector = selectorOf(this.columns)!;
    const { dtype_include: include, pattern } = selector;
    const kind = Array.isArray(include) ? include.join(" ") : (include ?? "");
    const set = (change: object) => {
      const next = Object.entries({ ...selector, ...change }).filter(([, value]) => value !== null && value !== "");
      this.send("columns", { selector: Object.fromEntries(next) });
    };
    return html`<div class="row kinds">
      <label
        >Kind
        <select
          class="pick"
          data-field="kind"
          @change=${(event: Event) => set({ dtype_include: (event.target as HTMLSelectElement).value || null })}
        >
          ${[
            ["", "any"],
            ["number", "number"],
            ["text", "text"],
          ].map(([value, label]) => html`<option value=${value!} .selected=${live(value === kind)}>${label}</option>`)}
        </select></label
      >
      <label class="grow"
        >Name has
        <input
          class="typed"
          data-field="pattern"
          placeholder="a regular expression, or nothing"
          .value=${live(pattern ?? "")}
          @change=${(event: Event) => set({ pattern: (event.target as HTMLInputElement).value })}
      /></label>
    </div>`;
  }

  /** Where the names that arrive are not known they are typed. */
  #typedNames(): TemplateResult {
    const columns = this.columns as readonly (string | number)[];
    return html`<label class="field"
      >Names or places, separated by commas
      <input
        class="typed"
        data-field="names"
        .value=${live(columns.join(", "))}
        @change=${(event: Event) => this.send("columns", read((event.target as HTMLInputElement).value))}
    /></label>`;
  }

  #absent() {
    const absent = this.offered ? absentIn(this.columns, this.offered) : [];
    if (!absent.length) return nothing;
    return html`<p class="warn-ink">
      ${listed(absent.map((name) => visible(name, 40)))} ${absent.length === 1 ? "does" : "do"} not arrive here.
      <button class="link" @click=${() => this.#set([...this.#taken()])}>Leave out</button>
    </p>`;
  }

  #rest() {
    const { left, offered } = this;
    if (!offered || !left.length) return nothing;
    const words: Readonly<Record<string, string>> = { drop: "dropped", passthrough: "let through" };
    return html`<p class="rest" data-left>
      No part takes
      ${listed(left.slice(0, 8).map(({ name }) => visible(name, 40)))}${left.length > 8 ? ` and ${count(left.length - 8, "other", "others")}` : ""}:
      ${left.length === 1 ? "it is" : "they are"}
      <select
        class="pick"
        aria-label="What happens to them"
        @change=${(event: Event) => this.send("remainder", (event.target as HTMLSelectElement).value)}
      >
        ${words[this.remainder] ? nothing : html`<option selected>${this.remainder}</option>`}
        ${Object.entries(words).map(([word, label]) => html`<option value=${word} .selected=${live(word === this.remainder)}>${label}</option>`)}
      </select>
    </p>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      .stack {
        gap: 10px;
        padding: 12px 14px;
        border-radius: var(--wa-border-radius-m);
        background: var(--sunken);
        border: 1px solid var(--line);
      }
      h4 {
        font-size: 13px;
        font-weight: 600;
      }
      .top {
        justify-content: space-between;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 7px;
      }
      label.field,
      label.grow {
        display: grid;
        gap: 3px;
      }
      input[type="radio"],
      input[type="checkbox"] {
        width: 16px;
        height: 16px;
        margin: 0;
        flex: none;
        accent-color: var(--accent);
      }
      .names {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr));
        gap: 3px 18px;
        max-height: 244px;
        overflow: auto;
        padding: 2px;
      }
      .names li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        min-height: 26px;
        min-width: 0;
      }
      .names label {
        flex-wrap: wrap;
        column-gap: 7px;
        row-gap: 0;
        min-width: 0;
      }
      .name {
        overflow-wrap: anywhere;
      }
      .taken .name {
        font-weight: 600;
      }
      .twice {
        color: var(--warn-ink);
        font-weight: 500;
      }
      .find {
        max-width: 320px;
      }
      .kinds {
        align-items: end;
      }
      @media (pointer: coarse) {
        .names li {
          min-height: 40px;
        }
      }
    `,
  ];
}
define("kf-part-columns", KfPartColumns);

/** Names, or places where all are whole numbers. */
function read(typed: string): readonly string[] | readonly number[] {
  const words = typed
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
  return words.length && words.every((word) => /^-?\d+$/.test(word)) ? words.map(Number) : words;
}
