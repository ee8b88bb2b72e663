import type { PartialDependence } from "../../../lib/index.js";
import { visible } from "../../shared/foreign.js";
import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { styled } from "./scores.js";

/** Average answers along two columns, of one output. */
export interface AlongTwo {
  readonly dependence: PartialDependence;
  readonly output: number;
  readonly columns: readonly [string, string];
  readonly answer: string;
}

const textOf = (value: string | number): string => (typeof value === "number" ? short(value) : visible(value, 14));

/** The answers to one output, pair by pair. */
function cellsOf({ dependence, output }: AlongTwo) {
  const [first, second] = dependence.grid_values.map((grid) => Array.from(grid as ArrayLike<string | number>)) as [
    (string | number)[],
    (string | number)[],
  ];
  const size = first.length * second.length;
  const means = dependence.average!.data.subarray(output * size, (output + 1) * size);
  return Array.from(means, (mean, i) => ({
    first: first[Math.floor(i / second.length)]!,
    second: second[i % second.length]!,
    mean,
  }));
}

export function dependenceGridFigure(along: AlongTwo): Figure {
  const { columns, answer } = along;
  return {
    title: `Partial dependence on ${columns[0]} and ${columns[1]}`,
    words: `Average ${answer} as ${columns[0]} and ${columns[1]} change`,
    note: `The average ${answer} if every held-out row had those values.`,
    draw: (width, ink, plot) => drawGrid(along, width, ink, plot),
    columns: [...columns, answer],
    rows: () => cellsOf(along).map(({ first, second, mean }) => [first, second, mean]),
  };
}

function drawGrid(along: AlongTwo, width: number, ink: Ink, Plot: Plotting): Element {
  const cells = cellsOf(along).map(({ first, second, mean }) => ({ x: textOf(first), y: textOf(second), mean }));
  const [across, down] = [[...new Set(cells.map(({ x }) => x))], [...new Set(cells.map(({ y }) => y))]];
  const means = cells.map(({ mean }) => mean);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const share = (mean: number) => (high > low ? (mean - low) / (high - low) : 0.5);
  const marginLeft = 24 + Math.max(...down.map((name) => name.length)) * 7.4;
  const roomy = (width - marginLeft) / across.length > 36;
  return Plot.plot({
    width,
    height: down.length * 30 + 76,
    marginLeft,
    marginTop: 34,
    marginBottom: 44,
    padding: 0.03,
    style: styled(ink),
    color: { type: "linear", domain: [0, 1], range: [ink.low, ink.high] },
    x: {
      domain: across,
      label: along.columns[0],
      labelArrow: false,
      tickSize: 0,
      ...(roomy ? {} : { tickRotate: -40 }),
    },
    y: { domain: [...down].reverse(), label: along.columns[1], labelAnchor: "top", labelArrow: false, tickSize: 0 },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: ({ mean }: (typeof cells)[number]) => share(mean), rx: 3 }),
      ...(roomy
        ? [
            Plot.text(cells, {
              x: "x",
              y: "y",
              text: ({ mean }: (typeof cells)[number]) => short(Number(mean.toPrecision(2))),
              fill: ({ mean }: (typeof cells)[number]) => (share(mean) > 0.62 ? ink.onHigh : ink.text),
              fontSize: 11.5,
            }),
          ]
        : []),
    ],
  });
}
