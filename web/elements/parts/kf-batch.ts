import { css, html, nothing } from "lit";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { chooseFile, tableFiles } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { bytesInWords, count, duration, number } from "../shared/words.js";
import type { Batch, Predictions } from "../state/results.js";
import { placeInWords, problemList } from "./kf-findings.js";
import { called, decimalMarks, delimiters } from "./reading-words.js";

const listed = 100;

/**
 * Predictions for every row of a file, as a file. Sends `file` with the one to predict, `stop`, `columns` with whether
 * its own are repeated, `guarded` with whether formulas among them are made harmless, and `download`.
 */
export class KfBatch extends Part {
  static override properties = {
    work: { attribute: false },
    batch: { attribute: false },
    columns: { type: Boolean },
    guarded: { type: Boolean },
    trouble: { attribute: false },
  };
  /** What is under way. */
  declare work: { name: string; stage: string; done: number; total: number } | undefined;
  declare batch: Batch | undefined;
  declare columns: boolean;
  declare guarded: boolean;
  /** What went wrong, as it is shown. */
  declare trouble: unknown;

  override render() {
    const { work, batch } = this;
    return html`<div class="panel padded stack">
      <div>
        <h3>A whole file</h3>
        <p class="small quiet">
          Every row of a table is predicted, read the way the model's own data were. The file stays on this machine.
        </p>
      </div>
      <div class="row">
        ${
          work
            ? html`<wa-button size="s" variant="neutral" appearance="outlined" @click=${() => this.send("stop")}
                >${icon("stop", "start")}Stop</wa-button
              >`
            : html`<wa-button size="s" variant="brand" appearance="outlined" @click=${this.#open}
                >${icon("folder", "start")}Predict a file</wa-button
              >`
        }
        <span class="small quiet">or drop it here</span>
        <wa-checkbox
          size="s"
          .checked=${this.columns}
          @change=${(event: Event) => this.send("columns", (event.target as HTMLInputElement).checked)}
          >with its own columns</wa-checkbox
        >
        ${
          this.columns
            ? html`<wa-checkbox
                size="s"
                data-choice="guarded"
                title="A cell that begins with =, +, -, @ or a tab and is no number gets an apostrophe before it"
                .checked=${this.guarded}
                @change=${(event: Event) => this.send("guarded", (event.target as HTMLInputElement).checked)}
                >safe for spreadsheets</wa-checkbox
              >`
            : nothing
        }
      </div>
      ${work ? this.#progress(work) : nothing} ${this.trouble} ${batch && !work ? this.#result(batch) : nothing}
    </div>`;
  }

  #progress({ name, stage, done, total }: NonNullable<KfBatch["work"]>) {
    const share = total > 0 ? Math.min(1, done / total) : 0;
    return html`<div class="progress" aria-busy="true">
      <p class="small quiet">${stage} ${foreign(name, 80)}, ${Math.floor(share * 100)} %</p>
      <wa-progress-bar value=${Math.floor(share * 100)} label="${stage} ${visible(name, 80)}"></wa-progress-bar>
    </div>`;
  }

  #result(batch: Batch) {
    const { refused, rows, predictions, milliseconds, first, target } = batch;
    const { name, content } = predictions;
    const shares = first.some(({ share }) => share !== undefined);
    return html`<div class="stack" data-batch>
      <p class="said">
        Predicted <strong>${count(rows - refused.length, "row")}</strong> of ${foreign(batch.name, 80)} in
        ${duration(milliseconds)}${refused.length ? html`; <strong>${count(refused.length, "row")}</strong> ${refused.length === 1 ? "was" : "were"} refused` : nothing}.
      </p>
      <div class="row">
        <wa-button size="s" variant="brand" @click=${() => this.send("download")}
          >${icon("download", "start")}Download the predictions</wa-button
        >
        <span class="small quiet"
          >${foreign(name, 80)}, ${bytesInWords(content.size)}: ${dialectInWords(predictions)}</span
        >
      </div>
      ${predictions.guarded ? html`<p class="small" data-guarded>${guardedInWords(predictions.guarded)}</p>` : nothing}
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">${target ? foreign(`Predicted ${target}`, 60) : "Prediction"}</th>
            ${shares ? html`<th scope="col" class="number">Probability</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${first.map(
            ({ row, label, share }) =>
              html`<tr>
                <th scope="row">${number(row)}</th>
                <td>${label === "" ? html`<span class="quiet">refused</span>` : foreign(label, 60)}</td>
                ${shares ? html`<td class="number">${share === undefined || Number.isNaN(share) ? "" : `${(share * 100).toFixed(1)} %`}</td>` : nothing}
              </tr>`,
          )}
        </tbody>
      </table>
      ${rows > first.length ? html`<p class="small quiet">The first ${first.length} of ${count(rows, "row")}.</p>` : nothing}
      ${this.#differences(batch)} ${this.#refused(batch)} ${this.#problems(batch)}
    </div>`;
  }

  #differences({ differences }: Batch) {
    if (differences.length === 0) return nothing;
    return html`<div>
      <h4>Where it differs from what the model was fitted on</h4>
      <ul class="small differences">
        ${differences.slice(0, listed).map((message) => html`<li>${foreign(message, 500)}</li>`)}
      </ul>
    </div>`;
  }

  #refused({ refused }: Batch) {
    if (refused.length === 0) return nothing;
    return html`<div>
      <h4>Rows refused</h4>
      <ul class="small refused" tabindex="0" aria-label="Rows refused">
        ${refused.slice(0, listed).map((one) => html`<li><span class="place">${placeInWords(one)}</span><span>${foreign(one.reason, 300)}</span></li>`)}
        ${refused.length > listed ? html`<li class="quiet"><span></span><span>and ${count(refused.length - listed, "other", "others")}, in the file.</span></li>` : nothing}
      </ul>
    </div>`;
  }

  #problems({ problems, weight }: Batch) {
    if (weight.count === 0) return nothing;
    return html`<div>
      <h4>${count(weight.count, "problem")} in the file</h4>
      ${problemList(problems, weight.count)}
    </div>`;
  }

  #open = async () => {
    const file = await chooseFile("Table", tableFiles);
    if (file) this.send("file", file);
  };

  static override styles = [
    ...Part.styles,
    css`
      .stack {
        gap: 14px;
      }
      h4 {
        font-size: 13px;
        font-weight: 600;
        margin-bottom: 4px;
      }
      .progress {
        display: grid;
        gap: 6px;
      }
      table {
        width: auto;
        min-width: min(100%, 320px);
      }
      th,
      td {
        padding-block: 4px;
      }
      th:first-child {
        padding-left: 0;
      }
      tbody th {
        font-weight: 400;
        font-variant-numeric: tabular-nums;
      }
      ul:not(.differences) {
        max-height: 180px;
        overflow: auto;
      }
      ul:not(.differences) li {
        display: grid;
        grid-template-columns: 150px minmax(0, 1fr);
        gap: 0 10px;
        padding: 2px 0;
      }
      @container (max-width: 480px) {
        ul:not(.differences) li {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .differences {
        display: grid;
        gap: 3px;
      }
      .place {
        color: var(--ink-quiet);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}
/** How a file of predictions is written. */
const dialectInWords = ({ dialect: { delimiter, decimal }, mark }: Predictions): string =>
  [
    `${called(delimiters, delimiter)} between cells`,
    `decimal ${called(decimalMarks, decimal)}`,
    mark ? "UTF-8 with a mark, for spreadsheets" : "UTF-8",
  ].join(", ");

const guardedInWords = (cells: number): string =>
  cells === 1
    ? "One of its own cells begins like a formula; an apostrophe stands before it, so that no spreadsheet runs it."
    : `${number(cells)} of its own cells begin like a formula; an apostrophe stands before each, so that no spreadsheet runs them.`;

define("kf-batch", KfBatch);
