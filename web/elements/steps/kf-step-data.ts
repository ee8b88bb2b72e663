import { css, html, nothing } from "lit";
import { samples } from "../data/samples.js";
import { features, type Task } from "../data/table.js";
import { openCsvFile, openSample, setTarget, setTask } from "../session/open-data.js";
import { chooseFile } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { Part } from "../shared/part.js";
import { count, listed } from "../shared/words.js";
import "../parts/kf-data-table.js";

export class KfStepData extends Part {
  override render() {
    const { table, reading } = this.session;
    return html`<div class="stack">
      ${this.#choices()} ${this.trouble("data")}
      ${
        reading
          ? html`<div class="reading" aria-busy="true">
              <p class="small quiet">Reading ${foreign(reading.name, 80)}</p>
              <wa-progress-bar
                value=${Math.round(reading.share * 100)}
                label="Reading ${visible(reading.name, 80)}"
              ></wa-progress-bar>
            </div>`
          : nothing
      }
      ${
        table
          ? html`<p class="said">${this.#said()}</p>
              ${this.#target()}
              <div class="panel"><kf-data-table .session=${this.session}></kf-data-table></div>
              ${this.#problems()} ${this.#source()}`
          : nothing
      }
    </div>`;
  }

  #choices() {
    const { table } = this.session;
    const open = table?.name;
    const own = table && !table.sample ? table.name : undefined;
    return html`<div class="choices" role="group" aria-label="Data set">
      ${samples.map(
        (sample) =>
          html`<button
            class="choice"
            aria-pressed=${open === sample.name}
            @click=${() => openSample(this.session, sample.name)}
          >
            <span class="title">${sample.title}</span>
            <span class="quiet small">predict ${sample.target}</span>
          </button>`,
      )}
      <button class="choice own" aria-pressed=${own !== undefined} @click=${this.#open}>
        <span class="title">${icon("folder")} Your own CSV</span>
        <span class="quiet small file">${own ? foreign(own, 80) : "choose a file or drop it here"}</span>
      </button>
    </div>`;
  }

  #said() {
    const table = this.session.table!;
    const missing = table.columns.reduce(
      (sum, column, index) => sum + (table.kinds[index] === "ignore" ? 0 : column.summary.missing),
      0,
    );
    const used = features(table);
    const ignored = table.kinds.filter((kind) => kind === "ignore").length;
    const kinds = [
      used.filter(({ kind }) => kind === "number").length &&
        count(used.filter(({ kind }) => kind === "number").length, "number column"),
      used.filter(({ kind }) => kind === "text").length &&
        count(used.filter(({ kind }) => kind === "text").length, "text column"),
    ].filter(Boolean) as string[];
    return html`Read <strong>${count(table.rows, "row")}</strong> of ${foreign(table.title, 80)}:
      <strong>${foreign(table.target, 80)}</strong> is to be predicted from ${listed(kinds) || "no column"};
      ${missing ? `${count(missing, "cell")} ${missing === 1 ? "is" : "are"} missing` : "no cell is missing"}${ignored ? `; ${count(ignored, "column")} ${ignored === 1 ? "is" : "are"} ignored` : ""}.`;
  }

  #target() {
    const table = this.session.table!;
    const numeric = table.columns.find(({ name }) => name === table.target)?.kind === "number";
    return html`<div class="row target">
      <label class="small"
        >Target
        <select
          class="pick"
          id="target"
          @change=${(event: Event) => setTarget(this.session, (event.target as HTMLSelectElement).value)}
        >
          ${table.columns.map(({ name }) => html`<option value=${name} ?selected=${name === table.target}>${visible(name, 60)}</option>`)}
        </select></label
      >
      ${
        numeric
          ? html`<label class="small"
              >Task
              <select
                class="pick"
                id="task"
                @change=${(event: Event) => setTask(this.session, (event.target as HTMLSelectElement).value as Task)}
              >
                <option value="regression" ?selected=${table.task === "regression"}>predict a number</option>
                <option value="classification" ?selected=${table.task === "classification"}>predict a class</option>
              </select></label
            >`
          : html`<span class="small quiet">Each different value is a class.</span>`
      }
    </div>`;
  }

  #problems() {
    const { problems, problemCount } = this.session.table!;
    if (problemCount === 0) return nothing;
    return html`<details class="panel problems">
      <summary>${icon("warning")} ${count(problemCount, "problem")} in the file</summary>
      <ul class="small">
        ${problems.map(({ line, text }) => html`<li><span class="line">Line ${line}</span><span>${foreign(text, 200)}</span></li>`)}
        ${problemCount > problems.length ? html`<li class="quiet"><span></span><span>and ${count(problemCount - problems.length, "other", "others")}.</span></li>` : nothing}
      </ul>
    </details>`;
  }

  #source() {
    const { sample } = this.session.table!;
    if (!sample)
      return html`<p class="small quiet">
        The file stays on this machine: it is read in the browser and sent nowhere.
      </p>`;
    return html`<p class="small quiet source">Source: ${sample.source}. Licence: ${sample.licence}.</p>`;
  }

  #open = async () => {
    const file = await chooseFile("Comma-separated values", [".csv", ".tsv", ".txt"]);
    if (file) await openCsvFile(this.session, file);
  };

  static override styles = [
    ...Part.styles,
    css`
      .choices {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 10px;
      }
      @container (max-width: 600px) {
        .choices {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      .choice {
        display: grid;
        gap: 2px;
        align-content: start;
        text-align: left;
        font: inherit;
        color: inherit;
        padding: 12px 14px;
        border-radius: var(--wa-border-radius-m);
        border: 1px solid var(--line);
        background: var(--card);
        box-shadow: var(--lift);
        cursor: pointer;
        transition: border-color 120ms;
      }
      .choice:hover {
        border-color: var(--accent);
      }
      .choice[aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--accent-wash);
        box-shadow: 0 0 0 1px var(--accent);
      }
      .title {
        font-weight: 600;
        font-size: 14px;
        line-height: 1.4;
      }
      .own {
        border-style: dashed;
        border-color: var(--line-strong);
        box-shadow: none;
        background: none;
      }
      .file {
        overflow-wrap: anywhere;
      }
      .reading {
        display: grid;
        gap: 6px;
      }
      .target {
        gap: 8px 22px;
      }
      label .pick {
        margin-left: 6px;
        font-weight: 600;
      }
      .panel {
        overflow: hidden;
      }
      .problems summary {
        padding: 10px 14px;
        font-size: 14px;
        font-weight: 600;
        cursor: pointer;
        color: var(--warn-ink);
      }
      .problems ul {
        max-height: 220px;
        overflow: auto;
        border-top: 1px solid var(--line);
        padding: 8px 14px;
      }
      .problems li {
        display: grid;
        grid-template-columns: 84px minmax(0, 1fr);
        padding: 3px 0;
        overflow-wrap: anywhere;
      }
      .line {
        font-variant-numeric: tabular-nums;
        color: var(--ink-quiet);
      }
    `,
  ];
}
customElements.define("kf-step-data", KfStepData);
