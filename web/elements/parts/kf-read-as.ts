import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { ColumnReading, Reading } from "../../lib/index.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { styles } from "../shared/styles.js";
import { count } from "../shared/words.js";
import {
  called,
  decimalMarks,
  kinds,
  labels,
  marksInWords,
  orders,
  readingFacts,
  readInWords,
  thousandsMarks,
  yearsInWords,
} from "./reading-words.js";

const shown = 300;

/** How the data of a model were read, as its card has it: what a new file is read by. */
export class KfReadAs extends LitElement {
  static override properties = { reading: { attribute: false }, target: {} };
  declare reading: Reading;
  declare target: string;

  get #open(): boolean {
    return this.renderRoot?.querySelector("details")?.open ?? false;
  }

  override render() {
    return html`<details class="panel fold" @toggle=${() => this.requestUpdate()}>
      <summary>
        <span class="title">How it was read</span>
        <span class="quiet">${readInWords(this.reading)}</span>
        ${icon("chevron-down")}
      </summary>
      ${this.#open ? html`<div class="stack inside">${this.#facts()} ${this.#columns()}</div>` : nothing}
    </details>`;
  }

  #facts(): TemplateResult {
    return html`<dl class="facts">
      ${readingFacts(this.reading).map(
        ([label, words]) =>
          html`<div class=${words.length > 40 ? "wide" : ""}>
            <dt>${label}</dt>
            <dd class=${label.startsWith("SHA") ? "code" : ""}>${foreign(words, 400)}</dd>
          </div>`,
      )}
    </dl>`;
  }

  #columns(): TemplateResult {
    const { columns } = this.reading;
    return html`<div class="scroller framed" tabindex="0" role="region" aria-label="How each column was read">
      <table>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Kind</th>
            <th scope="col">How</th>
          </tr>
        </thead>
        <tbody>
          ${columns.slice(0, shown).map(
            (column) =>
              html`<tr data-column=${column.name} class=${this.#isOut(column) ? "out" : ""}>
                <th scope="row">
                  ${foreign(column.name, 80)}${column.name === this.target ? html` <span class="tag">target</span>` : nothing}
                </th>
                <td>${called(kinds, column.kind)}</td>
                <td class="how">${this.#how(column).map((words) => html`<span>${foreign(words, 400)}</span>`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${columns.length > shown ? html`<p class="small quiet more">and ${count(columns.length - shown, "other column")}</p>` : nothing}
    </div>`;
  }

  /** A date is predicted from by its parts, if at all. */
  #isOut = ({ name, use, kind }: ColumnReading): boolean => name !== this.target && (!use || kind === "date");

  #how(column: ColumnReading): string[] {
    const { name, header, kind, why, unit, decimal, thousands, missing, keepMissing, order, yearsFrom, part, of } =
      column;
    if (of !== undefined) return [`${part ?? "part"} of ${of}`];
    const parts = this.reading.columns.flatMap((each) => (each.of === name && each.part ? [each.part] : []));
    const out = this.#isOut(column) && parts.length === 0;
    const facts: [label: string, words: string | undefined][] = [
      [labels.parts, parts.join(", ")],
      [labels.order, order && kind === "date" ? called(orders, order) : undefined],
      [labels.yearsFrom, yearsFrom === undefined ? undefined : yearsInWords(yearsFrom)],
      ["Unit", unit],
      [labels.decimal, decimal && called(decimalMarks, decimal)],
      [labels.thousands, thousands ? called(thousandsMarks, thousands) : undefined],
      [labels.missing, missing && (marksInWords(missing) || "nothing")],
      [labels.keepMissing, keepMissing ? "are a category of their own" : undefined],
    ];
    return [
      ...(out ? [why ? `Left out. ${why}` : "Left out."] : []),
      ...(header === null ? ["Its name is made up."] : header !== name ? [`Called “${header}” in the file.`] : []),
      ...facts.flatMap(([label, words]) => (words ? [`${label}: ${words}`] : [])),
      ...(!out && why && parts.length === 0 ? [why] : []),
    ];
  }

  static override styles = [
    styles,
    css`
      .panel {
        box-shadow: none;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 124px), 1fr));
        gap: 10px 24px;
      }
      .wide {
        grid-column: 1 / -1;
      }
      .scroller {
        max-height: 320px;
      }
      tbody th,
      td {
        padding-block: 6px;
        font-size: 13px;
        vertical-align: baseline;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .out > * {
        color: var(--ink-quiet);
        background: var(--sunken);
      }
      tbody th,
      .more {
        min-width: 124px;
      }
      .how {
        width: 100%;
        min-width: 150px;
      }
      .how span {
        display: block;
      }
      .how span .foreign {
        display: inline;
      }
      .more {
        padding: 6px 12px;
      }
    `,
  ];
}
define("kf-read-as", KfReadAs);
