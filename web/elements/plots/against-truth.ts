import type { Labels } from "../../lib/index.js";
import { visible } from "../shared/foreign.js";
import { count } from "../shared/words.js";
import type { Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";

export const againstTruth: FitPlot = {
  name: "against-truth",
  title: "Predicted against true value",
  suits: ({ evaluation }) => !evaluation.confusion,
  async make({ table }, ask) {
    const { truth, predicted } = await ask.heldOut();
    const target = visible(table.target, 60);
    return {
      figure: {
        title: this.title,
        words: `Predicted against true ${target} of ${count(predicted.length, "row")}.`,
        draw: (width, ink, plot) => draw(truth, predicted, target, width, ink, plot),
        columns: [`true ${table.target}`, `predicted ${table.target}`],
        rows: () =>
          Array.from(truth as ArrayLike<number | string>, (value, row) => [Number(value), Number(predicted[row])]),
      },
    };
  },
};

const dots = 2000;

/** Predicted against true values, with the line on which both are equal. */
function draw(truth: Labels, predicted: Labels, target: string, width: number, ink: Ink, Plot: Plotting): Element {
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
