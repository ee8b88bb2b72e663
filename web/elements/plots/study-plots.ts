import * as Plot from "@observablehq/plot";
import type { PartialDependence, Tensor } from "../../lib/index.js";
import { distinct, visible } from "../shared/foreign.js";
import { deviationOf, meanOf } from "../shared/sums.js";
import { short } from "../shared/words.js";

const style = {
  fontFamily: "inherit",
  fontSize: "13px",
  background: "transparent",
  overflow: "visible",
  color: "var(--ink-quiet)",
};
const accent = "var(--plot-high)";
const faint = "var(--ink-quiet)";
const series = (index: number): string => `var(--series-${(index % 6) + 1})`;
const shade = (share: number): string =>
  `color-mix(in oklab, var(--plot-high) ${Math.round(Math.min(1, Math.max(0, share)) * 100)}%, var(--plot-low))`;

const finite = (values: ArrayLike<number>): number[] => Array.from(values).filter((value) => Number.isFinite(value));

/** One dot per fold, the mean and one standard deviation to each side. */
export function foldsPlot(scores: Float64Array, width: number): Element {
  const values = finite(scores);
  const mean = meanOf(values);
  const deviation = deviationOf(values);
  return Plot.plot({
    width,
    height: 50,
    marginTop: 6,
    marginBottom: 26,
    marginLeft: 12,
    marginRight: 12,
    style,
    x: { label: null, ticks: Math.max(2, Math.floor(width / 90)), nice: true },
    y: { axis: null },
    marks: [
      Plot.ruleY([0], { stroke: "var(--line)" }),
      Plot.link([{ from: mean - deviation, to: mean + deviation }], {
        x1: "from",
        x2: "to",
        y1: () => 0,
        y2: () => 0,
        stroke: accent,
        strokeOpacity: 0.3,
        strokeWidth: 9,
        strokeLinecap: "round",
      }),
      Plot.tickX([mean], { stroke: accent, strokeWidth: 2.5 }),
      Plot.dot(values, {
        x: (value: number) => value,
        y: () => 0,
        r: 4,
        fill: accent,
        stroke: "var(--card)",
      }),
    ],
  });
}

/** Mean scores of s x k grids with a band of one standard deviation. */
export function learningPlot(
  sizes: ArrayLike<number>,
  parts: readonly { name: string; scores: Tensor }[],
  score: string,
  width: number,
): Element {
  const points = parts.flatMap(({ name, scores }, part) =>
    Array.from(sizes, (size, i) => {
      const folds = scores.shape[1]!;
      const row = finite(scores.data.subarray(i * folds, (i + 1) * folds));
      const mean = meanOf(row);
      const deviation = deviationOf(row);
      return { name, part, size, mean, low: mean - deviation, high: mean + deviation };
    }),
  );
  const ends = parts.map(({ name }) => points.filter((point) => point.name === name).at(-1)!);
  return Plot.plot({
    width,
    height: Math.min(300, Math.max(200, width * 0.6)),
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 42,
    marginRight: 104,
    style,
    grid: true,
    x: { label: "rows fitted on", labelArrow: false, ticks: 5, nice: true },
    y: { label: score, labelArrow: false, ticks: 5, nice: true },
    marks: [
      Plot.areaY(points, {
        x: "size",
        y1: "low",
        y2: "high",
        z: "name",
        fill: (point: (typeof points)[number]) => series(point.part),
        fillOpacity: 0.16,
      }),
      Plot.line(points, {
        x: "size",
        y: "mean",
        z: "name",
        stroke: (point: (typeof points)[number]) => series(point.part),
        strokeWidth: 2,
      }),
      Plot.dot(points, { x: "size", y: "mean", fill: (point: (typeof points)[number]) => series(point.part), r: 3.5 }),
      Plot.text(ends, {
        x: "size",
        y: "mean",
        text: "name",
        dx: 9,
        textAnchor: "start",
        fill: "var(--ink)",
        fontWeight: 600,
        dy: ends[0] && ends[1] && Math.abs(ends[0].mean - ends[1].mean) < 1e-9 ? -8 : 0,
      }),
    ],
  });
}

export interface Candidate {
  /** Values of the parameters searched over, by path. */
  params: { readonly [path: string]: unknown };
  mean: number;
  deviation: number;
  rank: number;
}

/** Mean score against the parameter searched over; over two of them, as a grid of shades. Empty for more. */
export function tuningPlot(
  candidates: readonly Candidate[],
  paths: readonly string[],
  shown: (value: unknown) => string,
  score: string,
  width: number,
): Element {
  const best = candidates.find(({ rank }) => rank === 1);
  const named = (path: string) => path.split("__").at(-1)!;
  if (paths.length === 1) {
    const path = paths[0]!;
    const values = candidates.map(({ params }) => params[path]);
    const numbers = values.filter((value): value is number => typeof value === "number");
    const spread = Math.min(...numbers) > 0 && Math.max(...numbers) / Math.min(...numbers) > 50;
    const isLine = numbers.length === values.length && values.length > 1;
    const points = candidates
      .filter(({ mean }) => Number.isFinite(mean))
      .map((candidate) => ({
        ...candidate,
        value: isLine ? (candidate.params[path] as number) : shown(candidate.params[path]),
        low: candidate.mean - candidate.deviation,
        high: candidate.mean + candidate.deviation,
      }))
      .sort((a, b) => (isLine ? (a.value as number) - (b.value as number) : 0));
    return Plot.plot({
      width,
      height: Math.min(280, Math.max(190, width * 0.55)),
      marginLeft: 56,
      marginTop: 30,
      marginBottom: 42,
      marginRight: 18,
      style,
      grid: true,
      x: {
        label: named(path),
        labelArrow: false,
        ...(isLine
          ? {
              type: spread ? "log" : "linear",
              ticks: 5,
              tickFormat: spread ? (value: number) => short(value) : undefined,
            }
          : { type: "point", domain: points.map(({ value }) => value) }),
      },
      y: { label: score, labelArrow: false, ticks: 5, nice: true },
      marks: [
        Plot.ruleX(points, { x: "value", y1: "low", y2: "high", stroke: faint, strokeOpacity: 0.55 }),
        ...(isLine ? [Plot.line(points, { x: "value", y: "mean", stroke: accent, strokeWidth: 2 })] : []),
        Plot.dot(points, {
          x: "value",
          y: "mean",
          fill: accent,
          r: (point: (typeof points)[number]) => (point.rank === 1 ? 6 : 3.5),
        }),
      ],
    });
  }
  const [across = "", down = ""] = paths;
  const means = finite(candidates.map(({ mean }) => mean));
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const cells = candidates.map((candidate) => ({
    x: shown(candidate.params[across]),
    y: shown(candidate.params[down]),
    best: candidate === best,
    share: high > low ? (candidate.mean - low) / (high - low) : 1,
    text: Number.isFinite(candidate.mean) ? candidate.mean.toFixed(3) : "",
  }));
  /** Numbers ascending, other values as they come. */
  const valuesOf = (path: string): string[] => {
    const values = [...new Set(candidates.map(({ params }) => params[path]))];
    const numbers = values.every((value): value is number => typeof value === "number");
    return (numbers ? values.sort((a, b) => a - b) : values).map(shown);
  };
  const [columns, rows] = [valuesOf(across), valuesOf(down)];
  const marginLeft = Math.min(140, 24 + Math.max(...rows.map((row) => row.length)) * 7.4);
  return Plot.plot({
    width: Math.min(width, marginLeft + columns.length * 92 + 10),
    height: rows.length * 38 + 62,
    marginLeft,
    marginTop: 50,
    marginBottom: 8,
    padding: 0.05,
    style,
    color: { type: "identity" },
    x: { axis: "top", domain: columns, label: named(across), labelArrow: false, tickSize: 0 },
    y: { domain: rows, label: named(down), labelAnchor: "top", labelArrow: false, tickSize: 0 },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: (cell: (typeof cells)[number]) => shade(cell.share), rx: 4 }),
      Plot.cell(
        cells.filter((cell) => cell.best),
        { x: "x", y: "y", stroke: "var(--ink)", strokeWidth: 2, fill: "none", rx: 4 },
      ),
      Plot.text(cells, {
        x: "x",
        y: "y",
        text: "text",
        fill: (cell: (typeof cells)[number]) => (cell.share > 0.62 ? "var(--card)" : "var(--ink)"),
        fontWeight: 600,
      }),
    ],
  });
}

export interface Importance {
  name: string;
  mean: number;
  deviation: number;
}

/** How much the score falls when a column is shuffled, the most important first. */
export function importancePlot(importances: readonly Importance[], score: string, width: number): Element {
  const names = distinct(importances.map(({ name }) => visible(name, 28)));
  const bars = importances.map((importance, i) => ({
    ...importance,
    name: names[i]!,
    low: importance.mean - importance.deviation,
    high: importance.mean + importance.deviation,
  }));
  return Plot.plot({
    width,
    height: bars.length * 26 + 54,
    marginLeft: Math.min(width * 0.42, 22 + Math.max(...names.map((name) => name.length)) * 7.2),
    marginTop: 8,
    marginBottom: 42,
    marginRight: 16,
    style,
    x: {
      label: `${score} lost`,
      labelArrow: false,
      ticks: Math.max(2, Math.floor(width / 110)),
      grid: true,
      nice: true,
    },
    y: { domain: names, label: null, tickSize: 0 },
    marks: [
      Plot.barX(bars, { x: "mean", y: "name", fill: accent, fillOpacity: 0.8, insetTop: 3, insetBottom: 3, rx2: 3 }),
      Plot.ruleY(bars, {
        x1: "low",
        x2: "high",
        y: "name",
        stroke: "var(--ink)",
        strokeOpacity: 0.7,
        strokeWidth: 1.5,
      }),
      Plot.ruleX([0], { stroke: faint }),
    ],
  });
}

/** Average answers along one column: a line, or bars where the column is text. One line per class. */
export function dependencePlot(
  { grid_values, average }: PartialDependence,
  outputs: readonly string[],
  column: string,
  answer: string,
  width: number,
): Element {
  const grid = grid_values[0]!;
  const texts = !(grid instanceof Float64Array);
  const at = Array.from(grid as ArrayLike<string | number>);
  const k = average!.shape[0]!;
  const names = distinct(outputs.map((name) => visible(name, 16)));
  const points = Array.from({ length: k }, (_, output) =>
    at.map((value, p) => ({
      name: names[output] ?? "",
      output,
      value: texts ? visible(String(value), 20) : (value as number),
      mean: average!.data[output * at.length + p]!,
    })),
  )
    .flat()
    .filter(({ value }) => texts || !Number.isNaN(value));
  type Point = (typeof points)[number];
  const paint = (point: Point): string => (k === 1 ? accent : series(point.output));
  const last = names.slice(0, k).map((_, output) => points.filter((point) => point.output === output).at(-1)!);
  const common = {
    width,
    height: Math.min(300, Math.max(200, width * 0.6)),
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 42,
    style,
    y: { label: answer, labelArrow: false, ticks: 5, nice: true, grid: true },
  } as const;
  if (texts) {
    return Plot.plot({
      ...common,
      ...(k > 1 ? { marginTop: 30 + 7 * Math.max(...names.map((name) => name.length)) } : {}),
      marginRight: 12,
      ...(k > 1 ? { fx: { label: column, labelArrow: false, padding: 0.2, axis: "bottom" as const } } : {}),
      x: k > 1 ? { axis: null, domain: names } : { label: column, labelArrow: false, tickSize: 0 },
      marks: [
        Plot.barY(points, { ...(k > 1 ? { fx: "value", x: "name" } : { x: "value" }), y: "mean", fill: paint, ry2: 3 }),
        ...(k > 1
          ? [
              Plot.text(points, {
                fx: "value",
                x: "name",
                y: "mean",
                text: "name",
                rotate: -90,
                dy: -6,
                textAnchor: "start",
                fill: "var(--ink)",
                fontSize: 11,
              }),
            ]
          : []),
        Plot.ruleY([0], { stroke: faint }),
      ],
    });
  }
  return Plot.plot({
    ...common,
    marginRight: k > 1 ? Math.min(120, 16 + Math.max(...names.map((name) => name.length)) * 7.2) : 16,
    x: { label: column, labelArrow: false, ticks: 5 },
    marks: [
      Plot.line(points, { x: "value", y: "mean", z: "name", stroke: paint, strokeWidth: 2 }),
      ...(k > 1
        ? [
            Plot.text(apart(last), {
              x: "value",
              y: "at",
              text: "name",
              dx: 7,
              textAnchor: "start",
              fill: paint,
              fontWeight: 600,
            }),
          ]
        : []),
    ],
  });
}

/** Labels at the ends of lines, moved apart where they would lie upon each other. */
function apart<Label extends { mean: number }>(labels: readonly Label[]): (Label & { at: number })[] {
  const sorted = labels.map((label) => ({ ...label, at: label.mean })).sort((a, b) => a.at - b.at);
  const all = sorted.map(({ at }) => at);
  const gap = Math.max(1e-9, (Math.max(...all) - Math.min(...all) || 1) * 0.08);
  for (let i = 1; i < sorted.length; i++) sorted[i]!.at = Math.max(sorted[i]!.at, sorted[i - 1]!.at + gap);
  return sorted;
}

/** Average answers along two columns, of one output. */
export function dependenceGridPlot(
  { grid_values, average }: PartialDependence,
  output: number,
  columns: readonly [string, string],
  width: number,
): Element {
  const [first, second] = grid_values.map((grid) =>
    Array.from(grid as ArrayLike<string | number>, (value) =>
      typeof value === "number" ? short(value) : visible(value, 14),
    ),
  ) as [string[], string[]];
  const size = first.length * second.length;
  const values = average!.data.subarray(output * size, (output + 1) * size);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const cells = Array.from(values, (mean, i) => ({
    x: first[Math.floor(i / second.length)]!,
    y: second[i % second.length]!,
    share: high > low ? (mean - low) / (high - low) : 0.5,
    text: short(Number(mean.toPrecision(2))),
  }));
  const marginLeft = 24 + Math.max(...second.map((name) => name.length)) * 7.4;
  const roomy = (width - marginLeft) / first.length > 36;
  return Plot.plot({
    width,
    height: second.length * 30 + 76,
    marginLeft,
    marginTop: 34,
    marginBottom: 44,
    padding: 0.03,
    style,
    color: { type: "identity" },
    x: { domain: first, label: columns[0], labelArrow: false, tickSize: 0, ...(roomy ? {} : { tickRotate: -40 }) },
    y: { domain: [...second].reverse(), label: columns[1], labelAnchor: "top", labelArrow: false, tickSize: 0 },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: (cell: (typeof cells)[number]) => shade(cell.share), rx: 3 }),
      ...(roomy
        ? [
            Plot.text(cells, {
              x: "x",
              y: "y",
              text: "text",
              fill: (cell: (typeof cells)[number]) => (cell.share > 0.62 ? "var(--card)" : "var(--ink)"),
              fontSize: 11.5,
            }),
          ]
        : []),
    ],
  });
}
