import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { Card, CardMap, Inspection, Row } from "../../lib/index.js";
import { drawnCall, drawnOf } from "../data/drawn.js";
import { define } from "../shared/define.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { styled } from "../shared/styled.js";
import { styles } from "../shared/styles.js";
import { bytesInWords, count, metricName, scorerName, short, when } from "../shared/words.js";
import { readingIn } from "../state/card-reading.js";
import type { ProofRecord } from "../state/proof-record.js";
import { sourceFacts, sourceStyles } from "./card-source.js";
import "./kf-proof-rows.js";
import "./kf-read-as.js";
import { warningList } from "./warnings.js";

/** What is in a file, row by row, and what is not. */
export class KfInspector extends LitElement {
  static override properties = {
    inspection: { attribute: false },
    record: { attribute: false },
    size: { type: Number },
    placed: { type: Boolean },
    closed: { state: true },
  };
  declare inspection: Inspection;
  /** The file's proof; undefined where it has none. */
  declare record: ProofRecord | undefined;
  declare size: number;
  /** Whether whoever shows this can show the bytes of a row, which it is asked for by `place` with the row's path. */
  declare placed: boolean;
  declare closed: ReadonlySet<string>;

  constructor() {
    super();
    this.closed = new Set();
  }

  override render() {
    const { card, rows, sections, holds_training_rows: holdsRows } = this.inspection;
    const pipeline = sections["pipeline"]?.[1] ?? 0;
    const { record } = this;
    const taken = record?.taken ?? 0;
    return html`
      <div class="two">
        <div class="holds">
          <h3>What it holds</h3>
          <ul>
            <li>
              ${icon("check")}<span
                >The fitted pipeline: ${count(rows.length, "value")} below, ${bytesInWords(pipeline)} of
                ${bytesInWords(this.size)}</span
              >
            </li>
            <li>
              ${icon("check")}<span
                >${
                  card.source
                    ? "A card: where it was taken from, and what that file tells of the columns"
                    : "A card: when, on what and how well it was fitted, with the ranges and categories of the columns"
                }</span
              >
            </li>
            ${
              record
                ? html`<li>
                    ${icon("check")}<span
                      >${count(record.answered.length + record.refused.length, "proof row")}${
                        taken
                          ? ""
                          : card.source
                            ? ", made from the model or given when it was taken"
                            : ", made from those ranges and categories"
                      },
                      ${bytesInWords(record.bytes)}</span
                    >
                  </li>`
                : nothing
            }
            ${
              taken
                ? html`<li class="warn-ink" data-holds="data">
                    ${icon("warning")}<span
                      >${count(taken, "row")} of data among the proof rows: taken from the held-out part at the
                      save</span
                    >
                  </li>`
                : nothing
            }
            ${
              holdsRows
                ? html`<li class="warn-ink">
                    ${icon("warning")}<span>Rows of the training data: this kind of model is made of them</span>
                  </li>`
                : nothing
            }
          </ul>
        </div>
        <div class="lacks">
          <h3>What it does not hold</h3>
          <ul>
            ${holdsRows ? nothing : html`<li>${icon("xmark")}<span>The training data</span></li>`}
            ${taken || card.source ? nothing : html`<li>${icon("xmark")}<span>Held-out rows</span></li>`}
            ${record ? nothing : html`<li>${icon("xmark")}<span>Proof rows: they were left out at the save</span></li>`}
            <li>${icon("xmark")}<span>Code, or names of code to call: loading it runs nothing</span></li>
          </ul>
        </div>
      </div>
      ${this.#card(card)} ${sourceFacts(card)} ${this.#reading(card)}
      <div class="scroller framed" tabindex="0" role="region" aria-label="What the file holds, value by value">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Kind</th>
              <th scope="col">Value</th>
              <th scope="col" class="number">Bytes</th>
            </tr>
          </thead>
          <tbody>
            ${this.#visible(rows).map((row) => this.#row(row, rows))}
          </tbody>
        </table>
      </div>
      ${record ? html`<kf-proof-rows .record=${record}></kf-proof-rows>` : nothing}
    `;
  }

  #card(card: Card): TemplateResult {
    const split = card.split as { test_size?: number; random_state?: number } | undefined;
    const drawn = drawnOf(card.dataset);
    const facts: [string, string | undefined][] = [
      ["Name", card.name],
      ["Saved", card.created && when(card.created)],
      ["Engine", card.engine && [...new Set(Object.values(card.engine).map(String))].join(", ")],
      [
        "Data",
        card.dataset?.name && `${card.dataset.name}${card.dataset.rows ? `, ${count(card.dataset.rows, "row")}` : ""}`,
      ],
      ["Drawn by", drawn && drawnCall(drawn.name, drawn.params)],
      ["SHA-256 of the data", typeof card.dataset?.sha256 === "string" ? card.dataset.sha256 : undefined],
      ["Target", card.target && String(card.target["name"] ?? "")],
      [
        "Held out",
        split?.test_size === undefined ? undefined : `${short(split.test_size * 100)} %, seed ${split.random_state}`,
      ],
      ...Object.entries(card.metrics ?? {})
        .slice(0, 2)
        .map(([key, value]): [string, string] => [metricName(key), short(Number(value))]),
      ["Cross-validation", validationInWords(card.cv)],
      ["Tuned", searchInWords(card.search)],
      ["Notes", card.notes],
    ];
    return html`${warningList(card.warnings)}
      <dl class="facts">
        ${facts.map(([name, value]) =>
          value
            ? html`<div>
                <dt>${name}</dt>
                <dd class=${name === "Notes" ? "notes" : name.startsWith("SHA") ? "code" : ""}>
                  ${foreign(String(value), name === "Notes" || name === "Drawn by" ? 600 : 80)}
                </dd>
              </div>`
            : nothing,
        )}
      </dl>`;
  }

  #reading(card: Card): TemplateResult | typeof nothing {
    const reading = readingIn(card);
    if (!reading) return nothing;
    return html`<kf-read-as .reading=${reading} .target=${String(card.target?.["name"] ?? "")}></kf-read-as>`;
  }

  #visible(rows: readonly Row[]): Row[] {
    const shown: Row[] = [];
    let hiddenBelow = Infinity;
    for (const row of rows) {
      if (row.level > hiddenBelow) continue;
      hiddenBelow = this.closed.has(row.path) ? row.level : Infinity;
      shown.push(row);
    }
    return shown;
  }

  #row(row: Row, rows: readonly Row[]): TemplateResult {
    const parent = (rows[rows.indexOf(row) + 1]?.level ?? -1) > row.level;
    const shape = row.shape ?? [];
    const estimator = row.kind === "estimator";
    const closed = this.closed.has(row.path);
    const word = row.dtype.replace(/^an? /, "");
    const type = estimator ? "" : shape.length ? `${word} (${shape.join(", ")}${shape.length === 1 ? "," : ""})` : word;
    return html`<tr class=${row.kind} title=${visible(row.doc)} style=${styled({ "--level": row.level })}>
      <th scope="row">
        ${
          parent
            ? html`<button aria-expanded=${!closed} @click=${() => this.#toggle(row.path)}>
                ${icon(closed ? "chevron-right" : "chevron-down")}${row.name ? foreign(row.name, 80) : "pipeline"}
              </button>`
            : html`<span class="leaf">${foreign(row.name, 80)}</span>`
        }
      </th>
      <td class="type">${visible(type, 60)}</td>
      <td class="value">
        ${estimator ? (row.preview === row.name ? "" : foreign(row.preview)) : html`<code>${foreign(row.preview)}</code>`}
      </td>
      <td class="number">${row.bytes ? this.#size(row) : ""}</td>
    </tr>`;
  }

  /** How many bytes a value has; where they can be looked at, the way there. */
  #size({ path, name, kind, bytes }: Row): TemplateResult | string {
    if (!this.placed || kind === "warning") return short(bytes);
    return html`<button
      class="link"
      aria-label="${short(bytes)}, show the bytes of ${visible(name, 60)}"
      @click=${() => this.dispatchEvent(new CustomEvent("place", { detail: path }))}
    >
      ${short(bytes)}
    </button>`;
  }

  #toggle(path: string): void {
    const closed = new Set(this.closed);
    if (!closed.delete(path)) closed.add(path);
    this.closed = closed;
  }

  static override styles = [
    styles,
    sourceStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 18px;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
        gap: 16px 32px;
        font-size: 14px;
        line-height: 1.5;
      }
      h3 {
        font-size: 13px;
        font-weight: 600;
        color: var(--ink-quiet);
        margin-bottom: 4px;
      }
      li {
        display: flex;
        gap: 8px;
        align-items: baseline;
        padding: 2px 0;
      }
      li .icon {
        translate: 0 3px;
      }
      .holds .icon {
        color: var(--accent-ink);
      }
      .lacks .icon {
        color: var(--ink-quiet);
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 32px;
        padding: 12px 0;
        border-block: 1px solid var(--line);
      }
      .notes {
        white-space: pre-line;
      }
      .scroller {
        max-height: 420px;
      }
      tbody th,
      td {
        padding-block: 5px;
        font-size: 13px;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
        padding-left: calc(12px + var(--level) * 18px);
      }
      .estimator th,
      .estimator .value {
        font-weight: 650;
        color: var(--ink);
      }
      .param th {
        color: var(--ink-quiet);
      }
      .warning th,
      .warning .value {
        color: var(--warn-ink);
      }
      .warning .value {
        white-space: normal;
      }
      .leaf {
        padding-left: 22px;
      }
      th button {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        border: 0;
        background: none;
        padding: 2px;
        font: inherit;
        color: inherit;
        cursor: pointer;
        text-align: left;
      }
      .type {
        white-space: nowrap;
        color: var(--ink-quiet);
      }
      .value {
        width: 100%;
        max-width: 0;
        min-width: 180px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .number {
        color: var(--ink-quiet);
      }
      /* Too narrow for four columns: the value goes below its name. */
      @container (max-width: 560px) {
        thead {
          display: none;
        }
        tbody tr {
          display: grid;
          grid-template-columns: minmax(0, 1fr) auto;
          border-bottom: 1px solid var(--line);
        }
        tbody tr > * {
          border-bottom: 0;
        }
        tbody th {
          overflow-wrap: anywhere;
          white-space: normal;
          padding-left: calc(8px + var(--level) * 10px);
        }
        .estimator td.type {
          display: none;
        }
        td.type {
          padding-left: 0;
          white-space: normal;
          text-align: right;
        }
        td.value {
          grid-column: 1 / -1;
          max-width: none;
          min-width: 0;
          padding: 0 12px 7px calc(30px + var(--level) * 10px);
        }
        td.value:has(code:empty),
        td.number {
          display: none;
        }
      }
    `,
  ];
}
const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

/** The first score of a card's cross-validation; nothing where the card has it in another form. */
function validationInWords(cv: CardMap | undefined): string | undefined {
  const [[name, mean] = []] = entries(cv?.mean_test_scores);
  if (name === undefined || typeof mean !== "number") return undefined;
  const deviation = new Map(entries(cv!.std_test_scores)).get(name);
  return `${scorerName(name)} ${short(mean)}${typeof deviation === "number" ? ` ± ${short(deviation)}` : ""}`;
}

function searchInWords(search: CardMap | undefined): string | undefined {
  const best = entries(search?.best_params).map(([path, value]) => `${path.split("__").at(-1)} = ${String(value)}`);
  if (best.length === 0) return undefined;
  const of = typeof search!.candidates === "number" ? `, best of ${search!.candidates}` : "";
  return `${best.join(", ")}${of}`;
}

define("kf-inspector", KfInspector);
