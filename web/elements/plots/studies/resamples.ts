import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { finite, styled, type Bounds } from "./scores.js";

/** A score on the rows as they are, and on resamples of them. */
export interface Resampled {
  readonly name: string;
  readonly score: number;
  readonly scores: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly bounds: Bounds;
}

/** How the scores of the resamples lie, with the interval and the score of the rows as they are. */
export function resamplesFigure(of: Resampled): Figure {
  const { name, score, scores, low, high, level } = of;
  return {
    title: `${name} on resamples`,
    widest: 460,
    words: `${name} ${short(score)} on the rows held out; ${percent(level)} of ${scores.length} resamples lie between ${short(low)} and ${short(high)}.`,
    draw: (width, ink, plot) => drawResamples(of, width, ink, plot),
    columns: ["resample", name],
    rows: () => Array.from(scores, (value, i) => [i + 1, value]),
  };
}

export const percent = (share: number): string => `${Number((share * 100).toPrecision(4))} %`;

/** Bars of equal width over the scores; a score that only takes few values has one for each. */
function barsOf(values: readonly number[], bars: number): { from: number; to: number; times: number }[] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const width = greatest > least ? (greatest - least) / bars : Math.abs(least) * 0.01 || 0.01;
  const start = greatest > least ? least : least - width / 2;
  const counts = new Array<number>(greatest > least ? bars : 1).fill(0);
  for (const value of values) counts[Math.min(counts.length - 1, Math.floor((value - start) / width))]! += 1;
  return counts.map((times, i) => ({ from: start + i * width, to: start + (i + 1) * width, times }));
}

function drawResamples(
  { score, scores, low, high, bounds }: Resampled,
  width: number,
  ink: Ink,
  Plot: Plotting,
): Element {
  const bars = barsOf(finite(scores), Math.min(28, Math.max(8, Math.round(Math.sqrt(scores.length)))));
  const inside = ({ from, to }: (typeof bars)[number]) => (from + to) / 2 >= low && (from + to) / 2 <= high;
  const most = Math.max(...bars.map(({ times }) => times));
  const domain = [
    Math.max(bounds[0], Math.min(bars[0]!.from, score)),
    Math.min(bounds[1], Math.max(bars.at(-1)!.to, score)),
  ];
  return Plot.plot({
    width,
    height: 150,
    marginTop: 24,
    marginBottom: 30,
    marginLeft: 14,
    marginRight: 14,
    style: styled(ink),
    x: { domain, clamp: true, label: null, ticks: Math.max(2, Math.floor(width / 90)), tickFormat: short },
    y: { axis: null, domain: [0, most * 1.12] },
    marks: [
      Plot.rectY(bars, {
        x1: "from",
        x2: "to",
        y: "times",
        fill: (bar: (typeof bars)[number]) => (inside(bar) ? ink.high : ink.quiet),
        fillOpacity: (bar: (typeof bars)[number]) => (inside(bar) ? 0.55 : 0.3),
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      Plot.ruleY([0], { stroke: ink.line }),
      Plot.ruleX([low, high], { stroke: ink.high, strokeWidth: 1.6, strokeDasharray: "4,3" }),
      Plot.ruleX([score], { stroke: ink.text, strokeWidth: 2.2 }),
      Plot.text([`${short(low)} to ${short(high)}`], { frameAnchor: "top", dy: -16, fill: ink.text, fontWeight: 600 }),
    ],
  });
}
