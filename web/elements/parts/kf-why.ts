import { css, html, nothing, type PropertyValues } from "lit";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import type { RowAsked } from "../state/row-asked.js";
import { arrivalOf, type Arrival } from "../why/arrival.js";
import { whyOf, type Why } from "../why/why.js";
import { drawLinear, drawNeighbours, drawPath, drawTrees, valueText } from "./why-drawings.js";

const shownRows = 100;

/** Why a row is answered as it is, and what preprocessing makes of it. */
export class KfWhy extends Part {
  static override properties = { asked: { attribute: false }, at: { state: true } };
  declare asked: RowAsked;
  /** Which class's score is shown, where there are several; else that of the answer. */
  declare at: number | undefined;
  #why: Why | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("asked")) return;
    if (this.asked.learned !== changed.get("asked")?.learned) this.at = undefined;
    this.#why = whyOf(this.asked);
  }

  override render() {
    const { asked } = this;
    const why = this.#why!;
    return html`<div class="stack" data-why=${why.kind}>
      ${this.#drawn(why)}
      <p class="small quiet">
        This is how the model comes to its answer. It does not say what causes what in the world.
      </p>
      <details class="steps">
        <summary>Before and after preprocessing</summary>
        ${table(arrivalOf(asked))}
      </details>
    </div>`;
  }

  #drawn(why: Why) {
    const { asked } = this;
    switch (why.kind) {
      case "linear":
        return drawLinear(asked, why, this.at ?? why.first, (at) => (this.at = at));
      case "path":
        return drawPath(asked, why);
      case "neighbours":
        return drawNeighbours(asked, why);
      case "trees":
        return drawTrees(asked, why);
      case "untold":
        return html`<p>${why.reason} What reaches it is below.</p>`;
    }
  }

  static override styles = [
    ...Part.styles,
    css`
      p {
        max-width: 68ch;
      }
      h4 {
        font-size: 13px;
        font-weight: 600;
      }
      table {
        font-size: 13px;
      }
      th,
      td {
        padding: 5px 10px;
        font-variant-numeric: tabular-nums;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
      }
      tfoot > tr > * {
        border-top: 1px solid var(--line-strong);
        font-weight: 650;
        color: var(--ink);
      }
      td {
        white-space: nowrap;
        overflow-wrap: normal;
      }
      .narrow {
        display: none;
      }
      /* Too narrow for all that is multiplied: it stands below the name. */
      @container (max-width: 560px) {
        .wide {
          display: none;
        }
        .narrow {
          display: block;
          font-weight: 400;
          font-size: 12px;
          color: var(--ink-quiet);
        }
        .sum th {
          white-space: normal;
          overflow-wrap: anywhere;
        }
      }
      .own > * {
        background: var(--sunken);
      }
      .tug {
        width: 22%;
        min-width: 60px;
      }
      .middle {
        display: block;
        position: relative;
        height: 10px;
        background: linear-gradient(var(--line-strong), var(--line-strong)) center / 1px 100% no-repeat;
      }
      .middle .bar {
        position: absolute;
        top: 0;
      }
      .bar {
        display: block;
        height: 10px;
        min-width: 1px;
        border-radius: 2px;
        background: var(--accent);
      }
      .bar.far {
        background: var(--series-2);
      }
      .bars {
        display: grid;
        gap: 5px;
        font-size: 13px;
      }
      .bars li {
        display: grid;
        grid-template-columns: minmax(80px, 30%) minmax(40px, 1fr) 76px;
        gap: 12px;
        align-items: center;
      }
      .track {
        height: 10px;
        border-radius: 3px;
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--line);
        overflow: hidden;
      }
      .path {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 0;
        list-style: none;
        counter-reset: question;
      }
      .path > li {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        align-items: baseline;
        position: relative;
        padding-left: 34px;
        overflow-wrap: anywhere;
      }
      .path > li::before {
        counter-increment: question;
        content: counter(question);
        position: absolute;
        left: 0;
        top: 0;
        width: 22px;
        height: 22px;
        border-radius: 50%;
        background: var(--accent-wash);
        color: var(--accent-ink);
        font-size: 12px;
        font-weight: 600;
        line-height: 22px;
        text-align: center;
      }
      .path > li:not(:last-child)::after {
        content: "";
        position: absolute;
        left: 10.5px;
        top: 24px;
        bottom: -8px;
        width: 1px;
        background: var(--accent-line);
      }
      .path > .leaf::before {
        content: "=";
      }
      .leaf .bars {
        flex-basis: 100%;
        max-width: 480px;
      }
      .steps > summary {
        cursor: pointer;
        font-size: 13px;
        color: var(--accent-ink);
      }
      .steps > .scroller {
        margin-top: 8px;
        max-height: 400px;
      }
    `,
  ];
}

function table(arrival: readonly Arrival[]) {
  return html`<div class="scroller framed" tabindex="0" role="region" aria-label="Before and after preprocessing">
    <table>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Before</th>
          <th scope="col">reaches the model as</th>
        </tr>
      </thead>
      <tbody>
        ${arrival.slice(0, shownRows).map(
          ({ column, given, arrives }) =>
            html`<tr>
              <th scope="row">
                ${column === undefined ? html`<span class="quiet">made of several</span>` : foreign(column, 60)}
              </th>
              <td>${column === undefined ? nothing : valueText(given)}</td>
              <td>${arrivedIn(column, arrives)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function arrivedIn(column: string | undefined, arrives: Arrival["arrives"]) {
  if (arrives.length === 0) return html`<span class="quiet">nothing of its own name</span>`;
  if (arrives.length === 1 && arrives[0]!.name.endsWith(column ?? "\0")) return valueText(arrives[0]!.value);
  return html`${arrives
    .slice(0, shownRows)
    .map(
      ({ name, value }, i) =>
        html`${i ? ", " : ""}${foreign(name.slice(name.lastIndexOf("__") + (name.includes("__") ? 2 : 1)), 40)}
        ${valueText(value)}`,
    )}`;
}

define("kf-why", KfWhy);
