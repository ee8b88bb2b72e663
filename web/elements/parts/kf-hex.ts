import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { classMap } from "lit/directives/class-map.js";
import type { Break } from "../bytes/break.js";
import { hexOf, letterOf } from "../bytes/hex.js";
import { define } from "../shared/define.js";
import { Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { scrolledTo, sight } from "./sight.js";

const rowHeight = 22;
const shownRows = 16;
/** Below this width a line has eight bytes. */
const narrow = 600;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The bytes of a file in lines. Sends `at` with the byte that is chosen. */
export class KfHex extends Part {
  static override properties: PropertyDeclarations = {
    bytes: { attribute: false },
    at: { type: Number },
    lit: { attribute: false },
    element: { attribute: false },
    broken: { attribute: false },
    scrolled: { state: true },
    across: { state: true },
  };
  declare bytes: Uint8Array;
  declare at: number;
  /** The bytes of what is chosen, and of the one element of it. */
  declare lit: Range | undefined;
  declare element: Range | undefined;
  /** The bit that a broken copy has otherwise. */
  declare broken: Pick<Break, "at" | "bit"> | undefined;
  declare scrolled: number;
  /** Bytes in a line. */
  declare across: number;

  readonly #sizes = new ResizeObserver(([entry]) => {
    this.across = entry!.contentRect.width < narrow ? 8 : 16;
  });

  constructor() {
    super();
    this.at = 0;
    this.scrolled = 0;
    this.across = 16;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  get #rows(): number {
    return Math.ceil(this.bytes.length / this.across);
  }
  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector(".grid")!;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("at") && !changed.has("across") && !changed.has("bytes")) return;
    const scroller = this.#scroller;
    const { scrollTop, clientHeight } = scroller;
    const row = Math.floor(this.at / this.across);
    scroller.scrollTop = scrolledTo(row, scrollTop, clientHeight, this.#rows, rowHeight);
  }

  override render() {
    const { first, end, top, height } = sight(this.scrolled, shownRows * rowHeight, this.#rows, rowHeight);
    return html`<div
      class="grid"
      role="grid"
      tabindex="0"
      aria-label="Bytes of the file"
      aria-rowcount=${this.#rows}
      aria-colcount=${this.across}
      aria-activedescendant="byte-${this.at}"
      @keydown=${this.#key}
      @click=${this.#click}
      @scroll=${({ currentTarget }: Event) => (this.scrolled = (currentTarget as HTMLElement).scrollTop)}
    >
      <div class="all" role="presentation" style=${styled({ height: `${height}px` })}>
        <div role="rowgroup" style=${styled({ translate: `0 ${top}px` })}>
          ${Array.from({ length: end - first }, (_, i) => this.#row(first + i))}
        </div>
      </div>
    </div>`;
  }

  #row(row: number): TemplateResult {
    const from = row * this.across;
    const line = this.bytes.subarray(from, from + this.across);
    return html`<div class="row" role="row" aria-rowindex=${row + 1}>
      <span class="offset" role="rowheader">${from.toString(16).padStart(6, "0")}</span>
      ${hexOf(line).map((hex, i) => this.#byte(hex, from + i))}
      <span class="letters" aria-hidden="true">${Array.from(line, letterOf).join("")}</span>
    </div>`;
  }

  #byte(hex: string, at: number): TemplateResult {
    const within = (range: Range | undefined): boolean => range !== undefined && range.from <= at && at < range.to;
    const { broken } = this;
    const other = broken?.at === at ? hexOf([this.bytes[at]! ^ (1 << broken.bit)])[0] : undefined;
    return html`<span
      id="byte-${at}"
      class=${classMap({ byte: true, lit: within(this.lit), element: within(this.element), at: at === this.at, broken: other !== undefined })}
      role="gridcell"
      data-byte=${at}
      aria-selected=${at === this.at}
      aria-label="${other ?? hex}, byte ${at}${other === undefined ? "" : `, broken, was ${hex}`}"
      title=${other === undefined ? nothing : `was ${hex}`}
      >${other ?? hex}</span
    >`;
  }

  #choose(at: number): void {
    const wanted = Math.min(this.bytes.length - 1, Math.max(0, at));
    if (wanted === this.at) return;
    // At once: the next key may come before whoever listens has answered.
    this.at = wanted;
    this.send("at", wanted);
  }

  #click = (event: Event) => {
    const byte = (event.target as HTMLElement).dataset["byte"];
    if (byte !== undefined) this.#choose(Number(byte));
  };

  #key = (event: KeyboardEvent) => {
    const { at, across } = this;
    const line = at - (at % across);
    const page = (shownRows - 1) * across;
    const last = this.bytes.length - 1;
    const to = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at - across < 0 ? at : at - across,
      ArrowDown: at + across > last ? at : at + across,
      PageUp: at - page,
      PageDown: at + page,
      Home: event.ctrlKey ? 0 : line,
      End: event.ctrlKey ? last : line + across - 1,
    }[event.key];
    if (to === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(to);
  };

  static override styles = [
    ...Part.styles,
    css`
      .grid {
        height: ${shownRows * rowHeight + 2}px;
        overflow: auto;
        overflow-anchor: none;
        overscroll-behavior-x: contain;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        background: var(--field);
        font: 12px / ${rowHeight}px var(--wa-font-family-code);
        cursor: default;
      }
      .grid:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 1px;
      }
      .all {
        overflow: clip;
        width: max-content;
        min-width: 100%;
      }
      .row {
        display: flex;
        flex-wrap: nowrap;
        gap: 0;
        height: ${rowHeight}px;
        padding-inline: 10px;
      }
      .offset {
        color: var(--ink-quiet);
        margin-right: 12px;
      }
      .byte {
        width: 3ch;
        text-align: center;
      }
      .byte:nth-child(8n + 1):not(:nth-child(2)):not(:nth-last-child(2)) {
        margin-right: 1ch;
      }
      .letters {
        white-space: pre;
        margin-left: 12px;
        color: var(--ink-quiet);
      }
      .lit {
        background: var(--accent-wash);
        color: var(--accent-ink);
      }
      .element {
        background: var(--accent-line);
        color: var(--ink);
      }
      .at {
        background: var(--accent);
        color: #fff;
        border-radius: 3px;
      }
      .broken {
        background: var(--bad-ink);
        color: var(--bad-wash);
        border-radius: 3px;
        font-weight: 700;
      }
    `,
  ];
}
define("kf-hex", KfHex);
