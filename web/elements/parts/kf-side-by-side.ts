import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { bytesOf, equalBytes, hexOf } from "../bytes/hex.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { count, number } from "../shared/words.js";
import type { Pair, Sides } from "../state/verified.js";
import { sight } from "./sight.js";

const rowHeight = 46;
const countingTime = 900;

const words = {
  left: { fitted: "Fitted here", recorded: "Recorded at the save" },
  right: "Loaded",
  rows: { fitted: "row", recorded: "proof row" },
  output: "Output",
  table: "Predictions side by side",
} as const;

/** Two columns of predictions as numbers and as bytes, and how many of these are equal. */
export class KfSideBySide extends Part {
  static override properties: PropertyDeclarations = {
    sides: { attribute: false },
    chosen: { state: true },
    scrolled: { state: true },
    progress: { state: true },
  };
  declare sides: Sides;
  declare chosen: number;
  declare scrolled: number;
  /** How far the count has run, from 0 to 1. */
  declare progress: number;
  #sums = { bytes: 0, equal: 0 };
  #frame = 0;

  constructor() {
    super();
    this.chosen = 0;
    this.scrolled = 0;
    this.progress = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.progress = 1;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("sides")) return;
    this.chosen = 0;
    this.#sums = this.sides.pairs
      .map(({ left, right }) => equalBytes(left, right))
      .reduce((sum, { bytes, equal }) => ({ bytes: sum.bytes + bytes, equal: sum.equal + equal }), {
        bytes: 0,
        equal: 0,
      });
    this.#run();
  }

  /** The count runs up once; for whoever wants no motion it stands there. */
  #run(): void {
    cancelAnimationFrame(this.#frame);
    this.progress = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 0;
    let begun: number | undefined;
    const step = (now: number) => {
      begun ??= now;
      this.progress = Math.min(1, (now - begun) / countingTime);
      if (this.progress < 1) this.#frame = requestAnimationFrame(step);
    };
    if (this.progress < 1) this.#frame = requestAnimationFrame(step);
  }

  override render() {
    const { pairs } = this.sides;
    return html`${this.#count()}
    ${
      pairs.length > 1
        ? html`<label class="small"
            >${words.output}
            <select
              class="pick"
              @change=${({ target }: Event) => (this.chosen = Number((target as HTMLSelectElement).value))}
            >
              ${pairs.map(({ name }, at) => html`<option value=${at} ?selected=${at === this.chosen}>${name}</option>`)}
            </select></label
          >`
        : nothing
    }
    ${this.#table(pairs[this.chosen] ?? pairs[0]!)}`;
  }

  #count(): TemplateResult {
    const { bytes, equal } = this.#sums;
    const shown = Math.round(equal * this.progress);
    const all = equal === bytes;
    const done = this.progress === 1;
    return html`<p class="count ${done && !all ? "bad-ink" : ""}" data-equal=${done ? equal : nothing}>
        <span aria-hidden="true"><span class="figure">${number(shown)}</span> of ${number(bytes)} bytes equal</span>
        <span class="visually-hidden">${number(equal)} of ${number(bytes)} bytes are equal</span>
      </p>
      <div class="track" aria-hidden="true">
        <div
          class="bar ${all ? "" : "bad"}"
          style=${styled({ width: `${bytes ? (100 * shown) / bytes : 100}%` })}
        ></div>
      </div>`;
  }

  #table(pair: Pair): TemplateResult {
    const { left, rows } = this.sides;
    const { first, end, top, height } = sight(this.scrolled, 320, rows, rowHeight);
    const shown = Array.from({ length: end - first }, (_, i) => this.#row(pair, first + i));
    return html`<div
        class="scroller framed"
        tabindex="0"
        role="region"
        aria-label="${words.table}, ${pair.name}"
        @scroll=${({ currentTarget }: Event) => (this.scrolled = (currentTarget as HTMLElement).scrollTop)}
      >
        <table aria-rowcount=${rows + 1}>
          <thead>
            <tr>
              <th scope="col" class="at">Row</th>
              <th scope="col">${words.left[left]}</th>
              <th scope="col">${words.right}</th>
            </tr>
          </thead>
          <tbody>
            ${top > 0 ? html`<tr aria-hidden="true" style=${styled({ height: `${top}px` })}></tr>` : nothing} ${shown}
            ${this.#below(height, top, end - first)}
          </tbody>
        </table>
      </div>
      <p class="small quiet">
        ${count(rows, words.rows[left])}; below each value its bytes, of a number the most significant first.
      </p>`;
  }

  #below(height: number, top: number, drawn: number) {
    const rest = height - top - drawn * rowHeight;
    return rest > 0 ? html`<tr aria-hidden="true" style=${styled({ height: `${rest}px` })}></tr>` : nothing;
  }

  #row({ left, right }: Pair, at: number): TemplateResult {
    const [a, b] = [bytesOf(left, at), bytesOf(right, at)];
    const same = a.length === b.length && a.every((byte, i) => byte === b[i]);
    return html`<tr aria-rowindex=${at + 2} class=${same ? "" : "differs"}>
      <th scope="row" class="at">
        ${number(at + 1)}${same ? icon("equal") : icon("differ")}<span class="visually-hidden"
          >${same ? "equal" : "different"}</span
        >
      </th>
      ${this.#cell(left, at, a, b)} ${this.#cell(right, at, b, a)}
    </tr>`;
  }

  #cell(values: Pair["left"], at: number, own: readonly number[], other: readonly number[]): TemplateResult {
    const value = values[at];
    const text = typeof value === "number" ? (Object.is(value, -0) ? "-0" : String(value)) : (value ?? "missing");
    return html`<td>
      <span class="value">${foreign(text, 60)}</span>
      <code class="hex"
        >${hexOf(own.slice(0, 24)).map((hex, i) => html`<span class=${own[i] === other[i] ? "" : "other"}>${hex}</span> `)}${own.length > 24 ? "…" : nothing}</code
      >
    </td>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
      }
      .count {
        font-size: 15px;
        font-variant-numeric: tabular-nums;
      }
      .figure {
        font-size: var(--wa-font-size-xl);
        font-weight: 650;
        letter-spacing: -0.015em;
      }
      .track {
        height: 6px;
        border-radius: 3px;
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--line);
        overflow: hidden;
      }
      .bar {
        height: 100%;
        background: var(--accent);
      }
      .bar.bad {
        background: var(--bad-ink);
      }
      .pick {
        margin-left: 6px;
      }
      .scroller {
        height: 320px;
        overflow-anchor: none;
      }
      table {
        font-variant-numeric: tabular-nums;
        table-layout: fixed;
      }
      tbody tr {
        height: 46px;
      }
      .at {
        width: 78px;
      }
      tbody .at {
        font-weight: 500;
      }
      .at .icon {
        margin-left: 6px;
        color: var(--accent-ink);
      }
      td,
      tbody th {
        padding-block: 3px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .value {
        display: block;
        font-size: 13px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .hex {
        font-size: 12px;
        color: var(--ink-quiet);
        word-spacing: -0.3ch;
      }
      .other {
        color: var(--bad-ink);
        font-weight: 700;
      }
      .differs .at .icon {
        color: var(--bad-ink);
      }
      @container (max-width: 560px) {
        .at {
          width: 58px;
          padding-left: 8px;
          padding-right: 4px;
        }
        td {
          padding-inline: 6px;
        }
        .hex {
          font-size: 10px;
          word-spacing: -0.6ch;
        }
      }
    `,
  ];
}
define("kf-side-by-side", KfSideBySide);
