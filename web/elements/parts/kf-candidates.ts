import { css, html, nothing } from "lit";
import { nameOf, type Searched } from "../plots/studies/candidates.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { count, duration } from "../shared/words.js";

const rowLimit = 100;

/** One column of the table: what it is of a candidate, as something to sort by and as it is shown. */
interface Column {
  readonly key: string;
  readonly title: string;
  readonly numeric: boolean;
  /** Whether the greatest come first when it is sorted by for the first time. */
  readonly falling: boolean;
  sortedBy(candidate: Searched["candidates"][number]): number | string;
  shown(candidate: Searched["candidates"][number]): unknown;
}

/** The candidates of a search, by rank or by what a person sorts by. */
export class KfCandidates extends Part {
  static override properties = { searched: { attribute: false }, by: { state: true }, falling: { state: true } };
  declare searched: Searched;
  declare by: string;
  declare falling: boolean;

  constructor() {
    super();
    this.by = "rank";
    this.falling = false;
  }

  get #columns(): Column[] {
    const { paths, shown, score, candidates } = this.searched;
    const spread = (mean: number, deviation: number) =>
      html`${mean.toFixed(4)} <span class="quiet">± ${deviation.toFixed(4)}</span>`;
    return [
      {
        key: "rank",
        title: "Rank",
        numeric: false,
        falling: false,
        sortedBy: ({ rank }) => rank,
        shown: ({ rank }) => rank,
      },
      ...paths.map((path): Column => ({
        key: path,
        title: nameOf(path),
        numeric: false,
        falling: false,
        sortedBy: ({ params }) => (typeof params[path] === "number" ? (params[path] as number) : shown(params[path])),
        shown: ({ params }) => visible(shown(params[path]), 40),
      })),
      {
        key: "mean",
        title: score,
        numeric: true,
        falling: true,
        sortedBy: ({ mean }) => mean,
        shown: ({ mean, deviation }) => spread(mean, deviation),
      },
      ...(candidates.some(({ train }) => train)
        ? [
            {
              key: "train",
              title: "Rows fitted on",
              numeric: true,
              falling: true,
              sortedBy: ({ train }) => train?.mean ?? NaN,
              shown: ({ train }) => (train ? spread(train.mean, train.deviation) : ""),
            } satisfies Column,
          ]
        : []),
      {
        key: "time",
        title: "Time per fit",
        numeric: true,
        falling: true,
        sortedBy: ({ milliseconds = NaN }) => milliseconds,
        shown: ({ milliseconds }) => (milliseconds === undefined ? "" : duration(milliseconds)),
      },
    ];
  }

  override render() {
    const columns = this.#columns;
    const column = columns.find(({ key }) => key === this.by) ?? columns[0]!;
    const rows = [...this.searched.candidates].sort(
      (a, b) => compared(column.sortedBy(a), column.sortedBy(b), this.falling) || a.rank - b.rank,
    );
    const best = this.searched.candidates[0];
    return html`<div class="scroller framed" tabindex="0" role="region" aria-label="Candidates by ${column.title}">
        <table>
          <thead>
            <tr>
              ${columns.map((each) => this.#head(each, each === column))}
            </tr>
          </thead>
          <tbody>
            ${rows.slice(0, rowLimit).map(
              (candidate) =>
                html`<tr class=${candidate === best ? "best" : ""}>
                  ${columns.map((each, i) =>
                    i === 0
                      ? html`<th scope="row">${each.shown(candidate)}</th>`
                      : html`<td class=${each.numeric ? "number" : ""}>${each.shown(candidate)}</td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${rows.length > rowLimit ? html`<p class="small quiet">and ${count(rows.length - rowLimit, "more candidate")}</p>` : nothing}`;
  }

  #head(column: Column, chosen: boolean) {
    const order = this.falling ? "descending" : "ascending";
    return html`<th
      scope="col"
      class=${column.numeric ? "number" : ""}
      title=${column.key.includes("__") ? column.key : nothing}
      aria-sort=${chosen ? order : nothing}
    >
      <button data-sort=${column.key} @click=${() => this.#sort(column, chosen)}>
        ${column.title}<span class="arrow" aria-hidden="true">${chosen ? (this.falling ? "↓" : "↑") : ""}</span>
      </button>
    </th>`;
  }

  #sort({ key, falling }: Column, chosen: boolean): void {
    this.falling = chosen ? !this.falling : falling;
    this.by = key;
  }

  static override styles = [
    ...Part.styles,
    css`
      .scroller {
        max-height: 340px;
      }
      td,
      th {
        padding-block: 5px;
        white-space: nowrap;
      }
      thead th {
        padding: 0;
      }
      button {
        font: inherit;
        color: inherit;
        background: none;
        border: 0;
        padding: 7px 12px;
        cursor: pointer;
        white-space: nowrap;
      }
      button:hover {
        color: var(--ink);
      }
      .arrow {
        display: inline-block;
        width: 12px;
        text-align: right;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
      }
      .best > * {
        font-weight: 600;
        color: var(--accent-ink);
      }
      p {
        margin-top: 6px;
      }
    `,
  ];
}

/** Numbers by size, words by their letters and behind numbers; what is none is last in either order. */
export function compared(a: number | string, b: number | string, falling: boolean): number {
  const [lost, other] = [Number.isNaN(a), Number.isNaN(b)];
  if (lost || other) return Number(lost) - Number(other);
  const rising =
    typeof a === "number" && typeof b === "number"
      ? a - b
      : typeof a === typeof b
        ? String(a).localeCompare(String(b), "en")
        : typeof a === "number"
          ? -1
          : 1;
  return falling ? -rising : rising;
}

define("kf-candidates", KfCandidates);
