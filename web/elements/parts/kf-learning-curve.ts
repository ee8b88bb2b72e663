import { html } from "lit";
import { drawLearningCurve, type Learned } from "../session/studies.js";
import { count, duration, scorerName, short } from "../shared/words.js";
import "./kf-chart.js";
import "./kf-validation-choice.js";
import { StudyPart } from "./study-part.js";
import { warningList } from "./warnings.js";
import { learningPlot, meanOf } from "./study-plots.js";

/** Scores with more and more rows to learn from. */
export class KfLearningCurve extends StudyPart {
  protected readonly study = "curve";
  #picture: { of: Learned; draw: (width: number) => Element } | undefined;

  override render() {
    const { learned } = this.session;
    return this.panel(
      "Learning curve",
      "Would more rows help?",
      () => html`
        <kf-validation-choice .session=${this.session} single></kf-validation-choice>
        <div class="row">${this.starter("Draw the curve", () => drawLearningCurve(this.session))}</div>
        ${this.progress("fits")} ${this.trouble("curve")} ${this.stale(learned?.key)}
        ${learned ? this.#result(learned) : ""}
      `,
    );
  }

  #result(learned: Learned) {
    const { curve, metric, milliseconds } = learned;
    const { train_sizes: sizes, train_scores, test_scores } = curve;
    if (this.#picture?.of !== learned) {
      const parts = [
        { name: "rows fitted", scores: train_scores },
        { name: "rows held out", scores: test_scores },
      ];
      this.#picture = { of: learned, draw: (width) => learningPlot(sizes, parts, scorerName(metric), width) };
    }
    const folds = test_scores.shape[1]!;
    const last = (scores: typeof test_scores) => short(meanOf(scores.data.subarray(scores.data.length - folds)));
    return html`<div class="stack ${learned.key === this.session.key ? "" : "old"}" data-study="curve">
      <p class="said">
        With ${count(sizes.at(-1)!, "row")}: ${scorerName(metric)} ${last(test_scores)} on rows not seen and
        ${last(train_scores)} on those fitted; ${count(sizes.length * folds, "fit")} in ${duration(milliseconds)}.
      </p>
      ${warningList(learned.warnings)}
      <kf-chart
        .draw=${this.#picture!.draw}
        widest="620"
        label="${scorerName(metric)} from ${sizes[0]} to ${sizes.at(-1)} rows"
      ></kf-chart>
    </div>`;
  }
}

customElements.define("kf-learning-curve", KfLearningCurve);
