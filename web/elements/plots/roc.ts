import { listed, short } from "../shared/words.js";
import type { HeldOut } from "../state/ask.js";
import { classesOf, drawCurves, mostClasses, type ClassCurve } from "./class-curves.js";
import { rocCurve, type Roc } from "./curves.js";
import type { Figure } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";

/** One curve for two classes, as the other is its mirror image; else one for each class. */
function curvesOf(held: HeldOut): { name: string; curve: Roc }[] {
  const classes = classesOf(held);
  return (classes.length === 2 ? classes.slice(1) : classes).map(({ name, positive, score }) => ({
    name,
    curve: rocCurve(positive, score),
  }));
}

export const roc: FitPlot = {
  name: "roc",
  title: "ROC curve",
  suits: (_, { description: { methods, classes } }) =>
    (classes?.length ?? 0) > 1 && (methods.includes("predict_proba") || methods.includes("decision_function")),
  async make(_, ask) {
    return { figure: rocFigure(await ask.heldOut(), this.title) };
  },
};

function rocFigure(held: HeldOut, title: string): Figure {
  const all = curvesOf(held);
  const defined = all.filter(({ curve }) => Number.isFinite(curve.area));
  const shown = [...defined].sort((a, b) => a.curve.area - b.curve.area).slice(0, mostClasses);
  const few = all.length - shown.length;
  return {
    title,
    words: shown.length
      ? `ROC curve on the held-out rows. Area under it: ${listed(shown.map(({ name, curve }) => `${name} ${short(curve.area)}`))}.`
      : "No ROC curve: the held-out rows are all of one class.",
    note: `Each class against the others, on the held-out rows; the diagonal is what guessing gives.${few ? ` ${few} of ${all.length} classes are not drawn: their area is larger, or no held-out row is of them.` : ""}`,
    widest: 420,
    draw: (width, ink, plot) => drawCurves(shown.map(drawn), axes, width, ink, plot),
    columns: ["class", "threshold", "false positive rate", "true positive rate", "area"],
    rows: () =>
      all.flatMap(({ name, curve }) =>
        curve.thresholds.map((threshold, i) => [
          name,
          threshold,
          curve.falsePositive[i]!,
          curve.truePositive[i]!,
          curve.area,
        ]),
      ),
  };
}

const axes = { across: "false positive rate", up: "true positive rate", diagonal: true };

const drawn = ({ name, curve }: { name: string; curve: Roc }): ClassCurve => ({
  text: `${name}, area ${short(curve.area)}`,
  points: curve.falsePositive.map((x, at) => [x, curve.truePositive[at]!] as const),
});
