import { css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { CrossValidation, ParamValue } from "../../lib/index.js";
import { setAxes, setValues } from "../actions/choose.js";
import { fitPipeline } from "../actions/fit-pipeline.js";
import { tuningPlot, type Candidate } from "../plots/study-plots.js";
import { visible } from "../shared/foreign.js";
import { icon } from "../shared/icons.js";
import { textOf, valuesOf } from "../shared/param-text.js";
import { notice } from "../shared/part.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import type { Axis, Choices } from "../state/choices.js";
import { fitKind, keyOf, kind, ofStudy, type Studied } from "../state/results.js";
import { candidateCount, complaintOf, proposedValues, tunables, type Tunable } from "../state/tunable.js";
import type { Store } from "../store/store.js";
import "../parts/kf-chart.js";
import { warningList } from "../parts/warnings.js";
import { cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Tuned extends Studied {
  readonly cv: CrossValidation;
  readonly rows: number;
  readonly metric: string;
  readonly paths: readonly string[];
  /** By rank. */
  readonly candidates: readonly Candidate[];
  /** The key of the fit with the best candidate, once it is used. */
  readonly used?: string;
}

const tunedKind = kind<Tuned>("tune", (choices: Choices) => ({ study: ofStudy(choices), axes: choices.axes }));

interface SearchTable {
  params: { readonly [path: string]: ParamValue }[];
  mean_test_score: ArrayLike<number>;
  std_test_score: ArrayLike<number>;
  rank_test_score: ArrayLike<number>;
}

export async function tunePipeline(store: Store): Promise<void> {
  await run(store, "tune", "Trying values.", async (engine, options, choices) => {
    const { recipe } = store;
    const { axes } = choices;
    const [cv, metric] = [cvOf(store), metricsOf(store)[0]!];
    const grid = Object.fromEntries(axes.map((axis) => [axis.path, valuesOf(axis.text)]));
    const { X, y, rows } = await rowsFittedOn(store, engine);
    const started = performance.now();
    const search = await engine.gridSearch(recipe!, grid, X, y, { cv, scoring: metric, ...options });
    const milliseconds = performance.now() - started;
    const table = (await search.fitted()).fitted["cv_results_"] as unknown as SearchTable;
    void search.release().catch(() => {});
    const candidates = Array.from(table.params, (params, i) => ({
      params,
      mean: table.mean_test_score[i]!,
      deviation: table.std_test_score[i]!,
      rank: table.rank_test_score[i]!,
    }));
    candidates.sort((a, b) => a.rank - b.rank);
    const { warnings } = search;
    const paths = axes.map(({ path }) => path);
    const fitKey = keyOf(fitKind, choices);
    store.results.put(tunedKind, { fitKey, milliseconds, cv, rows, metric, paths, candidates, warnings }, choices);
    return `Tried ${count(candidates.length, "candidate")} in ${duration(milliseconds)}.`;
  });
}

/** Puts the best candidate's values into the pipeline and fits it. */
export async function useBest(store: Store): Promise<void> {
  const tuned = store.results.get(tunedKind);
  const [best] = tuned?.candidates ?? [];
  if (!best || Number.isNaN(best.mean)) return;
  const choices = setValues(store, "the best of the tuning", best.params as Record<string, ParamValue>);
  store.results.amend(tunedKind, { used: keyOf(fitKind, choices) });
  await fitPipeline(store);
}

/** Candidates of which a card tells. */
const tableLimit = 200;

export const tuning: Study = {
  name: "tune",
  draw: (store) => html`<kf-tuning .store=${store}></kf-tuning>`,
  card: ({ results }, fitKey) => {
    const tuned = results.get(tunedKind);
    if (tuned?.used !== fitKey) return {};
    const { cv, rows, metric, candidates } = tuned;
    return {
      search: {
        class: "GridSearchCV",
        cv,
        rows,
        scoring: metric,
        candidates: candidates.length,
        best_params: candidates[0]!.params,
        best_score: candidates[0]!.mean,
        results: candidates.slice(0, tableLimit).map(({ params, mean, deviation, rank }) => ({
          params,
          mean_test_score: mean,
          std_test_score: deviation,
          rank_test_score: rank,
        })),
      },
    };
  },
};

const mostCandidates = 2000;
const rowLimit = 100;

/** A grid search over hyperparameters of the pipeline. */
export class KfTuning extends StudyPart {
  protected readonly study = "tune";
  #picture: { of: Tuned; draw: (width: number) => Element } | undefined;

  override render() {
    return this.panel("Tuning", "Which values of the hyperparameters do best?", () => this.#inside());
  }

  #inside() {
    const { store } = this;
    const { axes, validation } = store.choices;
    const tuned = store.results.get(tunedKind);
    const all = tunables(store.recipe, store.services.schema);
    const wrong = axes.some((axis) => complaintOf(all, axis));
    const candidates = candidateCount(axes);
    const fits = candidates * validation.folds;
    return html`
      <ul class="axes">
        ${axes.map((axis, at) => this.#axis(axis, at, all))}
      </ul>
      <div class="field">
        <label for="add">${axes.length ? "Also tune" : "Tune"}</label>
        <select id="add" class="pick" @change=${(event: Event) => this.#add(event.target as HTMLSelectElement, all)}>
          <option value="" .selected=${live(true)}>choose a hyperparameter ...</option>
          ${groups(all).map(
            ([path, own]) =>
              html`<optgroup label="${path.replaceAll("__", " › ") || "pipeline"} (${own[0]!.node.recipe.class})">
                ${own
                  .filter((each) => !axes.some((axis) => axis.path === each.path))
                  .map((each) => html`<option value=${each.path}>${each.name}</option>`)}
              </optgroup>`,
          )}
        </select>
      </div>
      ${this.validation(true)}
      <div class="row">
        ${this.starter("Try all", () => tunePipeline(store), axes.length > 0 && !wrong && candidates <= mostCandidates)}
        ${
          axes.length && !wrong
            ? html`<span class="small quiet"
                >${count(candidates, "candidate")} × ${count(validation.folds, "split")} =
                ${count(fits, "fit")}${candidates > mostCandidates ? `; at most ${count(mostCandidates, "candidate")}` : ""}</span
              >`
            : nothing
        }
      </div>
      ${this.progress("fits")} ${this.trouble("tune")} ${tuned ? this.#result(tuned) : nothing}
    `;
  }

  #axis(axis: Axis, at: number, all: readonly Tunable[]) {
    const found = all.find(({ path }) => path === axis.path);
    const name = axis.path.split("__").at(-1)!;
    const complaint = complaintOf(all, axis);
    return html`<li class="axis" data-axis=${axis.path}>
      <div class="field">
        <label for="axis-${at}"
          >${name} <span class="quiet">of ${found?.node.recipe.class ?? axis.path.replaceAll("__", " › ")}</span></label
        >
        <input
          class="typed"
          id="axis-${at}"
          aria-describedby="about-${at}"
          .value=${axis.text}
          autocomplete="off"
          spellcheck="false"
          @input=${(event: Event) => this.#type(at, (event.target as HTMLInputElement).value)}
          @change=${() => this.store.settle()}
        />
        <span id="about-${at}" class="small ${complaint ? "bad-ink" : "quiet"}" role=${complaint ? "alert" : nothing}
          >${complaint || `${count(valuesOf(axis.text).length, "value")}, separated by commas`}</span
        >
      </div>
      <wa-button size="s" appearance="plain" @click=${() => this.#remove(at)}
        >${icon("trash")}<span class="visually-hidden">Do not tune ${name}</span></wa-button
      >
    </li>`;
  }

  #result(tuned: Tuned) {
    const { candidates, paths, metric, milliseconds } = tuned;
    const best = candidates[0]!;
    const { results, choices } = this.store;
    const used = tuned.used === keyOf(fitKind, choices);
    const old = results.isStale(tunedKind) && !used;
    if (Number.isNaN(best.mean))
      return html`<div class="stack" data-study="tune">
        ${notice("warn", { message: `No candidate has a ${scorerName(metric)}: there is no best.`, hint: "Choose another metric." })}
        ${warningList(tuned.warnings)}
      </div>`;
    if (this.#picture?.of !== tuned) {
      const draw = (width: number) =>
        tuningPlot(candidates, paths, (value) => visible(textOf(value as ParamValue), 20), scorerName(metric), width);
      this.#picture = { of: tuned, draw };
    }
    return html`${
        old
          ? notice("warn", {
              message: "Something above was changed since.",
              hint: "Try again to bring it up to date.",
            })
          : nothing
      }
      <div class="stack ${old ? "old" : ""}" data-study="tune">
        <p class="said">
          Best of ${count(candidates.length, "candidate")}:
          <strong
            >${paths.map((path) => `${path.split("__").at(-1)} = ${visible(textOf(best.params[path] as ParamValue), 40)}`).join(", ")}</strong
          >
          with ${scorerName(metric)} ${short(best.mean)} ± ${short(best.deviation)}, found in ${duration(milliseconds)}.
        </p>
        <div class="row">
          ${
            used
              ? html`<span class="tag">${icon("check")} in the pipeline above</span>`
              : html`<wa-button size="s" variant="brand" @click=${() => void useBest(this.store)}
                  >${icon("check", "start")}Use the best</wa-button
                >`
          }
          <span class="small quiet"
            >${used ? "What step 4 saves is fitted with it." : "Puts it into the pipeline and fits that."}</span
          >
        </div>
        ${warningList(tuned.warnings)}
        <div class="two">
          ${
            paths.length <= 2
              ? html`<kf-chart
                  .draw=${this.#picture!.draw}
                  widest="520"
                  label="${scorerName(metric)} by ${paths.map((path) => path.split("__").at(-1)).join(" and ")}"
                ></kf-chart>`
              : nothing
          }
          <div class="scroller" tabindex="0" role="region" aria-label="Candidates by rank">
            <table>
              <thead>
                <tr>
                  <th scope="col">Rank</th>
                  ${paths.map((path) => html`<th scope="col" title=${path}>${path.split("__").at(-1)}</th>`)}
                  <th scope="col" class="number">${scorerName(metric)}</th>
                </tr>
              </thead>
              <tbody>
                ${candidates.slice(0, rowLimit).map(
                  (candidate) =>
                    html`<tr class=${candidate === best ? "best" : ""}>
                      <th scope="row">${candidate.rank}</th>
                      ${paths.map((path) => html`<td>${visible(textOf(candidate.params[path] as ParamValue), 40)}</td>`)}
                      <td class="number">
                        ${candidate.mean.toFixed(4)} <span class="quiet">± ${candidate.deviation.toFixed(4)}</span>
                      </td>
                    </tr>`,
                )}
              </tbody>
            </table>
            ${
              candidates.length > rowLimit
                ? html`<p class="small quiet">and ${count(candidates.length - rowLimit, "more candidate")}</p>`
                : nothing
            }
          </div>
        </div>
      </div>`;
  }

  #add(select: HTMLSelectElement, all: readonly Tunable[]): void {
    const found = all.find(({ path }) => path === select.value);
    select.value = "";
    if (!found) return;
    setAxes(this.store, [...this.store.choices.axes, { path: found.path, text: proposedValues(found) }]);
  }

  #type(at: number, text: string): void {
    const axes = this.store.choices.axes.map((axis, i) => (i === at ? { ...axis, text } : axis));
    setAxes(this.store, axes, `values of ${axes[at]!.path}`);
  }

  #remove(at: number): void {
    setAxes(
      this.store,
      this.store.choices.axes.filter((_, i) => i !== at),
    );
  }

  static override styles = [
    ...StudyPart.styles,
    css`
      .axes:empty {
        display: none;
      }
      .axes {
        display: grid;
        gap: 12px;
      }
      .axis {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
        align-items: start;
      }
      .axis wa-button {
        margin-top: 22px;
      }
      .axis label .quiet {
        font-weight: 400;
      }
      #add {
        justify-self: start;
      }
      .scroller {
        max-height: 320px;
      }
      td,
      th {
        padding-block: 5px;
        white-space: nowrap;
      }
      .best > * {
        font-weight: 600;
        color: var(--accent-ink);
      }
    `,
  ];
}

/** By step, in order of appearance. */
function groups(all: readonly Tunable[]): [string, Tunable[]][] {
  const found = new Map<string, Tunable[]>();
  for (const each of all) found.set(each.node.path, [...(found.get(each.node.path) ?? []), each]);
  return [...found];
}

customElements.define("kf-tuning", KfTuning);
