import { visible } from "../shared/foreign.js";
import { listed, short } from "../shared/words.js";
import type { HeldOut } from "../state/ask.js";
import { isOf, rocCurve, thinned, type Roc } from "./curves.js";
import type { Figure, Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, seriesOf, type Ink } from "./ink.js";
import { dashOf, withLegend } from "./layout.js";

/** Classes whose curves have room side by side. */
export const mostClasses = 6;

/** Of a class: its name, and what the model says for it of every row. */
export interface OneClass {
  readonly name: string;
  readonly positive: Uint8Array;
  readonly score: Float64Array;
}

/** Each class against the others. */
export function classesOf({ truth, classes, scores }: HeldOut): OneClass[] {
  const labels = Array.from(classes as ArrayLike<string | number>);
  return labels.map((label, k) => ({
    name: visible(String(label), 24),
    positive: isOf(truth, label),
    score: Float64Array.from(truth as ArrayLike<unknown>, (_, row) => scores![row * labels.length + k]!),
  }));
}

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
    draw: (width, ink, plot) => draw(shown, width, ink, plot),
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

function draw(shown: readonly { name: string; curve: Roc }[], width: number, ink: Ink, Plot: Plotting): Element {
  const chart = Plot.plot({
    width,
    height: Math.min(width, 360),
    marginLeft: 46,
    marginTop: 30,
    marginBottom: 42,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: { domain: [0, 1], label: "false positive rate", labelArrow: false, ticks: 5 },
    y: { domain: [0, 1], label: "true positive rate", labelArrow: false, ticks: 5 },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: ink.quiet, strokeOpacity: 0.6, strokeDasharray: "3 4" },
      ),
      ...shown.map(({ curve }, i) =>
        Plot.line(
          thinned(
            curve.falsePositive.map((x, at) => [x, curve.truePositive[at]!] as const),
            600,
          ),
          { stroke: seriesOf(ink, i), strokeWidth: 2.2, strokeDasharray: dashOf(i), clip: false },
        ),
      ),
    ],
  });
  const entries = shown.map(({ name, curve }, i) => ({
    text: `${name}, area ${short(curve.area)}`,
    color: seriesOf(ink, i),
    dash: dashOf(i),
  }));
  return entries.length ? withLegend(chart, entries, ink) : chart;
}
