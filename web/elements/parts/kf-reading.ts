import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ColumnChoice, ReadOptions, Reading } from "../../lib/index.js";
import type { Column, DataTable } from "../data/table.js";
import { readAgain, setColumn } from "../session/open-data.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import "./kf-column-choice.js";
import { decimalMarks, delimiters, encodings, readInWords } from "./reading-words.js";

const previewLines = 12;

const parts = ["year", "month", "day", "weekday"] as const;

/** What was found out about a file, with its first lines, and how to say otherwise. */
export class KfReading extends Part {
  static override properties = {
    ...Part.properties,
    lines: { state: true },
    column: { state: true },
    refused: { state: true },
  };
  declare lines: readonly string[];
  /** The column whose own marks are shown. */
  declare column: string;
  /** What was typed and cannot be meant. */
  declare refused: { key: string; why: string } | undefined;
  #of: unknown;

  constructor() {
    super();
    this.lines = [];
    this.column = "";
  }

  get #open(): boolean {
    return this.renderRoot?.querySelector("details")?.open ?? false;
  }

  override updated(): void {
    const { table } = this.session;
    if (!table || !this.#open || this.#of === table.open.reading) return;
    const { reading } = table.open;
    this.#of = reading;
    this.refused = undefined;
    table.open.lines(previewLines).then(
      (lines) => {
        if (this.session.table?.open.reading === reading) this.lines = lines;
      },
      () => {},
    );
  }

  override render() {
    const { table } = this.session;
    if (!table) return nothing;
    return html`<details class="panel" @toggle=${() => this.requestUpdate()}>
      <summary>
        <span class="title">How it was read</span>
        <span class="quiet facts">${readInWords(table.open.reading)}</span>
        ${icon("chevron-down")}
      </summary>
      ${this.#open ? html`<div class="stack inside">${this.#inside(table)}</div>` : nothing}
    </details>`;
  }

  #inside(table: DataTable): TemplateResult {
    const { reading } = table.open;
    const plain = reading.form === "csv";
    return html`
      ${plain && this.lines.length ? this.#preview(reading) : nothing}
      <div class="fields">${plain ? this.#ofText(table, reading) : this.#ofOthers(table, reading)}</div>
      ${this.#oneColumn(table)}
    `;
  }

  #preview({ header, skip }: Reading) {
    return html`<div>
      <p class="small quiet">The first lines as they stand in the file</p>
      <ol class="lines" tabindex="0" aria-label="The first lines of the file">
        ${this.lines.map((line, at) => {
          const is =
            at + 1 === header ? "header" : at + 1 <= skip || (header !== null && at + 1 < header) ? "passed" : "";
          return html`<li class=${is}><span class="line">${at + 1}</span><code>${foreign(line, 400)}</code></li>`;
        })}
      </ol>
    </div>`;
  }

  #ofText(table: DataTable, reading: Reading) {
    const { options } = table;
    const said = (key: keyof ReadOptions) => Object.hasOwn(options, key) && options[key] !== undefined;
    const select = (
      key: keyof ReadOptions,
      label: string,
      choices: readonly [string, string][],
      value: string,
      of: (text: string) => unknown,
    ) =>
      this.#select(key, label, choices, value, said(key), (text) =>
        this.#read({ [key]: of(text) } as ReadOptions, `${label} is changed.`),
      );
    const { header, comment, skip, rowNames, quote } = reading;
    return html`
      ${select("encoding", "Encoding", encodings, reading.encoding.toLowerCase(), (text) => text)}
      ${select("delimiter", "Delimiter", delimiters, reading.delimiter, (text) => text)}
      ${select(
        "quote",
        "Quotation mark",
        [
          ['"', 'double: "'],
          ["'", "single: '"],
          ["", "none"],
        ],
        quote ?? "",
        (text) => text || null,
      )}
      ${select(
        "header",
        "Names of columns",
        [
          ["yes", header === null ? "in the first line" : `in line ${header}`],
          ["no", "none: made up"],
        ],
        header === null ? "no" : "yes",
        (text) => text === "yes",
      )}
      ${this.#text("skip", "Lines to skip", String(skip), said("skip"), (text) => (/^\s*\d{1,9}\s*$/.test(text) ? { skip: Number(text) } : "Type how many lines, such as 2."), "numeric")}
      ${this.#text("comment", "Comments begin with", comment ?? "", said("comment"), (text) => ({ comment: text.trim() || null }))}
      ${select(
        "rowNames",
        "Row names first",
        [
          ["yes", "yes"],
          ["no", "no"],
        ],
        rowNames ? "yes" : "no",
        (text) => text === "yes",
      )}
      ${select("decimal", "Decimal mark", decimalMarks, reading.decimal, (text) => text)}
      ${this.#marks("missing", "Missing is written", reading.missing, said("missing"), (missing) => this.#read({ missing }, "The marks of missing values are changed."))}
    `;
  }

  #ofOthers(table: DataTable, reading: Reading) {
    const said = (key: keyof ReadOptions) => Object.hasOwn(table.options, key);
    return html`
      ${
        table.open.sheets
          ? this.#select(
              "sheet",
              "Sheet",
              table.open.sheets.map((name): [string, string] => [name, visible(name, 60)]),
              reading.sheet ?? "",
              said("sheet"),
              (sheet) => this.#read({ sheet }, "Another sheet is read."),
            )
          : nothing
      }
      ${
        reading.form === "xlsx"
          ? this.#select(
              "header",
              "Names of columns",
              [
                ["yes", "in the first row"],
                ["no", "none: made up"],
              ],
              reading.header === null ? "no" : "yes",
              said("header"),
              (text) => this.#read({ header: text === "yes" }, "Names of columns are changed."),
            )
          : nothing
      }
      ${this.#marks("missing", "Missing is written", reading.missing, said("missing"), (missing) => this.#read({ missing }, "The marks of missing values are changed."))}
    `;
  }

  /** What can be said of one column alone. */
  #oneColumn(table: DataTable) {
    const column = table.columns.find(({ name, of }) => name === this.column && of === undefined);
    const names = table.columns.filter(({ of }) => of === undefined).map(({ name }) => name);
    return html`<div class="one">
      <p class="row">
        <label class="small" for="one">One column otherwise</label>
        <kf-column-choice
          .names=${names}
          .value=${column?.name ?? ""}
          name="one"
          label="Column to read otherwise"
          none="choose ..."
          @choose=${({ detail }: CustomEvent<string>) => (this.column = detail)}
        ></kf-column-choice>
      </p>
      ${column ? html`<div class="fields">${this.#ofColumn(table, column)}</div>` : nothing}
    </div>`;
  }

  #ofColumn(table: DataTable, column: Column) {
    const { reading } = table.open;
    const chosen = table.options.columns?.find(({ name }) => name === column.name);
    const said = (key: keyof ColumnChoice) => chosen?.[key] !== undefined;
    const set = (change: Omit<ColumnChoice, "name">) => void setColumn(this.session, { name: column.name, ...change });
    const kinds: [string, string][] = [
      ["number", "number"],
      ["text", "text"],
      ["boolean", "yes/no"],
      ["date", "date"],
    ];
    const spread = new Set(table.columns.filter(({ of }) => of === column.name).map(({ part }) => part));
    return html`
      ${this.#select("column-kind", "Kind", kinds, column.kind, said("kind"), (kind) => set({ kind: kind as Column["kind"], use: kind !== "date" }))}
      ${this.#marks("column-missing", "Missing is written", column.missing ?? reading.missing, said("missing"), (missing) => set({ missing }))}
      ${
        column.kind === "number"
          ? this.#select(
              "column-decimal",
              "Decimal mark",
              decimalMarks,
              column.decimal ?? reading.decimal,
              said("decimal"),
              (text) => set({ decimal: text as "." | "," }),
            )
          : nothing
      }
      ${
        column.kind === "text" || column.kind === "boolean"
          ? this.#select(
              "column-keep",
              "Missing values",
              [
                ["no", "are filled in or left out"],
                ["yes", "are a category of their own"],
              ],
              column.keepMissing ? "yes" : "no",
              said("keepMissing"),
              (text) => set({ keepMissing: text === "yes" }),
            )
          : nothing
      }
      ${
        column.kind === "date"
          ? html`${this.#select(
                "column-order",
                "Order",
                [
                  ["ymd", "year, month, day"],
                  ["dmy", "day, month, year"],
                  ["mdy", "month, day, year"],
                ],
                column.order ?? "ymd",
                said("order"),
                (text) => set({ order: text as "ymd" | "dmy" | "mdy" }),
              )}
              <fieldset>
                <legend>As columns</legend>
                ${parts.map(
                  (part) =>
                    html`<label class="small"
                      ><input
                        type="checkbox"
                        data-part=${part}
                        .checked=${spread.has(part)}
                        @change=${(event: Event) => set({ parts: parts.filter((each) => (each === part ? (event.target as HTMLInputElement).checked : spread.has(each))) })}
                      />
                      ${part}</label
                    >`,
                )}
              </fieldset>`
          : nothing
      }
    `;
  }

  #select(
    key: string,
    label: string,
    choices: readonly [string, string][],
    value: string,
    said: boolean,
    choose: (value: string) => void,
  ): TemplateResult {
    const known = choices.some(([each]) => each === value);
    return html`<div class="field" data-read=${key}>
      <label for="read-${key}">${label}</label>
      <select
        class="pick"
        id="read-${key}"
        ?disabled=${this.session.reading !== undefined}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        ${known ? nothing : html`<option value=${value} .selected=${live(true)}>${visible(value, 30)}</option>`}
        ${choices.map(([each, words]) => html`<option value=${each} .selected=${live(each === value)}>${words}</option>`)}
      </select>
      ${this.#source(said)}
    </div>`;
  }

  #text(
    key: string,
    label: string,
    value: string,
    said: boolean,
    /** What it says, or why it cannot be meant. */
    of: (text: string) => ReadOptions | string,
    mode: "text" | "numeric" = "text",
  ): TemplateResult {
    const refused = this.refused?.key === key ? this.refused.why : "";
    return html`<div class="field" data-read=${key}>
      <label for="read-${key}">${label}</label>
      <input
        id="read-${key}"
        inputmode=${mode}
        autocomplete="off"
        spellcheck="false"
        placeholder="nothing"
        .value=${live(value)}
        aria-invalid=${refused ? "true" : nothing}
        @change=${(event: Event) => {
          const change = of((event.target as HTMLInputElement).value);
          this.refused = typeof change === "string" ? { key, why: change } : undefined;
          if (typeof change !== "string") this.#read(change, `${label}: changed.`);
        }}
      />
      ${refused ? html`<span class="from bad-ink" role="alert">${refused}</span>` : this.#source(said)}
    </div>`;
  }

  /** Marks separated by spaces; the empty cell always counts. */
  #marks(key: string, label: string, marks: readonly string[], said: boolean, choose: (marks: string[]) => void) {
    return html`<div class="field wide" data-read=${key}>
      <label for="read-${key}">${label}</label>
      <textarea
        id="read-${key}"
        rows="2"
        autocomplete="off"
        spellcheck="false"
        placeholder="nothing"
        .value=${live(marks.filter((mark) => mark !== "").join(", "))}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          (event.target as HTMLTextAreaElement).blur();
        }}
        @change=${(event: Event) => {
          const typed = (event.target as HTMLTextAreaElement).value.split(",").map((mark) => mark.trim());
          choose([...new Set(typed.filter((mark) => mark !== ""))]);
        }}
      ></textarea>
      ${this.#source(said)}
    </div>`;
  }

  #source = (said: boolean) =>
    html`<span class="from ${said ? "said" : "quiet"}">${said ? "as you said" : "as found"}</span>`;

  #read(change: ReadOptions, said: string): void {
    void readAgain(this.session, change, said);
  }

  static override styles = [
    ...Part.styles,
    css`
      summary {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 10px;
        padding: 12px 44px 12px 16px;
        cursor: pointer;
        list-style: none;
        position: relative;
        font-size: 14px;
        line-height: 1.45;
        border-radius: var(--wa-border-radius-l);
      }
      summary::-webkit-details-marker {
        display: none;
      }
      .title {
        font-weight: 600;
      }
      .facts {
        font-size: 13px;
      }
      summary > .icon {
        position: absolute;
        right: 16px;
        top: 15px;
        color: var(--ink-quiet);
        transition: rotate 120ms;
      }
      [open] > summary > .icon {
        rotate: 180deg;
      }
      .inside {
        padding: 4px 16px 16px;
        gap: 16px;
      }
      .lines {
        list-style: none;
        margin: 6px 0 0;
        padding: 6px 0;
        max-height: 230px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        background: var(--sunken);
        font-size: 13px;
      }
      .lines:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
      }
      .lines li {
        display: grid;
        grid-template-columns: 36px max-content;
        white-space: pre;
        line-height: 1.55;
      }
      .line {
        color: var(--ink-quiet);
        text-align: right;
        padding-right: 10px;
        font-variant-numeric: tabular-nums;
        user-select: none;
      }
      .lines .header code {
        font-weight: 650;
        color: var(--accent-ink);
      }
      .lines .passed code {
        color: var(--ink-quiet);
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 168px), 1fr));
        gap: 12px 18px;
      }
      .field {
        display: grid;
        gap: 3px;
        min-width: 0;
        align-content: start;
      }
      .wide {
        grid-column: span 2;
      }
      @container (max-width: 440px) {
        .wide {
          grid-column: auto;
        }
      }
      .field > label,
      legend {
        font-size: 13px;
        font-weight: 500;
        padding: 0;
      }
      .field textarea {
        display: block;
        resize: vertical;
        field-sizing: content;
        min-height: 58px;
        max-height: 220px;
      }
      .field .pick,
      .field textarea,
      .field input {
        font: inherit;
        font-size: 14px;
        width: 100%;
        padding: 5px 9px;
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-s);
        background-color: var(--field);
        color: inherit;
      }
      .field .pick {
        padding-right: 24px;
      }
      .field textarea:focus-visible,
      .field input:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 1px;
      }
      .from {
        font-size: 12px;
      }
      .from.said {
        color: var(--accent-ink);
        max-width: none;
      }
      .one {
        display: grid;
        gap: 12px;
        border-top: 1px solid var(--line);
        padding-top: 14px;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
      }
    `,
  ];
}

customElements.define("kf-reading", KfReading);
