import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { downloadMade, type Handed, handedKind, makeForm, makingOf, runMade, running } from "../actions/hand-over.js";
import { pageAddress } from "../actions/share.js";
import type { Form } from "../handover/form.js";
import { forms } from "../handover/index.js";
import { mostOwnRows } from "../handover/own-rows.js";
import { isLacking, type Lacking, type OnnxRun, type RunDifference } from "../handover/run-onnx.js";
import "../shared/controls.js";
import { define } from "../shared/define.js";
import { chooseFile, tableFiles } from "../shared/files.js";
import { foreign, visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { bytesInWords, count, distanceInWords, number } from "../shared/words.js";
import { Connected } from "../store/connected.js";
import type { ShelfItem } from "../store/shelf.js";
import { resultStyles } from "../parts/result-styles.js";
import { handOverStyles } from "./hand-over-styles.js";

const words = {
  model: "A saved model",
  noModel: "Save a model above; then it can be handed over here.",
  way: "How",
  make: "Make it",
  again: "Make it again",
  making: "Making it",
  download: "Download",
  left: "Left out",
  files: "What is in it",
  run: "Run it here and compare",
  runOwn: "Compare over a table of mine",
  running: "Running",
  stop: "Stop",
  runAbout:
    "Fetches onnxruntime once, 14 MB, and asks the file and the model about the same rows: those of the proof, and 200 drawn between the smallest and largest values of each column; or those of a table that you choose. All of it stays on this machine.",
  leave: "When to leave the browser",
} as const;

/** What was made here for other programs, with what is in it and what is not. */
export class KfHandOver extends Connected {
  static override properties: PropertyDeclarations = {
    ...Connected.properties,
    chosen: { state: true },
    ways: { state: true },
  };
  declare chosen: string | undefined;
  /** By the form. */
  declare ways: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.ways = {};
  }

  /** The one chosen, the one saved last, or the first. */
  get #item(): ShelfItem | undefined {
    const { saved, savedAs } = this.store.desk;
    const called = (wanted: string | undefined) => saved.find(({ name }) => name === wanted);
    return called(this.chosen) ?? called(savedAs) ?? saved[0];
  }

  override render() {
    const item = this.#item;
    const { saved } = this.store.desk;
    if (!item) return html`<p class="small quiet" data-with="saving">${words.noModel}</p>`;
    return html`<label class="small which"
        >${words.model}
        <select
          class="pick"
          id="over"
          @change=${({ target }: Event) => (this.chosen = (target as HTMLSelectElement).value)}
        >
          ${saved.map((each) => html`<option value=${each.name} .selected=${live(each === item)}>${visible(each.name, 60)}</option>`)}
        </select></label
      >
      ${forms.map((form) => this.#form(form, item))}
      <p class="small"><a href=${leaving()} target="_blank">${words.leave}</a></p>`;
  }

  #form(form: Form, item: ShelfItem): TemplateResult {
    const { jobs, results } = this.store;
    const way = this.ways[form.id] ?? form.ways?.[0]?.id ?? "";
    const handed = results.get(handedKind)?.[form.id];
    const made = handed?.name === item.name && handed.saved === item.saved && handed.way === way ? handed : undefined;
    const busy = jobs.work(makingOf(form)) !== undefined;
    return html`<section data-over=${form.id} data-control=${form.control} aria-labelledby=${`over-${form.id}`}>
      <h3 id=${`over-${form.id}`}>${form.title}</h3>
      <p class="small quiet">${form.about}</p>
      ${form.ways ? this.#ways(form, form.ways, way) : nothing}
      <div class="row">
        <wa-button
          data-make=${form.id}
          size="s"
          variant="neutral"
          appearance="outlined"
          ?disabled=${busy}
          @click=${() => void makeForm(this.store, item, form, way)}
          >${busy ? words.making : made ? words.again : words.make}<span class="visually-hidden">
            ${form.title}</span
          ></wa-button
        >
        ${
          made
            ? html`<wa-button data-download=${form.id} size="s" variant="brand" @click=${() => downloadMade(made.made)}
                >${icon("download", "start")}${words.download}<span class="visually-hidden">
                  ${form.title}</span
                ></wa-button
              >`
            : nothing
        }
      </div>
      ${this.trouble(makingOf(form))} ${made ? this.#report(form, made) : nothing}
    </section>`;
  }

  #ways({ id }: Form, ways: NonNullable<Form["ways"]>, chosen: string): TemplateResult {
    return html`<div class="ways" role="group" aria-label=${words.way}>
      ${ways.map(
        (way) =>
          html`<label class="small"
            ><input
              type="radio"
              name=${`way-${id}`}
              value=${way.id}
              .checked=${live(way.id === chosen)}
              @change=${() => (this.ways = { ...this.ways, [id]: way.id })}
            />
            <span><strong>${way.title}.</strong> <span class="quiet">${way.about}</span></span></label
          >`,
      )}
    </div>`;
  }

  #report({ id }: Form, handed: Handed): TemplateResult {
    const { file, content, facts, left, notes, files, onnx } = handed.made;
    return html`<div class="report" data-report=${id}>
      <p class="file"><strong>${foreign(file, 80)}</strong>, <span data-size>${bytesInWords(content.size)}</span></p>
      <dl class="facts">
        ${facts.map(
          ([term, text]) =>
            html`<div>
              <dt>${term}</dt>
              <dd>${foreign(text, 600)}</dd>
            </div>`,
        )}
        ${
          left.length
            ? html`<div>
                <dt>${words.left}</dt>
                ${left.map((each) => html`<dd>${foreign(each, 400)}</dd>`)}
              </div>`
            : nothing
        }
      </dl>
      ${
        notes.length
          ? html`<ul class="notes small quiet">
              ${notes.map((each) => html`<li>${foreign(each, 400)}</li>`)}
            </ul>`
          : nothing
      }
      ${
        files
          ? html`<details class="files small">
              <summary>${words.files}: ${count(files.length, "file")}</summary>
              <div class="scroller framed" tabindex="0" role="region" aria-label=${words.files}>
                <table>
                  <thead>
                    <tr>
                      <th>File</th>
                      <th class="number">Size</th>
                      <th>What it is for</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${files.map(
                      ({ name, size, about }) =>
                        html`<tr>
                          <td><code>${name}</code></td>
                          <td class="number">${bytesInWords(size)}</td>
                          <td>${about}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>
            </details>`
          : nothing
      }
      ${onnx ? this.#run(id, handed) : nothing}
    </div>`;
  }

  #run(id: string, handed: Handed): TemplateResult {
    const work = this.store.jobs.work(running);
    const { run } = handed;
    return html`<div class="run" data-control="onnx-run">
      <p class="small quiet">${words.runAbout}</p>
      <div class="row">
        <wa-button
          data-act="run-onnx"
          size="s"
          variant="neutral"
          appearance="outlined"
          ?disabled=${work !== undefined}
          @click=${() => void runMade(this.store, id, handed)}
          >${icon("play", "start")}${work ? work.stage || words.running : words.run}</wa-button
        >
        <wa-button
          data-act="run-onnx-own"
          size="s"
          variant="neutral"
          appearance="outlined"
          ?disabled=${work !== undefined}
          @click=${() => void this.#overOwn(id, handed)}
          >${icon("folder", "start")}${words.runOwn}</wa-button
        >
        ${
          work
            ? html`<button class="link small" @click=${() => this.store.jobs.stop(running)}>${words.stop}</button>`
            : nothing
        }
      </div>
      ${this.trouble(running)} ${run && !work ? (isLacking(run) ? this.#lacking(run) : this.#ran(run)) : nothing}
    </div>`;
  }

  async #overOwn(id: string, handed: Handed): Promise<void> {
    const file = await chooseFile("A table", tableFiles);
    if (file) await runMade(this.store, id, handed, file);
  }

  #lacking({ lacking }: Lacking): TemplateResult {
    return html`<div class="result plain" data-ran="lacking">
      <p class="word">${icon("info")}Not run here</p>
      <p class="small">
        The browser's onnxruntime has no kernel <code>${lacking}</code>, which this file needs. That says nothing about
        onnxruntime elsewhere: check the file there.
      </p>
    </div>`;
  }

  #ran(run: OnnxRun): TemplateResult {
    const { rows, flips, numbers, different, absolute, ulps, first, milliseconds } = run;
    const tone = rows === 0 ? "plain" : flips ? "differ" : "same";
    return html`<div class="result ${tone}" data-ran=${flips + different ? "different" : "equal"}>
      <p class="word">${icon(rows === 0 ? "info" : flips ? "differ" : different ? "check" : "equal")}${verdict(run)}</p>
      <dl class="facts">
        ${fact("Rows", rowsInWords(run), "rows")}
        ${run.outputs.some((each) => each === "label") || flips ? fact("Labels that flip", `${number(flips)} of ${number(rows)}`, "flips") : nothing}
        ${
          numbers
            ? html`${fact("Numbers that differ", `${number(different)} of ${number(numbers)}`, "different")}
              ${different ? fact("Largest difference", `${absolute === Infinity ? "not finite" : absolute.toExponential(1)}; ${distanceInWords(ulps)}`, "largest") : nothing}`
            : nothing
        }
      </dl>
      ${first ? firstInWords(first, run) : nothing}
      <p class="small quiet">
        By onnxruntime 1.30 in this page, in one thread, in ${number(Math.max(1, Math.round(milliseconds)))} ms.
      </p>
    </div>`;
  }

  static override styles = [...Connected.styles, resultStyles, handOverStyles];
}

/** The page that says when, beside the playground. */
const leaving = (): string => new URL("lessons/leaving.html", pageAddress()).href;

const fact = (term: string, text: string, name: string): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd data-run=${name}>${text}</dd>
  </div>`;

function verdict({ rows, flips, numbers, different }: OnnxRun): string {
  if (rows === 0) return "No row to compare: the model refuses all of them";
  if (flips) return `Other labels in ${number(flips)} of ${count(rows, "row")}`;
  if (different === 0) return `The same bits in all ${count(rows, "row")}`;
  return `No label flips; ${number(different)} of ${count(numbers, "number")} ${different === 1 ? "differs" : "differ"}`;
}

const rowsInWords = ({ rows, proof, refused, own }: OnnxRun): string =>
  `${number(rows)}${own === undefined ? `: ${number(proof)} of the proof, ${number(rows - proof)} drawn` : ` of ${visible(own, 80)}${rows + refused === mostOwnRows ? ", its first" : ""}`}${refused ? `; ${number(refused)} more, which the model refuses, were not asked` : ""}`;

function firstInWords(
  { row, output, expected, got, ulps }: RunDifference,
  { proof, refused, own }: OnnxRun,
): TemplateResult {
  // Rows of the proof are answered by the model, so that none of them is among those refused.
  const which =
    own === undefined && (row < proof || refused === 0)
      ? row < proof
        ? `row ${row + 1} of the proof`
        : `drawn row ${row - proof + 1}`
      : `row ${row + 1}`;
  return html`<p class="small" data-run="first">
    First in ${which}, <code>${output}</code>: the model has <code>${value(expected)}</code>, the file
    <code>${value(got)}</code>${ulps === undefined ? "" : `, ${distanceInWords(ulps, expected, got)}`}.
  </p>`;
}

const value = (shown: number | string | null) =>
  shown === null ? "nothing" : typeof shown === "number" ? String(shown) : foreign(shown, 80);

define("kf-hand-over", KfHandOver);
