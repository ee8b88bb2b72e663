import { html, nothing } from "lit";
import type { ParamValue, ValidationCurve } from "../../lib/index.js";
import { setStudy, setValues } from "../actions/choose.js";
import { fitPipeline } from "../actions/fit-pipeline.js";
import { nameOf } from "../plots/studies/candidates.js";
import { curveFigure } from "../plots/studies/curve.js";
import { bandsOf, type Bounds } from "../plots/studies/scores.js";
import { define } from "../shared/define.js";
import { visible } from "../shared/foreign.js";
import { textOf, valuesOf } from "../shared/param-text.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import type { Axis, Choices } from "../state/choices.js";
import { fitKind, keyOf, kind, ofOneMetric, type Studied } from "../state/results.js";
import { complaintOf, proposedRange, tunables, type Tunable } from "../state/tunable.js";
import type { Store } from "../store/store.js";
import "../parts/kf-axis.js";
import { warningList } from "../parts/warnings.js";
import { ownerOf, tunableSelect } from "./hyperparameters.js";
import { boundsOf, cvOf, metricsOf } from "./scoring.js";
import { StudyPart } from "./study-part.js";
import { rowsFittedOn, run, type Study } from "./study.js";

export interface Tried extends Studied {
  readonly metric: string;
  readonly bounds: Bounds;
  readonly path: string;
  readonly values: readonly ParamValue[];
  readonly curve: ValidationCurve;
  /** The key of the fit with the best value, once it is used. */
  readonly used?: string;
}

const triedKind = kind<Tried>("values", (choices: Choices) => ({
  study: ofOneMetric(choices),
  curve: choices.study.curve,
}));

export async function drawValidationCurve(store: Store): Promise<void> {
  await run(store, "values", "Trying values.", async (engine, options, choices) => {
    const { recipe } = store;
    const { path, text } = choices.study.curve!;
    const values = valuesOf(text);
    const [cv, metric] = [cvOf(store), metricsOf(store)[0]!];
    const bounds = boundsOf(store, metric);
    const { X, y } = await rowsFittedOn(store, engine);
    const started = performance.now();
    const curve = await engine.validationCurve(recipe!, X, y, {
      cv,
      scoring: metric,
      param_name: path,
      param_range: values,
      ...options,
    });
    const milliseconds = performance.now() - started;
    const fitKey = keyOf(fitKind, choices);
    const { warnings } = curve;
    store.results.put(triedKind, { fitKey, milliseconds, metric, bounds, path, values, curve, warnings }, choices);
    return `The validation curve of ${nameOf(path)} is drawn.`;
  });
}

/** The place of the value whose mean score on the rows held out is the highest; of equals the first. */
function bestOf({ curve, bounds }: Tried): number {
  const means = bandsOf(curve.test_scores, bounds).map(({ mean }) => mean);
  return means.reduce((best, mean, i) => (mean > means[best]! || Number.isNaN(means[best]) ? i : best), 0);
}

/** Puts the best value into the pipeline and fits it. */
export async function useBestValue(store: Store): Promise<void> {
  const tried = store.results.get(triedKind);
  if (!tried) return;
  const value = tried.values[bestOf(tried)]!;
  const choices = setValues(store, "the best of the validation curve", { [tried.path]: value });
  store.results.amend(triedKind, { used: keyOf(fitKind, choices) });
  await fitPipeline(store);
}

export const validationCurve: Study = {
  name: "values",
  draw: (store) => html`<kf-validation-curve data-control="validation-curve" .store=${store}></kf-validation-curve>`,
};

const mostValues = 200;

/** Scores along the values of one hyperparameter, of the rows held out and of those fitted. */
export class KfValidationCurve extends StudyPart {
  readonly study = "values";

  override render() {
    return this.panel("Validation curve", "Where does one hyperparameter fit too little, where too much?", () =>
      this.#inside(),
    );
  }

  #inside() {
    const { store } = this;
    const { curve } = store.choices.study;
    const tried = store.results.get(triedKind);
    const all = tunables(store.recipe, store.services.schema);
    const complaint = curve ? complaintOf(all, curve) : "";
    const values = curve ? valuesOf(curve.text).length : 0;
    return html`
      ${curve ? this.#axis(curve, all, complaint) : nothing}
      ${tunableSelect(
        "of",
        curve ? "Another one" : "Of which hyperparameter",
        all.filter(({ path }) => path !== curve?.path),
        (found) => this.#choose({ path: found.path, text: proposedRange(found) }),
      )}
      ${this.validation(true)}
      <div class="row">
        ${this.starter("Draw the curve", () => drawValidationCurve(store), !!curve && !complaint && values <= mostValues)}
        ${curve && !complaint ? html`<span class="small quiet">${count(values, "value")} × ${count(store.choices.validation.folds, "split")}${values > mostValues ? `; at most ${mostValues} values` : ""}</span>` : nothing}
      </div>
      ${this.progress("fits")} ${this.trouble("values")} ${tried ? this.#result(tried) : nothing}
    `;
  }

  #axis(axis: Axis, all: readonly Tunable[], complaint: string) {
    return html`<kf-axis
      data-axis=${axis.path}
      .axis=${axis}
      .of=${ownerOf(all, axis.path)}
      .complaint=${complaint}
      @type=${({ detail }: CustomEvent<string>) => this.#choose({ ...axis, text: detail }, `values of ${axis.path}`)}
      @settle=${() => this.store.settle()}
      @remove=${() => this.#choose(null)}
    ></kf-axis>`;
  }

  #choose(curve: Axis | null, gesture?: string): void {
    setStudy(this.store, "the values of the validation curve", { curve }, gesture);
  }

  #result(tried: Tried) {
    const { curve, metric, bounds, path, values, milliseconds, warnings } = tried;
    const { results, choices } = this.store;
    const score = scorerName(metric);
    const shown = (value: unknown) => visible(textOf(value as ParamValue), 20);
    if (curve.test_scores.data.every(Number.isNaN)) return this.noScore(score, warnings);
    const used = tried.used === keyOf(fitKind, choices);
    const best = bestOf(tried);
    const [held, fitted] = [bandsOf(curve.test_scores, bounds)[best]!, bandsOf(curve.train_scores, bounds)[best]!];
    return html`${used ? nothing : this.stale(triedKind)}
      <div class="stack ${results.isStale(triedKind) && !used ? "old" : ""}" data-study="values">
        <p class="said">
          Best on rows not seen: <strong>${nameOf(path)} = ${shown(values[best])}</strong> with ${score}
          ${short(held.mean)} ± ${short(held.deviation)}, and ${short(fitted.mean)} on those fitted;
          ${count(curve.test_scores.data.length, "fit")} in ${duration(milliseconds)}.
        </p>
        ${this.useRow(used, "Use the best", () => useBestValue(this.store))} ${warningList(warnings)}
        ${this.figure("curve", tried.curve, () =>
          curveFigure({
            title: `${score} by ${nameOf(path)}`,
            axis: nameOf(path),
            values,
            shown,
            score,
            bounds,
            best,
            parts: [
              { name: "rows held out", scores: curve.test_scores },
              { name: "rows fitted", scores: curve.train_scores },
            ],
          }),
        )}
      </div>`;
  }
}

define("kf-validation-curve", KfValidationCurve);
