import { css, html } from "lit";
import type { CrossValidation, CrossValidationScores } from "../../lib/index.js";
import { foldsPlot } from "../plots/study-plots.js";
import { deviationOf, meanOf } from "../shared/sums.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import { keyOf, fitKind, kind, ofStudy, type Studied } from "../state/results.js";
import type { Store } from "../store/store.js";
import "../parts/kf-chart.js";
import { warningList } from "../parts/warnings.js";
import { cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Validated extends Studied {
  readonly cv: CrossValidation;
  readonly rows: number;
  readonly metrics: readonly string[];
  readonly scores: CrossValidationScores;
}

const validatedKind = kind<Validated>("cv", ofStudy);

export async function crossValidatePipeline(store: Store): Promise<void> {
  await run(store, "cv", "Cross-validating.", async (engine, options, choices) => {
    const { recipe } = store;
    const [cv, metrics] = [cvOf(store), metricsOf(store)];
    const { X, y, rows } = await rowsFittedOn(store, engine);
    const started = performance.now();
    const scores = await engine.crossValidate(recipe!, X, y, { cv, scoring: metrics, ...options });
    const milliseconds = performance.now() - started;
    const fitKey = keyOf(fitKind, choices);
    const validated = { fitKey, milliseconds, cv, rows, metrics, scores, warnings: scores.warnings };
    store.results.put(validatedKind, validated, choices);
    return `Cross-validated on ${count(scores.splits.length, "fold")} in ${duration(milliseconds)}.`;
  });
}

const named = (values: readonly string[], of: (name: string) => unknown) =>
  Object.fromEntries(values.map((name) => [name, of(name)]));

export const crossValidation: Study = {
  name: "cv",
  draw: (store) => html`<kf-cross-validation .store=${store}></kf-cross-validation>`,
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

/** The scores of every fold, their mean and their spread. */
export class KfCrossValidation extends StudyPart {
  protected readonly study = "cv";
  #pictures: { of: Validated; draws: ((width: number) => Element)[] } | undefined;

  override render() {
    const validated = this.store.results.get(validatedKind);
    return this.panel(
      "Cross-validation",
      "How much does the score depend on which rows are held out?",
      () => html`
        ${this.validation()}
        <div class="row">${this.starter("Cross-validate", () => crossValidatePipeline(this.store))}</div>
        ${this.progress("fits")} ${this.trouble("cv")} ${this.stale(validatedKind)}
        ${validated ? this.#result(validated) : ""}
      `,
    );
  }

  #result(validated: Validated) {
    const { scores, metrics, rows, milliseconds } = validated;
    if (this.#pictures?.of !== validated) {
      const draws = metrics.map((name) => (width: number) => foldsPlot(scores.test_scores[name]!, width));
      this.#pictures = { of: validated, draws };
    }
    const columns = metrics.map((name) => scores.test_scores[name]!);
    return html`<div class="stack ${this.store.results.isStale(validatedKind) ? "old" : ""}" data-study="cv">
      <p class="said">
        Fitted ${count(scores.splits.length, "time")} to parts of the ${count(rows, "row")} for fitting, each time
        measured on the rest, in ${duration(milliseconds)}.
      </p>
      ${warningList(validated.warnings)}
      <div class="scroller" tabindex="0" role="region" aria-label="Scores by fold">
        <table>
          <thead>
            <tr>
              <th scope="col">Fold</th>
              ${metrics.map((name) => html`<th scope="col" class="number">${scorerName(name)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${scores.splits.map(
              ({ test }, fold) =>
                html`<tr>
                  <th scope="row">${fold + 1} <span class="quiet">${count(test.length, "row")}</span></th>
                  ${columns.map((values) => html`<td class="number">${fixed(values[fold]!)}</td>`)}
                </tr>`,
            )}
            <tr class="sum">
              <th scope="row">mean ± std</th>
              ${columns.map(
                (values, i) =>
                  html`<td class="number" data-mean=${metrics[i]!}>
                    ${fixed(meanOf(values))} <span class="quiet">± ${fixed(deviationOf(values), meanOf(values))}</span>
                  </td>`,
              )}
            </tr>
          </tbody>
        </table>
      </div>
      <div class="pictures">
        ${metrics.map(
          (name, i) =>
            html`<div>
              <p class="small">${scorerName(name)}</p>
              <kf-chart
                .draw=${this.#pictures!.draws[i]!}
                widest="420"
                label="${scorerName(name)} of each fold, around ${fixed(meanOf(columns[i]!))}"
              ></kf-chart>
            </div>`,
        )}
      </div>
    </div>`;
  }

  static override styles = [
    ...StudyPart.styles,
    css`
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
      .sum > * {
        border-top: 1.5px solid var(--line-strong);
        font-weight: 600;
      }
      .sum .quiet {
        font-weight: 400;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
        gap: 12px 28px;
      }
    `,
  ];
}

/** As many digits as suit a score of that size. */
const fixed = (value: number, beside = value): string =>
  Number.isFinite(value) ? value.toFixed(Math.abs(beside) < 10 ? 4 : Math.abs(beside) < 1000 ? 2 : 0) : short(value);

customElements.define("kf-cross-validation", KfCrossValidation);
