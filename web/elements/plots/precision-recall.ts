import { listed, short } from "../shared/words.js";
import type { HeldOut } from "../state/ask.js";
import { classesOf, drawCurves, mostClasses, type ClassCurve } from "./class-curves.js";
import { precisionRecallCurve, type PrecisionRecall } from "./curves.js";
import type { Figure } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { roc } from "./roc.js";

interface Curve {
  readonly name: string;
  readonly curve: PrecisionRecall;
  /** The share of the class, which is the precision of guessing. */
  readonly share: number;
}

export const precisionRecall: FitPlot = {
  name: "precision-recall",
  title: "Precision and recall",
  suits: roc.suits,
  async make(_, ask) {
    return { figure: precisionRecallFigure(await ask.heldOut(), this.title) };
  },
};

function precisionRecallFigure(held: HeldOut, title: string): Figure {
  const all = classesOf(held).map(({ name, positive, score }): Curve => {
    const share = positive.reduce((sum, one) => sum + one, 0) / positive.length;
    return { name, curve: precisionRecallCurve(positive, score), share };
  });
  const shown = all
    .filter(({ share }) => share > 0)
    .sort((a, b) => a.curve.average - b.curve.average)
    .slice(0, mostClasses);
  const few = all.length - shown.length;
  return {
    title,
    words: `Precision against recall on the held-out rows. Average precision: ${listed(shown.map(({ name, curve }) => `${name} ${short(curve.average)}`))}.`,
    note: `Each class against the others, on the held-out rows. Guessing gives a precision of the share of the class: ${listed(shown.map(({ name, share }) => `${name} ${short(share)}`))}.${few ? ` ${few} of ${all.length} classes are not drawn: their average is larger, or no held-out row is of them.` : ""}`,
    widest: 420,
    draw: (width, ink, plot) => drawCurves(shown.map(drawn), axes, width, ink, plot),
    columns: ["class", "threshold", "precision", "recall", "average precision"],
    rows: () =>
      all.flatMap(({ name, curve }) =>
        curve.precision.map((precision, i) => [
          name,
          curve.thresholds[i] ?? Infinity,
          precision,
          curve.recall[i]!,
          curve.average,
        ]),
      ),
  };
}

// Between two thresholds precision is that of the higher one.
const axes = { across: "recall", up: "precision", steps: true };

const drawn = ({ name, curve }: Curve): ClassCurve => ({
  text: `${name}, average ${short(curve.average)}`,
  points: curve.recall.map((x, at) => [x, curve.precision[at]!] as const),
});
