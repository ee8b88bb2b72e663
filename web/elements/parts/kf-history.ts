import { css, html } from "lit";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";

/** The way back and forth through what was chosen. Sends `undo` and `redo`. */
export class KfHistory extends Part {
  static override properties = { undoable: {}, redoable: {}, busy: { type: Boolean } };
  /** What would be undone or done again, in words; undefined where nothing can be. */
  declare undoable: string | undefined;
  declare redoable: string | undefined;
  declare busy: boolean;

  override render() {
    return html`<div class="bar" role="group" aria-label="Changes">
      ${this.#button("undo", "Undo", this.undoable)} ${this.#button("redo", "Redo", this.redoable)}
    </div>`;
  }

  #button(way: "undo" | "redo", word: string, what: string | undefined) {
    const says = what === undefined ? word : `${word}: ${what}`;
    return html`<button
      data-act=${way}
      title=${says}
      aria-label=${says}
      aria-keyshortcuts=${way === "undo" ? "Control+Z" : "Control+Shift+Z"}
      ?disabled=${what === undefined || this.busy}
      @click=${() => this.send(way)}
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
      button:hover:not(:disabled) {
        border-color: var(--accent);
      }
      button:disabled {
        color: var(--ink-quiet);
        box-shadow: none;
        cursor: default;
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
customElements.define("kf-history", KfHistory);
