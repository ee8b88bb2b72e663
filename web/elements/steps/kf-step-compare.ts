import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { FileComparison, FileDifference } from "../../lib/index.js";
import { compareSides, openToCompare } from "../actions/compare-files.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { chooseFile } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { bytesInWords, count, distanceInWords, listed, number } from "../shared/words.js";
import { comparedKind, type Compared } from "../state/results.js";
import { Connected } from "../store/connected.js";
import type { Step } from "./step.js";

export const step: Step = {
  draw: (store) => html`<kf-step-compare .store=${store}></kf-step-compare>`,
  isDone: ({ results }) => results.get(comparedKind) !== undefined,
};

type Side = "a" | "b";
const shownRows = 200;

/** Two files side by side: what differs in pipeline and card, and by how much. */
export class KfStepCompare extends Connected {
  override render() {
    const choices = this.#choices();
    const [a, b] = [this.#chosen("a", choices), this.#chosen("b", choices)];
    const compared = this.store.results.get(comparedKind);
    const { engine } = this.store.services;
    return html`<div class="stack">
      <div class="sides">
        ${this.#side("a", choices, a)} ${this.#side("b", choices, b)}
        <wa-button
          size="s"
          variant="brand"
          ?disabled=${!engine || !a || !b}
          @click=${() => compareSides(this.store, a!, b!)}
          >Compare</wa-button
        >
      </div>
      ${this.trouble("compare")} ${compared ? this.#result(compared) : nothing}
    </div>`;
  }

  #choices(): { key: string; title: string }[] {
    const { saved, files } = this.store.desk;
    return [
      ...saved.map(({ name }) => ({ key: `saved:${name}`, title: name })),
      ...files.map(({ name }) => ({ key: `file:${name}`, title: `${name} (file)` })),
    ];
  }

  /** What is chosen, or the first two there are. */
  #chosen(side: Side, choices: { key: string }[]): string | undefined {
    const own = this.store.desk.sides[side];
    if (choices.some(({ key }) => key === own)) return own;
    return choices[side === "a" ? 0 : 1]?.key;
  }

  #side(side: Side, choices: { key: string; title: string }[], chosen: string | undefined) {
    return html`<div class="side">
      <label class="small" for=${side}>${side.toUpperCase()}</label>
      <select
        class="pick"
        id=${side}
        ?disabled=${choices.length === 0}
        @change=${(event: Event) => this.#choose(side, (event.target as HTMLSelectElement).value)}
      >
        ${chosen ? nothing : html`<option value="" .selected=${live(true)}>no file yet</option>`}
        ${choices.map(({ key, title }) => html`<option value=${key} .selected=${live(key === chosen)}>${visible(title, 60)}</option>`)}
      </select>
      <wa-button
        data-control="open-to-compare"
        size="s"
        appearance="outlined"
        title="Open a file as ${side.toUpperCase()}"
        @click=${() => this.#open(side)}
        >${icon("folder")}<span class="visually-hidden">Open a file as ${side.toUpperCase()}</span></wa-button
      >
    </div>`;
  }

  #choose(side: Side, key: string): void {
    this.store.remember({ sides: { ...this.store.desk.sides, [side]: key } });
  }

  #open = async (side: Side) => {
    const file = await chooseFile("Keepfit model", [".keepfit"]);
    if (file) this.#choose(side, `file:${(await openToCompare(this.store, file)).name}`);
  };

  #result(compared: Compared) {
    const { a, b, result } = compared;
    return html`
      <div class="outcome" data-compared=${result.identical ? "same" : result.same_pipeline ? "card" : "pipeline"}>
        <p class="word">${headline(compared)}</p>
        <p class="quiet">${explanation(compared)}</p>
        <dl class="small">
          ${[a, b].map(
            ({ name, bytes, fingerprint }, at) =>
              html`<div>
                <dt>${"AB"[at]} <strong>${foreign(name, 80)}</strong>, ${bytesInWords(bytes.length)}</dt>
                <dd><code>${fingerprint}</code></dd>
              </div>`,
          )}
        </dl>
      </div>
      ${result.rows.length ? this.#differences(result.rows) : nothing}
      ${result.sizes.length ? this.#sizes(result.sizes) : nothing}
    `;
  }

  #differences(rows: readonly FileDifference[]) {
    return html`<div class="panel" data-control="differences">
      <div class="scroller" tabindex="0" role="region" aria-label="What differs">
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            ${rows.slice(0, shownRows).map(
              (row) =>
                html`<tr>
                  <th scope="row">
                    <span class="tag plain">${row.part}</span>
                    ${row.path ? foreign(row.path.replaceAll("__", " › "), 120) : "the whole pipeline"}
                  </th>
                  <td data-side="A">
                    ${row.kind === "only_b" ? html`<span class="quiet">not there</span>` : html`<code>${foreign(row.a, 120)}</code>`}
                  </td>
                  <td data-side="B">
                    ${row.kind === "only_a" ? html`<span class="quiet">not there</span>` : html`<code>${foreign(row.b, 120)}</code>`}
                  </td>
                  <td class="how">${how(row)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${rows.length > shownRows ? html`<p class="small quiet more">and ${count(rows.length - shownRows, "other", "others")}.</p>` : nothing}
    </div>`;
  }

  #sizes(sizes: FileComparison["sizes"]) {
    const bytes = (value: number | null): TemplateResult | string =>
      value === null ? html`<span class="quiet">not there</span>` : number(value);
    return html`<div class="panel" data-control="sizes">
      <table class="sizes">
        <caption class="visually-hidden">
          Steps whose size differs, in bytes
        </caption>
        <thead>
          <tr>
            <th scope="col">Size of step</th>
            <th scope="col" class="number">A, bytes</th>
            <th scope="col" class="number">B, bytes</th>
          </tr>
        </thead>
        <tbody>
          ${sizes.slice(0, shownRows).map(
            ({ path, a, b }) =>
              html`<tr>
                <th scope="row">${path ? foreign(path.replaceAll("__", " › "), 120) : "the whole pipeline"}</th>
                <td class="number">${bytes(a)}</td>
                <td class="number">${bytes(b)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  static override styles = [
    ...Connected.styles,
    css`
      .sides {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 20px;
        align-items: center;
      }
      .side {
        display: grid;
        grid-template-columns: auto minmax(0, auto) auto;
        gap: 8px;
        align-items: center;
        min-width: 0;
        max-width: 100%;
      }
      .side label {
        font-weight: 600;
      }
      .side .pick {
        font-size: 14px;
        font-weight: 600;
        padding-block: 6px;
        max-width: 240px;
      }
      .outcome {
        padding: 16px 20px;
        border: 1px solid var(--line);
        border-radius: var(--wa-border-radius-l);
        background: var(--sunken);
      }
      .outcome[data-compared="same"],
      .outcome[data-compared="card"] {
        background: var(--accent-wash);
        border-color: var(--accent-line);
      }
      .outcome p.quiet {
        color: var(--ink);
      }
      .word {
        font-size: var(--wa-font-size-l);
        font-weight: 650;
        letter-spacing: -0.01em;
      }
      dl {
        display: grid;
        gap: 6px;
        margin-top: 10px;
      }
      dd code {
        overflow-wrap: anywhere;
      }
      .panel {
        overflow: hidden;
      }
      .scroller {
        max-height: 460px;
      }
      tbody th {
        font-weight: 500;
        color: var(--ink);
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .differences td,
      .differences tbody th {
        font-size: 13px;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      .differences tbody th {
        width: 34%;
      }
      .differences td:nth-child(n + 2):nth-child(-n + 3) {
        width: 23%;
      }
      .more {
        padding: 9px 14px;
        border-top: 1px solid var(--line);
      }
      /* Too narrow for four columns: a card for each difference. */
      @container (max-width: 620px) {
        .differences thead {
          display: none;
        }
        .differences tbody tr {
          display: grid;
          grid-template-columns: minmax(0, 1fr);
          padding: 10px 14px;
          border-bottom: 1px solid var(--line);
        }
        .differences tbody tr > * {
          width: auto !important;
          border: 0;
          padding: 2px 0;
        }
        .differences td[data-side]::before {
          content: attr(data-side) " ";
          font-weight: 600;
          color: var(--ink-quiet);
        }
        .how {
          color: var(--ink-quiet);
        }
      }
    `,
  ];
}
define("kf-step-compare", KfStepCompare);

function headline({ result, sameProof }: Compared): string {
  if (result.identical) return "The same pipeline, card and proof";
  if (!result.same_pipeline) return "Different pipelines";
  if (sameProof) return "The same pipeline; only the card differs";
  return inCard(result) ? "The same pipeline; card and proof differ" : "The same pipeline; only the proof differs";
}

function explanation({ result, sameProof }: Compared): string {
  const { rows, same_pipeline: same } = result;
  const card = inCard(result);
  const values = rows.length - card;
  const parts = [
    values && count(values, "value of the pipeline differs", "values of the pipeline differ"),
    card && count(card, "entry of the card differs", "entries of the card differ"),
    !sameProof && "the proof rows differ",
  ].filter((part) => typeof part === "string");
  const differ = parts.length ? ` ${listed(parts)}.` : "";
  return same ? `They predict the same bytes.${differ}` : differ.trim();
}

const inCard = ({ rows }: FileComparison): number => rows.filter(({ part }) => part === "card").length;

function how({ kind, a, b, count: many, where, ulps, since, means }: FileDifference): string {
  if (kind === "renamed") return `renamed in Keepfit ${since}`;
  if (kind === "only_a" || kind === "only_b") {
    const side = kind === "only_a" ? "only in A" : "only in B";
    if (since === undefined) return side;
    return means === undefined
      ? `${side}: left out since Keepfit ${since}`
      : `${side}: files before Keepfit ${since} mean ${means}`;
  }
  if (kind === "class") return "another estimator";
  if (kind === "shape") return "another length or type";
  const far = ulps !== undefined && ulps !== null;
  if (many === undefined) return far ? distanceInWords(ulps, a, b) : "another value";
  const first = where?.length ? `, the first at ${where.length > 1 ? `[${where.join(", ")}]` : where[0]}` : "";
  return `${count(many, "element")}${first}${far ? `, the farthest ${distanceInWords(ulps)}` : ""}`;
}
