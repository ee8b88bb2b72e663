import { html } from "lit";
import type { LearningCurve } from "../../lib/index.js";
import { curveFigure } from "../plots/studies/curve.js";
import type { Bounds } from "../plots/studies/scores.js";
import { define } from "../shared/define.js";
import { meanOf } from "../shared/sums.js";
import { count, duration, number, scorerName, short } from "../shared/words.js";
import { fitKind, keyOf, kind, ofOneMetric, type Studied } from "../state/results.js";
import type { Store } from "../store/store.js";
import { warningList } from "../parts/warnings.js";
import { boundsOf, cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Learned extends Studied {
  readonly metric: string;
  readonly bounds: Bounds;
  readonly curve: LearningCurve;
}

const learnedKind = kind<Learned>("curve", ofOneMetric);

export async function drawLearningCurve(store: Store): Promise<void> {
  await run(store, "curve", "Fitting to more and more rows.", async (engine, options, choices) => {
    const { recipe } = store;
    const [cv, metric] = [cvOf(store), metricsOf(store)[0]!];
    const bounds = boundsOf(store, metric);
    const { X, y } = await rowsFittedOn(store, engine);
    const started = performance.now();
    const curve = await engine.learningCurve(recipe!, X, y, {
      cv,
      scoring: metric,
      shuffle: true,
      random_state: choices.split.random_state,
      ...options,
    });
    const milliseconds = performance.now() - started;
    const fitKey = keyOf(fitKind, choices);
    const { warnings } = curve;
    store.results.put(learnedKind, { fitKey, milliseconds, metric, bounds, curve, warnings }, choices);
    return "The learning curve is drawn.";
  });
}

export const learningCurve: Study = {
  name: "curve",
  draw: (store) => html`<kf-learning-curve data-control="learning-curve" .store=${store}></kf-learning-curve>`,
};

/** Scores with more and more rows to learn from. */
export class KfLearningCurve extends StudyPart {
  readonly study = "curve";

  override render() {
    const learned = this.store.results.get(learnedKind);
    return this.panel(
      "Learning curve",
      "Would more rows help?",
      () => html`
        ${this.validation(true)}
        <div class="row">${this.starter("Draw the curve", () => drawLearningCurve(this.store))}</div>
        ${this.progress("fits")} ${this.trouble("curve")} ${this.stale(learnedKind)}
        ${learned ? this.#result(learned) : ""}
      `,
    );
  }

  #result(learned: Learned) {
    const { curve, metric, bounds, milliseconds, warnings } = learned;
    const { train_sizes: sizes, train_scores, test_scores } = curve;
    const score = scorerName(metric);
    if (test_scores.data.every(Number.isNaN)) return this.noScore(score, warnings);
    const folds = test_scores.shape[1]!;
    const last = (scores: typeof test_scores) => short(meanOf(scores.data.subarray(scores.data.length - folds)));
    return html`<div class="stack ${this.store.results.isStale(learnedKind) ? "old" : ""}" data-study="curve">
      <p class="said">
        With ${count(sizes.at(-1)!, "row")}: ${score} ${last(test_scores)} on rows not seen and ${last(train_scores)} on
        those fitted; ${count(sizes.length * folds, "fit")} in ${duration(milliseconds)}.
      </p>
      ${warningList(warnings)}
      ${this.figure("curve", learned, () =>
        curveFigure({
          title: `${score} by rows fitted on`,
          axis: "rows fitted on",
          values: Array.from(sizes),
          shown: (size) => number(size as number),
          score,
          bounds,
          parts: [
            { name: "rows held out", scores: test_scores },
            { name: "rows fitted", scores: train_scores },
          ],
        }),
      )}
    </div>`;
  }
}

define("kf-learning-curve", KfLearningCurve);
