import { css, html, nothing } from "lit";
import type { CrossValidation, Model, ParamValue, Tensor } from "../../lib/index.js";
import { setAxes, setStudy, setValues } from "../actions/choose.js";
import { fitPipeline } from "../actions/fit-pipeline.js";
import { nameOf, type Candidate, type Searched } from "../plots/studies/candidates.js";
import { searchHeat } from "../plots/studies/search-heat.js";
import { searchLine } from "../plots/studies/search-line.js";
import { searchParallel } from "../plots/studies/search-parallel.js";
import type { Bounds } from "../plots/studies/scores.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { textOf, valuesOf } from "../shared/param-text.js";
import { meanOf } from "../shared/sums.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import { mostCandidates, type Axis, type Choices, type StudyChoice } from "../state/choices.js";
import { fitKind, keyOf, kind, ofOneMetric, type Studied } from "../state/results.js";
import { candidateCount, complaintOf, proposedValues, tunables, type Tunable } from "../state/tunable.js";
import type { Store } from "../store/store.js";
import "../parts/kf-axis.js";
import "../parts/kf-candidates.js";
import "../parts/kf-search-choice.js";
import { warningList } from "../parts/warnings.js";
import { ownerOf, tunableSelect } from "./hyperparameters.js";
import { boundsOf, cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Tuned extends Studied, Omit<Searched, "score" | "shown"> {
  /** The search, by its class. */
  readonly search: "GridSearchCV" | "RandomizedSearchCV";
  readonly cv: CrossValidation;
  readonly rows: number;
  readonly metric: string;
  readonly bounds: Bounds;
  /** The key of the fit with the best candidate, once it is used. */
  readonly used?: string;
}

const tunedKind = kind<Tuned>("tune", (choices: Choices) => {
  const { search, n_iter, train_scores } = choices.study;
  return {
    study: ofOneMetric(choices),
    axes: choices.axes,
    how: { search, train_scores, ...(search === "random" ? { n_iter } : {}) },
  };
});

interface SearchTable {
  params: { readonly [path: string]: ParamValue }[];
  mean_test_score: ArrayLike<number>;
  std_test_score: ArrayLike<number>;
  rank_test_score: ArrayLike<number>;
  mean_train_score?: ArrayLike<number>;
  std_train_score?: ArrayLike<number>;
}

export async function tunePipeline(store: Store): Promise<void> {
  await run(store, "tune", "Trying values.", async (engine, options, choices) => {
    const { recipe } = store;
    const { axes, study } = choices;
    const [cv, metric] = [cvOf(store), metricsOf(store)[0]!];
    const bounds = boundsOf(store, metric);
    const grid = Object.fromEntries(axes.map((axis) => [axis.path, valuesOf(axis.text)]));
    const { X, y, rows } = await rowsFittedOn(store, engine);
    const started = performance.now();
    let times: Tensor | undefined;
    const how = {
      cv,
      scoring: metric,
      return_train_score: study.train_scores,
      onTimes: (milliseconds: Tensor) => (times = milliseconds),
      ...options,
    };
    const { n_iter } = study;
    const { random_state } = choices.split;
    const search =
      study.search === "random"
        ? await engine.randomizedSearch(recipe!, grid, X, y, { ...how, n_iter, random_state })
        : await engine.gridSearch(recipe!, grid, X, y, how);
    const milliseconds = performance.now() - started;
    const candidates = await candidatesOf(search, times);
    void search.release().catch(() => {});
    const found: Tuned = {
      fitKey: keyOf(fitKind, choices),
      milliseconds,
      search: study.search === "random" ? "RandomizedSearchCV" : "GridSearchCV",
      cv,
      rows,
      metric,
      bounds,
      paths: axes.map(({ path }) => path),
      candidates,
      warnings: search.warnings,
    };
    store.results.put(tunedKind, found, choices);
    const best = candidates[0]!;
    return {
      said: `Tried ${count(candidates.length, "candidate")} in ${duration(milliseconds)}.`,
      found: { best: { params: best.params, [metric]: best.mean }, candidates: candidates.length },
    };
  });
}

/** By rank. */
async function candidatesOf(search: Model, times: Tensor | undefined): Promise<Candidate[]> {
  const table = (await search.fitted()).fitted["cv_results_"] as unknown as SearchTable;
  const folds = times?.shape[1] ?? 0;
  const { mean_train_score: mean, std_train_score: std } = table;
  return Array.from(table.params, (params, i): Candidate => ({
    params,
    mean: table.mean_test_score[i]!,
    deviation: table.std_test_score[i]!,
    rank: table.rank_test_score[i]!,
    ...(mean && std ? { train: { mean: mean[i]!, deviation: std[i]! } } : {}),
    ...(times ? { milliseconds: meanOf(times.data.subarray(i * folds, (i + 1) * folds)) } : {}),
  })).sort((a, b) => a.rank - b.rank);
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
  draw: (store) => html`<kf-tuning data-control="tuning" .store=${store}></kf-tuning>`,
  card: ({ results }, fitKey) => {
    const tuned = results.get(tunedKind);
    if (tuned?.used !== fitKey) return {};
    const { search, cv, rows, metric, candidates } = tuned;
    return {
      search: {
        class: search,
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

const shown = (value: unknown): string => visible(textOf(value as ParamValue), 20);

/** A search over hyperparameters of the pipeline. */
export class KfTuning extends StudyPart {
  readonly study = "tune";

  override render() {
    return this.panel("Tuning", "Which values of the hyperparameters do best?", () => this.#inside());
  }

  #inside() {
    const { store } = this;
    const { axes, validation, study } = store.choices;
    const tuned = store.results.get(tunedKind);
    const all = tunables(store.recipe, store.services.schema);
    const wrong = axes.some((axis) => complaintOf(all, axis));
    const grid = candidateCount(axes);
    const candidates = study.search === "random" ? Math.min(study.n_iter, grid) : grid;
    const left = all.filter(({ path }) => !axes.some((axis) => axis.path === path));
    return html`
      <ul class="axes">
        ${axes.map((axis) => this.#axis(axis, all))}
      </ul>
      ${tunableSelect("add", axes.length ? "Also tune" : "Tune", left, (found) => setAxes(store, (now) => [...now, { path: found.path, text: proposedValues(found) }]))}
      <kf-search-choice
        .study=${study}
        .grid=${grid}
        @choose=${({ detail }: CustomEvent<Partial<StudyChoice>>) => setStudy(store, "how candidates are found", detail)}
      ></kf-search-choice>
      ${this.validation(true)}
      <div class="row">
        ${this.starter(study.search === "random" ? "Try some" : "Try all", () => tunePipeline(store), axes.length > 0 && !wrong && candidates <= mostCandidates)}
        ${
          axes.length && !wrong
            ? html`<span class="small quiet"
                >${count(candidates, "candidate")} × ${count(validation.folds, "split")} =
                ${count(candidates * validation.folds, "fit")}${candidates > mostCandidates ? `; at most ${count(mostCandidates, "candidate")}` : ""}</span
              >`
            : nothing
        }
      </div>
      ${this.progress("fits")} ${this.trouble("tune")} ${tuned ? this.#result(tuned) : nothing}
    `;
  }

  #axis(axis: Axis, all: readonly Tunable[]) {
    const { path } = axis;
    const type = (text: string) =>
      setAxes(
        this.store,
        (now) => now.map((each) => (each.path === path ? { ...each, text } : each)),
        `values of ${path}`,
      );
    return html`<li data-axis=${path}>
      <kf-axis
        .axis=${axis}
        .of=${ownerOf(all, path)}
        .complaint=${complaintOf(all, axis)}
        @type=${({ detail }: CustomEvent<string>) => type(detail)}
        @settle=${() => this.store.settle()}
        @remove=${() => setAxes(this.store, (now) => now.filter((each) => each.path !== path))}
      ></kf-axis>
    </li>`;
  }

  #result(tuned: Tuned) {
    const { candidates, paths, metric, bounds, milliseconds, warnings } = tuned;
    const best = candidates[0]!;
    const score = scorerName(metric);
    if (Number.isNaN(best.mean)) return this.noScore(score, warnings);
    const used = tuned.used === keyOf(fitKind, this.store.choices);
    const old = this.store.results.isStale(tunedKind) && !used;
    const searched: Searched = { candidates, paths, shown, score, bounds };
    return html`${old ? this.stale(tunedKind) : nothing}
      <div class="stack ${old ? "old" : ""}" data-study="tune">
        <p class="said">
          Best of ${count(candidates.length, "candidate")}:
          <strong
            >${paths.map((path) => `${nameOf(path)} = ${visible(textOf(best.params[path] as ParamValue), 40)}`).join(", ")}</strong
          >
          with ${score} ${short(best.mean)} ± ${short(best.deviation)}, found in ${duration(milliseconds)}.
        </p>
        ${this.useRow(used, "Use the best", () => useBest(this.store))} ${warningList(warnings)}
        ${this.figure("search", candidates, () => (paths.length === 1 ? searchLine : paths.length === 2 ? searchHeat : searchParallel)(searched))}
        <kf-candidates .searched=${searched}></kf-candidates>
      </div>`;
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
    `,
  ];
}

define("kf-tuning", KfTuning);
