import * as Plot from "@observablehq/plot";
import type { Confusion, Labels } from "../../lib/index.js";
import { distinct } from "../shared/foreign.js";

/** The theme's colours, read where a chart is drawn, as charts need plain values to blend. */
export interface Ink {
  low: string;
  high: string;
  text: string;
  quiet: string;
  line: string;
  onHigh: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    low: of("--plot-low"),
    high: of("--plot-high"),
    text: of("--ink"),
    quiet: of("--ink-quiet"),
    line: of("--line"),
    onHigh: of("--card"),
  };
}

const font = { fontFamily: "inherit", fontSize: "13px", background: "transparent", overflow: "visible" };

/** Of more classes than these the noughts are not written. */
const manyClasses = 15;

/** Counts by true class (rows) and predicted class (columns); shade is the share of the true class. */
export function confusionPlot({ labels, matrix }: Confusion, width: number, ink: Ink): Element {
  const names = distinct(Array.from(labels, String));
  const k = names.length;
  const cells = names.flatMap((actual, i) => {
    const row = Array.from(matrix.data.subarray(i * k, i * k + k));
    const total = row.reduce((sum, value) => sum + value, 0) || 1;
    return names.map((predicted, j) => ({ actual, predicted, count: row[j]!, share: row[j]! / total }));
  });
  const longest = Math.max(...names.map((name) => name.length));
  const marginLeft = Math.min(150, 34 + longest * 7.2);
  const side = Math.min(84, (width - marginLeft - 8) / k);
  const tilted = longest * 7.2 > side;
  // Of very many classes every so many is named, and a number stands where it has room.
  const named = (room: number) => {
    const step = Math.ceil(room / Math.min(side, 56));
    return {
      ticks: names.filter((_, i) => i % step === 0),
      tickFormat: (name: string) => (name.length > 16 ? `${name.slice(0, 15)}…` : name),
    };
  };
  const told = side < 18 ? [] : k > manyClasses ? cells.filter(({ count }) => count > 0) : cells;
  return Plot.plot({
    width: marginLeft + side * k + 8,
    height: Math.min(side, 56) * k + (tilted ? 96 : 58),
    marginLeft,
    marginTop: tilted ? 84 : 46,
    marginBottom: 8,
    marginRight: 8,
    padding: 0.05,
    style: { ...font, color: ink.quiet },
    x: {
      axis: "top",
      domain: names,
      label: "predicted",
      labelAnchor: "left",
      labelArrow: false,
      tickSize: 0,
      ...named(tilted ? 22 : 16),
      ...(tilted ? { tickRotate: -40 } : {}),
    },
    y: { domain: names, label: "true", labelArrow: false, tickSize: 0, ...named(16) },
    color: { type: "linear", domain: [0, 1], range: [ink.low, ink.high] },
    marks: [
      Plot.cell(cells, { x: "predicted", y: "actual", fill: "share", rx: Math.min(4, side / 6) }),
      Plot.text(told, {
        x: "predicted",
        y: "actual",
        text: (cell: (typeof cells)[number]) => String(cell.count),
        fill: (cell: (typeof cells)[number]) =>
          cell.count === 0 ? ink.quiet : cell.share > 0.5 ? ink.onHigh : ink.text,
        fontWeight: 600,
        fontSize: side < 30 ? 11 : 14,
      }),
    ],
  });
}

const dots = 2000;

/** Predicted against true values, with the line on which both are equal. */
export function againstTruthPlot(truth: Labels, predicted: Labels, target: string, width: number, ink: Ink): Element {
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
