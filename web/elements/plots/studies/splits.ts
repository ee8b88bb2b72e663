import type { Split } from "../../../lib/index.js";
import { count } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { styled, withRoom } from "./scores.js";

/** The folds, and the number of each of their rows in the table. */
export interface Splits {
  readonly splits: readonly Split[];
  readonly numbers: Int32Array;
}

/** Which rows each fold holds out. */
export function splitsFigure(of: Splits): Figure {
  const { splits, numbers } = of;
  return {
    title: "Which rows each fold holds out",
    widest: 620,
    words: `${splits.length} folds, which hold out ${splits.map(({ test }) => count(test.length, "row")).join(", ")}.`,
    note: "Coloured: held out and measured on. The rows are those fitted on, in the order in which the split drew them.",
    draw: (width, ink, plot) => drawSplits(of, width, ink, plot),
    columns: ["row of the table", "fold"],
    rows: () =>
      splits
        .flatMap(({ test }, fold) => Array.from(test, (row): [number, number] => [numbers[row]!, fold + 1]))
        .sort((a, b) => a[0] - b[0] || a[1] - b[1]),
  };
}

/** Of very many rows so many neighbours are one cell, as dark as their share that is held out. */
const mostCells = 240;

function drawSplits({ splits, numbers }: Splits, width: number, ink: Ink, Plot: Plotting): Element {
  const rows = numbers.length;
  const size = Math.ceil(rows / mostCells);
  const cells = splits.flatMap(({ test }, fold) => {
    const held = new Float64Array(Math.ceil(rows / size));
    for (const row of test) held[Math.floor(row / size)]! += 1;
    return Array.from(held, (times, i) => {
      const [from, to] = [i * size, Math.min(rows, (i + 1) * size)];
      return { fold: fold + 1, from, to, share: times / (to - from) };
    }).filter(({ share }) => share > 0);
  });
  const step = Math.max(6, Math.min(22, 300 / splits.length));
  const folds = splits.map((_, fold) => fold + 1);
  const kept = withRoom(
    folds.map((fold) => fold * step),
    folds.map(() => 13),
    1,
  ).map((i) => folds[i]!);
  return Plot.plot({
    width,
    height: Math.round(step * splits.length + 66),
    marginTop: 24,
    marginBottom: 42,
    marginLeft: 34,
    marginRight: 12,
    style: styled(ink),
    x: { domain: [0, rows], label: "rows fitted on", labelArrow: false, ticks: Math.max(2, Math.floor(width / 120)) },
    y: { type: "band", domain: folds, label: "fold", labelArrow: false, tickSize: 0, ticks: kept, padding: 0.16 },
    marks: [
      Plot.barX(folds, { x1: () => 0, x2: () => rows, y: (fold: number) => fold, fill: ink.low }),
      Plot.barX(cells, {
        x1: "from",
        x2: "to",
        y: "fold",
        fill: ink.high,
        fillOpacity: "share",
        shapeRendering: "crispEdges",
      }),
    ],
    opacity: { domain: [0, 1], range: [0, 1] },
  });
}
