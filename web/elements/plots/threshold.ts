import { count, short } from "../shared/words.js";
import { calibration, chosenClass, classControl } from "./calibration.js";
import { atThreshold, type AtThreshold } from "./curves.js";
import type { Figure, Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";
import { beside, withLegend } from "./layout.js";
import { classesOf, type OneClass } from "./class-curves.js";

export const threshold: FitPlot = {
  name: "threshold",
  title: "Threshold",
  suits: calibration.suits,
  async make(_, ask, chosen) {
    const classes = classesOf(await ask.heldOut());
    const at = chosenClass(classes, chosen["class"]);
    const value = Number(chosen["threshold"] ?? 0.5);
    return {
      figure: thresholdFigure(classes[at]!, value, this.title),
      controls: [
        classControl(classes, at),
        { kind: "number", name: "threshold", label: "From", min: 0, max: 1, step: 0.01, value },
      ],
    };
  },
};

const steps = Array.from({ length: 101 }, (_, i) => i / 100);

interface Step extends AtThreshold {
  readonly threshold: number;
}

const known = new WeakMap<OneClass["score"], readonly Step[]>();

/** Every threshold that can be chosen: the curves stay while one moves along them. */
function curveOf({ positive, score }: OneClass): readonly Step[] {
  let found = known.get(score);
  if (!found)
    known.set(score, (found = steps.map((threshold) => ({ threshold, ...atThreshold(positive, score, threshold) }))));
  return found;
}

const share = (value: number): string => (Number.isNaN(value) ? "not defined" : short(value));

function thresholdFigure(one: OneClass, threshold: number, title: string): Figure {
  const curve = curveOf(one);
  const found = atThreshold(one.positive, one.score, threshold);
  const { truePositive, falsePositive, falseNegative, trueNegative, precision, recall } = found;
  return {
    title,
    words: `Taken as ${one.name} from a probability of ${threshold}: precision ${share(precision)}, recall ${share(recall)}. Right: ${truePositive} taken, ${trueNegative} left; wrong: ${falsePositive} taken, ${falseNegative} left.`,
    note: `Rows are taken as ${one.name} from this probability on: precision ${share(precision)}, recall ${share(recall)} of ${count(one.score.length, "held-out row")}.`,
    draw: (width, ink, plot) => draw(curve, found, one.name, threshold, width, ink, plot),
    columns: ["threshold", "precision", "recall", "true positive", "false positive", "false negative", "true negative"],
    rows: () =>
      curve.map((step) => [
        step.threshold,
        step.precision,
        step.recall,
        step.truePositive,
        step.falsePositive,
        step.falseNegative,
        step.trueNegative,
      ]),
  };
}

function draw(
  curve: readonly Step[],
  found: AtThreshold,
  name: string,
  threshold: number,
  width: number,
  ink: Ink,
  Plot: Plotting,
): Element {
  const table = matrix(found, name, ink, Plot);
  const room = width >= 470 ? width - 248 : width;
  const [precision, recall] = [ink.series[0]!, ink.series[1]!];
  const lines = Plot.plot({
    width: room,
    height: 230,
    marginLeft: 40,
    marginTop: 12,
    marginBottom: 42,
    marginRight: 14,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: { domain: [0, 1], label: `taken as ${name} from`, labelArrow: false, ticks: 5 },
    y: { domain: [0, 1], label: null, ticks: 5 },
    marks: [
      Plot.line(
        curve.filter((step) => !Number.isNaN(step.precision)),
        { x: "threshold", y: "precision", stroke: precision, strokeWidth: 2.2 },
      ),
      Plot.line(
        curve.filter((step) => !Number.isNaN(step.recall)),
        { x: "threshold", y: "recall", stroke: recall, strokeWidth: 2.2, strokeDasharray: "7 4" },
      ),
      Plot.ruleX([threshold], { stroke: ink.text, strokeWidth: 1.5 }),
      Plot.dot(
        [
          [threshold, found.precision, precision],
          [threshold, found.recall, recall],
        ].filter(([, y]) => !Number.isNaN(y)),
        { x: "0", y: "1", fill: "2", r: 4.5, stroke: ink.card },
      ),
    ],
    color: { type: "identity" },
  });
  const entries = [
    { text: "precision", color: precision },
    { text: "recall", color: recall, dash: "7 4" },
  ];
  return beside([withLegend(lines, entries, ink), table], width, 12);
}

/** The four kinds of rows. */
function matrix(found: AtThreshold, name: string, ink: Ink, Plot: Plotting): Element {
  // Keys of the axes; a class may be called anything.
  const [one, others] = ["1", "0"];
  const cells = [
    { actual: one, said: one, rows: found.truePositive, of: found.truePositive + found.falseNegative },
    { actual: one, said: others, rows: found.falseNegative, of: found.truePositive + found.falseNegative },
    { actual: others, said: one, rows: found.falsePositive, of: found.falsePositive + found.trueNegative },
    { actual: others, said: others, rows: found.trueNegative, of: found.falsePositive + found.trueNegative },
  ];
  const called = (key: string) => (key === others ? "others" : name.length > 10 ? `${name.slice(0, 9)}…` : name);
  return Plot.plot({
    width: 236,
    height: 150,
    marginLeft: 86,
    marginTop: 44,
    marginRight: 2,
    marginBottom: 4,
    padding: 0.06,
    style: { ...font, color: ink.quiet },
    x: {
      axis: "top",
      domain: [one, others],
      label: "taken as",
      labelAnchor: "left",
      labelArrow: false,
      tickSize: 0,
      tickFormat: called,
    },
    y: { domain: [one, others], label: "true", labelArrow: false, tickSize: 0, tickFormat: called },
    color: { type: "linear", domain: [0, 1], range: [ink.low, ink.high] },
    marks: [
      Plot.cell(cells, {
        x: "said",
        y: "actual",
        fill: ({ rows, of }: (typeof cells)[number]) => rows / (of || 1),
        rx: 4,
      }),
      Plot.text(cells, {
        x: "said",
        y: "actual",
        text: ({ rows }: (typeof cells)[number]) => String(rows),
        fill: ({ rows, of }: (typeof cells)[number]) => (rows / (of || 1) > 0.5 ? ink.onHigh : ink.text),
        fontSize: 14,
        fontWeight: 600,
      }),
    ],
  });
}
