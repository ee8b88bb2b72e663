import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { ColumnChoice, ReadOptions, Reading } from "../../lib/index.js";
import type { Column, DataTable } from "../data/table.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { firstLines, firstLinesStyles } from "./first-lines.js";
import "./kf-column-choice.js";
import {
  centuries,
  decimalMarks,
  delimiters,
  encodings,
  headerInWords,
  kinds,
  labels,
  marksInWords,
  orders,
  quotes,
  readInWords,
  thousandsMarks,
  writings,
  yearsInWords,
  yesNo,
} from "./reading-words.js";

const previewLines = 12;

const parts = ["year", "month", "day", "weekday"] as const;

/**
 * What was found out about a file, with its first lines, and how to say otherwise. Sends `read` with what is said and
 * how that is told, and `column` with what is said of a column.
 */
export class KfReading extends Part {
  static override properties = {
    table: { attribute: false },
    busy: { type: Boolean },
    lines: { state: true },
    column: { state: true },
    refused: { state: true },
  };
  declare table: DataTable | undefined;
  /** It is being read again. */
  declare busy: boolean;
  declare lines: readonly string[];
  /** The column whose own marks are shown. */
  declare column: string;
  /** What was typed and cannot be meant. */
  declare refused: { key: string; why: string } | undefined;
  #of: unknown;
  #source: unknown;

  constructor() {
    super();
    this.lines = [];
    this.column = "";
  }

  /** What was looked at in one file says nothing of the next. */
  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const source = this.table?.source;
    if (source === this.#source) return;
    this.#source = source;
    this.lines = [];
    this.column = "";
    this.refused = undefined;
  }

  get #open(): boolean {
    return this.renderRoot?.querySelector("details")?.open ?? false;
  }

  override updated(): void {
    const { table } = this;
    if (!table || !this.#open || this.#of === table.open.reading) return;
    const { reading } = table.open;
    this.#of = reading;
    this.refused = undefined;
    table.open.lines(previewLines).then(
      (lines) => {
        if (this.table?.open.reading === reading) this.lines = lines;
      },
      () => {},
    );
  }

  override render() {
    const { table } = this;
    if (!table) return nothing;
    return html`<details class="panel fold" @toggle=${() => this.requestUpdate()}>
      <summary>
        <span class="title">How it was read</span>
        <span class="quiet">${readInWords(table.open.reading)}</span>
        ${icon("chevron-down")}
      </summary>
      ${this.#open ? html`<div class="stack inside">${this.#inside(table)}</div>` : nothing}
    </details>`;
  }

  #inside(table: DataTable): TemplateResult {
    const { reading } = table.open;
    const plain = reading.form === "csv";
    return html`
      ${(plain || reading.form === "xlsx") && this.lines.length ? this.#preview(reading) : nothing}
      <div class="fields">${plain ? this.#ofText(table, reading) : this.#ofOthers(table, reading)}</div>
      ${this.#oneColumn(table)}
    `;
  }

  #preview({ header, skip, form }: Reading) {
    return html`<div>
      <p class="small quiet">The first ${form === "xlsx" ? "rows of the sheet" : "lines as they stand in the file"}</p>
      ${firstLines(this.lines, (line) =>
        line === header ? "header" : line <= skip || (header !== null && line < header) ? "passed" : "",
      )}
    </div>`;
  }

  #ofText(table: DataTable, reading: Reading) {
    const { comment, rowNames, quote, skipEnd = 0, style, holdsDelimiter, skipUneven } = reading;
    const select = this.#selectOf(table);
    const uneven = table.open.problems.some(({ code }) => code === "short_row" || code === "long_row");
    return html`
      ${select("encoding", encodings, reading.encoding.toLowerCase(), (text) => text)}
      ${select("delimiter", delimiters, reading.delimiter, (text) => text)}
      ${select("quote", quotes, quote ?? "", (text) => text || null)} ${this.#header(table, reading)}
      ${this.#skip(table, reading)} ${this.#lines(table, "skipEnd", labels.skipEnd, skipEnd, "lines")}
      ${this.#text("comment", labels.comment, comment ?? "", said(table, "comment"), (text) => ({ comment: text.trim() || null }))}
      ${select("rowNames", yesNo, rowNames ? "yes" : "no", (text) => text === "yes")}
      ${style || said(table, "style") ? select("style", writings, style ?? "", (text) => text || null) : nothing}
      ${
        holdsDelimiter
          ? select(
              "holdsDelimiter",
              [...noColumn, [holdsDelimiter, visible(holdsDelimiter, 60)]],
              holdsDelimiter,
              (text) => text || null,
            )
          : nothing
      }
      ${
        uneven || skipUneven
          ? select("skipUneven", unevenLines, skipUneven ? "yes" : "no", (text) => text === "yes")
          : nothing
      }
      ${select("decimal", decimalMarks, reading.decimal, (text) => text)}
      ${select("thousands", thousandsFor(table.options.decimal), reading.thousands ?? "", (text) => text || null)}
      ${this.#missing(table, reading)}
    `;
  }

  #ofOthers(table: DataTable, reading: Reading) {
    const sheets = table.open.sheets?.map((name): [string, string] => [name, visible(name, 60)]);
    const excel = reading.form === "xlsx";
    return html`
      ${sheets ? this.#selectOf(table)("sheet", sheets, reading.sheet ?? "", (sheet) => sheet) : nothing}
      ${excel ? html`${this.#header(table, reading)} ${this.#skip(table, reading)}` : nothing}
      ${this.#missing(table, reading)}
    `;
  }

  /** A choice about the file as a whole. */
  #selectOf =
    (table: DataTable) =>
    (
      key: keyof ReadOptions & keyof typeof labels,
      choices: readonly [string, string][],
      value: string,
      of: (text: string) => unknown,
    ): TemplateResult =>
      this.#select(key, labels[key], choices, value, said(table, key), (text) =>
        this.#read({ [key]: of(text) } as ReadOptions, `${labels[key]}: changed.`),
      );

  #header(table: DataTable, reading: Reading) {
    const found = reading.header === null ? `in the first ${reading.form === "xlsx" ? "row" : "line"}` : "";
    const choices: [string, string][] = [
      ["yes", found || headerInWords(reading)],
      ["no", headerInWords({ ...reading, header: null })],
    ];
    return this.#selectOf(table)("header", choices, reading.header === null ? "no" : "yes", (text) => text === "yes");
  }

  #skip(table: DataTable, { skip, form }: Reading) {
    const excel = form === "xlsx";
    return this.#lines(table, "skip", excel ? "Rows to skip" : labels.skip, skip, excel ? "rows" : "lines");
  }

  /** How many of them are left out. */
  #lines(table: DataTable, key: "skip" | "skipEnd", label: string, count: number, unit: string) {
    const meant = (text: string) =>
      /^\s*\d{1,9}\s*$/.test(text) ? { [key]: Number(text) } : `Type how many ${unit}, such as 2.`;
    return this.#text(key, label, String(count), said(table, key), meant, "numeric");
  }

  #missing(table: DataTable, reading: Reading) {
    return this.#marks("missing", labels.missing, reading.missing, said(table, "missing"), (missing) =>
      this.#read({ missing }, "The marks of missing values are changed."),
    );
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
    const set = (change: Omit<ColumnChoice, "name">) => this.send("column", { name: column.name, ...change });
    const spread = new Set(table.columns.filter(({ of }) => of === column.name).map(({ part }) => part));
    return html`
      ${this.#select("column-kind", labels.kind, kinds, column.kind, said("kind"), (kind) => set({ kind: kind as Column["kind"], use: kind !== "date" }))}
      ${this.#marks("column-missing", labels.missing, column.missing ?? reading.missing, said("missing"), (missing) => set({ missing }))}
      ${
        column.kind === "number"
          ? this.#select(
              "column-decimal",
              labels.decimal,
              decimalMarks,
              column.decimal ?? reading.decimal,
              said("decimal"),
              (text) => set({ decimal: text as "." | "," }),
            )
          : nothing
      }
      ${
        column.kind === "number"
          ? this.#select(
              "column-thousands",
              labels.thousands,
              thousandsFor(chosen?.decimal),
              column.thousands ?? "",
              said("thousands"),
              (text) => set({ thousands: text || null }),
            )
          : nothing
      }
      ${
        reading.form === "csv"
          ? this.#select(
              "column-holds",
              labels.holdsDelimiter,
              yesNo,
              reading.holdsDelimiter === column.name ? "yes" : "no",
              reading.holdsDelimiter === column.name,
              (text) =>
                this.#read(
                  { holdsDelimiter: text === "yes" ? column.name : null },
                  `${labels.holdsDelimiter}: changed.`,
                ),
            )
          : nothing
      }
      ${
        column.kind === "text" || column.kind === "boolean"
          ? this.#select(
              "column-keep",
              labels.keepMissing,
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
          ? html`${this.#select("column-order", labels.order, orders, column.order ?? "ymd", said("order"), (text) =>
                set({ order: text as "ymd" | "dmy" | "mdy" }),
              )}
              ${
                column.yearsFrom === undefined
                  ? nothing
                  : this.#select(
                      "column-years",
                      labels.yearsFrom,
                      centuriesWith(column.yearsFrom),
                      String(column.yearsFrom),
                      said("yearsFrom"),
                      (text) => set({ yearsFrom: Number(text) }),
                    )
              }
              <fieldset>
                <legend>${labels.parts}</legend>
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
        ?disabled=${this.busy}
        @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}
      >
        ${known ? nothing : html`<option value=${value} .selected=${live(true)}>${visible(value, 30)}</option>`}
        ${choices.map(([each, words]) => html`<option value=${each} .selected=${live(each === value)}>${words}</option>`)}
      </select>
      ${this.#from(said)}
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
        class="typed"
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
      ${refused ? html`<span class="from bad-ink" role="alert">${refused}</span>` : this.#from(said)}
    </div>`;
  }

  /** Marks separated by spaces; the empty cell always counts. */
  #marks(key: string, label: string, marks: readonly string[], said: boolean, choose: (marks: string[]) => void) {
    return html`<div class="field wide" data-read=${key}>
      <label for="read-${key}">${label}</label>
      <textarea
        class="typed"
        id="read-${key}"
        rows="2"
        autocomplete="off"
        spellcheck="false"
        placeholder="nothing"
        .value=${live(marksInWords(marks))}
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
      ${this.#from(said)}
    </div>`;
  }

  #from = (said: boolean) =>
    html`<span class="from ${said ? "said" : "quiet"}">${said ? "as you said" : "as found"}</span>`;

  #read(change: ReadOptions, said: string): void {
    this.send("read", { change, said });
  }

  static override styles = [
    ...Part.styles,
    firstLinesStyles,
    css`
      .fold > .inside {
        gap: 16px;
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 168px), 1fr));
        gap: 12px 18px;
      }
      .field .pick {
        width: 100%;
      }
      .wide {
        grid-column: span 2;
      }
      @container (max-width: 440px) {
        .wide {
          grid-column: auto;
        }
      }
      legend {
        font-size: 13px;
        font-weight: 500;
        padding: 0;
      }
      textarea {
        display: block;
        resize: vertical;
        field-sizing: content;
        min-height: 58px;
        max-height: 220px;
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

const noColumn: readonly [string, string][] = [["", "no column"]];
const unevenLines: readonly [string, string][] = [
  ["no", "are read"],
  ["yes", "are left out"],
];

/** What separates thousands is no decimal mark. */
const thousandsFor = (decimal: string | undefined) => thousandsMarks.filter(([mark]) => mark !== decimal);

const centuriesWith = (from: number): readonly [string, string][] =>
  centuries.some(([year]) => year === String(from)) ? centuries : [[String(from), yearsInWords(from)], ...centuries];

/** Whether a person said it; the rest was found out. */
const said = ({ options }: DataTable, key: keyof ReadOptions): boolean =>
  Object.hasOwn(options, key) && options[key] !== undefined;

define("kf-reading", KfReading);
