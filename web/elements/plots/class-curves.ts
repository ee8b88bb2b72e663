// Curves of one class against the others, each from 0 to 1: how they are told apart and drawn.
import { visible } from "../shared/foreign.js";
import type { HeldOut } from "../state/ask.js";
import { isOf, thinned } from "./curves.js";
import type { Plotting } from "./figure.js";
import { font, seriesOf, type Ink } from "./ink.js";
import { dashOf, withLegend } from "./layout.js";

/** Classes whose curves have room side by side. */
export const mostClasses = 6;

/** Of a class: its name, and what the model says for it of every row. */
export interface OneClass {
  readonly name: string;
  readonly positive: Uint8Array;
  readonly score: Float64Array;
}

/** Each class against the others. */
export function classesOf({ truth, classes, scores }: HeldOut): OneClass[] {
  const labels = Array.from(classes as ArrayLike<string | number>);
  return labels.map((label, k) => ({
    name: visible(String(label), 24),
    positive: isOf(truth, label),
    score: Float64Array.from(truth as ArrayLike<unknown>, (_, row) => scores![row * labels.length + k]!),
  }));
}

/** A curve as it is drawn, with what stands in its legend. */
export interface ClassCurve {
  readonly text: string;
  readonly points: readonly (readonly [number, number])[];
}

interface Axes {
  readonly across: string;
  readonly up: string;
  /** Whether the diagonal is drawn, where guessing leads along it. */
  readonly diagonal?: boolean;
  /** Whether a point holds until the next one. */
  readonly steps?: boolean;
}

const mostPoints = 600;

export function drawCurves(
  shown: readonly ClassCurve[],
  { across, up, diagonal, steps }: Axes,
  width: number,
  ink: Ink,
  Plot: Plotting,
): Element {
  const ends = [
    [0, 0],
    [1, 1],
  ];
  const chart = Plot.plot({
    width,
    height: Math.min(width, 360),
    marginLeft: 46,
    marginTop: 30,
    marginBottom: 42,
    style: { ...font, color: ink.quiet },
    grid: true,
    x: { domain: [0, 1], label: across, labelArrow: false, ticks: 5 },
    y: { domain: [0, 1], label: up, labelArrow: false, ticks: 5 },
    marks: [
      ...(diagonal ? [Plot.line(ends, { stroke: ink.quiet, strokeOpacity: 0.6, strokeDasharray: "3 4" })] : []),
      ...shown.map(({ points }, i) =>
        Plot.line(thinned(points, mostPoints), {
          stroke: seriesOf(ink, i),
          strokeWidth: 2.2,
          strokeDasharray: dashOf(i),
          curve: steps ? "step-after" : "linear",
        }),
      ),
    ],
  });
  const entries = shown.map(({ text }, i) => ({ text, color: seriesOf(ink, i), dash: dashOf(i) }));
  return entries.length ? withLegend(chart, entries, ink) : chart;
}
