import type { Staged } from "../../lib/index.js";
import { metricName, short } from "../shared/words.js";
import type { Figure, Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";
import { withLegend } from "./layout.js";

const lowerIsBetter = new Set(["log_loss", "mse", "mae"]);
/** Where scores end, whatever the data are. */
const ends = new Map<string, readonly [number, number]>([
  ["accuracy", [0, 1]],
  ["f1_macro", [0, 1]],
  ["roc_auc", [0, 1]],
]);

export const rounds: FitPlot = {
  name: "rounds",
  title: "Score per round",
  suits: (_, { last }) => last.rounds > 1,
  async make(_, ask, chosen) {
    const [onFitted, onHeldOut] = await Promise.all([ask.staged("fitted"), ask.staged("held out")]);
    const names = Object.keys(onHeldOut.metrics).filter((name) => onFitted.metrics[name]);
    const usual = names.includes("log_loss") ? "log_loss" : names[0]!;
    const name = names.includes(chosen["metric"] ?? "") ? chosen["metric"]! : usual;
    return {
      figure: roundsFigure(onFitted, onHeldOut, name, this.title),
      controls: [
        {
          kind: "choice",
          name: "metric",
          label: "Metric",
          value: name,
          options: names.map((value) => ({ value, text: metricName(value) })),
        },
      ],
    };
  },
};

interface Point {
  readonly round: number;
  readonly fitted: number;
  readonly heldOut: number;
}

function roundsFigure(onFitted: Staged, onHeldOut: Staged, metric: string, title: string): Figure {
  const points = Array.from(onHeldOut.rounds, (round, i): Point => ({
    round,
    fitted: onFitted.metrics[metric]![i]!,
    heldOut: onHeldOut.metrics[metric]![i]!,
  }));
  const sign = lowerIsBetter.has(metric) ? -1 : 1;
  const best = points.reduce((a, b) => (sign * b.heldOut > sign * a.heldOut ? b : a));
  const last = points.at(-1)!;
  const word = metricName(metric);
  return {
    title,
    words: `${word} after each round of boosting. On the held-out rows it is best after round ${best.round}: ${short(best.heldOut)}; after the last, ${last.round}, it is ${short(last.heldOut)}, and ${short(last.fitted)} on the rows fitted on.`,
    note: `Best on the held-out rows after round ${best.round}: ${short(best.heldOut)}.${sign < 0 ? " Lower is better." : ""}`,
    draw: (width, ink, plot) => draw(points, best, metric, width, ink, plot),
    columns: ["round", `${word}, rows fitted on`, `${word}, held-out rows`],
    rows: () => points.map(({ round, fitted, heldOut }) => [round, fitted, heldOut]),
  };
}

function draw(points: readonly Point[], best: Point, metric: string, width: number, ink: Ink, Plot: Plotting): Element {
  const [one, other] = [ink.series[0]!, ink.series[1]!];
  const values = points.flatMap(({ fitted, heldOut }) => [fitted, heldOut]).filter(Number.isFinite);
  const room = (Math.max(...values) - Math.min(...values) || 0.1) * 0.06;
  const [least, most] = ends.get(metric) ?? (lowerIsBetter.has(metric) ? [0, Infinity] : [-Infinity, 1]);
  const domain = [Math.max(least, Math.min(...values) - room), Math.min(most, Math.max(...values) + room)];
  const defined = (key: "fitted" | "heldOut") => points.filter((point) => Number.isFinite(point[key]));
  const chart = Plot.plot({
    width,
    height: Math.min(280, Math.max(190, width * 0.55)),
    marginLeft: 56,
    marginTop: 30,
    marginBottom: 42,
    marginRight: 14,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: {
      domain: [points[0]!.round, points.at(-1)!.round],
      label: "rounds",
      labelArrow: false,
      ticks: 5,
      tickFormat: "d",
    },
    y: { domain, label: metricName(metric), labelArrow: false, ticks: 5 },
    marks: [
      Plot.line(defined("fitted"), { x: "round", y: "fitted", stroke: other, strokeWidth: 2, strokeDasharray: "7 4" }),
      Plot.line(defined("heldOut"), { x: "round", y: "heldOut", stroke: one, strokeWidth: 2.2 }),
      Plot.dot([best], { x: "round", y: "heldOut", r: 5, fill: one, stroke: ink.card }),
    ],
  });
  return withLegend(
    chart,
    [
      { text: "held-out rows", color: one },
      { text: "rows fitted on", color: other, dash: "7 4" },
    ],
    ink,
  );
}
