import { visible } from "../shared/foreign.js";
import { meanOf, deviationOf } from "../shared/sums.js";
import { count, short } from "../shared/words.js";
import { thinned } from "./curves.js";
import type { Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";
import { beside } from "./layout.js";

interface Row {
  readonly predicted: number;
  readonly residual: number;
}

export const residuals: FitPlot = {
  name: "residuals",
  title: "Residuals",
  suits: ({ evaluation }) => !evaluation.confusion,
  async make({ table }, ask) {
    const { truth, predicted } = await ask.heldOut();
    const target = visible(table.target, 40);
    const rows = Array.from(predicted as ArrayLike<number>, (value, row): Row => ({
      predicted: value,
      residual: Number(truth[row]) - value,
    }));
    const values = rows.map(({ residual }) => residual);
    const [mean, deviation] = [short(meanOf(values)), short(deviationOf(values))];
    return {
      figure: {
        title: this.title,
        words: `Residuals of ${count(rows.length, "held-out row")}: mean ${mean}, standard deviation ${deviation}, from ${short(Math.min(...values))} to ${short(Math.max(...values))}.`,
        note: `True minus predicted ${target}, on the held-out rows: mean ${mean}, standard deviation ${deviation}. A bend or a funnel says that something is left to learn.`,
        draw: (width, ink, plot) => draw(rows, target, width, ink, plot),
        columns: [`predicted ${table.target}`, "residual"],
        rows: () => rows.map(({ predicted, residual }) => [predicted, residual]),
      },
    };
  },
};

const dots = 2000;

function draw(rows: readonly Row[], target: string, width: number, ink: Ink, Plot: Plotting): Element {
  const values = rows.map(({ residual }) => residual);
  const far = Math.max(...values.map(Math.abs)) || 1;
  const both = width >= 470;
  const [room, height] = [both ? width - 130 : width, Math.min(320, width * 0.75)];
  const y = { domain: [-far, far], nice: true, ticks: 5 };
  const cloud = Plot.plot({
    width: room,
    height,
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 42,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: { label: `predicted ${target}`, labelArrow: false, ticks: Math.max(2, Math.floor(room / 90)), nice: true },
    y: { ...y, label: "residual", labelArrow: false },
    marks: [
      Plot.ruleY([0], { stroke: ink.quiet, strokeDasharray: "4 4" }),
      Plot.dot(thinned(rows, dots), { x: "predicted", y: "residual", r: 3, fill: ink.high, fillOpacity: 0.55 }),
    ],
  });
  const bars = both
    ? Plot.plot({
        width: 126,
        height,
        marginLeft: 6,
        marginTop: 30,
        marginBottom: 42,
        style: { ...font, color: ink.quiet },
        x: { label: "rows", labelArrow: false, ticks: 2 },
        y: { ...y, axis: null },
        marks: [
          Plot.rectX(values, {
            ...Plot.binY({ x: "count" }, { y: (value: number) => value, thresholds: 20 }),
            fill: ink.high,
            fillOpacity: 0.8,
          }),
          Plot.ruleX([0], { stroke: ink.line }),
        ],
      })
    : Plot.plot({
        width,
        height: 140,
        marginLeft: 52,
        marginTop: 24,
        marginBottom: 38,
        style: { ...font, color: ink.quiet },
        x: { domain: [-far, far], nice: true, label: "residual", labelArrow: false, ticks: 5 },
        y: { label: "rows", labelArrow: false, ticks: 3, grid: true },
        marks: [
          Plot.rectY(values, {
            ...Plot.binX({ y: "count" }, { x: (value: number) => value, thresholds: 20 }),
            fill: ink.high,
            fillOpacity: 0.8,
          }),
          Plot.ruleY([0], { stroke: ink.line }),
        ],
      });
  return beside([cloud, bars], width, 4);
}
