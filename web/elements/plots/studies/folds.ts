import { short } from "../../shared/words.js";
import type { Figure, Plotting } from "../figure.js";
import type { Ink } from "../ink.js";
import { bandOf, domainOf, styled, withRoom, type Bounds } from "./scores.js";

/** One metric of a cross-validation, and that of the baseline on the same folds. */
export interface FoldScores {
  readonly score: string;
  readonly scores: Float64Array;
  readonly baseline: Float64Array;
  /** On the rows fitted on, where that was asked for. */
  readonly train: Float64Array | undefined;
  readonly bounds: Bounds;
}

/** Fold by fold: the pipeline's score against the baseline's, around the mean with one deviation to each side. */
export function foldsFigure(of: FoldScores): Figure {
  const { score, scores, baseline, train, bounds } = of;
  const said = (values: Float64Array) => {
    const { mean, deviation } = bandOf(values, bounds);
    return `around ${short(mean)} ± ${short(deviation)}`;
  };
  return {
    title: `${score} by fold`,
    widest: 460,
    words: `${score} of each fold, ${said(scores)}; ${train ? `of the rows fitted on ${said(train)}; ` : ""}of the baseline around ${short(bandOf(baseline, bounds).mean)}.`,
    draw: (width, ink, plot) => drawFolds(of, width, ink, plot),
    columns: ["fold", `${score}, pipeline`, ...(train ? [`${score}, rows fitted on`] : []), `${score}, baseline`],
    rows: () =>
      Array.from(scores, (value, fold) => [fold + 1, value, ...(train ? [train[fold]!] : []), baseline[fold]!]),
  };
}

function drawFolds({ scores, baseline, train, bounds }: FoldScores, width: number, ink: Ink, Plot: Plotting): Element {
  const band = bandOf(scores, bounds);
  const folds = Array.from(scores, (own, fold) => ({
    fold: fold + 1,
    own,
    other: baseline[fold]!,
    fitted: train?.[fold] ?? NaN,
  }));
  const [known, compared] = [
    folds.filter(({ own }) => Number.isFinite(own)),
    folds.filter(({ other }) => Number.isFinite(other)),
  ];
  const step = Math.max(5, Math.min(22, 340 / folds.length));
  const rows = folds.map(({ fold }) => fold);
  const kept = withRoom(
    rows.map((fold) => fold * step),
    rows.map(() => 13),
    1,
  ).map((i) => rows[i]!);
  return Plot.plot({
    width,
    height: Math.round(step * folds.length + 62),
    marginTop: 26,
    marginBottom: 30,
    marginLeft: 34,
    marginRight: 14,
    style: styled(ink),
    x: {
      domain: domainOf([...scores, ...baseline, ...(train ?? []), band.low, band.high], bounds),
      label: null,
      ticks: Math.max(2, Math.floor(width / 90)),
      tickFormat: short,
      grid: true,
    },
    y: { type: "band", domain: rows, label: "fold", labelArrow: false, tickSize: 0, ticks: kept },
    marks: [
      Plot.rect([band], { x1: "low", x2: "high", fill: ink.high, fillOpacity: 0.13 }),
      Plot.ruleX([band.mean], { stroke: ink.high, strokeWidth: 2 }),
      Plot.link(
        folds.filter(({ own, other }) => Number.isFinite(own - other)),
        { x1: "other", x2: "own", y: "fold", stroke: ink.quiet, strokeOpacity: 0.5 },
      ),
      Plot.dot(compared, { x: "other", y: "fold", symbol: "times", stroke: ink.quiet, strokeWidth: 1.6, r: 4 }),
      // A ring: where both are the same, it stands around the pipeline's own dot.
      Plot.dot(
        folds.filter(({ fitted }) => Number.isFinite(fitted)),
        { x: "fitted", y: "fold", stroke: ink.quiet, strokeWidth: 1.6, r: 6 },
      ),
      Plot.dot(known, { x: "own", y: "fold", fill: ink.high, stroke: ink.card, r: 4.5 }),
      Plot.text([train ? "● pipeline   ○ rows fitted   × baseline" : "● pipeline   × baseline"], {
        frameAnchor: "top-right",
        dy: -20,
        fill: ink.quiet,
      }),
    ],
  });
}
