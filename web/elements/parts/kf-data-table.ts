import { css, html, nothing, type PropertyValues } from "lit";
import { live } from "lit/directives/live.js";
import type { ReadKind, TableHead } from "../../lib/index.js";
import { headColumns, headRows, valuesOf, type ChosenKind, type Column, type DataTable } from "../data/table.js";
import { spark } from "../plots/spark.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { count, short } from "../shared/words.js";
import { dragColumn } from "./drag.js";

/** Cells are asked for by blocks of columns, and only what is near the eye is drawn where there are more. */
const block = headColumns;
/** A table is drawn so many rows at a time: all at once would stop the page for longer than a blink. */
const firstRows = 17;
/** The width of a column in pixels where only some of many are drawn. */
const columnWidth = 176;
const cornerWidth = 52;

const words: Record<ReadKind | "ignore", string> = {
  number: "number",
  text: "text",
  boolean: "yes/no",
  date: "date",
  ignore: "left out",
};

/**
 * The first rows of the data set under a head that tells, and lets correct, what each column is. Sends `kind` with a
 * column's name and what it is said to be.
 */
export class KfDataTable extends Part {
  static override properties = { table: { attribute: false } };
  declare table: DataTable | undefined;
  #of: unknown;
  #blocks = new Map<number, TableHead | "asked">();
  #parts = new Map<string, ArrayLike<number>>();
  #from = 0;
  #to = block;
  /** How many rows are drawn so far. */
  #rows = firstRows;

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { table } = this;
    if (!table || table.open.reading === this.#of) return;
    this.#of = table.open.reading;
    this.#blocks = new Map([[0, table.head]]);
    this.#parts = new Map();
    this.#rows = firstRows;
    this.#from = 0;
    this.#to = block;
    const scroller = this.renderRoot?.querySelector?.(".scroller");
    if (scroller) scroller.scrollLeft = 0;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { table } = this;
    if (!table) return;
    this.#ask(table);
    if (this.#rows >= Math.min(headRows, table.rows)) return;
    this.#rows += firstRows;
    this.#again();
  }

  /** Asks for the cells that are seen. */
  #ask(table: DataTable): void {
    const seen = table.columns.slice(this.#from, table.columns.length > block ? this.#to : undefined);
    const wanted = new Set(seen.map(({ inFile }) => (inFile === undefined ? undefined : Math.floor(inFile / block))));
    for (const column of seen) if (column.inFile === undefined) this.#askPart(table, column);
    for (const at of wanted) {
      if (at === undefined || this.#blocks.has(at)) continue;
      const blocks = this.#blocks;
      blocks.set(at, "asked");
      table.open.head(0, Math.min(headRows, table.rows), at * block, block).then(
        (head) => {
          blocks.set(at, head);
          if (blocks === this.#blocks) this.#again();
        },
        () => blocks.delete(at),
      );
    }
  }

  /** What was made of a date stands in no line of the file. */
  #askPart(table: DataTable, column: Column): void {
    const parts = this.#parts;
    if (parts.has(column.name)) return;
    parts.set(column.name, []);
    void valuesOf(table, [column]).then(([values]) => {
      parts.set(column.name, values instanceof Float64Array ? values.subarray(0, headRows) : []);
      if (parts === this.#parts) this.#again();
    });
  }

  #again(): void {
    this.requestUpdate();
  }

  #look = (event: Event) => {
    const { table } = this;
    if (!table || table.columns.length <= block) return;
    const { scrollLeft, clientWidth } = event.currentTarget as HTMLElement;
    // In steps, so that a small movement draws nothing.
    const first = Math.max(0, Math.floor((scrollLeft - cornerWidth) / columnWidth / 8) * 8 - 8);
    const last = Math.min(table.columns.length, first + Math.ceil(clientWidth / columnWidth / 8) * 8 + 24);
    if (first === this.#from && last === this.#to) return;
    this.#from = first;
    this.#to = last;
    this.#again();
  };

  override render() {
    const { table } = this;
    if (!table) return nothing;
    const total = table.columns.length;
    const some = total > block;
    const from = some ? Math.min(this.#from, total) : 0;
    const to = some ? Math.min(this.#to, total) : total;
    const seen = table.columns.slice(from, to);
    const rows = Math.min(headRows, table.rows);
    const px = (columns: number) => `${cornerWidth + columns * columnWidth}px`;
    return html`
      <div
        class="scroller"
        tabindex="0"
        role="region"
        aria-label="The first ${rows} rows of ${visible(table.title, 80)}"
        @scroll=${this.#look}
      >
        <div style=${styled(some ? { width: px(total) } : {})}>
          <table
            class=${some ? "some" : ""}
            aria-colcount=${total + 1}
            style=${styled(some ? { width: px(seen.length), "margin-left": `${from * columnWidth}px` } : {})}
          >
            <thead>
              <tr>
                <td class="corner"></td>
                ${seen.map((column) => this.#head(table, column))}
              </tr>
            </thead>
            <tbody>
              ${Array.from(
                { length: Math.min(rows, this.#rows) },
                (_, row) =>
                  html`<tr>
                    <th scope="row" class="number" title=${this.#lineOf(row)}>${row + 1}</th>
                    ${seen.map((column) => this.#cell(table, column, row))}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </div>
      <p class="quiet small foot">
        ${table.rows > rows ? `The first ${rows} of ${count(table.rows, "row")}.` : table.rows === 1 ? "The only row." : `All ${count(table.rows, "row")}.`}
        ${some ? `Move sideways to see all ${count(total, "column")}.` : nothing}
      </p>
    `;
  }

  #lineOf(row: number): string {
    for (const head of this.#blocks.values()) if (head !== "asked") return `line ${head.lines[row]} of the file`;
    return "";
  }

  #stateOf(table: DataTable, column: Column): string {
    if (column.name === table.target) return "target";
    return column.use && column.kind !== "date" ? "" : "ignored";
  }

  #head(table: DataTable, column: Column) {
    const target = column.name === table.target;
    const kind: ChosenKind = column.use || target || column.kind === "date" ? column.kind : "ignore";
    const { missing, numbers, distinct, texts } = column.summary;
    const range = numbers
      ? `${numbers.min === numbers.max ? "" : `${short(numbers.min)} to `}${short(numbers.max)}${column.unit ? ` ${column.unit}` : ""}`
      : texts && distinct
        ? `${count(distinct, "different", "different")}`
        : "empty";
    const movable = !target && !["pipeline", "boxes", "build"].some((name) => this.lacks(name));
    const kinds: ChosenKind[] = ["number", "text"];
    if (column.kind === "boolean" || column.kind === "date") kinds.push(column.kind);
    if (column.code === "date" && column.kind !== "date") kinds.push("date");
    if (!target && column.kind !== "date") kinds.push("ignore");
    return html`<th
      scope="col"
      class=${this.#stateOf(table, column)}
      title=${column.why ? visible(column.why, 300) : nothing}
      aria-colindex=${column.at + 2}
    >
      <div
        class="name ${movable ? "movable" : ""}"
        draggable=${movable ? "true" : "false"}
        title=${movable ? `${visible(column.name)}: drag it onto a part of the pipeline to give it to that` : visible(column.name)}
        @dragstart=${(event: DragEvent) => dragColumn(event, column.name)}
      >
        <span>${foreign(column.name, 80)}</span>${target ? html`<span class="tag">target</span>` : nothing}
      </div>
      ${spark(column.summary, `How the values of ${visible(column.name, 80)} are spread`)}
      <div class="range">${range}</div>
      <div class="kind">
        ${
          column.of === undefined
            ? html`<span class="small quiet" data-without="kinds">${words[kind]}</span
                ><select
                  class="pick"
                  data-control="kinds"
                  aria-label="Kind of ${visible(column.name, 80)}"
                  @change=${(event: Event) => this.send("kind", { name: column.name, kind: (event.target as HTMLSelectElement).value as ChosenKind })}
                >
                  ${kinds.map((option) => html`<option value=${option} .selected=${live(option === kind)}>${words[option]}</option>`)}
                </select>`
            : html`<span class="small quiet">${column.part} of ${foreign(column.of, 40)}</span>`
        }
        ${missing ? html`<span class="missing-count">${count(missing, "missing", "missing")}</span>` : nothing}
      </div>
    </th>`;
  }

  #cell(table: DataTable, column: Column, row: number) {
    const classes = `${this.#stateOf(table, column)} ${column.kind === "number" ? "number" : ""}`;
    if (column.inFile === undefined) {
      const value = this.#parts.get(column.name)?.[row];
      return Number.isNaN(value)
        ? html`<td class="missing ${classes}"><span>missing</span></td>`
        : html`<td class=${classes}>${value ?? ""}</td>`;
    }
    const head = this.#blocks.get(Math.floor(column.inFile / block));
    if (!head || head === "asked") return html`<td class=${classes}></td>`;
    const cell = head.cells[row]?.[column.inFile % block] ?? "";
    if (!head.missing[row]?.[column.inFile % block]) return html`<td class=${classes}>${foreign(cell, 80)}</td>`;
    const marks = column.missing ?? table.open.reading.missing;
    return cell.trim() === "" || marks.includes(cell.trim())
      ? html`<td class="missing ${classes}"><span>missing</span></td>`
      : html`<td
          class="missing ${classes}"
          title="Not ${column.kind === "number" ? "a number" : `a ${words[column.kind]}`}: taken as missing"
        >
          <span>${foreign(cell, 80)}</span>
        </td>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      .scroller {
        max-height: 392px;
      }
      .some {
        table-layout: fixed;
      }
      .some .corner {
        width: 52px;
      }
      .some th[scope="col"] {
        width: 176px;
        overflow: hidden;
      }
      thead > tr > * {
        position: sticky;
        top: 0;
        z-index: 1;
        background: var(--card);
        vertical-align: top;
        padding: 12px 14px 10px;
        border-bottom-color: var(--line-strong);
        font-weight: 400;
      }
      th[scope="row"],
      .corner {
        position: sticky;
        left: 0;
        background: var(--card);
        font-weight: 400;
        color: var(--ink-quiet);
        font-size: 12px;
        padding-inline: 10px;
        border-right: 1px solid var(--line);
        min-width: 40px;
      }
      thead > tr > .corner {
        z-index: 2;
      }
      td {
        white-space: nowrap;
        max-width: 220px;
        overflow: hidden;
        text-overflow: ellipsis;
        padding: 6px 14px;
        height: 33px;
      }
      .name {
        display: flex;
        align-items: center;
        gap: 6px;
        font-size: 13px;
        font-weight: 600;
        color: var(--ink);
        margin-bottom: 8px;
        height: 20px;
      }
      .name > span:first-child {
        max-width: 150px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .movable {
        cursor: grab;
      }
      .spark {
        display: block;
        fill: var(--line-strong);
        opacity: 0.75;
      }
      .spark line {
        stroke: var(--line);
      }
      .target .spark {
        fill: var(--accent);
        opacity: 1;
      }
      thead .target {
        box-shadow: inset 0 3px 0 var(--accent);
      }
      td.target {
        background: color-mix(in srgb, var(--accent-wash) 55%, transparent);
      }
      td.ignored,
      .ignored .name {
        color: var(--ink-quiet);
      }
      td.ignored,
      thead > tr > .ignored {
        background: var(--sunken);
      }
      .ignored .spark {
        opacity: 0.35;
      }
      .range {
        font-size: 12px;
        margin: 4px 0 8px;
        font-variant-numeric: tabular-nums;
      }
      .kind {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .pick {
        font-size: 12px;
        padding-block: 2px;
      }
      .missing-count {
        font-size: 12px;
        font-weight: 500;
        color: var(--warn-ink);
      }
      td.missing {
        background: repeating-linear-gradient(-45deg, var(--warn-wash) 0 5px, transparent 5px 10px);
      }
      td.missing span {
        font-size: 12px;
        color: var(--warn-ink);
      }
      .foot {
        padding: 9px 14px;
        border-top: 1px solid var(--line);
      }
    `,
  ];
}
define("kf-data-table", KfDataTable);
