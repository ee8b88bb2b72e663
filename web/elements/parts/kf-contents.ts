import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { arrayFacts, childrenOf, previewOf, type Span } from "../bytes/walk.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { styled } from "../shared/styled.js";
import { count, number } from "../shared/words.js";
import { scrolledTo, sight } from "./sight.js";

const rowHeight = 28;
const height = 354;

interface Line {
  readonly span: Span;
  readonly level: number;
  readonly place: number;
  readonly among: number;
}

/** Everything in a file as a tree. Sends `chosen` with a value, `fold` with all that are open. */
export class KfContents extends Part {
  static override properties: PropertyDeclarations = {
    bytes: { attribute: false },
    whole: { attribute: false },
    chosen: { attribute: false },
    open: { attribute: false },
    scrolled: { state: true },
  };
  declare bytes: Uint8Array;
  declare whole: Span;
  declare chosen: Span | undefined;
  declare open: ReadonlySet<Span>;
  declare scrolled: number;
  #known: { whole: Span; open: ReadonlySet<Span>; lines: readonly Line[] } | undefined;

  constructor() {
    super();
    this.scrolled = 0;
  }

  get #lines(): readonly Line[] {
    const { whole, open } = this;
    if (this.#known?.whole !== whole || this.#known.open !== open)
      this.#known = { whole, open, lines: this.#unfolded() };
    return this.#known.lines;
  }

  #unfolded(): Line[] {
    const lines: Line[] = [];
    const add = (parent: Span, level: number): void => {
      const spans = childrenOf(this.bytes, parent);
      spans.forEach((span, at) => {
        lines.push({ span, level, place: at + 1, among: spans.length });
        if (this.open.has(span)) add(span, level + 1);
      });
    };
    add(this.whole, 1);
    return lines;
  }

  get #at(): number {
    return this.#lines.findIndex(({ span }) => span === this.chosen);
  }

  override updated(changed: PropertyValues<this>): void {
    const at = this.#at;
    if (at < 0 || !(changed.has("chosen") || changed.has("open"))) return;
    const tree = this.renderRoot.querySelector(".tree")!;
    tree.scrollTop = scrolledTo(at, tree.scrollTop, tree.clientHeight, this.#lines.length, rowHeight);
  }

  override render() {
    const view = sight(this.scrolled, height, this.#lines.length, rowHeight);
    const at = this.#at;
    return html`<div
      class="tree"
      role="tree"
      tabindex="0"
      aria-label="What the file holds"
      aria-activedescendant=${at < 0 ? nothing : `line-${at}`}
      @keydown=${this.#key}
      @scroll=${({ currentTarget }: Event) => (this.scrolled = (currentTarget as HTMLElement).scrollTop)}
    >
      <div class="all" role="presentation" style=${styled({ height: `${view.height}px` })}>
        <div role="presentation" style=${styled({ translate: `0 ${view.top}px` })}>
          ${this.#lines.slice(view.first, view.end).map((line, i) => this.#line(line, view.first + i))}
        </div>
      </div>
    </div>`;
  }

  #line({ span, level, place, among }: Line, at: number): TemplateResult {
    const parent = span.size > 0 && (span.kind === "map" || span.kind === "list");
    const open = this.open.has(span);
    return html`<div
      id="line-${at}"
      class="line ${span === this.chosen ? "chosen" : ""}"
      role="treeitem"
      aria-level=${level}
      aria-posinset=${place}
      aria-setsize=${among}
      aria-selected=${span === this.chosen}
      aria-expanded=${parent ? open : nothing}
      style=${styled({ "--level": Math.min(level - 1, 9) })}
      @click=${() => this.#choose(span)}
    >
      <span
        class="twist"
        aria-hidden="true"
        @click=${(event: Event) => {
          if (!parent) return;
          event.stopPropagation();
          this.#fold(span);
        }}
        >${parent ? icon(open ? "chevron-down" : "chevron-right") : nothing}</span
      >
      <span class="name">${foreign(span.name, 60)}</span>
      <span class="what">${this.#what(span)}</span>
      <span class="size">${number(span.to - span.from)}</span>
    </div>`;
  }

  #what(span: Span): TemplateResult | string {
    if (span.kind === "map") return count(span.size, "entry", "entries");
    if (span.kind === "list") return count(span.size, "item");
    const text = previewOf(this.bytes, span);
    if (span.kind === "text") return foreign(text, 80);
    const facts = arrayFacts(this.bytes, span);
    return facts ? `${facts.dtype} (${facts.shape.join(", ")}) ${text}` : visible(text, 80);
  }

  // At once: the next key may come before whoever listens has answered.
  #choose(span: Span): void {
    this.chosen = span;
    this.send("chosen", span);
  }
  #fold(span: Span): void {
    const open = new Set(this.open);
    if (!open.delete(span)) open.add(span);
    this.open = open;
    this.send("fold", open);
  }

  #key = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = Math.max(0, this.#at);
    const span = this.#lines[at]?.span;
    if (!span) return;
    const page = Math.floor(height / rowHeight) - 1;
    const last = this.#lines.length - 1;
    const open = this.open.has(span);
    const to = {
      ArrowUp: at - 1,
      ArrowDown: this.#at < 0 ? 0 : at + 1,
      PageUp: at - page,
      PageDown: at + page,
      Home: 0,
      End: last,
      ArrowLeft: open ? undefined : this.#lines.findIndex((line) => line.span === span.parent),
      ArrowRight: open ? at + 1 : undefined,
    }[event.key];
    const folds =
      event.key === "Enter" ||
      event.key === " " ||
      (event.key === "ArrowLeft" && open) ||
      (event.key === "ArrowRight" && !open);
    if (to === undefined && !folds) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) {
      if (childrenOf(this.bytes, span).length) this.#fold(span);
    } else if (to >= 0 || event.key.startsWith("Page"))
      this.#choose(this.#lines[Math.min(last, Math.max(0, to))]!.span);
  };

  static override styles = [
    ...Part.styles,
    css`
      .tree {
        height: ${height}px;
        overflow: auto;
        overflow-anchor: none;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        font-size: 13px;
        cursor: default;
      }
      .tree:focus-visible {
        outline: var(--wa-focus-ring-width) solid var(--wa-color-focus);
        outline-offset: 1px;
      }
      .all {
        overflow: clip;
      }
      .line {
        display: grid;
        grid-template-columns: 20px minmax(30%, max-content) minmax(0, 1fr) auto;
        gap: 6px;
        align-items: center;
        height: ${rowHeight}px;
        padding: 0 10px 0 calc(6px + var(--level) * 14px);
        white-space: nowrap;
      }
      .line:hover {
        background: var(--sunken);
      }
      .line.chosen {
        background: var(--accent-wash);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      .name,
      .what {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .name {
        font-weight: 500;
        max-width: 22ch;
      }
      .what {
        color: var(--ink-quiet);
        font-family: var(--wa-font-family-code);
        font-size: 12px;
      }
      .size {
        color: var(--ink-quiet);
        font-variant-numeric: tabular-nums;
        font-size: 12px;
      }
      .twist {
        display: grid;
        place-items: center;
        align-self: stretch;
      }
    `,
  ];
}
define("kf-contents", KfContents);
