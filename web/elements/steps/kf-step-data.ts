import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { generators, pointsIn } from "../data/drawn.js";
import { samples } from "../data/samples.js";
import type { ColumnChoice, ReadOptions } from "../../lib/index.js";
import {
  cancelReading,
  drawAnew,
  drawing,
  openNamed,
  openPreset,
  openTableFile,
  readAgain,
  readAsBefore,
  readAsFound,
  sayable,
  setColumn,
  setKind,
  setTarget,
  setTask,
  undoReading,
} from "../actions/open-data.js";
import { features, findColumn, isOwn, targetNames, type ChosenKind, type Column, type Task } from "../data/table.js";
import { define } from "../shared/define.js";
import { chooseFile, tableFiles } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { count, listed } from "../shared/words.js";
import { presets } from "../state/presets.js";
import { Connected } from "../store/connected.js";
import { Late } from "../store/late.js";
import type { Drawing } from "../parts/kf-drawn.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-data .store=${store}></kf-step-data>`,
  isDone: ({ table }) => table !== undefined,
  take: { models: false, control: "own-file", file: openTableFile },
};

const tableParts = new Late("table parts", "What shows a table", () => import("../parts/table-parts.js"));

export class KfStepData extends Connected {
  override render() {
    const { table } = this.store;
    const reading = this.#reading;
    tableParts.of(this.store);
    return html`<div class="stack">
      ${this.#chooser()} ${this.trouble("data")} ${this.trouble(tableParts.place)} ${reading ? nothing : this.#unread()}
      ${
        reading
          ? html`<div class="reading" aria-busy="true">
              <p class="row small quiet">
                <span>Reading ${foreign(reading.name, 80)}</span>
                <button class="link" data-act="cancel-reading" @click=${() => cancelReading(this.store)}>Cancel</button>
              </p>
              <wa-progress-bar
                value=${reading.total > 0 ? Math.min(100, Math.round((reading.done / reading.total) * 100)) : 0}
                label="Reading ${visible(reading.name, 80)}"
              ></wa-progress-bar>
            </div>`
          : nothing
      }
      ${
        table
          ? html`<p class="said">${this.#said()}</p>
              ${this.#drawn()} ${this.#target()} ${this.#findings(reading !== undefined)}
              <div class="panel" data-control="table">
                <kf-data-table
                  .table=${table}
                  @kind=${({ detail }: CustomEvent<{ name: string; kind: ChosenKind }>) => void setKind(this.store, detail.name, detail.kind)}
                ></kf-data-table>
              </div>
              ${
                table.drawn
                  ? nothing
                  : html`<kf-reading
                      data-control="reading"
                      .table=${table}
                      .busy=${reading !== undefined}
                      @read=${this.#read}
                      @column=${({ detail }: CustomEvent<ColumnChoice>) => void setColumn(this.store, detail)}
                    ></kf-reading>`
              }
              ${this.#source()}`
          : nothing
      }
    </div>`;
  }

  /** What is read so that it is seen: a choice of what is used is not. */
  get #reading() {
    const work = this.store.jobs.work("data");
    return work?.stage === "" ? work : undefined;
  }

  #read = ({ detail }: CustomEvent<{ change: ReadOptions; said: string }>) =>
    void readAgain(this.store, detail.change, detail.said);

  #unread() {
    const { unread } = this.store.desk;
    return unread
      ? html`<kf-unread
          .name=${unread.file.name}
          .lines=${unread.lines}
          .delimiter=${unread.delimiter}
          @read=${({ detail }: CustomEvent<string>) => void openTableFile(this.store, unread.file, { delimiter: detail })}
        ></kf-unread>`
      : nothing;
  }

  #findings(busy: boolean) {
    const { store } = this;
    const options = sayable(store);
    return html`<kf-findings
      data-control="findings"
      .table=${store.table}
      .changes=${store.choices.data.said.length}
      .busy=${busy}
      .earlier=${options && { file: store.desk.saidBefore!.file, options }}
      @read=${this.#read}
      @back=${() => void undoReading(store)}
      @found=${() => void readAsFound(store)}
      @before=${() => void readAsBefore(store)}
    ></kf-findings>`;
  }

  /** Which data: in one view folded away once there are some. */
  #chooser() {
    const { table, desk } = this.store;
    if (desk.frame === "steps" || !table) return this.#choices();
    return html`<details class="panel fold" id="chooser" data-holder>
      <summary>
        <span class="title">${foreign(table.title, 60)}</span>
        <span class="quiet">Change</span>
        ${icon("chevron-down")}
      </summary>
      <div class="stack inside">${this.#choices()}</div>
    </details>`;
  }

  #choices() {
    const { table } = this.store;
    const open = table?.name;
    const own = table && isOwn(table) ? table.name : undefined;
    const choice = (name: string, title: string, more: unknown, control = "drawn") =>
      html`<button
        class="choice"
        data-control=${control}
        aria-pressed=${own === undefined && open === name}
        @click=${() => openNamed(this.store, name)}
      >
        <span class="title">${title}</span>
        <span class="quiet small">${more}</span>
      </button>`;
    return html`<div class="choices" role="group" aria-label="Data set" data-holder>
        ${samples.map(({ name, title, target }) => choice(name, title, `predict ${target}`, "samples"))}
        <button class="choice own" data-control="own-file" aria-pressed=${own !== undefined} @click=${this.#open}>
          <span class="title">${icon("folder")} Your own file</span>
          <span class="quiet small file">${own ? foreign(own, 80) : "CSV, Excel, Parquet, JSON"}</span>
        </button>
      </div>
      <div class="drawn" data-control="drawn">
        <p class="small" id="drawn">
          <strong>Drawn data</strong>
          <span class="quiet">made here from a seed, as sklearn.datasets draws them</span>
        </p>
        <div class="choices" role="group" aria-labelledby="drawn">
          ${generators.map(({ name, title }) => choice(name, title, html`<code>${name}</code>`))}
        </div>
      </div>
      <details class="examples" data-control="examples">
        <summary>
          ${icon("chevron-right")}<strong>Examples</strong> <span class="quiet">data, a pipeline, and what to try</span>
        </summary>
        <div class="choices" role="group" aria-label="Examples">
          ${presets.map(
            (preset) =>
              html`<button class="choice" data-preset=${preset.name} @click=${() => openPreset(this.store, preset)}>
                <span class="title">${preset.title}</span>
                <span class="quiet small">${preset.tries}</span>
              </button>`,
          )}
        </div>
      </details>`;
  }

  #drawn() {
    const { table, services, jobs } = this.store;
    const drawn = table?.drawn;
    const schema = services.schema?.datasets.find(({ name }) => name === drawn?.name);
    return drawn && schema
      ? html`<kf-drawn
          data-control="draw"
          .drawn=${drawn}
          .schema=${schema}
          .trouble=${jobs.trouble(drawing)}
          @draw=${({ detail }: CustomEvent<Drawing>) => void drawAnew(this.store, detail.params, detail.gesture)}
        ></kf-drawn>`
      : nothing;
  }

  #said() {
    const table = this.store.table!;
    const used = features(table);
    const target = findColumn(table, table.target);
    const missing = [...used, ...(target ? [target] : [])].reduce((sum, { summary }) => sum + summary.missing, 0);
    // A date is predicted from by its parts.
    const spread = new Set(used.map(({ of }) => of));
    const isOut = ({ name, use, of }: Column) => !use && name !== table.target && of === undefined && !spread.has(name);
    const out = table.columns.filter(isOut).length;
    const some = (kind: Column["kind"], words: string) => {
      const many = used.filter((column) => column.kind === kind).length;
      return many ? [count(many, words)] : [];
    };
    const kinds = [
      ...some("number", "number column"),
      ...some("text", "text column"),
      ...some("boolean", "yes/no column"),
    ];
    const own = pointsIn(table.drawn?.params ?? {}).length;
    return html`${table.drawn ? "Drew" : "Read"}
      <strong>${count(table.rows, "row")}</strong>${own ? `, ${own} of them added by hand,` : ""} of
      ${foreign(table.title, 80)}: <strong>${foreign(table.target, 80)}</strong> is to be predicted from
      ${listed(kinds) || "no column"};
      ${missing ? `${count(missing, "cell")} ${missing === 1 ? "is" : "are"} missing` : "no cell is missing"}${out ? `; ${count(out, "column")} ${out === 1 ? "is" : "are"} left out` : ""}.`;
  }

  #target() {
    const table = this.store.table!;
    const target = findColumn(table, table.target);
    const numeric = target?.kind === "number";
    const unknown = target?.summary.missing ?? 0;
    return html`<div class="row target" data-control="target">
      <label class="small" for="target">Target</label>
      <kf-column-choice
        .names=${targetNames(table)}
        .value=${table.target}
        name="target"
        label="Target"
        @choose=${({ detail }: CustomEvent<string>) => void setTarget(this.store, detail)}
      ></kf-column-choice>
      ${
        numeric
          ? html`<label class="small" data-control="task"
              >Task
              <select
                class="pick"
                id="task"
                @change=${(event: Event) => setTask(this.store, (event.target as HTMLSelectElement).value as Task)}
              >
                <option value="regression" .selected=${live(table.task === "regression")}>predict a number</option>
                <option value="classification" .selected=${live(table.task === "classification")}>
                  predict a class
                </option>
              </select></label
            >`
          : nothing
      }
      ${unknown ? html`<span class="small quiet" data-unknown>${unknown === 1 ? "1 row where it is missing is left out." : `${count(unknown, "row")} where it is missing are left out.`}</span>` : nothing}
      ${table.why || !numeric ? html`<span class="small quiet" data-why>${table.why || "Each different value is a class."}</span>` : nothing}
    </div>`;
  }

  #source() {
    const { sample, drawn } = this.store.table!;
    if (drawn) return nothing;
    const { from, name } = this.store.choices.data;
    if (from === "url")
      return html`<p class="small quiet source" data-from="address">
        Fetched from ${foreign(name, 160)} and read in the browser; it is sent nowhere else.
      </p>`;
    if (!sample)
      return html`<p class="small quiet">
        The file stays on this machine: it is read in the browser and sent nowhere.
      </p>`;
    return html`<p class="small quiet source">Source: ${sample.source}. Licence: ${sample.licence}.</p>`;
  }

  #open = async () => {
    const file = await chooseFile("Table", tableFiles);
    if (file) await openTableFile(this.store, file);
  };

  static override styles = [
    ...Connected.styles,
    css`
      .choices {
        display: grid;
        /* Three at most, and none so narrow that words break. */
        grid-template-columns: repeat(auto-fit, minmax(min(100%, max(145px, 31%)), 1fr));
        gap: 10px;
      }
      .choice {
        min-width: 0;
        overflow-wrap: anywhere;
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
      .drawn {
        display: grid;
        gap: 8px;
      }
      .drawn strong,
      .examples strong {
        font-weight: 600;
      }
      .examples summary {
        width: fit-content;
        cursor: pointer;
        font-size: 13px;
        list-style: none;
      }
      .examples summary::-webkit-details-marker {
        display: none;
      }
      .examples[open] summary {
        margin-bottom: 8px;
      }
      .examples[open] summary .icon {
        rotate: 90deg;
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
    `,
  ];
}
define("kf-step-data", KfStepData);
