import type { Confusion } from "../../lib/index.js";
import { distinct } from "../shared/foreign.js";
import { listed } from "../shared/words.js";
import type { Figure, Plotting } from "./figure.js";
import type { FitPlot } from "./fit-plot.js";
import { font, type Ink } from "./ink.js";

export const confusion: FitPlot = {
  name: "confusion",
  title: "True against predicted class",
  suits: ({ evaluation }) => evaluation.confusion !== undefined,
  make({ evaluation }) {
    return { figure: confusionFigure(evaluation.confusion!, this.title) };
  },
};

/** Counts by true and by predicted class. */
export function confusionFigure(confusion: Confusion, title: string): Figure {
  const { labels, matrix } = confusion;
  const names = Array.from(labels, String);
  return {
    title,
    words: inWords(confusion),
    draw: (width, ink, plot) => confusionPlot(confusion, width, ink, plot),
    drawn: { of: [...names, ...matrix.data] },
    columns: ["true", ...names],
    rows: () => names.map((name, i) => [name, ...matrix.data.subarray(i * names.length, (i + 1) * names.length)]),
  };
}

/** Of more classes than these the noughts are not written. */
const manyClasses = 15;

/** Counts by true class (rows) and predicted class (columns); shade is the share of the true class. */
function confusionPlot({ labels, matrix }: Confusion, width: number, ink: Ink, Plot: Plotting): Element {
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

function inWords({ labels, matrix }: Confusion): string {
  const names = distinct(Array.from(labels, String));
  const rows = names.map((actual, i) => {
    const found = names
      .map((name, j) => ({ name, times: matrix.data[i * names.length + j]! }))
      .filter(({ times }) => times > 0);
    return `${actual}: ${listed(found.map(({ name, times }) => `${times} as ${name}`)) || "none"}`;
  });
  return `Confusion matrix. ${rows.join("; ")}.`;
}
