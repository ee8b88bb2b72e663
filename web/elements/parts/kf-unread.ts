import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { openTableFile } from "../session/open-data.js";
import { foreign } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { delimiters } from "./reading-words.js";

const another = "another";

/** The first lines of a file that was not cut into columns, and how to say what separates its cells. */
export class KfUnread extends Part {
  static override properties = { ...Part.properties, other: { state: true } };
  /** Whether a separator is typed. */
  declare other: boolean;
  #of: unknown;

  constructor() {
    super();
    this.other = false;
  }

  override render() {
    const { unread, reading } = this.session;
    if (!unread) return nothing;
    if (this.#of !== unread) this.other = false;
    this.#of = unread;
    const { file, lines, delimiter } = unread;
    const read = (chosen: string) => void openTableFile(this.session, file, { delimiter: chosen });
    return html`<section class="panel padded stack" aria-label="How it was read">
      <div>
        <h3>How it was read</h3>
        <p class="small quiet">The first lines of ${foreign(file.name, 80)} as they stand in the file</p>
      </div>
      <ol class="lines" tabindex="0" aria-label="The first lines of the file">
        ${lines.map((line, at) => html`<li><span class="line">${at + 1}</span><code>${foreign(line, 400)}</code></li>`)}
      </ol>
      <div class="row">
        <label class="small" for="unread-delimiter">What separates the cells?</label>
        <select
          class="pick"
          id="unread-delimiter"
          ?disabled=${reading !== undefined}
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            this.other = value === another;
            if (!this.other && value) read(value);
          }}
        >
          <option value="" .selected=${live(!this.other)}>choose ...</option>
          ${delimiters.filter(([each]) => each !== delimiter).map(([each, words]) => html`<option value=${each}>${words}</option>`)}
          <option value=${another} .selected=${live(this.other)}>another</option>
        </select>
        ${
          this.other
            ? html`<input
                id="unread-other"
                aria-label="The character that separates the cells"
                maxlength="1"
                size="3"
                autocomplete="off"
                spellcheck="false"
                ?disabled=${reading !== undefined}
                @change=${(event: Event) => {
                  const { value } = event.target as HTMLInputElement;
                  if (value) read(value);
                }}
              />`
            : nothing
        }
      </div>
    </section>`;
  }

  static override styles = [
    ...Part.styles,
    css`
      .stack {
        gap: 12px;
      }
      .lines {
        list-style: none;
        margin: 0;
        padding: 6px 0;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        background: var(--sunken);
        font-size: 13px;
      }
      .lines li {
        display: grid;
        grid-template-columns: 36px max-content;
        white-space: pre;
        line-height: 1.55;
      }
      .line {
        color: var(--ink-quiet);
        text-align: right;
        padding-right: 10px;
        user-select: none;
      }
      input {
        font: inherit;
        font-size: 14px;
        padding: 3px 8px;
        border: 1px solid var(--line-strong);
        border-radius: var(--wa-border-radius-s);
        background-color: var(--field);
        color: inherit;
      }
    `,
  ];
}
customElements.define("kf-unread", KfUnread);
