import { css, html } from "lit";
import { define } from "../shared/define.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";

/** The way back and forth through what was chosen. Sends `undo` and `redo`. */
export class KfHistory extends Part {
  static override properties = { undoable: {}, redoable: {} };
  /** What would be undone or done again, in words; undefined where nothing can be. */
  declare undoable: string | undefined;
  declare redoable: string | undefined;

  override render() {
    return html`<div class="bar" role="group" aria-label="Changes">
      ${this.#button("undo", "Undo", this.undoable)} ${this.#button("redo", "Redo", this.redoable)}
    </div>`;
  }

  /** What cannot be done is said to be, but keeps the focus of who has just done it for the last time. */
  #button(way: "undo" | "redo", word: string, what: string | undefined) {
    const says = what === undefined ? word : `${word}: ${what}`;
    return html`<button
      data-history=${way}
      title=${says}
      aria-label=${says}
      aria-keyshortcuts=${way === "undo" ? "Control+Z" : "Control+Shift+Z"}
      aria-disabled=${what === undefined}
      @click=${() => what !== undefined && this.send(way)}
    >
      ${icon(way)}<span class="word">${word}</span>
    </button>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      .bar {
        display: flex;
        gap: 6px;
      }
      button {
        display: flex;
        align-items: center;
        gap: 7px;
        font: inherit;
        font-size: 13px;
        color: var(--ink);
        padding: 6px 10px;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        background: var(--card);
        box-shadow: var(--lift);
        cursor: pointer;
      }
      button:hover:not([aria-disabled="true"]) {
        border-color: var(--accent);
      }
      button[aria-disabled="true"] {
        color: var(--ink-quiet);
        box-shadow: none;
        cursor: default;
      }
      /* There it stands above what is read. */
      @container (max-width: 860px) {
        .word {
          display: none;
        }
        button {
          border-color: var(--line-strong);
        }
      }
      @media (pointer: coarse) {
        button {
          min-height: 44px;
          min-width: 44px;
        }
      }
    `,
  ];
}
define("kf-history", KfHistory);
