import { distinct, visible } from "../../shared/foreign.js";
import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { cut, styled } from "./scores.js";

export interface Importance {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
}

/** So many columns stand in the picture; the table has all. */
const most = 20;

/** How much the score falls when a column is shuffled, the most important first. */
export function importanceFigure(all: readonly Importance[], score: string): Figure {
  const told = all.slice(0, 5).map(({ name, mean }) => `${visible(name, 40)} ${short(mean)}`);
  return {
    title: "Permutation importance",
    words: `${score} lost by shuffling: ${told.join(", ")}`,
    ...(all.length > most ? { note: `The first ${most} of ${all.length} columns.` } : {}),
    draw: (width, ink, plot) => drawImportances(all.slice(0, most), score, width, ink, plot),
    columns: ["column", `${score} lost: mean`, `${score} lost: std`],
    rows: () => all.map(({ name, mean, deviation }) => [name, mean, deviation]),
  };
}

function drawImportances(all: readonly Importance[], score: string, width: number, ink: Ink, Plot: Plotting): Element {
  const names = distinct(all.map(({ name }) => cut(visible(name, 40), Math.min(210, width * 0.42 - 22))));
  const bars = all.map((importance, i) => ({
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
    style: styled(ink),
    x: {
      label: `${score} lost`,
      labelArrow: false,
      ticks: Math.max(2, Math.floor(width / 110)),
      grid: true,
      nice: true,
    },
    y: { domain: names, label: null, tickSize: 0 },
    marks: [
      Plot.barX(bars, { x: "mean", y: "name", fill: ink.high, fillOpacity: 0.8, insetTop: 3, insetBottom: 3, rx2: 3 }),
      Plot.ruleY(bars, { x1: "low", x2: "high", y: "name", stroke: ink.text, strokeOpacity: 0.7, strokeWidth: 1.5 }),
      Plot.ruleX([0], { stroke: ink.quiet }),
    ],
  });
}
