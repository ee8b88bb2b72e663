import { css, html, nothing } from "lit";
import type { CrossValidation, CrossValidationScores } from "../../lib/index.js";
import { setStudy } from "../actions/choose.js";
import { foldsFigure } from "../plots/studies/folds.js";
import { splitsFigure } from "../plots/studies/splits.js";
import type { Bounds } from "../plots/studies/scores.js";
import { define } from "../shared/define.js";
import { deviationOf, meanOf } from "../shared/sums.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import { baselineRecipe } from "../state/proposal.js";
import { keyOf, fitKind, kind, ofCrossValidation, type Studied } from "../state/results.js";
import type { Store } from "../store/store.js";
import { checkStyles, trainCheck } from "../parts/train-check.js";
import { warningList } from "../parts/warnings.js";
import { boundsOf, cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Validated extends Studied {
  readonly cv: CrossValidation;
  readonly rows: number;
  /** The row of the table, from 1, of each row fitted on. */
  readonly numbers: Int32Array;
  readonly metrics: readonly string[];
  readonly bounds: readonly Bounds[];
  readonly scores: CrossValidationScores;
  /** Of what looks at no column, on the same folds. */
  readonly baseline: CrossValidationScores["test_scores"];
}

const validatedKind = kind<Validated>("cv", ofCrossValidation);

export async function crossValidatePipeline(store: Store): Promise<void> {
  await run(store, "cv", "Cross-validating.", async (engine, options, choices) => {
    const { recipe, table } = store;
    const [cv, metrics] = [cvOf(store), metricsOf(store)];
    const bounds = metrics.map((name) => boundsOf(store, name));
    const { X, y, rows, numbers } = await rowsFittedOn(store, engine);
    const started = performance.now();
    const scores = await engine.crossValidate(recipe!, X, y, {
      cv,
      scoring: metrics,
      return_train_score: choices.study.cv_train_scores,
      ...options,
    });
    const milliseconds = performance.now() - started;
    const { signal } = options;
    const dummy = { cv, scoring: metrics, ...(signal ? { signal } : {}) };
    const { test_scores: baseline } = await engine.crossValidate(baselineRecipe(table!.task), X, y, dummy);
    const fitKey = keyOf(fitKind, choices);
    const { warnings } = scores;
    store.results.put(
      validatedKind,
      { fitKey, milliseconds, cv, rows, numbers, metrics, bounds, scores, baseline, warnings },
      choices,
    );
    return {
      said: `Cross-validated on ${count(scores.splits.length, "fold")} in ${duration(milliseconds)}.`,
      found: { mean: named(metrics, (name) => meanOf(scores.test_scores[name]!)) },
    };
  });
}

const named = (values: readonly string[], of: (name: string) => unknown) =>
  Object.fromEntries(values.map((name) => [name, of(name)]));

export const crossValidation: Study = {
  name: "cv",
  draw: (store) => html`<kf-cross-validation data-control="cross-validation" .store=${store}></kf-cross-validation>`,
  card: ({ results }, fitKey) => {
    const validated = results.get(validatedKind);
    if (validated?.fitKey !== fitKey) return {};
    const { cv, rows, metrics, scores } = validated;
    return {
      cv: {
        cv,
        rows,
        test_scores: named(metrics, (name) => Array.from(scores.test_scores[name]!)),
        mean_test_scores: named(metrics, (name) => meanOf(scores.test_scores[name]!)),
        std_test_scores: named(metrics, (name) => deviationOf(scores.test_scores[name]!)),
      },
    };
  },
};

/** The scores of every fold beside the baseline's, their mean and their spread, and which rows were held out. */
export class KfCrossValidation extends StudyPart {
  readonly study = "cv";

  override render() {
    const validated = this.store.results.get(validatedKind);
    return this.panel(
      "Cross-validation",
      "How much does the score depend on which rows are held out?",
      () => html`
        ${this.validation()}
        <div class="row start">
          ${this.starter("Cross-validate", () => crossValidatePipeline(this.store))}
          ${trainCheck(this.store.choices.study.cv_train_scores, (cv_train_scores) => setStudy(this.store, "what cross-validation scores", { cv_train_scores }))}
        </div>
        ${this.progress("fits")} ${this.trouble("cv")} ${this.stale(validatedKind)}
        ${validated ? this.#result(validated) : ""}
      `,
    );
  }

  #result(validated: Validated) {
    const { scores, metrics, bounds, rows, milliseconds, baseline, warnings } = validated;
    const known = metrics.filter((name) => scores.test_scores[name]!.some((score) => !Number.isNaN(score)));
    if (known.length === 0) return this.noScore(metrics.map(scorerName).join(", "), warnings);
    return html`<div class="stack ${this.store.results.isStale(validatedKind) ? "old" : ""}" data-study="cv">
      <p class="said">
        Fitted ${count(scores.splits.length, "time")} to parts of the ${count(rows, "row")} for fitting, each time
        measured on the rest, in ${duration(milliseconds)}. ${this.#beside(validated)}
      </p>
      ${warningList(warnings)} ${this.#table(validated)}
      <p class="small quiet">
        The baseline looks at no column: it answers with the ${baselineWords(this.store)} of the rows it is fitted on.
      </p>
      <div class="pictures">
        ${known.map(
          (name) =>
            html`<div>
              <h3>${scorerName(name)}</h3>
              ${this.figure(name, validated, () =>
                foldsFigure({
                  score: scorerName(name),
                  scores: scores.test_scores[name]!,
                  baseline: baseline[name]!,
                  train: scores.train_scores?.[name],
                  bounds: bounds[metrics.indexOf(name)]!,
                }),
              )}
            </div>`,
        )}
      </div>
      <details class="rows" @toggle=${() => this.requestUpdate()}>
        <summary>Which rows each fold holds out</summary>
        ${
          this.renderRoot.querySelector<HTMLDetailsElement>(".rows")?.open
            ? this.figure("splits", validated, () =>
                splitsFigure({ splits: scores.splits, numbers: validated.numbers }),
              )
            : nothing
        }
      </details>
    </div>`;
  }

  /** On how many folds it does better than the baseline, by the first metric. */
  #beside({ scores, baseline, metrics }: Validated) {
    const [first = ""] = metrics;
    const better = Array.from(scores.test_scores[first]!).filter((score, fold) => score > baseline[first]![fold]!);
    const all = scores.splits.length;
    return better.length === all
      ? `It does better than the baseline on every fold.`
      : `It does better than the baseline on ${better.length} of ${all} folds.`;
  }

  #table({ scores, metrics, baseline }: Validated) {
    const columns = metrics.map((name) => ({
      name,
      own: scores.test_scores[name]!,
      train: scores.train_scores?.[name],
      other: baseline[name]!,
    }));
    return html`<div class="scroller" tabindex="0" role="region" aria-label="Scores by fold">
      <table>
        <thead>
          <tr>
            <th scope="col">Fold</th>
            ${columns.map(
              ({ name, train }) =>
                html`<th scope="col" class="number">${scorerName(name)}</th>
                  ${train ? html`<th scope="col" class="number beside">Rows fitted on</th>` : nothing}
                  <th scope="col" class="number beside">Baseline</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${scores.splits.map(
            ({ test }, fold) =>
              html`<tr>
                <th scope="row">${fold + 1} <span class="quiet">${count(test.length, "row")}</span></th>
                ${columns.map(
                  ({ own, train, other }) =>
                    html`<td class="number">${fixed(own[fold]!)}</td>
                      ${train ? html`<td class="number beside" data-train>${fixed(train[fold]!)}</td>` : nothing}
                      <td class="number beside" data-baseline>${fixed(other[fold]!)}</td>`,
                )}
              </tr>`,
          )}
          <tr class="sum">
            <th scope="row">mean ± std</th>
            ${columns.map(
              ({ name, own, train, other }) =>
                html`<td class="number" data-mean=${name}>${spread(own)}</td>
                  ${train ? html`<td class="number beside" data-train=${name}>${spread(train)}</td>` : nothing}
                  <td class="number beside" data-baseline>${fixed(meanOf(other))}</td>`,
            )}
          </tr>
        </tbody>
      </table>
    </div>`;
  }

  static override styles = [
    ...StudyPart.styles,
    checkStyles,
    css`
      .start {
        gap: 12px 18px;
      }
      td,
      th {
        padding-block: 5px;
        white-space: nowrap;
      }
      th:first-child {
        padding-left: 0;
      }
      tbody th .quiet {
        font-size: 12px;
        margin-left: 6px;
      }
      .beside {
        color: var(--ink-quiet);
        font-weight: 400;
        padding-left: 0;
      }
      .sum > * {
        border-top: 1.5px solid var(--line-strong);
        font-weight: 600;
      }
      .sum .quiet,
      .sum .beside {
        font-weight: 400;
      }
      h3 {
        font-size: 13px;
        margin-bottom: 6px;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr));
        gap: 16px 28px;
      }
      .rows summary {
        cursor: pointer;
        font-size: 14px;
        font-weight: 500;
        width: fit-content;
      }
      .rows[open] summary {
        margin-bottom: 12px;
      }
    `,
  ];
}

const baselineWords = ({ table }: Store): string =>
  table?.task === "classification" ? "shares of the classes" : "mean";

/** As many digits as suit a score of that size. */
const fixed = (value: number, beside = value): string =>
  Number.isFinite(value) ? value.toFixed(Math.abs(beside) < 10 ? 4 : Math.abs(beside) < 1000 ? 2 : 0) : short(value);

const spread = (scores: Float64Array) =>
  html`${fixed(meanOf(scores))} <span class="quiet">± ${fixed(deviationOf(scores), meanOf(scores))}</span>`;

define("kf-cross-validation", KfCrossValidation);
