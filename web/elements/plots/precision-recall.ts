import { listed, short } from "../shared/words.js";
import type { HeldOut } from "../state/ask.js";
import { precisionRecallCurve, thinned, type PrecisionRecall } from "./curves.js";
import type { Figure, Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, seriesOf, type Ink } from "./ink.js";
import { dashOf, withLegend } from "./layout.js";
import { classesOf, mostClasses, roc } from "./roc.js";

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
    draw: (width, ink, plot) => draw(shown, width, ink, plot),
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

function draw(shown: readonly Curve[], width: number, ink: Ink, Plot: Plotting): Element {
  const chart = Plot.plot({
    width,
    height: Math.min(width, 360),
    marginLeft: 46,
    marginTop: 30,
    marginBottom: 42,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: { domain: [0, 1], label: "recall", labelArrow: false, ticks: 5 },
    y: { domain: [0, 1], label: "precision", labelArrow: false, ticks: 5 },
    marks: shown.map(({ curve }, i) =>
      // Between two thresholds precision is that of the higher one.
      Plot.line(
        thinned(
          curve.recall.map((x, at) => [x, curve.precision[at]!] as const),
          600,
        ),
        { stroke: seriesOf(ink, i), strokeWidth: 2.2, strokeDasharray: dashOf(i), curve: "step-after" },
      ),
    ),
  });
  const entries = shown.map(({ name, curve }, i) => ({
    text: `${name}, average ${short(curve.average)}`,
    color: seriesOf(ink, i),
    dash: dashOf(i),
  }));
  return entries.length ? withLegend(chart, entries, ink) : chart;
}
