import { css, html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";

/** Something to choose. */
export interface MenuItem {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  /** The key that does the same. */
  readonly keys?: string;
  /** Stands at the beginning of a group. */
  readonly first?: boolean;
}

/**
 * A menu at a button, above everything else. Sends `act` with the id of what was chosen. Arrow keys, Home, End and
 * first letters move in it; Escape and Tab close it.
 */
export class KfMenu extends Part {
  static override properties = { items: { state: true }, label: { state: true } };
  declare items: readonly MenuItem[];
  declare label: string;
  #anchor: HTMLElement | undefined;

  constructor() {
    super();
    this.items = [];
    this.label = "";
  }

  /** @param label What it is a menu of. */
  open(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
    [this.#anchor, this.label, this.items] = [anchor, label, items];
    this.drawNow();
    const menu = this.#menu;
    if (!menu.matches(":popover-open")) menu.showPopover();
    place(menu, anchor);
    this.#focus(0);
  }

  get #menu(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>("[popover]")!;
  }

  #focus(at: number): void {
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=menuitem]")];
    all[(at + all.length) % all.length]?.focus();
  }

  #close(): void {
    if (this.#menu.matches(":popover-open")) this.#menu.hidePopover();
    this.#anchor?.focus();
  }

  #key = (event: KeyboardEvent) => {
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = all.findIndex((one) => one === (this.renderRoot as ShadowRoot).activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      return this.#close();
    }
    if (to !== undefined) {
      event.preventDefault();
      return this.#focus(to);
    }
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    const letter = event.key.toLowerCase();
    const next = [...all.keys()].map((i) => (at + 1 + i) % all.length);
    const found = next.find((i) => all[i]!.dataset["label"]!.toLowerCase().startsWith(letter));
    if (found !== undefined) this.#focus(found);
  };

  #choose(id: string): void {
    this.#close();
    this.send("act", id);
  }

  override render() {
    return html`<div popover class="menu" role="menu" aria-label=${this.label} @keydown=${this.#key}>
      ${this.items.map((item) => this.#item(item))}
    </div>`;
  }

  #item({ id, icon: drawing, label, keys, first }: MenuItem): TemplateResult {
    return html`${first ? html`<div class="line" role="separator"></div>` : nothing}
      <button role="menuitem" tabindex="-1" data-act=${id} data-label=${label} @click=${() => this.#choose(id)}>
        ${icon(drawing)}<span>${label}</span>${keys ? html`<kbd>${keys}</kbd>` : nothing}
      </button>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      :host {
        display: contents;
      }
      .menu {
        position: fixed;
        inset: auto;
        margin: 0;
        padding: 6px;
        min-width: 216px;
        max-width: min(320px, calc(100vw - 16px));
        max-height: calc(100vh - 16px);
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-l);
        background: var(--card);
        color: var(--ink);
        box-shadow: 0 12px 36px -8px rgb(20 18 12 / 32%);
        font: 400 14px/1.4 var(--wa-font-family-body);
      }
      .menu:popover-open {
        display: grid;
      }
      button {
        display: flex;
        align-items: center;
        gap: 10px;
        width: 100%;
        padding: 7px 10px;
        border: 0;
        border-radius: var(--wa-border-radius-m);
        background: none;
        color: inherit;
        font: inherit;
        text-align: left;
        cursor: pointer;
      }
      button:hover,
      button:focus-visible {
        background: var(--accent-wash);
        outline: none;
      }
      button:focus-visible {
        box-shadow: inset 0 0 0 2px var(--accent);
      }
      .icon {
        color: var(--ink-quiet);
      }
      span {
        flex: 1 1 auto;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      kbd {
        font: 12px var(--wa-font-family-body);
        color: var(--ink-quiet);
        white-space: nowrap;
      }
      .line {
        height: 1px;
        margin: 5px 8px;
        background: var(--line);
      }
      @media (pointer: coarse) {
        button {
          min-height: 44px;
        }
        kbd {
          display: none;
        }
      }
    `,
  ];
}
define("kf-menu", KfMenu);

/** Below the button, or above it where there is more room; within the window in any case. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + 4 + height <= innerHeight - 8;
  const top = below ? at.bottom + 4 : at.top - 4 - height;
  menu.style.top = `${Math.max(8, Math.min(top, innerHeight - 8 - height))}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - 8 - width))}px`;
}
