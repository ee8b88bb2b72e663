import * as Plot from "@observablehq/plot";
import { takeTarget } from "../../lib/index.js";
import type { Labels } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import type { FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";

export const againstTruth: FitPlot = {
  title: "Predicted against true value",
  suits: ({ evaluation }) => !evaluation.confusion,
  draw: ({ training, split, evaluation, table }, width, ink) => {
    const truth = takeTarget(training.y, split.test) as Labels;
    return againstTruthPlot(truth, evaluation.predicted, visible(table.target, 60), width, ink);
  },
  words: ({ evaluation, table }) =>
    `Predicted against true ${visible(table.target, 60)} of ${count(evaluation.predicted.length, "row")}`,
};

const dots = 2000;

/** Predicted against true values, with the line on which both are equal. */
function againstTruthPlot(truth: Labels, predicted: Labels, target: string, width: number, ink: Ink): Element {
  const step = Math.max(1, Math.ceil(truth.length / dots));
  const points: { truth: number; predicted: number }[] = [];
  for (let row = 0; row < truth.length; row += step)
    points.push({ truth: Number(truth[row]), predicted: Number(predicted[row]) });
  const all = points.flatMap((point) => [point.truth, point.predicted]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return Plot.plot({
    width,
    height: Math.min(360, width * 0.8),
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 42,
    style: { ...font, color: ink.quiet },
    grid: true,
    nice: true,
    x: { label: `true ${target}`, labelArrow: false, ticks: 5 },
    y: { label: `predicted ${target}`, labelArrow: false, ticks: 5 },
    marks: [
      Plot.line(
        [
          [low, low],
          [high, high],
        ],
        { stroke: ink.quiet, strokeDasharray: "4 4" },
      ),
      Plot.dot(points, { x: "truth", y: "predicted", r: 3, fill: ink.high, fillOpacity: 0.55 }),
    ],
  });
}
