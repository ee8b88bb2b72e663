import { css, html, nothing, type TemplateResult } from "lit";
import { define } from "../shared/define.js";
import { acceptDrops } from "../shared/drop.js";
import { chooseFile, tableFiles } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, distanceInWords, number } from "../shared/words.js";
import { pythonFor } from "../state/python-rows.js";
import type { BesidePython } from "../state/verified.js";
import { resultStyles } from "./result-styles.js";

/** Holds the page's predictions against Python's. Sends `file` with a table of rows that has these in a column. */
export class KfComparePython extends Part {
  static override properties = {
    file: {},
    format: {},
    input: { attribute: false },
    beside: { attribute: false },
    busy: { type: Boolean },
    trouble: { attribute: false },
    said: { state: true },
  };
  /** The model's file in Python, how it is written, and the columns it takes. */
  declare file: string;
  declare format: string;
  declare input: readonly string[];
  declare beside: BesidePython | undefined;
  declare busy: boolean;
  /** What went wrong, as it is shown. */
  declare trouble: unknown;
  /** What came of copying. */
  declare said: string;

  constructor() {
    super();
    this.said = "";
  }

  override render() {
    const drops = acceptDrops((file) => this.send("file", file));
    const { beside, busy } = this;
    return html`<div
      class="panel padded stack dropzone"
      @dragover=${drops.over}
      @dragleave=${drops.leave}
      @drop=${drops.drop}
    >
      <div>
        <h3>Compare with Python</h3>
        <p class="small quiet">
          A table of rows with one more column, what Python predicted for them, is predicted here, too. The file stays
          on this machine.
        </p>
      </div>
      <div class="two">
        <div class="stack">
          <div class="row">
            <wa-button size="s" variant="brand" appearance="outlined" ?disabled=${busy} @click=${this.#open}
              >${icon("folder", "start")}${busy ? "Comparing" : "Open the rows"}</wa-button
            >
            <span class="small quiet">or drop them here</span>
          </div>
          ${this.trouble} ${beside && !busy ? this.#result(beside) : nothing}
        </div>
        <div class="python">
          <p class="small quiet">
            Python that writes such a file; X holds the rows to ask about.
            <button class="link" data-act="copy" @click=${this.#copy}>Copy</button>
            <span role="status">${this.said}</span>
          </p>
          <pre class="code" tabindex="0" aria-label="Python that writes rows with predictions">${this.#python}</pre>
        </div>
      </div>
    </div>`;
  }

  get #python(): string {
    return pythonFor(visible(this.file, 80), this.format, this.input);
  }

  #result({ name, column, rows, different, first, largest }: BesidePython): TemplateResult {
    const equal = different === 0;
    return html`<div class="result ${equal ? "same" : "differ"}" data-python=${equal ? "equal" : "different"}>
      <p class="word">
        ${icon(equal ? "equal" : "differ")}${
          equal
            ? `Equal in ${rows === 1 ? "its one row" : `all ${count(rows, "row")}`}`
            : `Different in ${number(different)} of ${count(rows, "row")}`
        }
      </p>
      <p class="small quiet">${foreign(name, 80)}, column ${foreign(column, 60)}</p>
      ${
        first
          ? html`<p class="small">
              First in row ${number(first.row + 1)}: Python has <code>${value(first.expected)}</code>, Keepfit
              <code>${value(first.got)}</code>${
                first.ulps === undefined ? "" : `, ${distanceInWords(first.ulps, first.expected, first.got)}`
              }.
            </p>`
          : nothing
      }
      ${
        largest && different > 1
          ? html`<p class="small">
              Largest relative difference ${largest.relative.toExponential(1)}: ${distanceInWords(largest.ulps)}.
            </p>`
          : nothing
      }
    </div>`;
  }

  #open = async () => {
    const file = await chooseFile("Table", tableFiles);
    if (file) this.send("file", file);
  };

  #copy = async () => {
    try {
      await navigator.clipboard.writeText(this.#python);
      this.said = "Copied.";
    } catch {
      const selection = getSelection();
      selection?.selectAllChildren(this.renderRoot.querySelector("pre")!);
      this.said = "The browser does not let this page copy. The lines are selected: copy them with Ctrl+C.";
    }
  };

  static override styles = [
    ...Part.styles,
    resultStyles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
        gap: 16px 28px;
      }
      .two > * {
        min-width: 0;
        align-content: start;
      }
      .result {
        gap: 4px;
      }
      code {
        overflow-wrap: anywhere;
      }
      .python {
        display: grid;
        gap: 6px;
      }
      pre {
        margin: 0;
        padding: 10px 12px;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-m);
        background: var(--sunken);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        font-size: 13px;
        line-height: 1.5;
      }
    `,
  ];
}

const value = (shown: number | string | null) =>
  shown === null ? "nothing" : typeof shown === "number" ? String(shown) : foreign(shown, 80);

define("kf-compare-python", KfComparePython);
