import { count, short } from "../shared/words.js";
import { brierScore, calibrationCurve, type Binning, type CalibrationBin } from "./curves.js";
import type { Figure, Plotting } from "./figure.js";
import type { Control, FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";
import { classesOf, type OneClass } from "./class-curves.js";

const bins = 10;

export const calibration: FitPlot = {
  name: "calibration",
  title: "Calibration",
  suits: (_, { description: { methods, classes } }) => (classes?.length ?? 0) > 1 && methods.includes("predict_proba"),
  async make(_, ask, chosen) {
    const classes = classesOf(await ask.heldOut());
    const at = chosenClass(classes, chosen["class"]);
    const binning: Binning = chosen["bins"] === "quantile" ? "quantile" : "uniform";
    return {
      figure: calibrationFigure(classes[at]!, binning, this.title),
      controls: [
        classControl(classes, at),
        {
          kind: "choice",
          name: "bins",
          label: "Bins",
          value: binning,
          options: [
            { value: "uniform", text: "equally wide" },
            { value: "quantile", text: "with equally many rows" },
          ],
        },
      ],
    };
  },
};

/** The place of the class looked at; the last unless another one was chosen. */
export const chosenClass = (classes: readonly unknown[], chosen: string | undefined): number =>
  Math.min(Number(chosen ?? classes.length - 1), classes.length - 1);

export const classControl = (classes: readonly { readonly name: string }[], at: number): Control => ({
  kind: "choice",
  name: "class",
  label: "Class",
  value: String(at),
  options: classes.map(({ name }, i) => ({ value: String(i), text: name })),
});

function calibrationFigure({ name, positive, score }: OneClass, binning: Binning, title: string): Figure {
  const found = calibrationCurve(positive, score, bins, binning);
  const brier = brierScore(positive, score);
  return {
    title,
    words: `Calibration for ${name}: ${found.map(({ mean, share, rows }) => `said ${short(mean)}, true of ${short(share)} of ${count(rows, "row")}`).join("; ")}. Brier score ${short(brier)}.`,
    note: `Where the model says 0.8, it should be ${name} in 8 of 10 held-out rows: on the diagonal. Larger dots stand for more rows. Brier score: ${short(brier)} (0 is best).`,
    widest: 420,
    draw: (width, ink, plot) => draw(found, name, width, ink, plot),
    columns: ["class", "mean probability", "share that is so", "rows", "Brier score"],
    rows: () => found.map(({ mean, share, rows }) => [name, mean, share, rows, brier]),
  };
}

function draw(found: readonly CalibrationBin[], name: string, width: number, ink: Ink, Plot: Plotting): Element {
  const most = Math.max(...found.map(({ rows }) => rows));
  return Plot.plot({
    width,
    height: Math.min(width, 360),
    marginLeft: 46,
    marginTop: 30,
    marginBottom: 42,
    marginRight: 16,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: { domain: [0, 1], label: `probability of ${name}`, labelArrow: false, ticks: 5 },
    y: { domain: [0, 1], label: `share that is ${name}`, labelArrow: false, ticks: 5 },
    r: { type: "identity" },
    marks: [
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: ink.quiet, strokeOpacity: 0.6, strokeDasharray: "3 4" },
      ),
      Plot.line(found, { x: "mean", y: "share", stroke: ink.high, strokeWidth: 2 }),
      Plot.dot(found, {
        x: "mean",
        y: "share",
        r: ({ rows }: CalibrationBin) => 3 + 7 * Math.sqrt(rows / most),
        fill: ink.high,
        stroke: ink.card,
      }),
    ],
  });
}
