import { css, html, nothing, type PropertyValues } from "lit";
import type { Figure, Plotting } from "../plots/figure.js";
import { csvOf, fileName, svgOf } from "../plots/figure-files.js";
import { frameOf, inkOf } from "../plots/ink.js";
import { define } from "../shared/define.js";
import { download } from "../shared/files.js";
import { foreign } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, short } from "../shared/words.js";

/** More rows than these stand in the file alone. */
const mostRows = 200;

let plotting: Promise<Plotting> | undefined;

/** A figure: one image with its description, and behind it the same as a table and as files. */
export class KfFigure extends Part {
  static override properties = { figure: { attribute: false }, tabled: { state: true } };
  declare figure: Figure;
  /** Whether the table is shown. */
  declare tabled: boolean;
  #drawn: unknown[] = [];
  /** What the drawing that is there was made of. */
  #of: readonly unknown[] = [];
  /** As it was measured last: to ask for it would have the page laid out once more before every drawing. */
  #width = 0;
  #sizes = new ResizeObserver(([entry]) => {
    this.#width = entry!.contentRect.width;
    this.requestUpdate();
  });
  #theme = new MutationObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.tabled = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
    const frame = frameOf(this);
    if (frame) this.#theme.observe(frame, { attributeFilter: ["class"] });
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#theme.disconnect();
  }

  override render() {
    const { note, title, leads } = this.figure;
    return html`<figure>
        <div class="drawn"></div>
        ${
          note || leads
            ? html`<figcaption class="small quiet">
                ${note}
                ${leads ? html`<button class="link" data-with="studies ${leads.study}" @click=${() => this.#lead(leads.study)}>${leads.words}</button>` : nothing}
              </figcaption>`
            : nothing
        }
      </figure>
      <div class="tools" data-control="figure-files">
        <button
          aria-expanded=${this.tabled}
          data-as="table"
          aria-label="${title} as a table"
          @click=${() => (this.tabled = !this.tabled)}
        >
          ${icon("table")}As a table
        </button>
        <button data-as="svg" aria-label="Download ${title} as SVG" @click=${() => this.#svg()}>
          ${icon("download")}SVG
        </button>
        <button data-as="csv" aria-label="Download ${title} as CSV" @click=${() => this.#csv()}>
          ${icon("download")}CSV
        </button>
      </div>
      ${this.tabled && !this.lacks("figure-files") ? this.#table() : nothing}`;
  }

  #table() {
    const { columns, title } = this.figure;
    const rows = this.figure.rows();
    const shown = rows.slice(0, mostRows);
    const numeric = columns.map((_, i) => shown.some((row) => typeof row[i] === "number"));
    return html`<div class="scroller framed" tabindex="0" role="region" aria-label="${title} as a table">
        <table>
          <thead>
            <tr>
              ${columns.map((name, i) => html`<th scope="col" class=${numeric[i] ? "number" : ""}>${foreign(name, 60)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${shown.map(
              (row) =>
                html`<tr>
                  ${row.map((cell, i) => html`<td class=${numeric[i] ? "number" : ""}>${typeof cell === "number" ? (Number.isNaN(cell) ? "" : short(cell)) : foreign(cell, 80)}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${rows.length > shown.length ? html`<p class="small quiet">The first ${shown.length} of ${count(rows.length, "row")}; the CSV file has all.</p>` : nothing}`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const { figure } = this;
    const width = Math.min(figure.widest ?? 520, Math.round(this.#width));
    if (width <= 0) return;
    const ink = inkOf(this);
    const inputs = [figure, width, ink];
    if (same(inputs, this.#drawn)) return;
    this.#drawn = inputs;
    const plot = await (plotting ??= import("@observablehq/plot"));
    // Another may have come while charts were fetched.
    if (this.#drawn !== inputs) return;
    const place = this.renderRoot.querySelector(".drawn")!;
    const of = [figure.words, width, ink, ...(figure.drawn?.of ?? [figure])];
    // To lay out all of the marks again takes longer than much else of a result while something is dragged.
    if (same(of, this.#of)) return figure.drawn?.repaint?.(place.firstElementChild!, ink);
    this.#of = of;
    const drawn = figure.draw(width, ink, plot);
    // Its rules stand in the styles below: a host's content policy may refuse those that come in a tag.
    for (const style of drawn.querySelectorAll("style")) style.remove();
    if (!figure.lively) asImage(drawn, figure.words);
    // A pad that is worked on is drawn anew with every point.
    const isWorkedOn = place.querySelector("[data-pad]:focus") !== null;
    place.replaceChildren(drawn);
    if (isWorkedOn) place.querySelector<HTMLElement>("[data-pad]")?.focus();
  }

  /** Whoever has the studies shows it. */
  #lead(study: string): void {
    this.dispatchEvent(new CustomEvent("lead", { detail: study, bubbles: true, composed: true }));
  }

  #svg(): void {
    const { title, words } = this.figure;
    const drawn = this.renderRoot.querySelector(".drawn")!.firstElementChild;
    if (!drawn) return;
    const text = svgOf(drawn, title, words, inkOf(this).card);
    download(fileName(title, "svg"), new Blob([text], { type: "image/svg+xml" }));
  }

  #csv(): void {
    download(fileName(this.figure.title, "csv"), new Blob([csvOf(this.figure)], { type: "text/csv;charset=utf-8" }));
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
        align-content: start;
      }
      .drawn {
        contain: layout style;
      }
      figure svg {
        display: block;
        max-width: 100%;
        height: auto;
      }
      figure svg :is(text, tspan) {
        white-space: pre;
      }
      /* Nodes of a tree. */
      [data-node]:focus-visible {
        outline: none;
      }
      [data-node]:focus-visible > rect:first-child {
        stroke: var(--wa-color-focus);
        stroke-width: 2px;
      }
      figcaption {
        margin-top: 6px;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 4px;
        margin-left: -7px;
      }
      .tools button {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        min-height: 28px;
        border: 0;
        border-radius: var(--wa-border-radius-s);
        background: none;
        padding: 3px 7px;
        font: inherit;
        font-size: 12.5px;
        color: var(--ink-quiet);
        cursor: pointer;
      }
      .tools button:hover,
      .tools button[aria-expanded="true"] {
        background: var(--sunken);
        color: var(--ink);
      }
      .scroller {
        max-height: 320px;
      }
      th,
      td {
        padding: 4px 10px;
        font-size: 13px;
        white-space: nowrap;
      }
    `,
  ];
}

const same = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

/** One picture with one description, in place of the many labels of its parts. */
function asImage(drawn: Element, words: string): void {
  for (const part of drawn.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", words);
}

define("kf-figure", KfFigure);
