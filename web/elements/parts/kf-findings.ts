import { css, html, nothing, type TemplateResult } from "lit";
import type { ReadNote, ReadOptions, ReadProblem } from "../../lib/index.js";
import { features, type DataTable } from "../data/table.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, listed, number } from "../shared/words.js";
import { labels } from "./reading-words.js";

/** From this share of the rows on a file is more likely read wrongly than bad in places. */
const wrong = 0.01;
const shownNotes = 4;
const mostLoud = 3;
const mostNotes = 200;
/** As many as the reader of tables lists. */
const shownProblems = 1000;

/**
 * What was guessed about the data, with the way back, and what is wrong in the file, by its weight. Sends `read` with
 * what is said and how that is told; `back` to how it was read before, `found` to how it was found, `before` to read it
 * as the file before.
 */
export class KfFindings extends Part {
  static override properties = {
    table: { attribute: false },
    changes: { type: Number },
    busy: { type: Boolean },
    earlier: { attribute: false },
    all: { state: true },
  };
  declare table: DataTable | undefined;
  /** How often a person said something about how it is read. */
  declare changes: number;
  /** It is being read again. */
  declare busy: boolean;
  /** What was said of another file and can be said of this one. */
  declare earlier: { file: string; options: ReadOptions } | undefined;
  declare all: boolean;

  constructor() {
    super();
    this.all = false;
  }

  override render() {
    const { table } = this;
    if (!table) return nothing;
    // Lines that were cut wrongly mix columns: the cause stands above what follows from it.
    const { weight } = table.open;
    const cause = weight.share > wrong && weight.remedies.length > 0;
    const [above, below] = cause
      ? [this.#problems(table), this.#mixed(table)]
      : [this.#mixed(table), this.#problems(table)];
    return html`<div class="findings">
      ${this.#misread(table)} ${above} ${below} ${this.#notes(table)} ${this.#before()} ${this.#changes()}
    </div>`;
  }

  /** A choice that leaves no table, or no letters, is said as loud as a file that is read wrongly. */
  #misread(table: DataTable) {
    if (this.changes === 0) return nothing;
    const garbled = replaced(table);
    const what =
      table.rows === 0
        ? "Read this way, the file has no rows."
        : table.columns.length < 2
          ? "Read this way, the file has a single column."
          : garbled && Object.hasOwn(table.options, "encoding")
            ? `Read in this encoding, letters of the file are lost: ${garbled}.`
            : "";
    if (!what) return nothing;
    return this.#loud("misread", what, [
      html`<wa-button
        size="s"
        variant="neutral"
        appearance="outlined"
        ?disabled=${this.busy}
        @click=${() => this.send("found")}
        >Read as found</wa-button
      >`,
    ]);
  }

  /** Numbers with other cells among them are read as text: that is more than a remark. */
  #mixed(table: DataTable) {
    const found = table.open.notes.filter((note) => isMixed(note) && !answered(table, note));
    return found
      .slice(0, mostLoud)
      .map(({ message, options, label }) =>
        this.#loud("mixed", message, options ? [this.#remedy(label ?? "Read it otherwise", options)] : []),
      );
  }

  #loud(code: string, message: string, remedies: TemplateResult[]) {
    return html`<section class="problems heavy" role="note" aria-label="Read wrongly" data-loud=${code}>
      <p class="headline">${icon("warning")}<span>${foreign(message, 400)}</span></p>
      ${remedies.length ? html`<p class="row remedies">${remedies}</p>` : nothing}
    </section>`;
  }

  #remedy(label: string, options: ReadOptions) {
    return html`<wa-button
      size="s"
      variant="neutral"
      appearance="outlined"
      ?disabled=${this.busy}
      @click=${() => this.send("read", { change: options, said: `Read anew: ${label}.` })}
      >${label}</wa-button
    >`;
  }

  #notes(table: DataTable) {
    const loud = new Set(table.open.notes.filter((note) => isMixed(note) && !answered(table, note)).slice(0, mostLoud));
    const notes: ReadNote[] = [
      ...table.open.notes.filter((note) => !loud.has(note) && !answered(table, note) && !ofTheTarget(table, note)),
      ...ofThePage(table),
    ];
    if (notes.length === 0) return nothing;
    notes.sort((a, b) => weightOf(a) - weightOf(b));
    const seen = notes.slice(0, this.all ? mostNotes : shownNotes);
    return html`<ul class="notes small" aria-label="What was found out">
      ${seen.map(
        ({ message, options, label, code }) =>
          html`<li data-note=${code}>
            ${icon("info")}<span
              >${foreign(message, 300)}
              ${
                options
                  ? html`<button
                      class="link"
                      ?disabled=${this.busy}
                      @click=${() => this.send("read", { change: options, said: "The file is read as you said." })}
                    >
                      ${label ?? "Read it otherwise"}
                    </button>`
                  : nothing
              }</span
            >
          </li>`,
      )}
      ${
        notes.length > seen.length && !this.all
          ? html`<li>
              <span></span
              ><span
                ><button class="link" @click=${() => (this.all = true)}>
                  ${count(notes.length - seen.length, "more note")}
                </button></span
              >
            </li>`
          : nothing
      }
    </ul>`;
  }

  /** What was said of one file is not applied to the next, but can be. */
  #before() {
    if (!this.earlier) return nothing;
    const { file, options } = this.earlier;
    return html`<p class="small quiet" data-before>
      You changed how ${foreign(file, 80)} is read (${saidInWords(options)}); this file is read as it was found.
      <button class="link" data-act="before" ?disabled=${this.busy} @click=${() => this.send("before")}>
        Read it the same way
      </button>
    </p>`;
  }

  /** The way back from what was said. */
  #changes() {
    if (this.changes === 0) return nothing;
    return html`<p class="small changes">
      ${count(this.changes, "change")} of yours to how it is read.
      <button class="link" data-act="undo" @click=${() => this.send("back")}>Undo</button>
      ${
        this.changes > 1
          ? html`<button class="link" data-act="found" @click=${() => this.send("found")}>Read it as found</button>`
          : nothing
      }
    </p>`;
  }

  #problems({ open }: DataTable) {
    const { weight, problems } = open;
    if (weight.count === 0) return nothing;
    if (weight.share <= wrong)
      return html`<details class="panel problems">
        <summary>${icon("warning")} ${count(weight.count, "problem")} in the file</summary>
        ${problemList(problems, weight.count)}
      </details>`;
    return html`<section class="problems heavy" role="note" aria-label="Problems in the file">
      <p class="headline">
        ${icon("warning")}<span>${foreign(weight.headline ?? headlineOf(weight.share, weight.rows), 400)}</span>
      </p>
      ${
        weight.remedies.length
          ? html`<p class="row remedies">
              ${weight.remedies.map(({ label, options }) => this.#remedy(label, options))}
            </p>`
          : nothing
      }
      ${problemList(problems, weight.count)}
    </section>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: block;
      }
      .findings {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      .findings:not(:has(*)) {
        display: none;
      }
      .notes {
        display: grid;
        gap: 5px;
        max-width: 86ch;
      }
      .notes li {
        display: grid;
        grid-template-columns: 18px minmax(0, 1fr);
        gap: 8px;
      }
      .notes .icon {
        margin-top: 2px;
        color: var(--ink-quiet);
      }
      .changes {
        color: var(--accent-ink);
      }
      .changes .link + .link {
        margin-left: 10px;
      }
      .problems summary {
        padding: 10px 14px;
        font-size: 14px;
        font-weight: 600;
        cursor: pointer;
        color: var(--warn-ink);
      }
      .problems ul {
        max-height: 220px;
        overflow: auto;
        border-top: 1px solid var(--line);
        padding: 8px 14px;
      }
      .problems li {
        display: grid;
        grid-template-columns: 150px minmax(0, 1fr);
        gap: 0 10px;
        padding: 3px 0;
        overflow-wrap: anywhere;
      }
      @container (max-width: 480px) {
        .problems li {
          grid-template-columns: minmax(0, 1fr);
        }
        section.problems ul {
          max-height: 300px;
        }
      }
      .place {
        font-variant-numeric: tabular-nums;
        color: var(--ink-quiet);
      }
      .heavy {
        border: 1px solid var(--warn-line);
        border-radius: var(--wa-border-radius-l);
        background: var(--warn-wash);
        overflow: hidden;
      }
      .heavy .place {
        color: inherit;
      }
      .heavy ul {
        border-color: var(--warn-line);
        max-height: 150px;
      }
      .headline {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 10px;
        padding: 12px 14px;
        font-weight: 600;
      }
      .headline .icon {
        color: var(--warn-ink);
        margin-top: 3px;
      }
      .remedies {
        padding: 0 14px 12px 42px;
        gap: 8px;
      }
      .remedies wa-button {
        max-width: 100%;
      }
      .remedies wa-button::part(base) {
        height: auto;
        min-height: var(--wa-form-control-height);
        padding-block: 5px;
      }
      .remedies wa-button::part(label) {
        white-space: normal;
        line-height: 1.3;
        text-align: start;
      }
      @container (max-width: 480px) {
        .remedies {
          padding-left: 14px;
        }
      }
    `,
  ];
}

/** Where something is, counted as everywhere: the table's row, and the file's line. */
export function placeInWords({ line, row }: Pick<ReadProblem, "line" | "row">): string {
  if (row === null) return line === null ? "" : `Line ${number(line)}`;
  return line === null ? `Row ${number(row)}` : `Row ${number(row)} (line ${number(line)})`;
}

export function problemList(problems: readonly ReadProblem[], all: number): TemplateResult {
  const shown = problems.slice(0, shownProblems);
  return html`<ul class="small" tabindex="0" aria-label="Problems by line">
    ${shown.map((problem) => html`<li><span class="place">${placeInWords(problem)}</span><span>${foreign(problem.message, 300)}</span></li>`)}
    ${all > shown.length ? html`<li class="quiet"><span></span><span>and ${count(all - shown.length, "other", "others")}.</span></li>` : nothing}
  </ul>`;
}

// What takes a column away comes first, then what may have been read wrongly; what no one doubts comes last.
const firstNotes = [
  ...[
    "index",
    "identifier",
    "many_values",
    "date",
    "fill_value",
    "counts",
    "date_numbers",
    "points",
    "no_header",
    "header",
  ],
  ...["decimal", "skip", "comment"],
];
const lastNotes = ["constant", "delimiter", "made_up_name", "trailing", "boolean"];
function weightOf({ code }: ReadNote): number {
  const first = firstNotes.indexOf(code);
  return first >= 0 ? first : firstNotes.length + Math.max(0, lastNotes.indexOf(code) + 1);
}

const headlineOf = (share: number, rows: number): string =>
  `${Math.round(share * 100)} % of the rows (${number(rows)}) were not read as they stand: it may have been read wrongly.`;

/** A note whose way back was taken has been answered. */
function answered(table: DataTable, { column, options }: ReadNote): boolean {
  if (!options || column === null) return false;
  const chosen = table.options.columns?.find(({ name }) => name === column);
  return options.columns?.some(({ name, use }) => name === column && use !== undefined && chosen?.use === use) ?? false;
}

/** Whether a column is text though most of its cells are numbers, and the others are not a few slips. */
function isMixed({ code, message }: ReadNote): boolean {
  if (code !== "mixed") return false;
  const [, numbers, all] =
    /([\d,]+) cells? of ([\d,]+)/.exec(message)?.map((digits) => digits.replaceAll(",", "")) ?? [];
  return !all || 1 - Number(numbers) / Number(all) > wrong;
}

/** That a column is left out, or is read as words, says nothing of one that is predicted. */
const ofTheTarget = (table: DataTable, { column, code, options }: ReadNote): boolean =>
  column === table.target &&
  (code === "boolean" || (options?.columns?.some(({ name, use }) => name === column && use === true) ?? false));

/** What was said, by name. */
function saidInWords({ columns = [], ...file }: ReadOptions): string {
  const known = new Map<string, string>(Object.entries(labels));
  const words = Object.keys(file).map((key) => (known.get(key) ?? key).toLowerCase());
  const names = columns.map(({ name }) => visible(name, 40));
  return listed([...words, ...firstFew(names, "other column")]);
}

/** A name or cell with the character that stands for what cannot be decoded. */
function replaced({ columns, head }: DataTable): string {
  const name = columns.find((each) => each.name.includes("\ufffd"))?.name;
  return name ?? head.cells.flat().find((cell) => cell.includes("\ufffd")) ?? "";
}

/** What the page itself found, or took upon it. */
function ofThePage(table: DataTable): ReadNote[] {
  const used = features(table);
  const [only, ...others] = used;
  const notes: ReadNote[] = [];
  if (only && others.length === 0 && !only.use)
    notes.push({
      code: "only_column",
      column: only.name,
      message: `Column “${only.name}” is predicted from, as no other column is left.`,
    });
  return notes;
}

/** Some of many, and how many more. */
const firstFew = (names: readonly string[], noun = "other", plural = `${noun}s`): string[] =>
  names.length > 3 ? [...names.slice(0, 2), count(names.length - 2, noun, plural)] : [...names];

define("kf-findings", KfFindings);
