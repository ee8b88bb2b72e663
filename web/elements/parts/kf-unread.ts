import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { define } from "../shared/define.js";
import { foreign } from "../shared/foreign.js";
import { Part } from "../shared/part.js";
import { firstLines, firstLinesStyles } from "./first-lines.js";
import { delimiters } from "./reading-words.js";

const another = "another";

/** The first lines of a file that was not cut into columns. Sends `read` with what is said to separate its cells. */
export class KfUnread extends Part {
  static override properties = {
    name: {},
    lines: { attribute: false },
    delimiter: {},
    busy: { type: Boolean },
    other: { state: true },
  };
  declare name: string;
  declare lines: readonly string[];
  /** What they were cut by in vain. */
  declare delimiter: string;
  declare busy: boolean;
  /** Whether a separator is typed. */
  declare other: boolean;
  #of: unknown;

  constructor() {
    super();
    this.other = false;
  }

  override render() {
    const { name, lines, delimiter } = this;
    if (this.#of !== lines) this.other = false;
    this.#of = lines;
    const read = (chosen: string) => this.send("read", chosen);
    return html`<section class="panel padded stack" aria-label="How it was read">
      <div>
        <h3>How it was read</h3>
        <p class="small quiet">The first lines of ${foreign(name, 80)} as they stand in the file</p>
      </div>
      ${firstLines(lines)}
      <div class="row">
        <label class="small" for="unread-delimiter">What separates the cells?</label>
        <select
          class="pick"
          id="unread-delimiter"
          ?disabled=${this.busy}
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
                class="typed"
                id="unread-other"
                aria-label="The character that separates the cells"
                maxlength="1"
                size="3"
                autocomplete="off"
                spellcheck="false"
                ?disabled=${this.busy}
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
    firstLinesStyles,
    css`
      .stack {
        gap: 12px;
      }
      .typed {
        width: auto;
        padding-block: 3px;
      }
    `,
  ];
}
define("kf-unread", KfUnread);
