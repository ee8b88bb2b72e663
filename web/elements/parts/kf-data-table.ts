import { css, html, nothing } from "lit";
import { isMissing, type Column, type Kind } from "../data/columns.js";
import { setKind } from "../session/open-data.js";
import { foreign, visible } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { count, short } from "../shared/words.js";
import { spark } from "./spark.js";

/** The first rows of the data set under a head that tells, and lets correct, what each column is. */
export class KfDataTable extends Part {
  #drawn: unknown;

  /** The table is the largest thing on the page, and most changes of the session are not about it. */
  override shouldUpdate(): boolean {
    const { table } = this.session;
    const isNew = table !== this.#drawn;
    this.#drawn = table;
    return isNew;
  }

  override render() {
    const { table } = this.session;
    if (!table) return nothing;
    return html`
      <div
        class="scroller"
        tabindex="0"
        role="region"
        aria-label="The first ${table.head.length} rows of ${visible(table.title, 80)}"
      >
        <table>
          <thead>
            <tr>
              <td class="corner"></td>
              ${table.columns.map((column, index) => this.#head(column, table.kinds[index]!, index))}
            </tr>
          </thead>
          <tbody>
            ${table.head.map(
              (cells, row) =>
                html`<tr>
                  <th scope="row" class="number">${row + 1}</th>
                  ${cells.map((cell, index) => this.#cell(cell, table.columns[index]!, table.kinds[index]!, row))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="quiet small foot">
        ${
          table.rows > table.head.length
            ? `The first ${table.head.length} of ${count(table.rows, "row")}.`
            : `All ${count(table.rows, "row")}.`
        }
      </p>
    `;
  }

  #head(column: Column, kind: Kind, index: number) {
    const target = column.name === this.session.table!.target;
    const { missing, numbers, distinct, texts } = column.summary;
    const range = numbers
      ? `${short(numbers.min)} to ${short(numbers.max)}`
      : texts
        ? `${distinct} different`
        : "empty";
    return html`<th scope="col" class=${target ? "target" : kind === "ignore" ? "ignored" : ""}>
      <div class="name" title=${visible(column.name)}>
        <span>${foreign(column.name, 80)}</span>${target ? html`<span class="tag">target</span>` : nothing}
      </div>
      ${spark(column.summary, `How the values of ${visible(column.name, 80)} are spread`)}
      <div class="range">${range}</div>
      <div class="kind">
        <select
          class="pick"
          aria-label="Kind of ${visible(column.name, 80)}"
          .value=${kind}
          @change=${(event: Event) => this.#choose(event, index)}
        >
          ${(["number", "text", "ignore"] as const).map(
            (option) =>
              html`<option value=${option} ?selected=${option === kind} ?disabled=${target && option === "ignore"}>
                ${option}
              </option>`,
          )}
        </select>
        ${missing ? html`<span class="missing-count">${count(missing, "missing", "missing")}</span>` : nothing}
      </div>
    </th>`;
  }

  #cell(cell: string, column: Column, kind: Kind, row: number) {
    const classes = [
      column.name === this.session.table!.target ? "target" : "",
      kind === "ignore" ? "ignored" : "",
      column.kind === "number" ? "number" : "",
    ];
    if (isMissing(cell)) return html`<td class="missing ${classes.join(" ")}"><span>missing</span></td>`;
    const unreadable = column.kind === "number" && Number.isNaN((column.values as Float64Array)[row]);
    return unreadable
      ? html`<td class="missing ${classes.join(" ")}" title="Not a number: taken as missing">
          <span>${foreign(cell, 80)}</span>
        </td>`
      : html`<td class=${classes.join(" ")}>${foreign(cell, 80)}</td>`;
  }

  #choose(event: Event, index: number): void {
    void setKind(this.session, index, (event.target as HTMLSelectElement).value as Kind).catch((error) =>
      this.session.trouble("data", error),
    );
  }

  static override styles = [
    ...Part.styles,
    css`
      .scroller {
        max-height: 392px;
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
customElements.define("kf-data-table", KfDataTable);
