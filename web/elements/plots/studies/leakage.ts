import { meanOf } from "../../shared/sums.js";
import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import { seriesOf, type Ink } from "../ink.js";
import { domainOf, finite, styled, type Bounds } from "./scores.js";

/** The scores of the same folds, prepared in two ways. */
export interface TwoWays {
  readonly score: string;
  readonly bounds: Bounds;
  /** The steps before the model fitted inside each fold, and on all rows before there were folds. */
  readonly inside: Float64Array;
  readonly before: Float64Array;
}

const ways = [
  { key: "inside", name: "prepared inside each fold", short: "inside each fold" },
  { key: "before", name: "prepared on all rows first", short: "on all rows first" },
] as const;

/** Fold by fold in either way, with the means. */
export function leakageFigure(of: TwoWays): Figure {
  const { score, inside, before } = of;
  return {
    title: `${score} with and without leakage`,
    widest: 620,
    words: `${score} ${short(meanOf(inside))} prepared inside each fold, ${short(meanOf(before))} prepared on all rows first.`,
    note: "A dot for each fold; the line is their mean.",
    draw: (width, ink, plot) => drawWays(of, width, ink, plot),
    columns: ["fold", `${score}, ${ways[0].name}`, `${score}, ${ways[1].name}`],
    rows: () => Array.from(inside, (value, fold) => [fold + 1, value, before[fold]!]),
  };
}

function drawWays(of: TwoWays, width: number, ink: Ink, Plot: Plotting): Element {
  const rows = ways.map(({ key, ...names }, way) => ({
    way,
    name: width < 330 ? names.short : names.name,
    mean: meanOf(finite(of[key])),
    scores: finite(of[key]),
  }));
  const dots = rows.flatMap(({ way, name, scores }) => scores.map((score) => ({ way, name, score })));
  const colour = ({ way }: { way: number }) => seriesOf(ink, way);
  const step = 58;
  return Plot.plot({
    width,
    height: step * rows.length + 46,
    marginTop: 12,
    marginBottom: 30,
    marginLeft: 14,
    marginRight: 20,
    style: styled(ink),
    x: {
      domain: domainOf(
        dots.map(({ score }) => score),
        of.bounds,
      ),
      label: null,
      ticks: Math.max(2, Math.floor(width / 90)),
      tickFormat: short,
      grid: true,
    },
    y: { type: "band", domain: rows.map(({ name }) => name), axis: null },
    marks: [
      Plot.text(rows, {
        frameAnchor: "left",
        y: "name",
        text: ({ name, mean }: (typeof rows)[number]) => `${name}: ${short(mean)}`,
        dy: -18,
        textAnchor: "start",
        fill: colour,
        stroke: ink.card,
        strokeWidth: 4,
        fontWeight: 600,
      }),
      Plot.tickX(rows, { x: "mean", y: "name", stroke: colour, strokeWidth: 2.4, insetTop: 22, insetBottom: 2 }),
      Plot.dot(dots, {
        x: "score",
        y: "name",
        dy: 10,
        fill: colour,
        fillOpacity: 0.85,
        stroke: ink.card,
        symbol: ({ way }: { way: number }) => (way ? "square" : "circle"),
        r: 5,
      }),
    ],
  });
}
