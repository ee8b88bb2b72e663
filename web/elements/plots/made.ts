import { css, html, nothing, svg, type TemplateResult } from "lit";
import type { Labels } from "../../lib/index.js";
import { distinct, visible } from "../shared/foreign.js";
import { count, short } from "../shared/words.js";
import type { Made, MadeColumn } from "../state/made.js";

const width = 128;
const height = 26;
const tall = 62;
/** So many columns are drawn side by side. */
const most = 6;
const seriesShown = 6;

/** The colour of each row: by its class where there are few, else none. */
export function seriesOf(target: Labels | undefined, rows: number): readonly number[] {
  if (!target) return [];
  const values = [...new Set(target as Iterable<number | string>)].sort((a, b) => (a < b ? -1 : 1));
  if (values.length > seriesShown) return [];
  const places = new Map(values.map((value, at) => [value, at + 1]));
  return Array.from({ length: rows }, (_, row) => places.get(target[row]!) ?? 1);
}

/** What a step made, at a glance: a cloud of two columns, or how each of the first is distributed. */
export function madePicture(made: Made, series: readonly number[], before?: Made): TemplateResult {
  const columns = made.columns.slice(0, most);
  const said = inWords(made);
  const isCloud =
    made.width === 2 && !made.answer && columns.every(({ bins, high, low }) => bins.length > 0 && high > low);
  return html`<span class="made" title=${firstValues(made, before)}>
    <svg viewBox="0 0 ${width} ${isCloud ? tall : height}" role="img" aria-label=${said} class="picture">
      ${
        columns.length === 0
          ? nothing
          : isCloud
            ? cloud(columns[0]!, columns[1]!, series)
            : columns.map((column, at) => strip(column, at * (width / columns.length), width / columns.length - 4))
      }
    </svg>
    <span class="said">${said}</span>
  </span>`;
}

const toned = (place: number): string => (place ? `var(--series-${place})` : "var(--plot-high)");

function cloud(x: MadeColumn, y: MadeColumn, series: readonly number[]) {
  const at = (value: number, { low, high }: MadeColumn, room: number) =>
    3 + ((value - low) / (high - low)) * (room - 6);
  return Array.from(x.values!, (value, row) => {
    const other = y.values![row]!;
    if (!Number.isFinite(value) || !Number.isFinite(other)) return nothing;
    return svg`<circle cx=${at(value, x, width).toFixed(1)} cy=${(tall - at(other, y, tall)).toFixed(1)} r="1.6" fill=${toned(series[row] ?? 0)} fill-opacity="0.75" />`;
  });
}

/** How one column is distributed; what is missing stands as a bar of its own at the end. */
function strip({ bins, texts, missing }: MadeColumn, left: number, room: number) {
  const counts = bins.length ? bins : texts.map((text) => text.count);
  const highest = Math.max(1, ...counts);
  const step = room / (counts.length + (missing > 0 ? 2 : 0) || 1);
  const bar = (x: number, share: number, fill: string) => {
    const up = share === 0 ? 0 : Math.max(1, share * (height - 1));
    return svg`<rect x=${(left + x).toFixed(1)} y=${(height - up).toFixed(1)} width=${Math.max(0.6, step - (bins.length ? 0.3 : 1)).toFixed(1)} height=${up.toFixed(1)} fill=${fill} />`;
  };
  return svg`<g>
    <line x1=${left} x2=${left + room} y1=${height - 0.25} y2=${height - 0.25} stroke="var(--line-strong)" stroke-width="0.5" />
    ${counts.map((times, place) => bar(place * step, times / highest, "var(--plot-high)"))}
    ${missing > 0 ? bar((counts.length + 1) * step, missing, "var(--warn-ink)") : nothing}
  </g>`;
}

/** “5 columns from -2.1 to 3, 2 % missing”. */
export function inWords({ width: wide, columns, missing, answer }: Made): string {
  const numbers = columns.filter(({ bins, high, low }) => bins.length > 0 && high >= low);
  const low = Math.min(...numbers.map((column) => column.low));
  const high = Math.max(...numbers.map((column) => column.high));
  const range = numbers.length ? (low === high ? `, ${short(low)}` : `, ${short(low)} to ${short(high)}`) : "";
  const gone = missing > 0 ? `, ${missing < 0.005 ? "<1" : Math.round(missing * 100)} % missing` : "";
  if (!answer) return `${count(wide, "column")}${range}${gone}`;
  const texts = columns[0]?.texts ?? [];
  const all = texts.reduce((sum, text) => sum + text.count, 0);
  const shares = texts
    .slice(0, 3)
    .map(({ text, count: times }) => `${visible(text, 14)} ${Math.round((times / all) * 100)} %`);
  return shares.length ? shares.join(", ") : `predicts${range.replace(",", "")}`;
}

/** “bill_length_mm: 39.1, 39.5, missing → -0.88, -0.81, 0”. */
function firstValues(made: Made, before: Made | undefined): string {
  const listed = ({ columns }: Made) => {
    const [column] = columns;
    return column ? `${visible(column.name, 30)}: ${column.first.map(textOf).join(", ")}` : "";
  };
  return [before && !made.answer ? listed(before) : "", listed(made)].filter(Boolean).join(" → ");
}

const textOf = (value: number | string | null | undefined): string =>
  value === null || value === undefined ? "missing" : typeof value === "number" ? short(value) : visible(value, 30);

/** The first values before a step and after it. */
export function beforeAndAfter(before: Made | undefined, after: Made): TemplateResult {
  const table = (made: Made, caption: string) => {
    const shown = made.columns.slice(0, 4);
    const names = distinct(shown.map(({ name }) => visible(name, 24)));
    const rows = shown[0]?.first.length ?? 0;
    return html`<div class="side">
      <table>
        <caption>
          ${caption}${made.width > shown.length ? html` <span class="quiet">first ${shown.length} of ${made.width} columns</span>` : nothing}
        </caption>
        <thead>
          <tr>
            ${names.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${Array.from(
            { length: rows },
            (_, row) =>
              html`<tr>
                ${shown.map(({ first }) => html`<td class=${typeof first[row] === "number" ? "number" : ""}>${cell(first[row])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  };
  return html`<div class="sides">${before ? table(before, "Before") : nothing}${table(after, "After")}</div>`;
}

const cell = (value: number | string | null | undefined) =>
  value === null || value === undefined ? html`<span class="quiet">missing</span>` : textOf(value);

export const madeStyles = css`
  .made {
    display: grid;
    gap: 1px;
    margin-top: 4px;
    max-width: 150px;
  }
  .made .picture {
    width: 100%;
    height: auto;
    display: block;
  }
  .made .said {
    font-size: 11px;
    line-height: 1.35;
    color: var(--ink-quiet);
    font-variant-numeric: tabular-nums;
  }
`;
