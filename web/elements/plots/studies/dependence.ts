import type { PartialDependence } from "../../../lib/index.js";
import { distinct, visible } from "../../shared/foreign.js";
import type { Figure, Plotting } from "../figure.js";
import { seriesOf, type Ink } from "../ink.js";
import { apart, styled, widthOf } from "./scores.js";

/** Average answers along one column, of one output or a line for each of several. */
export interface Along {
  readonly dependence: PartialDependence;
  readonly outputs: readonly string[];
  readonly column: string;
  /** What the answers are: "probability", "predicted price". */
  readonly answer: string;
}

interface Point {
  readonly name: string;
  readonly output: number;
  readonly value: string | number;
  readonly mean: number;
}

const gridOf = ({ grid_values }: PartialDependence): (string | number)[] =>
  Array.from(grid_values[0] as ArrayLike<string | number>);
const isTexts = ({ grid_values }: PartialDependence): boolean => !(grid_values[0] instanceof Float64Array);

/** Average answers along one column: a line, or bars where the column is text. */
export function dependenceFigure(along: Along): Figure {
  const { dependence, outputs, column, answer } = along;
  const { data, shape } = dependence.average!;
  const grid = gridOf(dependence);
  const k = shape[0]!;
  return {
    title: `Partial dependence on ${column}`,
    words: `Average ${answer} as ${column} changes`,
    note: `The average ${answer} if every held-out row had that value.`,
    draw: (width, ink, plot) => drawAlong(along, width, ink, plot),
    columns: [column, ...(k > 1 ? outputs.slice(0, k) : [answer])],
    rows: () => grid.map((value, p) => [value, ...Array.from({ length: k }, (_, i) => data[i * grid.length + p]!)]),
  };
}

function drawAlong(along: Along, width: number, ink: Ink, Plot: Plotting): Element {
  const { dependence, outputs, answer } = along;
  const { data, shape } = dependence.average!;
  const [grid, texts, k] = [gridOf(dependence), isTexts(dependence), shape[0]!];
  const names = distinct(outputs.map((name) => visible(name, 16)));
  const points = Array.from({ length: k }, (_, output) =>
    grid.map((value, p): Point => ({
      name: names[output] ?? "",
      output,
      value: texts ? visible(String(value), 20) : value,
      mean: data[output * grid.length + p]!,
    })),
  )
    .flat()
    .filter(({ value }) => texts || !Number.isNaN(value));
  const common = {
    width,
    height: Math.min(300, Math.max(200, width * 0.6)),
    marginLeft: 52,
    marginTop: 30,
    marginBottom: 42,
    style: styled(ink),
    y: { label: answer, labelArrow: false, ticks: 5, nice: true, grid: true },
  } as const;
  const paint = ({ output }: Point): string => (k === 1 ? ink.high : seriesOf(ink, output));
  return texts
    ? bars(along, points, names, common, paint, ink, Plot)
    : lines(along, points, names, common, paint, Plot);
}

type Common = {
  readonly width: number;
  readonly height: number;
  readonly marginTop: number;
  readonly marginBottom: number;
};

function bars(
  { column }: Along,
  points: readonly Point[],
  names: readonly string[],
  common: Common,
  paint: (point: Point) => string,
  ink: Ink,
  Plot: Plotting,
): Element {
  const several = new Set(points.map(({ output }) => output)).size > 1;
  const values = [...new Set(points.map(({ value }) => String(value)))];
  const tilted = Math.max(...values.map(widthOf)) > (common.width - 64) / values.length - 4;
  const turned = tilted ? { tickRotate: -40 } : {};
  return Plot.plot({
    ...common,
    height: common.height + (tilted ? 50 : 0),
    marginBottom: common.marginBottom + (tilted ? 50 : 0),
    ...(several ? { marginTop: 30 + Math.max(...names.map(widthOf)) } : {}),
    marginRight: 12,
    ...(several ? { fx: { label: column, labelArrow: false, padding: 0.2, axis: "bottom" as const, ...turned } } : {}),
    x: several ? { axis: null, domain: [...names] } : { label: column, labelArrow: false, tickSize: 0, ...turned },
    marks: [
      Plot.barY(points, {
        ...(several ? { fx: "value", x: "name" } : { x: "value" }),
        y: "mean",
        fill: paint,
        ry2: 3,
      }),
      ...(several
        ? [
            Plot.text(points, {
              fx: "value",
              x: "name",
              y: "mean",
              text: "name",
              rotate: -90,
              dy: -6,
              textAnchor: "start",
              fill: ink.text,
              fontSize: 11,
            }),
          ]
        : []),
      Plot.ruleY([0], { stroke: ink.quiet }),
    ],
  });
}

function lines(
  { column }: Along,
  points: readonly Point[],
  names: readonly string[],
  common: Common,
  paint: (point: Point) => string,
  Plot: Plotting,
): Element {
  const outputs = [...new Set(points.map(({ output }) => output))];
  const ends = outputs.map((output) => points.filter((point) => point.output === output).at(-1)!);
  const means = points.map(({ mean }) => mean);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const gap = (15 * (high - low || 1)) / (common.height - common.marginTop - common.marginBottom);
  const places = apart(
    ends.map(({ mean }) => mean),
    gap,
    [low, Math.max(high, low + gap * (ends.length - 1))],
  );
  return Plot.plot({
    ...common,
    marginRight: outputs.length > 1 ? Math.min(120, 16 + Math.max(...names.map(widthOf))) : 16,
    x: { label: column, labelArrow: false, ticks: Math.max(2, Math.floor(common.width / 90)) },
    marks: [
      Plot.line(points, { x: "value", y: "mean", z: "name", stroke: paint, strokeWidth: 2 }),
      ...(outputs.length > 1
        ? [
            Plot.text(ends, {
              x: "value",
              y: (_: Point, i: number) => places[i]!,
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
